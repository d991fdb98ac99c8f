"""What one form asks for is carried out whole or not at all, and once."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from database_plugin import DatabaseCopy
from logs import new_tenant
from worlds import opened_world

from domain.action_plan.decisions import AgreeAction, RewordAction, SuggestAction, UnknownAction, WithdrawSuggestion
from domain.action_plan.state import Action
from domain.action_plan.state import fold as fold_plan
from domain.collaboration.decisions import AddPartner, FormCollaboration, UnknownPartner
from domain.ids import ActionId, CollaborationId, MeasurementId, PartnerId, QuestionId, SubjectId
from domain.measurement.commands import (
    AnswerQuestion,
    CloseMeasurement,
    NoteComment,
    PauseMeasurement,
    StartMeasurement,
)
from domain.measurement.errors import CommentHasMoved, MeasurementIsClosed, MeasurementIsPaused
from domain.modes import Mode
from domain.sectors import Sector
from domain.streams import action_plan_stream
from domain.text import TextIsTooLong
from domain.themes import Theme
from infra.identity import new_stream_id
from infra.migrations.roles import WEB, WORKER
from services.application.at_once import AtOnce, decide_at_once
from services.application.collaborations import form_collaboration
from services.application.instruments import publish_instruments
from services.application.measurements import start_measurement
from services.application.world import Caller, World
from services.application.writing import NoSuchThing, Written

pytestmark = pytest.mark.anyio

HERE = QuestionId("1-1")
FARM = PartnerId(UUID(int=5))


class Table:
    """A group at one measurement."""

    def __init__(self, world: World, caller: Caller, collaboration: CollaborationId, measurement: MeasurementId):
        self.world = world
        self.caller = caller
        self.collaboration = collaboration
        self.measurement = measurement

    async def say(self, *measured: object, actions: tuple[object, ...] = (), form: UUID | None = None) -> Written:
        commands = AtOnce(measurement=measured, actions=actions)
        return await decide_at_once(self.world, self.caller, self.measurement, commands, form or new_stream_id())

    async def topics(self) -> list[str]:
        return [record.event.TOPIC for record in await self.world.log.read_stream(self.caller.tenant, self.measurement)]

    async def plan(self) -> list[Action]:
        stream = action_plan_stream(self.collaboration)
        recorded = await self.world.log.read_stream(self.caller.tenant, stream)
        return list(fold_plan(record.event for record in recorded).actions.values())

    def suggestion(self, text: str = "Møtes", action: ActionId | None = None) -> SuggestAction:
        return SuggestAction(
            action=action or ActionId(new_stream_id()),
            collaboration=self.collaboration,
            measurement=self.measurement,
            question=HERE,
            text=text,
        )

    async def another(self) -> "Table":
        """Another measurement of the same collaboration."""
        measurement = await begun(self.world, self.caller, self.collaboration)
        return Table(self.world, self.caller, self.collaboration, measurement)


async def begun(world: World, caller: Caller, collaboration: CollaborationId) -> MeasurementId:
    measurement = MeasurementId(new_stream_id())
    command = StartMeasurement(
        collaboration=collaboration, mode=Mode.TOGETHER, practice=False, attendance={Sector.CITIZENS: 2}
    )
    await start_measurement(world, caller, measurement, command, new_stream_id())
    return measurement


@pytest.fixture
async def table(database: DatabaseCopy, redis_url: str) -> AsyncIterator[Table]:
    async with opened_world(database, redis_url, WORKER) as worker:
        await publish_instruments(worker)
    async with opened_world(database, redis_url, WEB) as world:
        caller = Caller(tenant=new_tenant(database), subject=SubjectId(uuid4()))
        collaboration = CollaborationId(new_stream_id())
        command = FormCollaboration(name="DYRK", theme=Theme.OTHER)
        partners = (AddPartner(partner=FARM, name="Gården", sector=Sector.BUSINESS),)
        await form_collaboration(world, caller, collaboration, command, new_stream_id(), partners=partners)
        yield Table(world, caller, collaboration, await begun(world, caller, collaboration))


def answer(number: int, seen: int | None = None) -> AnswerQuestion:
    return AnswerQuestion(question=HERE, answer=number, seen=seen)


def comment(text: str, seen: int = 0) -> NoteComment:
    return NoteComment(question=HERE, text=text, seen=seen)


async def test_answer_comment_and_action_are_written_together(table: Table) -> None:
    await table.say(answer(7), comment("Ja"), actions=(table.suggestion(),))
    assert (await table.topics())[1:] == ["measurement.question-answered.v1", "measurement.comment-noted.v1"]
    assert len(await table.plan()) == 1


async def test_when_one_part_is_refused_nothing_is_written(table: Table) -> None:
    before = await table.topics()
    with pytest.raises(TextIsTooLong):
        await table.say(answer(7), comment("Ja"), actions=(table.suggestion("æ" * 501),))
    with pytest.raises(CommentHasMoved):
        await table.say(answer(7), comment("Ja", seen=3), actions=(table.suggestion(),))
    assert (await table.topics(), await table.plan()) == (before, [])


async def test_each_command_is_decided_on_what_the_ones_before_it_led_to(table: Table) -> None:
    suggestion = table.suggestion()
    await table.say(
        answer(4), answer(7, seen=4), actions=(suggestion, RewordAction(suggestion.action, "Møtes ofte", seen=1))
    )
    assert (await table.topics())[-1] == "measurement.answer-revised.v1"
    assert [action.revision for action in await table.plan()] == [2]


async def test_the_same_form_counts_once(table: Table) -> None:
    form = new_stream_id()
    first = await table.say(answer(7), comment("Ja"), form=form)
    assert await table.say(answer(7), comment("Ja"), form=form) == first
    assert len(await table.topics()) == 3


async def test_two_clicks_at_the_very_same_time_count_once_and_neither_is_refused(table: Table) -> None:
    form = new_stream_id()
    written = await asyncio.gather(*(table.say(answer(7), comment("Ja"), form=form) for _ in range(4)))
    assert len(await table.topics()) == 3
    assert {one.position for one in written} <= {written[0].position, None}


async def test_a_form_that_was_changed_after_a_lost_answer_is_another_request(table: Table) -> None:
    form = new_stream_id()
    await table.say(answer(7), form=form)
    await table.say(answer(8, seen=7), form=form)
    assert (await table.topics())[-1] == "measurement.answer-revised.v1"


async def test_an_action_is_owned_by_a_partner_who_is_still_there(table: Table) -> None:
    suggestion = table.suggestion()
    await table.say(actions=(suggestion,))
    stranger = AgreeAction(suggestion.action, table.measurement, owner=PartnerId(uuid4()), due=None)
    with pytest.raises(UnknownPartner):
        await table.say(actions=(stranger,))
    await table.say(actions=(AgreeAction(suggestion.action, table.measurement, owner=FARM, due=None),))
    assert [action.owner for action in await table.plan()] == [FARM]


async def test_what_another_measurement_suggested_keeps_its_words(table: Table) -> None:
    suggestion = table.suggestion()
    await table.say(actions=(suggestion,))
    other = await table.another()
    for command in (RewordAction(suggestion.action, "Annet", seen=1), WithdrawSuggestion(suggestion.action)):
        with pytest.raises(UnknownAction):
            await other.say(actions=(command,))


async def test_a_form_suggests_for_its_own_measurement_only(table: Table) -> None:
    other = await table.another()
    with pytest.raises(NoSuchThing):
        await other.say(actions=(table.suggestion(),))


async def test_a_paused_measurement_takes_suggestions_and_no_answers(table: Table) -> None:
    await table.say(PauseMeasurement())
    await table.say(actions=(table.suggestion(),))
    with pytest.raises(MeasurementIsPaused):
        await table.say(answer(7))


async def test_a_closed_measurement_takes_nothing(table: Table) -> None:
    await table.say(answer(7), CloseMeasurement())
    with pytest.raises(MeasurementIsClosed):
        await table.say(actions=(table.suggestion(),))
    with pytest.raises(MeasurementIsClosed):
        await table.say(answer(8, seen=7))


async def test_a_measurement_that_there_is_none_of_takes_nothing(table: Table) -> None:
    nowhere = Table(table.world, table.caller, table.collaboration, MeasurementId(uuid4()))
    with pytest.raises(NoSuchThing):
        await nowhere.say(answer(7))
