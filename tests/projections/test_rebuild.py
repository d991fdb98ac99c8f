"""A read model built anew equals the one that grew, and takes its place without anybody noticing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from infra.migrations.roles import PROJECTOR, WEB
from projections.projection import Projection
from projections.rebuild import Comparison, Rebuild, RebuildIsRunning, RebuildIsStuck
from tests.database_plugin import DatabaseCopy
from tests.support.answer_counts import World, answer_counts, opened

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(emptied_database: DatabaseCopy) -> AsyncIterator[World]:
    async with opened(emptied_database) as world:
        yield world


@asynccontextmanager
async def rebuilding(world: World, projection: Projection | None = None) -> AsyncIterator[Rebuild]:
    admin = await asyncpg.connect(world.database.admin_url)
    try:
        yield Rebuild(admin, world.projector, projection or answer_counts())
    finally:
        await admin.close()


async def rebuilt(world: World, projection: Projection | None = None) -> Comparison:
    async with rebuilding(world, projection) as rebuild:
        await rebuild.stage()
        await rebuild.catch_up()
        comparison = await rebuild.compare()
        await rebuild.swap()
    return comparison


async def test_rebuilt_equals_grown(world: World) -> None:
    for _ in range(3):
        await world.answer(7, 5, 3)
        await world.follower(page=2).catch_up()
    grown = await world.rows()
    assert await rebuilt(world) == Comparison(compared=1, moved_on=0, behind=0, differing_rows=0)
    assert await world.rows() == grown
    assert await world.tracking() == (9, None)


async def test_new_logic_shows_as_difference_and_then_stands(world: World) -> None:
    stream = await world.answer(7, 5)
    await world.follower().catch_up()
    comparison = await rebuilt(world, answer_counts(weight=10))
    assert comparison == Comparison(compared=1, moved_on=0, behind=0, differing_rows=2)
    assert await world.rows() == [(stream, 2, 120, 2)]


async def test_a_row_that_somebody_altered_shows_as_difference(world: World) -> None:
    await world.answer(7)
    await world.follower().catch_up()
    async with world.projector.tenant(world.tenant) as connection:
        await connection.execute("update read_answer_counts.counts set total = 8 where tenant_id = $1", world.tenant)
    assert (await rebuilt(world)).differing_rows == 2
    assert [row[2] for row in await world.rows()] == [7]


async def test_a_tenant_whose_log_moves_on_is_not_compared(world: World) -> None:
    await world.answer(7)
    await world.follower().catch_up()
    async with rebuilding(world) as rebuild:
        await rebuild.stage()
        await rebuild.catch_up()
        await world.answer(8)
        await world.follower().catch_up()
        assert await rebuild.compare() == Comparison(compared=0, moved_on=1, behind=0, differing_rows=0)


async def test_a_tenant_that_the_projector_has_not_come_to_is_behind_and_did_not_move(world: World) -> None:
    await world.answer(7)
    assert await rebuilt(world) == Comparison(compared=0, moved_on=0, behind=1, differing_rows=0)
    await world.answer(8)
    assert await rebuilt(world) == Comparison(compared=0, moved_on=0, behind=1, differing_rows=0)


async def test_the_swap_takes_in_what_has_come_meanwhile(world: World) -> None:
    stream = await world.answer(7)
    async with rebuilding(world) as rebuild:
        await rebuild.stage()
        await rebuild.catch_up()
        await world.answer(5, stream=stream, after=1)
        await world.follower().catch_up()
        await rebuild.swap()
    assert await world.rows() == [(stream, 2, 12, 2)]
    await world.answer(1, stream=stream, after=2)
    await world.follower().catch_up()
    assert await world.rows() == [(stream, 3, 13, 3)]


async def test_writers_followers_and_readers_go_on_through_a_rebuild(world: World) -> None:
    """Their connections, with all that they have prepared, find the new tables by the old name."""
    stream, rounds = uuid4(), 40
    follower, stop = world.follower(page=3), asyncio.Event()

    async def write() -> None:
        for number in range(rounds):
            await world.answer(1, stream=stream, after=number)

    async def follow() -> None:
        while not stop.is_set():
            await follower.catch_up()
            await asyncio.sleep(0)

    async def look() -> list[int]:
        seen = []
        while not stop.is_set():
            seen += [row[1] for row in await world.rows()]
        return seen

    following, looking, writing = (asyncio.create_task(work) for work in (follow(), look(), write()))
    for _ in range(2):
        await rebuilt(world)
    await writing
    stop.set()
    await following
    seen = await looking
    await follower.catch_up()
    assert seen == sorted(seen)
    assert await world.rows() == [(stream, rounds, rounds, rounds)]


async def test_a_version_that_chokes_never_takes_the_place_of_one_that_works(world: World) -> None:
    stream = await world.answer(7, 5)
    await world.follower().catch_up()
    async with rebuilding(world, answer_counts(lambda record: record.position == 2)) as rebuild:
        await rebuild.stage()
        with pytest.raises(RebuildIsStuck, match=f"tenant {world.tenant}: position 2: Indigestible"):
            await rebuild.catch_up()
        with pytest.raises(RebuildIsStuck):
            await rebuild.swap()
    assert await world.rows() == [(stream, 2, 12, 2)]


async def test_a_rebuild_frees_a_parked_tenant(world: World) -> None:
    stream = await world.answer(7, 5)
    await world.follower(answer_counts(lambda record: record.position == 2)).catch_up()
    await rebuilt(world)
    assert await world.rows() == [(stream, 2, 12, 2)]
    assert await world.tracking() == (2, None)


async def test_what_an_earlier_try_left_is_no_hindrance(world: World) -> None:
    stream = await world.answer(7)
    async with rebuilding(world) as rebuild:
        await rebuild.stage()
        await rebuild.catch_up()
    await rebuilt(world)
    assert await world.rows() == [(stream, 1, 7, 1)]


async def test_a_version_that_is_not_wanted_leaves_nothing_behind(world: World) -> None:
    stream = await world.answer(7)
    await world.follower().catch_up()
    async with rebuilding(world, answer_counts(weight=10)) as rebuild:
        await rebuild.stage()
        await rebuild.catch_up()
        await rebuild.discard()
    assert await world.rows() == [(stream, 1, 7, 1)]
    async with world.projector.transaction() as connection:
        assert await connection.fetchval("select to_regnamespace('read_answer_counts_next') is null")
        assert await connection.fetchval("select array_agg(projection) from log.tracking") == ["answer_counts"]


async def test_two_rebuilds_of_one_read_model_do_not_run_at_once(world: World) -> None:
    async with rebuilding(world) as first, rebuilding(world) as second:
        await first.stage()
        with pytest.raises(RebuildIsRunning):
            await second.stage()


async def test_the_new_tables_are_guarded_granted_and_indexed_like_the_old(world: World) -> None:
    query = """
        select tables.relrowsecurity, tables.relforcerowsecurity, tables.relowner::regrole::text,
          (select array_agg(acl::text order by acl::text) from unnest(tables.relacl) as acl),
          (select array_agg(regexp_replace(indexdef, 'INDEX \\S+', '') order by indexdef)
           from pg_indexes where schemaname = 'read_answer_counts'),
          (select array_agg(polname || pg_get_expr(polqual, polrelid) order by polname)
           from pg_policy where polrelid = tables.oid)
        from pg_class as tables
        where tables.oid = 'read_answer_counts.counts'::regclass
    """
    admin = await asyncpg.connect(world.database.admin_url)
    before = await admin.fetchrow(query)
    await rebuilt(world)
    after = await admin.fetchrow(query)
    await admin.close()
    assert sorted(map(str, before)) == sorted(map(str, after))
    assert before[0] is before[1] is True
    assert {WEB, PROJECTOR} <= {str(acl).split("=", maxsplit=1)[0] for acl in before[3]}


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    commands=some.lists(some.lists(some.integers(0, 10), min_size=1, max_size=6), min_size=1, max_size=6),
    page=some.integers(1, 7),
)
def test_whatever_happened_rebuilt_equals_grown(
    emptied_database: DatabaseCopy, commands: list[list[int]], page: int
) -> None:
    async def grow_and_rebuild() -> None:
        async with opened(emptied_database) as world:
            for answers in commands:
                await world.answer(*answers)
                await world.follower(page=page).catch_up()
            while await world.follower(page=page).catch_up():
                pass
            grown = await world.rows()
            assert (await rebuilt(world)).differing_rows == 0
            assert await world.rows() == grown

    asyncio.run(grow_and_rebuild())
