"""`samson bench replay`: events per second into the read models, beside the library's stock runner."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from domain.ids import TenantId
from infra.database import Database
from infra.eventlog.log import EventLog
from infra.eventlog.mapper import EventMapper
from infra.migrations.roles import PROJECTOR, WORKER
from infra.settings import Settings
from projections.follower import LANES, Follower
from projections.projection import Projection
from projections.registry import PROJECTIONS
from services.cli.bench.frame import Result, json_option, result, schema_for, scratch_database, tell, telling
from services.cli.bench.history import FIRST_TENANT, Chronicler, NothingToSeal
from services.cli.bench.stock import SCHEMA, seconds_of_stock, stock_recorder
from services.cli.running import running, state_option

MEASUREMENTS: Final = 4
"""Of each collaboration."""

STOCK_COLLABORATIONS: Final = 5
"""At most. The stock runner gets fewer events, as its rate does not depend on how many there are."""

LONGEST: Final = 120.0


@click.command(epilog="Example:  samson bench replay --read-model measurements --json")
@click.option(
    "--read-model",
    type=click.Choice([projection.name for projection in PROJECTIONS]),
    multiple=True,
    help="Only these. Default: all of them.",
)
@click.option("--tenants", default=20, show_default=True, help="How many logs.")
@click.option("--collaborations", default=15, show_default=True, help="How many in each log.")
@click.option("--runs", default=3, show_default=True, help="How many runs of each.")
@json_option
@state_option
def replay(
    *, read_model: Sequence[str], tenants: int, collaborations: int, runs: int, as_json: bool, state: Path | None
) -> None:
    """The projector over a seeded log, from nothing to level; the stock runner does the same an event at a time."""
    chosen = [projection for projection in PROJECTIONS if not read_model or projection.name in read_model]
    with running(state) as settings:
        tell(measure(settings, chosen, tenants, collaborations, runs), as_json=as_json)


def measure(
    settings: Settings, projections: Sequence[Projection], tenants: int, collaborations: int, runs: int
) -> Result:
    """Every run starts from the same seeded databases."""
    say = telling("replay")
    with scratch_database(settings) as our_seed, scratch_database(settings) as stock_seed:
        say("writing the history")
        events = asyncio.run(_seed(our_seed, tenants, collaborations))
        topics = _seed_stock(stock_seed, min(collaborations, STOCK_COLLABORATIONS))
        ours, baseline = [], []
        for number in range(1, runs + 1):
            say(f"run {number} of {runs}: {events:,} events, {len(topics):,} for the stock runner")
            with scratch_database(settings, our_seed) as scratch:
                ours.append(events / asyncio.run(_ours(scratch, projections)))
            with scratch_database(settings, stock_seed) as scratch:
                seconds = seconds_of_stock(scratch, TenantId(FIRST_TENANT), projections, topics)
                baseline.append(len(topics) / seconds)
    return result(
        "replay",
        "events/s",
        ours,
        ("eventsourcing ProjectionRunner", baseline),
        "higher",
        events=events,
        tenants=tenants,
        baseline_events=len(topics),
        read_models=[projection.name for projection in projections],
    )


async def _seed(settings: Settings, tenants: int, collaborations: int) -> int:
    """Returns how many events there are in all logs together."""
    chronicler, written = Chronicler(seed=2018), 0
    async with Database.opened(settings.role_url(WORKER), size=1) as database:
        log = EventLog(database, NothingToSeal())
        for number in range(tenants):
            tenant = TenantId(FIRST_TENANT + number)
            await log.open_tenant(tenant)
            for _ in range(collaborations):
                for events in chronicler.collaboration(MEASUREMENTS):
                    command = chronicler.identity()
                    await log.append(tenant, command, command.bytes, events)
                    written += len(events)
    return written


def _seed_stock(settings: Settings, collaborations: int) -> list[str]:
    """Returns the topics of its events, in their order."""
    chronicler, mapper = Chronicler(seed=2018), EventMapper()
    topics: list[str] = []
    schema_for(settings, SCHEMA, PROJECTOR)
    with stock_recorder(settings.role_url(PROJECTOR), 1) as recorder:
        for _ in range(collaborations):
            for events in chronicler.collaboration(MEASUREMENTS):
                recorder.insert_events([mapper.to_stored_event(new) for new in events])
                topics += [new.event.TOPIC for new in events]
    return topics


async def _ours(settings: Settings, projections: Sequence[Projection]) -> float:
    """Seconds until the read models are level with the logs."""
    async with Database.opened(settings.role_url(PROJECTOR), size=LANES + 1, statement_timeout=LONGEST) as database:
        follower = Follower(database, projections)
        began = time.perf_counter()
        while await follower.catch_up():
            pass
        return time.perf_counter() - began
