"""What `samson up --check` does once everything runs: the main job, over HTTP, as a newcomer would do it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx

from infra.settings import Settings
from services.cli.errors import CommandFailed


class Stopwatch:
    """Says what took how long."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._began = time.monotonic()

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Time one step; a step that fails is not said to be done."""
        began = time.monotonic()
        yield
        self._say(f"{what:<44} {time.monotonic() - began:6.1f} s")

    def total(self, what: str) -> None:
        self._say(f"{what:<44} {time.monotonic() - self._began:6.1f} s")


def journey(settings: Settings, stopwatch: Stopwatch) -> None:
    """Raises `CommandFailed` at the first thing that does not work."""
    with httpx.Client(base_url=settings.base_url, timeout=30) as browser, stopwatch.step("every part does its work"):
        answer = browser.get("/healthz")
        if answer.status_code != httpx.codes.OK:
            raise CommandFailed(f"/healthz answers {answer.status_code}: {answer.text}")
