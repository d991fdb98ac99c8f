"""`samson bench rebuild`: all read models made anew from years of logs, beside the library's stock runner."""

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import click
import msgspec

from domain.ids import TenantId
from infra.database import Database
from infra.migrations.roles import PROJECTOR
from infra.settings import Settings
from projections.registry import PROJECTIONS
from projections.tracking import find_behind
from services.cli.bench.frame import Result, json_option, result, scratch_database, tell, telling
from services.cli.bench.stock import seconds_of_stock
from services.cli.bench.years.sample import Sample, application_of, beginning_of, stored
from services.cli.bench.years.seed import enough_seeded, fill
from services.cli.bench.years.sizes import sized
from services.cli.bench.years.writing import Years
from services.cli.errors import CommandFailed
from services.cli.rebuild import opened_rebuild
from services.cli.running import running, state_option

NOT_THERE_YET: Final = ("bench",)
"""A read model that has taken in nothing, so that it is behind by the whole of every log."""


class Took(msgspec.Struct, frozen=True):
    """Seconds of one read model. Pages are read all the while, but for the swap: then they wait."""

    taking_in: float
    comparing: float
    swapping: float

    @property
    def whole(self) -> float:
        return self.taking_in + self.comparing + self.swapping


class History(msgspec.Struct, frozen=True):
    """How much there is to take in, and the beginning of the longest log, for the stock."""

    tenants: int
    events: int
    longest: TenantId
    sample: Sample


@click.command(epilog="Example:  samson bench rebuild --json")
@sized(4)
@click.option("--sample", default=1500, show_default=True, type=click.IntRange(1), help="Events for the stock runner.")
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1), help="How many runs of each.")
@click.option("--seeded", "in_place", is_flag=True, help="Build anew what `samson bench seed` has put into --state.")
@json_option
@state_option
def rebuild(  # noqa: PLR0917 (click passes them by name)
    workspaces: int,
    years: Years,
    sample: int,
    runs: int,
    in_place: bool,  # noqa: FBT001 (click's way)
    as_json: bool,  # noqa: FBT001 (click's way)
    state: Path | None,
) -> None:
    """Build every read model anew, one after the other, as `samson rebuild` does: beside, compared, swapped.

    The stock runner takes in the beginning of one of the same logs, an event at a time; its rate does not depend on
    how many there are. The whole country is seeded once, by `samson bench seed --state DIR`, and built anew by
    `samson bench rebuild --state DIR --seeded --runs 1`.
    """
    with running(state) as settings:
        if in_place:
            enough_seeded(settings, 1)
            found = measure(settings, settings, sample, runs)
        else:
            with scratch_database(settings) as scratch:
                fill(scratch, workspaces, years)
                found = measure(settings, scratch, sample, runs)
    tell(found, as_json=as_json)


def measure(settings: Settings, where: Settings, sample: int, runs: int) -> Result:
    """Of what is in `where`; the stock gets a database of its own beside it for every run."""
    say, history = telling("rebuild"), asyncio.run(_history(where, sample))
    took, ours, baseline = dict[str, Took](), [], []
    for number in range(1, runs + 1):
        say(f"run {number} of {runs}: {history.events:,} events, {len(history.sample):,} for the stock runner")
        took = asyncio.run(_all_anew(where, say))
        ours.append(history.events / sum(one.whole for one in took.values()))
        baseline.append(_rate_of_stock(settings, history))
    return result(
        "rebuild",
        "events/s",
        ours,
        ("eventsourcing ProjectionRunner", baseline),
        "higher",
        events=history.events,
        tenants=history.tenants,
        baseline_events=len(history.sample),
        seconds=round(sum(one.whole for one in took.values()), 2),
        read_models=_told(took),
    )


async def _history(settings: Settings, sample: int) -> History:
    async with Database.opened(settings.role_url(PROJECTOR), size=1) as database:
        async with database.transaction() as connection:
            logs = await find_behind(connection, NOT_THERE_YET, 0)
        longest = max(logs, key=lambda one: one.head).tenant
        beginning = await beginning_of(database, longest, sample)
    return History(len(logs), sum(one.head for one in logs), longest, beginning)


async def _all_anew(settings: Settings, say: Callable[[str], None]) -> dict[str, Took]:
    """By the name of the read model. Raises `CommandFailed` if one is not what it was: then a rate says nothing."""
    found = {}
    for projection in PROJECTIONS:
        async with opened_rebuild(settings, projection, lambda _: None) as rebuild:
            began = time.perf_counter()
            await rebuild.stage()
            await rebuild.catch_up()
            taken_in = time.perf_counter()
            comparison = await rebuild.compare()
            compared = time.perf_counter()
            await rebuild.swap()
            swapped = time.perf_counter()
        if comparison.differing_rows or comparison.moved_on or comparison.behind:
            raise CommandFailed(f"{projection.name} built anew is not what it was: {comparison}")
        found[projection.name] = took = Took(taken_in - began, compared - taken_in, swapped - compared)
        say(f"{projection.name}: {took.whole:,.1f} s")
    return found


def _rate_of_stock(settings: Settings, history: History) -> float:
    topics = [one.topic for one in history.sample]
    with stored(settings, history.sample) as scratch:
        application = application_of(history.sample)
        return len(topics) / seconds_of_stock(scratch, history.longest, PROJECTIONS, topics, application)


def _told(took: Mapping[str, Took]) -> Mapping[str, Mapping[str, float]]:
    """Of the last run."""
    return {
        name: {step: round(seconds, 2) for step, seconds in msgspec.structs.asdict(one).items()}
        for name, one in took.items()
    }
