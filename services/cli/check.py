"""What `samson up --check` does once everything runs: the main job, over HTTP, as a newcomer would do it."""

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import httpx

from domain.instrument.model import Instrument
from domain.workspace.events import Role
from infra.settings import Settings
from services.application.demonstration.cast import ROLE_NAMES
from services.application.instruments import offered
from services.bootstrap import opened_world
from services.cli.errors import CommandFailed
from services.cli.page_forms import PageForm, forms_of
from services.cli.welcome import ready_made_links

ANSWER: Final = "6"
FACILITATOR: Final = ROLE_NAMES[Role.FACILITATOR].lower()
PATIENCE: Final = 120.0
"""Seconds that a report may take on a machine that has much else to do."""


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
    instrument = asyncio.run(measured_with(settings))
    with httpx.Client(base_url=settings.base_url, timeout=30, follow_redirects=True) as client:
        browser = Browser(client)
        with stopwatch.step("every part does its work"):
            browser.get("/healthz")
        with stopwatch.step("a facilitator signs in"):
            workspace = browser.sign_in(facilitators_link(settings))
        with stopwatch.step("a measurement is started"):
            home = browser.start_measurement(workspace)
        with stopwatch.step("four values are weighed"):
            for value in instrument.values:
                browser.answer(f"{home}/values/{value.id}", "weight-")
        with stopwatch.step("every question is answered"):
            for question in instrument.questions:
                browser.answer(f"{home}/questions/{question}", "answer")
        with stopwatch.step("profile, actions, closing"):
            for path in ("/profile", "/fields/equality", "/actions"):
                browser.get(home + path)
            browser.send(f"{home}/close")
        with stopwatch.step("the PDF report"):
            browser.fetch_report(f"{home}/report")


async def measured_with(settings: Settings) -> Instrument:
    """The version that a new measurement is made with, which KS may have published on this very state folder."""
    async with opened_world(settings, "samson_worker") as world:
        instrument, _ = await offered(world)
    return instrument


def facilitators_link(settings: Settings) -> str:
    return next(link.url for link in ready_made_links(settings) if link.account.email.startswith(FACILITATOR))


class Browser:
    """Reads pages and sends their forms; any answer but a good one ends the journey."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def get(self, path: str) -> httpx.Response:
        return _good(self._client.get(path))

    def send(self, path: str, number: int = -1, **filled: str) -> httpx.Response:
        """Send one of the forms in a page's main part: the last one, if no other is asked for."""
        page = self.get(path)
        form = _forms(page)[number]
        return _good(self._client.post(form.action or page.url.path, data={**form.fields, **filled}))

    def sign_in(self, link: str) -> str:
        """The path of the first workspace."""
        return self.send(link).url.path

    def start_measurement(self, workspace: str) -> str:
        """Of the workspace's first collaboration; the path of the measurement."""
        links = re.findall(r'href="([^"]+/measurements/new)"', self.get(workspace).text)
        if not links:
            raise CommandFailed(f"{workspace} has no collaboration to measure")
        started = self.send(links[0])
        found = re.search(r"(/w/[^/]+/measurements/[0-9a-f-]{36})", started.url.path)
        if found is None:
            raise CommandFailed(f"the measurement did not start: it led to {started.url.path}")
        return found.group(1)

    def answer(self, path: str, group: str) -> None:
        """Give every scale of a page, whose names begin with `group`, the same answer."""
        page = self.get(path)
        form = _forms(page)[-1]
        answers = {name: ANSWER for name in form.choices if name.startswith(group)}
        _good(self._client.post(path, data={**form.fields, **answers, "go": "onward"}))

    def fetch_report(self, path: str) -> None:
        self.send(path)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            ready = re.findall(rf'href="({path}/[0-9a-f-]{{36}})"', self.get(path).text)
            if ready:
                file = self.get(ready[0]).content
                if not file.startswith(b"%PDF-"):
                    raise CommandFailed("the report is no PDF")
                return
            time.sleep(0.5)
        raise CommandFailed(f"there was no report after {PATIENCE:.0f} s")


def _forms(page: httpx.Response) -> list[PageForm]:
    found = [form for form in forms_of(page.text.partition("<main")[2]) if form.method == "post"]
    if not found:
        raise CommandFailed(f"{page.url.path} has no form")
    return found


def _good(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    raise CommandFailed(f"{answer.request.method} {answer.url.path} answers {answer.status_code}")
