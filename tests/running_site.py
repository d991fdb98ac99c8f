"""The real app on a free port of this machine, with its projector and a mail catcher, on a database of its own.

Tests talk to it over HTTP, with `tests.support.browsing` or a real browser, and arrange what they need through the
use cases: `site.run(coroutine)` waits for one in the site's own event loop.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager, suppress
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar
from unittest.mock import patch

from aiosmtpd.smtp import SMTP
from granian.constants import Interfaces
from granian.server.embed import Server
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from msgspec import structs

from domain.ids import TenantId
from infra.database import Database
from infra.embedded.process import held_port
from infra.instruments import InstrumentLibrary, shipped_instruments
from infra.mail_catcher import Catcher
from infra.master_keys import MasterKey, MasterKeys
from infra.settings import Role, Settings
from services.application.instruments import publish_instruments
from services.application.work import do_what_waits
from services.application.world import World
from services.bootstrap import opened_handlers, opened_world
from services.web.app import app_for
from tests.database_plugin import DatabaseCopy, copied
from tests.support.waiting import eventually
from workers.projector import run as follow

Answer = TypeVar("Answer")

LONGEST_WAIT = 60.0


class Compiled(BytecodeCache):
    """Templates, which every site of this process would compile for itself, for a second or more."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


class SiteSettings(Settings, frozen=True, kw_only=True):
    """Like any other settings, but for the passwords that the test cluster's roles have."""

    copy: DatabaseCopy

    def role_url(self, role: Role) -> str:
        return self.copy.url(role)


class Site:
    """`world` is a worker's, and the app has one of its own; `web` connects as the web's role."""

    world: World
    web: Database

    def __init__(self, settings: SiteSettings, loop: asyncio.AbstractEventLoop) -> None:
        self.settings = settings
        self.loop = loop

    @property
    def address(self) -> str:
        return self.settings.base_url

    @property
    def database(self) -> DatabaseCopy:
        return self.settings.copy

    def run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(LONGEST_WAIT)

    def work_off(self) -> None:
        """Do what waits in the outbox: letters, reports, ties that end."""
        self.run(work_off(self.world, self.settings))

    def show(self, tenant: TenantId) -> None:
        """Wait until the read models show everything that was written, also where a page would wait no longer."""

        async def shown() -> bool:
            return await self.world.read_models.wait_for(tenant, await self.world.log.head(tenant))

        assert eventually(lambda: self.run(shown()), LONGEST_WAIT), "the read models do not follow"


async def work_off(world: World, settings: Settings) -> None:
    async with opened_handlers(world, settings) as handlers:
        await do_what_waits(world, handlers)


@contextmanager
def opened_site(
    cluster_url: str, redis_url: str, instruments: Callable[..., InstrumentLibrary] = shipped_instruments
) -> Iterator[Site]:
    """With other versions of the instrument than those that are shipped, if need be.

    They are the site's alone. Both of its worlds hold them once it answers, and what else runs in this process as long
    as it stands, such as a command under test, gets what is shipped.
    """
    with (
        copied(cluster_url) as copy,
        tempfile.TemporaryDirectory(prefix="samson-mail-") as mail,
        held_port() as port,
    ):
        settings = SiteSettings(
            copy=copy,
            mode="embedded",
            database_url=copy.admin_url,
            redis_url=redis_url,
            smtp_url="",
            base_url=f"http://127.0.0.1:{port}",
            mail_from="samson@example.org",
            master_keys=MasterKeys(MasterKey("test", b"k" * 32)),
            mail_catcher_dir=Path(mail) / "caught",
        )
        with ExitStack() as opening:
            opening.enter_context(patch("services.bootstrap.shipped_instruments", instruments))
            opening.enter_context(patch("services.web.app.Environment", partial(Environment, bytecode_cache=COMPILED)))
            with _in_its_own_thread(settings) as site:
                opening.close()
                yield site


@contextmanager
def _in_its_own_thread(settings: SiteSettings) -> Iterator[Site]:
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="site")
    thread.start()
    site, stop = Site(settings, loop), asyncio.Event()
    whole = asyncio.run_coroutine_threadsafe(_serve(site, stop), loop)
    try:
        assert eventually(lambda: whole.done() or _answers(site)), "the site does not answer"
        if whole.done():
            whole.result()
        yield site
    finally:
        loop.call_soon_threadsafe(stop.set)
        try:
            whole.result(LONGEST_WAIT)
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()


def _answers(site: Site) -> bool:
    """Asked often, in the process that starts it, so by the lightest client there is."""
    if not hasattr(site, "world"):
        return False
    with closing(HTTPConnection(site.address.removeprefix("http://"), timeout=LONGEST_WAIT)) as connection:
        try:
            connection.request("GET", "/privacy")
            return connection.getresponse().read() != b""
        except (OSError, HTTPException):
            return False


async def _serve(site: Site, stop: asyncio.Event) -> None:
    async with (
        _mail_catcher(site),
        Database.opened(site.settings.role_url("samson_web"), size=2) as site.web,
        opened_world(site.settings, "samson_worker") as site.world,
        _projector(site),
    ):
        await publish_instruments(site.world)
        server = Server(
            app_for(site.settings),
            port=int(site.address.rpartition(":")[2]),
            interface=Interfaces.ASGI,
            websockets=False,
            log_enabled=False,
        )
        serving, stopping = asyncio.create_task(server.serve()), asyncio.create_task(stop.wait())
        await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
        server.stop()
        await serving


@asynccontextmanager
async def _projector(site: Site) -> AsyncIterator[None]:
    following = asyncio.create_task(follow(site.settings))
    try:
        yield
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following


@asynccontextmanager
async def _mail_catcher(site: Site) -> AsyncIterator[None]:
    """Told to the settings, as it chooses its own port."""
    folder = site.settings.mail_catcher_dir
    assert folder is not None
    catcher, loop = Catcher(folder), asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(catcher, hostname="mailcatcher", enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0
    )
    site.settings = structs.replace(site.settings, smtp_url=f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    async with server:
        yield
