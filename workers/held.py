"""What one worker process keeps between tasks: its event loop, and the world that tasks work in."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, TypeVar

import msgspec
from celery.signals import worker_process_shutdown

from infra.mail.mailer import Mailer, mail_server
from infra.settings import Settings
from services.application.world import World
from services.bootstrap import opened_world

T = TypeVar("T")


class Workplace(msgspec.Struct, frozen=True):
    """The worker's own world, and how its mail leaves the house."""

    world: World
    mailer: Mailer
    base_url: str


class Held:
    """Opened by the first task, in the process that runs it: connections do not survive a fork."""

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None
        self._stack = AsyncExitStack()
        self._workplace: Workplace | None = None

    def run(self, work: Callable[[Workplace], Awaitable[T]]) -> T:
        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(self._run(work))

    async def _run(self, work: Callable[[Workplace], Awaitable[T]]) -> T:
        if self._workplace is None:
            settings = Settings.from_environment()
            world = await self._stack.enter_async_context(opened_world(settings, "samson_worker"))
            mailer = Mailer(mail_server(settings.smtp_url), settings.mail_from)
            self._workplace = Workplace(world, mailer, settings.base_url)
        return await work(self._workplace)

    def close(self) -> None:
        if self._runner is not None:
            self._runner.run(self._stack.aclose())
            self._runner.close()
        self._runner, self._workplace = None, None


held = Held()


@worker_process_shutdown.connect  # type: ignore[untyped-decorator]  # Celery has no types
def _let_go(**_: Any) -> None:
    held.close()
