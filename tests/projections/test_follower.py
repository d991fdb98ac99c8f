"""Read models follow the log: every event once, in order, whoever else is at it and whatever fails."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import uuid4

import asyncpg
import pytest
from asyncpg import Connection

from domain.ids import QuestionId, TenantId
from domain.measurement.events import AnswerWithdrawn
from infra.eventlog.records import Recorded
from projections.follower import PAGES_A_PASS, Follower
from projections.projection import Projection
from projections.tracking import compare_and_set, find_behind, projection_health, report_health
from tests.database_plugin import DatabaseCopy
from tests.support.answer_counts import World, answer_counts, opened
from tests.support.builders import ANNA, NOON
from tests.support.logs import answered, append, new_tenant, versions

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(emptied_database: DatabaseCopy) -> AsyncIterator[World]:
    async with opened(emptied_database) as world:
        yield world


async def test_a_read_model_shows_what_has_happened(world: World) -> None:
    stream = await world.answer(7, 5)
    await world.follower().catch_up()
    assert await world.rows() == [(stream, 2, 12, 2)]


async def test_each_event_counts_once_however_often_it_is_followed(world: World) -> None:
    stream = await world.answer(7, 5)
    for _ in range(3):
        await world.follower().catch_up()
    assert await world.rows() == [(stream, 2, 12, 2)]


async def test_pages_of_any_size_give_the_same(world: World) -> None:
    stream = await world.answer(1, 2, 3, 4, 5, 6, 7)
    follower = world.follower(page=3)
    assert [await follower.catch_up(), await follower.catch_up()] == [7, 0]
    assert await world.rows() == [(stream, 7, 28, 7)]
    assert await world.tracking() == (7, None)


async def test_the_position_moves_over_events_that_are_of_no_matter(world: World) -> None:
    event = AnswerWithdrawn(at=NOON, by=ANNA, question=QuestionId("5-2"))
    await append(world.log, world.tenant, versions(uuid4(), [event]))
    await world.follower().catch_up()
    assert await world.tracking() == (1, None)
    assert await world.rows() == []


async def test_tenants_are_kept_apart(world: World) -> None:
    other = new_tenant(world.database)
    await world.answer(7)
    await append(world.log, other, versions(stream := uuid4(), [answered(1)]))
    await world.follower().catch_up()
    assert await world.rows(other) == [(stream, 1, 1, 1)]


async def test_a_read_model_that_is_new_catches_up_with_one_that_is_ahead(world: World) -> None:
    await world.answer(1, 2, 3)
    await world.follower().catch_up()
    seen: list[int] = []

    async def note(_: Connection, __: TenantId, records: Sequence[Recorded]) -> None:
        seen.extend(record.position for record in records)

    newcomer = Projection(name="newcomer", events=answer_counts().events, apply=note)
    await world.answer(4)
    await Follower(world.projector, [answer_counts(), newcomer], page=2).catch_up()
    assert seen == [1, 2, 3, 4]
    assert await world.tracking() == await world.tracking("newcomer") == (4, None)


async def test_a_long_log_keeps_no_other_tenant_waiting(world: World) -> None:
    """The tenant with the shortest way to go comes first, and a long way is gone in several passes."""
    other = new_tenant(world.database)
    await world.answer(*[1] * 20)
    await append(world.log, other, versions(uuid4(), [answered(1)]))
    order: list[TenantId] = []

    async def note(_: Connection, tenant: TenantId, __: Sequence[Recorded]) -> None:
        order.append(tenant)

    follower = world.follower(Projection(name="order", events=answer_counts().events, apply=note), page=2)
    assert await follower.catch_up() == 2 * PAGES_A_PASS + 1
    assert order[0] == other
    while await follower.catch_up():
        pass
    assert await world.tracking("order") == (20, None)


async def test_two_projectors_at_once_count_no_event_twice(world: World) -> None:
    stream = uuid4()
    for number in range(40):
        await world.answer(1, stream=stream, after=number)
    followers = [world.follower(page=3) for _ in range(2)]
    while any(await asyncio.gather(*(follower.catch_up() for follower in followers))):
        pass
    assert await world.rows() == [(stream, 40, 40, 40)]


async def test_rows_that_another_projector_wrote_first_are_no_poison(world: World) -> None:
    """Its unique violation, say: the page is the other's now, and nobody is parked for that."""
    stream, calls = await world.answer(7, 5), 0

    async def too_late(_: Connection, __: TenantId, ___: Sequence[Recorded]) -> None:
        nonlocal calls
        calls += 1
        await world.follower().catch_up()
        raise asyncpg.UniqueViolationError("duplicate key value")

    late = Projection(name="answer_counts", events=answer_counts().events, apply=too_late)
    assert await world.follower(late).catch_up() == 0
    assert calls == 1
    assert await world.rows() == [(stream, 2, 12, 2)]
    assert await world.tracking() == (2, None)


async def test_a_crash_between_rows_and_position_leaves_neither(world: World) -> None:
    await world.answer(7)
    healthy = answer_counts()

    async def crash(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
        await healthy.apply(connection, tenant, records)
        raise asyncpg.ConnectionDoesNotExistError("the connection was closed in the middle of operation")

    with pytest.raises(ExceptionGroup):
        await world.follower(Projection(name="answer_counts", events=healthy.events, apply=crash)).catch_up()
    assert await world.rows() == []
    assert await world.follower().catch_up() == 1
    assert [row[1:] for row in await world.rows()] == [(1, 7, 1)]


async def test_a_projector_that_is_cancelled_in_a_page_leaves_nothing_of_it(world: World) -> None:
    await world.answer(7)
    healthy, reached = answer_counts(), asyncio.Event()

    async def hang(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
        await healthy.apply(connection, tenant, records)
        reached.set()
        await asyncio.Event().wait()

    hanging = Projection(name="answer_counts", events=healthy.events, apply=hang)
    task = asyncio.create_task(world.follower(hanging).catch_up())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await world.rows() == []
    assert await world.follower().catch_up() == 1


async def test_a_poisonous_event_parks_its_tenant_and_nobody_else(world: World) -> None:
    other = new_tenant(world.database)
    stream = await world.answer(1, 2, 3, 4, 5)
    await append(world.log, other, versions(uuid4(), [answered(3)]))
    choking = answer_counts(lambda record: record.position == 4 and record.tenant == world.tenant)
    await world.follower(choking).catch_up()
    assert await world.rows() == [(stream, 3, 6, 3)]
    position, reason = await world.tracking()
    assert position == 3
    assert reason == "position 4: Indigestible: "
    assert len(await world.rows(other)) == 1


async def test_a_parked_tenant_goes_on_where_it_was_once_the_code_is_mended(world: World) -> None:
    stream = await world.answer(1, 2, 3)
    await world.follower(answer_counts(lambda record: record.position == 2)).catch_up()
    assert await world.follower().catch_up(parked_for=3600) == 0
    assert await world.follower().catch_up() == 2
    assert await world.rows() == [(stream, 3, 6, 3)]
    assert await world.tracking() == (3, None)


async def test_an_event_that_nobody_can_read_parks_those_that_follow_its_topic(world: World) -> None:
    await world.answer(1)
    damage = "update log.events set state = 'x' where tenant_id = $1"
    admin = await asyncpg.connect(world.database.admin_url)
    await admin.execute(damage, world.tenant)
    await admin.close()
    indifferent = Projection(name="indifferent", events=(AnswerWithdrawn,), apply=answer_counts().apply)
    await Follower(world.projector, [answer_counts(), indifferent]).catch_up()
    position, reason = await world.tracking()
    assert position == 0
    assert reason is not None
    assert reason.startswith("position 1: MapperDeserialisationError: measurement.question-answered.v1")
    assert await world.tracking("indifferent") == (1, None)


async def test_a_mistake_in_a_statement_parks_too(world: World) -> None:
    await world.answer(1)

    async def mistaken(connection: Connection, _: TenantId, __: Sequence[Recorded]) -> None:
        await connection.execute("select $1::integer", "not a number")

    await world.follower(Projection(name="answer_counts", events=answer_counts().events, apply=mistaken)).catch_up()
    assert (await world.tracking())[1] is not None


async def test_health_tells_how_many_are_parked_and_what_waits(world: World) -> None:
    await world.answer(1, 2, 3)
    await world.follower(answer_counts(lambda record: record.position == 2)).catch_up()
    async with world.projector.transaction() as connection:
        await report_health(connection, ["answer_counts"])
    async with world.web.transaction() as connection:
        (health,) = await projection_health(connection)
    assert (health.projection, health.parked_tenants, health.waiting_events) == ("answer_counts", 1, 2)
    assert 0 <= health.seconds_ago < 60


async def test_a_position_moves_only_from_where_it_is_expected(world: World) -> None:
    async with world.projector.tenant(world.tenant) as connection:
        assert not await compare_and_set(connection, world.tenant, "answer_counts", 5, 6)
        assert await compare_and_set(connection, world.tenant, "answer_counts", 0, 5)
        assert not await compare_and_set(connection, world.tenant, "answer_counts", 0, 6)
        assert await compare_and_set(connection, world.tenant, "answer_counts", 5, 6)


async def test_only_those_behind_are_looked_at(world: World) -> None:
    await world.answer(1)
    async with world.projector.transaction() as connection:
        assert [one.tenant for one in await find_behind(connection, ["answer_counts"], 0)] == [world.tenant]
    await world.follower().catch_up()
    async with world.projector.transaction() as connection:
        assert await find_behind(connection, ["answer_counts"], 0) == []
