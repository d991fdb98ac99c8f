"""Private answers: put in, changed, counted once, shown to all at once, and gone."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from functools import partial

import msgspec
import pytest
from asyncpg import Connection, ForeignKeyViolationError
from database_plugin import DatabaseCopy
from meetings import HERE, Device, Meeting
from worlds import opened_world

from domain.ids import QuestionId
from domain.measurement.commands import AnswerQuestion, CloseMeasurement, PauseMeasurement
from domain.measurement.errors import MeasurementIsPaused
from domain.scoring.answer import NOT_RELEVANT, AnswerIsOffTheScale
from domain.scoring.tally import TooFewToReveal
from domain.sectors import Sector, Side
from infra.database import Database
from infra.dialogue import boxes
from infra.dialogue.ballot_seal import BallotSeal, Box
from infra.dialogue.boxes import SessionIsOver
from infra.dialogue.rooms import clear, find_seat
from infra.master_keys import MasterKey, MasterKeys
from infra.migrations.roles import WORKER
from services.application.dialogue.ballots import numbers, own_answer
from services.application.dialogue.clearing import CLEAR_ROOM, clear_room
from services.application.dialogue.watching import look
from services.application.outbox import drain

pytestmark = pytest.mark.anyio


async def three(meeting: Meeting, *answers: int) -> list[Device]:
    """People from the municipality, one for each answer."""
    devices = [await meeting.join(Sector.MUNICIPALITY) for _ in answers]
    for device, answer in zip(devices, answers, strict=True):
        await meeting.answer(device, answer)
    return devices


async def test_a_reveal_shows_how_many_gave_each_answer(meeting: Meeting) -> None:
    await three(meeting, 2, 7, 7)
    await meeting.reveal()
    tally = (await meeting.state()).tallies[HERE]
    assert (tally.number, tally.counts) == (3, (0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0))
    assert tally.sides is None


async def test_the_sides_are_shown_when_three_have_answered_on_both(meeting: Meeting) -> None:
    await three(meeting, 2, 7, 7)
    for answer in (9, 9, 10):
        await meeting.answer(await meeting.join(Sector.CITIZENS), answer)
    await meeting.reveal()
    tally = (await meeting.state()).tallies[HERE]
    assert tally.sides is not None
    assert tally.sides[Side.PARTNER] == (0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1)


async def test_a_device_that_answers_again_is_counted_once_with_its_last_answer(meeting: Meeting) -> None:
    first, *_ = await three(meeting, 2, 7, 7)
    for answer in (3, 3, 4):
        await meeting.answer(first, answer)
    assert await numbers(meeting.world, meeting.caller.tenant, meeting.measurement) == {HERE: 3}
    await meeting.reveal()
    assert (await meeting.state()).tallies[HERE].counts == (0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0)


async def test_an_answer_can_be_taken_back(meeting: Meeting) -> None:
    first, *_ = await three(meeting, 2, 7, 7)
    await meeting.answer(first, None)
    assert await numbers(meeting.world, meeting.caller.tenant, meeting.measurement) == {HERE: 2}
    with pytest.raises(TooFewToReveal):
        await meeting.reveal()


async def test_a_device_finds_its_own_answer_and_no_other_device_does(meeting: Meeting) -> None:
    first, second = await three(meeting, 2, 7)
    place = meeting.world, meeting.caller.tenant, meeting.measurement
    assert await own_answer(*place, first.token.encode(), HERE) == 2
    assert await own_answer(*place, second.token.encode(), HERE) == 7
    assert await own_answer(*place, b"somebody else", HERE) is None


async def test_not_relevant_is_an_answer_and_is_counted_apart(meeting: Meeting) -> None:
    await three(meeting, 2, 7, 7)
    await meeting.answer(await meeting.join(Sector.STATE), NOT_RELEVANT)
    await meeting.reveal()
    tally = (await meeting.state()).tallies[HERE]
    assert (tally.number, tally.not_relevant) == (3, 1)


async def test_answers_at_the_same_moment_are_all_kept(meeting: Meeting) -> None:
    devices = [await meeting.join(Sector.MUNICIPALITY) for _ in range(12)]
    await asyncio.gather(*(meeting.answer(device, number % 11) for number, device in enumerate(devices)))
    assert await numbers(meeting.world, meeting.caller.tenant, meeting.measurement) == {HERE: 12}


async def test_whoever_answers_while_it_is_revealed_is_counted_or_told(meeting: Meeting) -> None:
    await three(meeting, 2, 7, 7)
    late = [await meeting.join(Sector.CITIZENS) for _ in range(8)]
    *cast, _ = await asyncio.gather(*(meeting.answer(device, 5) for device in late), meeting.reveal())
    taken = sum(HERE in each.taken for each in cast)
    told = sum(HERE in each.too_late for each in cast)
    assert taken + told == 8
    assert (await meeting.state()).tallies[HERE].number == 3 + taken


async def test_after_the_reveal_nothing_is_left_and_nothing_more_is_put_in(meeting: Meeting) -> None:
    first, *_ = await three(meeting, 2, 7, 7)
    await meeting.reveal()
    cast = await meeting.answer(first, 9)
    assert (cast.taken, cast.too_late) == ((), (HERE,))
    async with meeting.world.database.tenant(meeting.caller.tenant) as connection:
        box = Box(meeting.caller.tenant, meeting.measurement, HERE)
        assert await boxes.lock(connection, meeting.world.ballot_seal, box) is None


async def test_two_who_reveal_at_once_write_one_event(meeting: Meeting) -> None:
    await three(meeting, 2, 7, 7)
    await asyncio.gather(*(meeting.reveal() for _ in range(4)))
    recorded = await meeting.world.log.read_stream(meeting.caller.tenant, meeting.measurement)
    assert [record.event.TOPIC for record in recorded].count("measurement.answers-revealed.v1") == 1


async def test_a_reveal_that_is_refused_keeps_the_answers(meeting: Meeting) -> None:
    await three(meeting, 2, 7)
    with pytest.raises(TooFewToReveal):
        await meeting.reveal()
    assert await numbers(meeting.world, meeting.caller.tenant, meeting.measurement) == {HERE: 2}


async def test_a_paused_measurement_reveals_nothing_and_keeps_the_answers(meeting: Meeting) -> None:
    await three(meeting, 2, 7, 7)
    await meeting.do(PauseMeasurement())
    with pytest.raises(MeasurementIsPaused):
        await meeting.reveal()
    assert await numbers(meeting.world, meeting.caller.tenant, meeting.measurement) == {HERE: 3}


async def test_several_questions_are_answered_at_once_and_those_that_are_revealed_are_named(meeting: Meeting) -> None:
    first, *_ = await three(meeting, 2, 7, 7)
    await meeting.reveal()
    cast = await meeting.answer(first, {HERE: 4, QuestionId("1-2"): 5, QuestionId("1-3"): NOT_RELEVANT})
    assert (cast.taken, cast.too_late) == (("1-2", "1-3"), (HERE,))


async def test_what_is_off_the_scale_is_refused_and_nothing_is_written(meeting: Meeting) -> None:
    device = await meeting.join(Sector.CITIZENS)
    with pytest.raises(AnswerIsOffTheScale):
        await meeting.answer(device, {HERE: 3, QuestionId("1-2"): 11})
    assert await numbers(meeting.world, meeting.caller.tenant, meeting.measurement) == {}


async def test_when_the_measurement_is_closed_everything_outside_the_log_goes(
    meeting: Meeting, database: DatabaseCopy, redis_url: str
) -> None:
    device, *_ = await three(meeting, 2, 7, 7)
    await meeting.do(AnswerQuestion(question=HERE, answer=6, seen=None))
    await meeting.do(CloseMeasurement())
    async with opened_world(database, redis_url, WORKER) as worker:
        await drain(worker.database, {CLEAR_ROOM: partial(clear_room, worker)}, timedelta(seconds=20))
    seen = await look(meeting.world, meeting.caller.tenant, meeting.measurement)
    assert seen is not None
    assert seen.gathering is None
    assert await find_seat(meeting.world.database, device.token, meeting.measurement) is None
    with pytest.raises(SessionIsOver):
        await meeting.answer(device, 3)


async def test_a_box_that_goes_with_its_room_before_it_is_locked_takes_no_answer(
    meeting: Meeting, database: DatabaseCopy, redis_url: str
) -> None:
    """Somebody else puts it up first, so that putting it up locks nothing; and then the measurement is over."""
    tenant, box = meeting.caller.tenant, Box(meeting.caller.tenant, meeting.measurement, HERE)

    class Meanwhile:
        """What others do while one box is put up."""

        def __init__(self, mine: Connection, theirs: Database) -> None:
            self.fetchrow, self._put_up, self._theirs = mine.fetchrow, mine.execute, theirs

        async def execute(self, statement: str, *key: object) -> None:
            with suppress(ForeignKeyViolationError):
                async with self._theirs.tenant(tenant) as others:
                    await others.execute(boxes.PUT_UP, *key)
            await self._put_up(statement, *key)
            async with self._theirs.tenant(tenant) as others:
                await clear(others, tenant, meeting.measurement)

    async with opened_world(database, redis_url, WORKER) as worker:
        with pytest.raises(SessionIsOver):
            async with meeting.world.database.tenant(tenant) as mine:
                await boxes.lock(Meanwhile(mine, worker.database), meeting.world.ballot_seal, box)


async def test_an_open_measurement_keeps_its_room(meeting: Meeting, database: DatabaseCopy, redis_url: str) -> None:
    await three(meeting, 2, 7, 7)
    async with opened_world(database, redis_url, WORKER) as worker:
        await drain(worker.database, {CLEAR_ROOM: partial(clear_room, worker)}, timedelta(seconds=20))
    assert await numbers(meeting.world, meeting.caller.tenant, meeting.measurement) == {HERE: 3}


async def test_answers_survive_a_new_master_key(meeting: Meeting) -> None:
    device, *_ = await three(meeting, 2, 7)
    keys = MasterKeys(MasterKey("next", b"n" * 32), (MasterKey("test", b"k" * 32),))
    later = msgspec.structs.replace(meeting, world=msgspec.structs.replace(meeting.world, ballot_seal=BallotSeal(keys)))
    await later.answer(await later.join(Sector.CITIZENS), 9)
    place = later.world, later.caller.tenant, later.measurement
    assert await own_answer(*place, device.token.encode(), HERE) == 2
    await later.reveal()
    assert (await later.state()).tallies[HERE].number == 3
