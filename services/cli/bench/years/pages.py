"""`samson bench pages`: the slowest page of a workspace when all of Norway measures, beside ten workspaces."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import Final

import click
import msgspec

from infra.accounts.directory import memberships_of
from infra.accounts.people import ensure_account
from infra.accounts.sessions import start_session
from infra.accounts.sign_in import SignedIn
from infra.migrations.roles import WEB
from infra.settings import Settings
from services.bootstrap import opened_world
from services.cli.bench.frame import Result, json_option, result, scratch_database, tell, telling
from services.cli.bench.session.asking import HOST
from services.cli.bench.session.command import percentile
from services.cli.bench.session.site import processor_seconds, running_site
from services.cli.bench.years.addresses import Pages, address, pages_of_a_workspace, place
from services.cli.bench.years.seed import enough_seeded, fill
from services.cli.bench.years.sizes import sized
from services.cli.bench.years.writing import LEADER, Years, slug_of
from services.cli.errors import CommandFailed
from services.cli.running import running, state_option
from services.web.session import COOKIE

FEW: Final = 10
"""Workspaces of the baseline."""

WARMING: Final = 5
"""Rounds through all pages before the first that counts."""

ANSWERS: Final = frozenset({200, 303})
"""The page, or the way to the one that is for a measurement as it stands."""

PATIENCE: Final = 60.0


IN_A_ROW: Final = 10
"""Requests of one page before it is the other's turn. So many take long enough for the system to count their work."""


class Asked(msgspec.Struct, frozen=True):
    """Seconds of every request, by the pattern of its page. `work`: the web process's own of each row of requests."""

    pages: Pages
    seconds: Mapping[str, list[float]]
    work: Mapping[str, list[float | None]]

    def p99(self) -> dict[str, float]:
        """Milliseconds, the slowest page first."""
        found = {page: percentile(99, seconds) for page, seconds in self.seconds.items()}
        return dict(sorted(found.items(), key=lambda one: -one[1]))

    def processor(self) -> dict[str, float | None]:
        """Milliseconds of a request that the web process works, whatever else the machine does; the most first."""
        found = {
            page: None if None in rows else 1000 * sum(row or 0 for row in rows) / len(self.seconds[page])
            for page, rows in self.work.items()
        }
        return dict(sorted(found.items(), key=lambda one: -(one[1] or 0)))

    def p50(self) -> dict[str, float]:
        return {page: percentile(50, seconds) for page, seconds in self.seconds.items()}


@click.command(epilog="Example:  samson bench pages --json")
@sized(40, fewest=FEW, fewest_quarters=2)
@click.option("--requests", default=100, show_default=True, type=click.IntRange(1), help="Of each page.")
@click.option("--seeded", "in_place", is_flag=True, help="Measure what `samson bench seed` has put into --state.")
@json_option
@state_option
def pages(  # noqa: PLR0917 (click passes them by name)
    workspaces: int,
    years: Years,
    requests: int,
    in_place: bool,  # noqa: FBT001 (click's way)
    as_json: bool,  # noqa: FBT001 (click's way)
    state: Path | None,
) -> None:
    """The 99th percentile of each page of a workspace, one request after the other, by a web process as in production.

    Beside it the same with ten workspaces, by turns: a page of the one, then of the other. The whole country is
    seeded once, by `samson bench seed --state DIR`, and measured by `samson bench pages --state DIR --seeded`.
    """
    with running(state) as settings:
        found = (
            measure_seeded(settings, years, requests) if in_place else measure(settings, workspaces, years, requests)
        )
    tell(found, as_json=as_json)
    if not as_json:
        for page, milliseconds in found.details["p99"].items():
            click.echo(f"  {milliseconds:7.1f} ms  {page}")


def measure(settings: Settings, workspaces: int, years: Years, requests: int) -> Result:
    with scratch_database(settings) as few:
        events = fill(few, FEW, years)
        with scratch_database(settings, few) as many:
            events += fill(many, workspaces, years)
            return _result(*_both_asked((few, FEW), (many, workspaces), requests), workspaces, years, events)


def measure_seeded(settings: Settings, years: Years, requests: int) -> Result:
    workspaces = enough_seeded(settings, FEW)
    with scratch_database(settings) as few:
        fill(few, FEW, years)
        return _result(*_both_asked((few, FEW), (settings, workspaces), requests), workspaces, years, None)


def _result(few: Asked, many: Asked, workspaces: int, years: Years, events: int | None) -> Result:
    ours, baseline = many.p99(), few.p99()
    return result(
        "pages",
        "ms",
        [max(ours.values())],
        (f"with {FEW} workspaces", [max(baseline.values())]),
        "lower",
        p99=_rounded(ours),
        p50=_rounded(many.p50()),
        p99_of_few=_rounded(baseline),
        p50_of_few=_rounded(few.p50()),
        processor=_rounded(many.processor()),
        left_out=many.pages.left_out,
        workspaces=workspaces,
        collaborations=years.collaborations,
        quarters=years.quarters,
        events=events,
    )


def _rounded(milliseconds: Mapping[str, float | None]) -> dict[str, float | None]:
    return {page: None if one is None else round(one, 1) for page, one in milliseconds.items()}


class Visit(msgspec.Struct, frozen=True):
    """Somebody who is signed in, and where they look: each time another place, in a workspace by lot."""

    port: int
    connection: HTTPConnection
    token: str
    where: Sequence[Mapping[str, str]]

    def ask(self, path: str) -> float:
        """Seconds, until the last byte."""
        began = time.perf_counter()
        self.connection.request("GET", path, headers={"Cookie": f"{COOKIE}={self.token}", "Accept": "text/html"})
        answer = self.connection.getresponse()
        answer.read()
        took = time.perf_counter() - began
        if answer.status not in ANSWERS:
            raise CommandFailed(f"GET {path} answers {answer.status}")
        return took


def _both_asked(few: tuple[Settings, int], many: tuple[Settings, int], requests: int) -> tuple[Asked, Asked]:
    """A few requests of a page to the one, then to the other: what else the machine does meets both alike."""
    with _visiting(*few, requests) as ours, _visiting(*many, requests) as theirs:
        pages = pages_of_a_workspace(frozenset(ours.where[0]))
        telling("pages")(f"{len(pages.asked)} pages, {requests} requests each, of {few[1]} and of {many[1]} workspaces")
        _ask_by_turns((ours, theirs), (_nothing(pages), _nothing(pages)), range(WARMING))
        asked = _nothing(pages), _nothing(pages)
        for first in range(WARMING, WARMING + requests, IN_A_ROW):
            _ask_by_turns((ours, theirs), asked, range(first, min(first + IN_A_ROW, WARMING + requests)))
    return asked


def _nothing(pages: Pages) -> Asked:
    return Asked(pages, {page: [] for page in pages.asked}, {page: [] for page in pages.asked})


def _ask_by_turns(visits: Sequence[Visit], asked: Sequence[Asked], places: range) -> None:
    """Of each page as many requests as there are `places`, and adds to what was asked what they took."""
    for page in asked[0].pages.asked:
        for visit, so_far in zip(visits, asked, strict=True):
            before = processor_seconds(visit.port)
            so_far.seconds[page].extend(visit.ask(address(page, visit.where[place])) for place in places)
            after = processor_seconds(visit.port)
            so_far.work[page].append(None if before is None or after is None else after - before)


@contextmanager
def _visiting(settings: Settings, workspaces: int, requests: int) -> Iterator[Visit]:
    draw = Random(workspaces)  # noqa: S311 (repeatable, not secret)
    token, where = asyncio.run(_prepared(settings, workspaces, requests + WARMING, draw))
    with running_site(settings, processes=1) as port, closing(HTTPConnection(HOST, port, timeout=PATIENCE)) as line:
        yield Visit(port, line, token, where)


async def _prepared(
    settings: Settings, workspaces: int, many: int, draw: Random
) -> tuple[str, Sequence[Mapping[str, str]]]:
    async with opened_world(settings, WEB) as world:
        async with world.database.transaction() as connection:
            account = await ensure_account(connection, LEADER, world.clock.now())
        token = await start_session(world.database, SignedIn(account.id, "email-link"), world.clock.now())
        memberships = await memberships_of(world.database, account.id)
        by_slug = {one.workspace.slug: one.workspace for one in memberships}
        instrument, _ = world.instruments.newest()
        chosen = [by_slug[slug_of(draw.randrange(workspaces))] for _ in range(many)]
        return token, [await place(world, one, instrument, draw) for one in chosen]
