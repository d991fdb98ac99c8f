"""A group's part of a round ends: by its own closing, or by the time, with what lies in the boxes shown first."""

import asyncio
from datetime import timedelta

import pytest
from campaigns import A_MINUTE
from database_plugin import DatabaseCopy
from rounds import CLOSING, FIRST, OPENING, Parish, interrupted, overtaken
from worlds import opened_world

from domain.campaign import decisions as asked
from domain.campaign.turn import measurement_of
from domain.ids import QuestionId
from domain.measurement import commands as measure
from domain.measurement import events as measured
from domain.measurement.state import Status
from domain.sectors import Side
from infra.dialogue.boxes import SessionIsOver
from infra.migrations.roles import WORKER
from services.application.dialogue.ballots import cast

pytestmark = pytest.mark.anyio


async def test_two_turners_at_once_end_a_measurement_once(
    parish: Parish, emptied_database: DatabaseCopy, redis_url: str
) -> None:
    group = await parish.collaborate()
    which = await parish.plan()
    await parish.turn(OPENING)
    async with opened_world(emptied_database, redis_url, WORKER) as other:
        await asyncio.gather(*(parish.turn(CLOSING, world) for _ in range(3) for world in (None, other)))
    assert (await parish.turned(which))[2:] == ["not_completed"]
    recorded = await parish.worker.log.read_stream(parish.tenant, measurement_of(which, FIRST, group))
    assert [type(one.event) for one in recorded] == [measured.MeasurementStarted, measured.MeasurementNotCompleted]


async def test_an_end_that_is_interrupted_leaves_the_ballots_where_they_were(parish: Parish) -> None:
    group = await parish.collaborate()
    which = await parish.plan()
    await parish.turn(OPENING)
    part = measurement_of(which, FIRST, group)
    for secret in (b"a", b"b", b"c"):
        await parish.answer(part, secret, {"1-1": 4})
    await parish.turn(CLOSING, interrupted(parish.worker))
    assert (await parish.measurement(part)).status is Status.OPEN
    await parish.turn(CLOSING + A_MINUTE)
    state = await parish.measurement(part)
    assert (state.status, state.tallies["1-1"].number) == (Status.NOT_COMPLETED, 3)


async def test_what_a_group_closes_itself_is_noted_at_the_next_tick(parish: Parish) -> None:
    group, other = await parish.collaborate(), await parish.collaborate("Nabohjelpa")
    which = await parish.plan()
    await parish.turn(OPENING)
    await parish.turn(OPENING + A_MINUTE)
    part, voided = (measurement_of(which, FIRST, one) for one in (group, other))
    await parish.agree(part)
    await parish.do(part, measure.CloseMeasurement())
    await parish.turn(OPENING + 2 * A_MINUTE)
    await parish.do(voided, measure.VoidMeasurement(reason="Feil gruppe"))
    await parish.turn(OPENING + 3 * A_MINUTE)
    assert (await parish.turned(which))[3:] == ["closed", "voided"]


async def test_what_was_opened_again_before_the_tick_goes_on(parish: Parish) -> None:
    group = await parish.collaborate()
    which = await parish.plan()
    await parish.turn(OPENING)
    part = measurement_of(which, FIRST, group)
    await parish.agree(part)
    await parish.do(part, measure.CloseMeasurement())
    await parish.do(part, measure.ReopenMeasurement(reason="Vi glemte noe"))
    await parish.turn(OPENING + A_MINUTE)
    assert (await parish.turned(which))[2:] == []
    await parish.turn(CLOSING)
    assert (await parish.turned(which))[2:] == ["closed"]


async def test_more_time_for_one_group_moves_its_end_and_the_other_ends_as_planned(parish: Parish) -> None:
    group, other = await parish.collaborate(), await parish.collaborate("Nabohjelpa")
    which = await parish.plan()
    await parish.turn(OPENING)
    longer = measurement_of(which, FIRST, group)
    until = CLOSING + timedelta(days=7)
    await parish.ask(which, asked.PostponeClosing(measurement=longer, until=until.date()), CLOSING - A_MINUTE)
    await parish.turn(CLOSING)
    assert (await parish.measurement(longer)).status is Status.OPEN
    assert (await parish.measurement(measurement_of(which, FIRST, other))).status is Status.NOT_COMPLETED
    await parish.turn(until)
    assert (await parish.measurement(longer)).closed_at == until


async def test_more_time_that_is_given_while_the_worker_already_looks_is_kept(parish: Parish) -> None:
    """The look before said that the time is over; what decides is the log as it is then."""
    group = await parish.collaborate()
    which = await parish.plan()
    await parish.turn(OPENING)
    part, until = measurement_of(which, FIRST, group), CLOSING + timedelta(days=7)

    async def postpone() -> None:
        await parish.ask(which, asked.PostponeClosing(measurement=part, until=until.date()), CLOSING - A_MINUTE)

    await parish.turn(CLOSING, overtaken(parish.worker, "read_stream", postpone))
    assert (await parish.measurement(part)).status is Status.OPEN


async def test_closing_shows_the_boxes_that_hold_three_and_throws_the_others_away(
    parish: Parish,
) -> None:
    group = await parish.collaborate()
    which = await parish.plan()
    await parish.turn(OPENING)
    part = measurement_of(which, FIRST, group)
    await parish.answer(part, b"a", {"1-1": 4, "1-2": 7})
    await parish.answer(part, b"b", {"1-1": 5, "1-2": 8})
    await parish.answer(part, b"c", {"1-1": 9})
    await parish.agree(part, "1-3", 6)
    await parish.turn(CLOSING)
    state = await parish.measurement(part)
    assert (state.status, state.closed_at) == (Status.CLOSED, CLOSING)
    assert [(spread.question, spread.whole.number) for spread in state.spreads] == [("1-1", 3)]
    assert await rows_left(parish) == (0, 0)


async def rows_left(parish: Parish) -> tuple[int, int]:
    """Rooms and ballot boxes."""
    async with parish.worker.database.tenant(parish.tenant) as connection:
        rooms = await connection.fetchval("select count(*) from dialogue.rooms")
        return int(rooms), int(await connection.fetchval("select count(*) from dialogue.ballot_boxes"))


async def test_whoever_answers_as_the_time_runs_out_is_counted_or_told_that_it_is_over(parish: Parish) -> None:
    group = await parish.collaborate()
    which = await parish.plan()
    await parish.turn(OPENING)
    part = measurement_of(which, FIRST, group)
    for secret in (b"a", b"b", b"c"):
        await parish.answer(part, secret, {"2-1": 4})
    questions = dict.fromkeys(("1-1", "1-2", "2-1", "2-2", "7-1"), 5)

    async def late(number: int) -> set[str]:
        given = {QuestionId(question): answer for question, answer in questions.items()}
        try:
            done = await cast(parish.web, parish.tenant, part, given, side=Side.PARTNER, secret=str(number).encode())
        except SessionIsOver:
            return set()
        return set(done.taken)

    *taken, _ = await asyncio.gather(*(late(number) for number in range(8)), parish.turn(CLOSING))
    state = await parish.measurement(part)
    for question in questions:
        counted = sum(question in one for one in taken) + (3 if question == "2-1" else 0)
        shown = state.tallies[question].number if question in state.tallies else 0
        assert shown == (counted if counted >= 3 else 0)
