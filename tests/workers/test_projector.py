"""The projector's process: one leads, hears the bell, says that it gets on, and is replaced when it goes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import asyncpg
import pytest
import redis.asyncio

import workers.projector
from infra.eventlog.bell import ProjectorBell
from infra.eventlog.log import EventLog
from infra.health import last_progress_async
from infra.migrations.roles import PROJECTOR
from projections.leadership import leadership
from projections.tracking import projection_health
from tests.database_plugin import DatabaseCopy
from tests.support.answer_counts import World, answer_counts, opened
from tests.support.logs import NoKeys
from workers.projector import Projector

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(emptied_database: DatabaseCopy) -> AsyncIterator[World]:
    async with opened(emptied_database) as world:
        yield world


@pytest.fixture
async def valkey(redis_url: str) -> AsyncIterator[redis.asyncio.Redis]:
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        await client.flushdb()
        yield client


@pytest.fixture(autouse=True)
def _looks_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what these tests see quickly was seen because the bell rang."""
    monkeypatch.setattr(workers.projector, "LOOK", 60.0)
    monkeypatch.setattr(workers.projector, "REPORT", 0.05)


@asynccontextmanager
async def leading(world: World, valkey: redis.asyncio.Redis) -> AsyncIterator[asyncio.Task[None]]:
    projector = Projector(world.database.url(PROJECTOR), valkey, [answer_counts()])
    task = asyncio.create_task(projector.lead())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(what: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(10):
        while not await what():  # noqa: ASYNC110 -- what the database shows has no event
            await asyncio.sleep(0.01)


async def test_what_is_there_at_the_start_is_taken_in(world: World, valkey: redis.asyncio.Redis) -> None:
    await world.answer(7)
    async with leading(world, valkey):
        await until(world.rows)


async def test_the_bell_brings_the_projector_at_once(world: World, valkey: redis.asyncio.Redis) -> None:
    bell = ProjectorBell(world.web)
    world.log = EventLog(world.web, NoKeys(), bell=bell)
    await world.answer(7)
    async with leading(world, valkey):
        await until(world.rows)
        stream = await world.answer(5)
        await until(lambda: arrived(world, stream))
    await bell.close()


async def arrived(world: World, stream: object) -> bool:
    return any(row[0] == stream for row in await world.rows())


async def test_only_one_leads_and_another_takes_over_when_it_goes(world: World, valkey: redis.asyncio.Redis) -> None:
    await world.answer(7)
    async with leading(world, valkey):
        await until(world.rows)
        second = Projector(world.database.url(PROJECTOR), valkey, [answer_counts()])
        async with asyncio.timeout(5):
            await second.lead()
    await world.answer(5)
    async with leading(world, valkey):
        await until(lambda: two_rows(world))


async def two_rows(world: World) -> bool:
    return len(await world.rows()) == 2


async def test_a_leader_that_loses_its_connection_stops_leading(world: World, valkey: redis.asyncio.Redis) -> None:
    await world.answer(7)
    admin = await asyncpg.connect(world.database.admin_url)
    async with leading(world, valkey) as task:
        await until(world.rows)
        await admin.execute(
            "select pg_terminate_backend(pid, 5000) from pg_locks where locktype = 'advisory' and database ="
            " (select oid from pg_database where datname = current_database())"
        )
        async with leadership(world.database.url(PROJECTOR), asyncio.Event()) as connection:
            assert connection is not None
        assert not task.done() or task.exception() is None
    await admin.close()


async def test_it_says_that_it_gets_on_and_how_the_read_models_are(world: World, valkey: redis.asyncio.Redis) -> None:
    async def reported() -> bool:
        async with world.web.transaction() as connection:
            return [one.projection for one in await projection_health(connection)] == ["answer_counts"]

    async with leading(world, valkey):
        await until(reported)
        await until(lambda: last_progress_async(valkey, "projector"))


async def test_a_start_tries_the_parked_again(world: World, valkey: redis.asyncio.Redis) -> None:
    await world.answer(7)
    await world.follower(answer_counts(lambda _: True)).catch_up()
    assert await world.rows() == []
    async with leading(world, valkey):
        await until(world.rows)


async def test_it_stops_also_when_a_client_loses_the_cancellation(
    world: World, valkey: redis.asyncio.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one does that is cancelled in the very moment in which its answer comes."""
    reporting = asyncio.Event()

    async def deaf(*_: object) -> None:
        reporting.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    monkeypatch.setattr(workers.projector, "report_health", deaf)
    async with asyncio.timeout(10):
        async with leading(world, valkey):
            await reporting.wait()
