"""`samson bench append`: commands per second into the log, beside the library's stock PostgreSQL recorder."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Final

import click

from domain.ids import QuestionId, SubjectId, TenantId
from domain.measurement.events import QuestionAnswered
from infra.database import Database
from infra.eventlog.log import EventLog
from infra.eventlog.mapper import EventMapper
from infra.eventlog.records import NewEvent
from infra.identity import new_stream_id, new_subject_id
from infra.migrations.roles import WORKER
from infra.settings import Settings
from services.cli.bench.frame import Result, json_option, result, schema_for, scratch_database, tell, telling
from services.cli.bench.history import FIRST_TENANT, START, NothingToSeal
from services.cli.bench.stock import SCHEMA, stock_recorder
from services.cli.running import running, state_option

CONNECTIONS: Final = 16
TENANTS: Final = 357
WARM_UP: Final = 0.5
MOST: Final = 15_000
"""Events a second that no run exceeds."""


@click.command(epilog="Example:  samson bench append --json")
@click.option("--seconds", default=4.0, show_default=True, help="How long each run takes.")
@click.option("--runs", default=5, show_default=True, help="How many runs of each.")
@json_option
@state_option
def append(*, seconds: float, runs: int, as_json: bool, state: Path | None) -> None:
    """One event per command from 16 connections, over 357 tenants; the stock recorder does the same with 16 threads."""
    with running(state) as settings, scratch_database(settings) as scratch:
        tell(measure(scratch, seconds, runs), as_json=as_json)


def measure(settings: Settings, seconds: float, runs: int) -> Result:
    say = telling("append")
    say(f"opening {TENANTS} logs")
    schema_for(settings, SCHEMA, WORKER)
    asyncio.run(_open_tenants(settings))
    ours, baseline = [], []
    for number in range(1, runs + 1):
        say(f"run {number} of {runs}")
        ours.append(asyncio.run(_ours(settings, seconds)))
        baseline.append(_stock(settings, seconds))
    return result(
        "append",
        "events/s",
        ours,
        ("eventsourcing PostgresApplicationRecorder", baseline),
        "higher",
        connections=CONNECTIONS,
        tenants=TENANTS,
        seconds=seconds,
    )


async def _open_tenants(settings: Settings) -> None:
    async with Database.opened(settings.role_url(WORKER), size=1) as database:
        log = EventLog(database, NothingToSeal())
        for number in range(TENANTS):
            await log.open_tenant(TenantId(FIRST_TENANT + number))


def _answers(seconds: float) -> Iterator[NewEvent]:
    """More events than can be written in the time, made beforehand: what makes an id is not what is measured."""
    by = SubjectId(new_subject_id())
    event = QuestionAnswered(at=START, by=by, question=QuestionId("5-2"), answer=7)
    return iter([NewEvent(new_stream_id(), 1, event) for _ in range(int(seconds * MOST))])


async def _ours(settings: Settings, seconds: float) -> float:
    """Through all that the product appends with: mapper, row-level security, command id, chain, outbox."""
    turns, answers = count(), _answers(WARM_UP + seconds)

    async with Database.opened(settings.role_url(WORKER), size=CONNECTIONS) as database:
        log = EventLog(database, NothingToSeal())

        async def write(until: float) -> int:
            done = 0
            while time.perf_counter() < until:
                tenant, new = TenantId(FIRST_TENANT + next(turns) % TENANTS), next(answers)
                await log.append(tenant, new.originator_id, new.originator_id.bytes, [new])
                done += 1
            return done

        async def write_for(duration: float) -> float:
            began = time.perf_counter()
            done = await asyncio.gather(*(write(began + duration) for _ in range(CONNECTIONS)))
            return sum(done) / (time.perf_counter() - began)

        await write_for(WARM_UP)
        return await write_for(seconds)


def _stock(settings: Settings, seconds: float) -> float:
    """All it can do: events into one sequence, by our mapper, without tenants, command ids or a chain."""
    mapper, answers = EventMapper(), _answers(WARM_UP + seconds)
    with stock_recorder(settings.role_url(WORKER), CONNECTIONS) as recorder, ThreadPoolExecutor(CONNECTIONS) as pool:

        def write(until: float) -> int:
            done = 0
            while time.perf_counter() < until:
                recorder.insert_events([mapper.to_stored_event(next(answers))])
                done += 1
            return done

        def write_for(duration: float) -> float:
            began = time.perf_counter()
            done = pool.map(write, [began + duration] * CONNECTIONS)
            return sum(done) / (time.perf_counter() - began)

        write_for(WARM_UP)
        return write_for(seconds)
