"""What happened in a case, as events: decided by the same rules as everything else, at the case's own times."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid5

from domain.action_plan import decisions as planned
from domain.action_plan.state import ActionPlan
from domain.action_plan.state import evolve as evolve_plan
from domain.collaboration import decisions as formed
from domain.collaboration.state import Collaboration
from domain.collaboration.state import evolve as evolve_collaboration
from domain.event import Act, Event
from domain.ids import ActionId, CollaborationId, MeasurementId, PartnerId, QuestionId
from domain.instrument.model import Instrument
from domain.measurement import commands as asked
from domain.measurement.decisions import decide, start
from domain.measurement.state import evolve
from domain.modes import Mode
from services.application.demonstration.cast import DEMONSTRATION, Actor
from services.application.demonstration.coded import Case, CodedAction, CodedMeasurement, attendance


def collaboration_id(case: Case) -> CollaborationId:
    return CollaborationId(uuid5(DEMONSTRATION, case.id))


def partner_id(case: Case, key: str) -> PartnerId:
    return PartnerId(uuid5(collaboration_id(case), key))


def measurement_id(case: Case, number: int) -> MeasurementId:
    return MeasurementId(uuid5(collaboration_id(case), f"measurement {number}"))


def action_id(case: Case, number: int, place: int) -> ActionId:
    return ActionId(uuid5(measurement_id(case, number), f"action {place}"))


def forming(case: Case, leader: Actor, participant: Actor, at: datetime) -> list[Event]:
    """The collaboration, its partners, and who of the cast belongs to it."""
    which, act = collaboration_id(case), in_utc(leader, at)
    events = list(
        formed.form(
            which,
            formed.FormCollaboration(
                name=case.collaboration, theme=case.theme, purpose=case.purpose, target_group=case.target_group
            ),
            act,
        )
    )
    first = partner_id(case, case.partners[0].key)
    commands: list[formed.Command] = [
        *(
            formed.AddPartner(partner=partner_id(case, one.key), name=one.name, sector=one.sector)
            for one in case.partners
        ),
        formed.AddParticipant(participant=participant.subject, partner=first),
    ]
    state: Collaboration | None = None
    for event in events:
        state = evolve_collaboration(state, event)
    for command in commands:
        if state is not None:
            for event in formed.decide(which, state, command, act):
                events.append(event)
                state = evolve_collaboration(state, event)
    return events


def measuring(case: Case, number: int, instrument: Instrument, sha256: str, leader: Actor) -> list[Event]:
    """One measurement from its start to its closing, the answers evenly over the time that it took."""
    coded, which = case.measurements[number], measurement_id(case, number)
    commands = [*_commands(coded)]
    clock = _moments(coded, leader, len(commands) + 1)
    begin = asked.StartMeasurement(
        collaboration=collaboration_id(case),
        mode=Mode.TOGETHER,
        practice=False,
        attendance=attendance(case, coded),
        place=coded.place,
        note=coded.note,
    )
    events = list(start(which, begin, instrument, sha256, next(clock)))
    state = evolve(None, events[0])
    for command in commands:
        for event in decide(which, state, command, instrument, next(clock)):
            events.append(event)
            state = evolve(state, event)
    closing = in_utc(leader, coded.closed)
    return [*events, *decide(which, state, asked.CloseMeasurement(), instrument, closing)]


def _commands(coded: CodedMeasurement) -> Iterator[asked.Command]:
    """In the instrument's order. Where a question has no answer, its comment says why."""
    questions = {left_out.number: left_out.reason for left_out in coded.left_out if left_out.number[0].isdigit()}
    noted = {QuestionId(number): reason for number, reason in questions.items()}
    noted |= {comment.question: comment.text for comment in coded.comments}
    for weight in coded.weights:
        yield asked.WeighValue(ambition=weight.ambition, weight=weight.weight, seen=None, reason=weight.reason)
    for answer in coded.answers:
        yield asked.AnswerQuestion(question=answer.question, answer=answer.answer, seen=None, reason=answer.reason)
        if answer.question in noted:
            yield asked.NoteComment(question=answer.question, text=noted[answer.question], seen=0)
    answered = {answer.question for answer in coded.answers}
    for question, text in noted.items():
        if question not in answered:
            yield asked.NoteComment(question=question, text=text, seen=0)


def planning(case: Case, plan: ActionPlan, number: int, leader: Actor) -> list[Event]:
    """The actions that were suggested in one measurement, and those of them that were agreed at its end."""
    coded = case.measurements[number]
    clock = _moments(coded, leader, 3 * len(coded.actions) + 1)
    events: list[Event] = []
    for command in _planned(case, number, coded):
        for event in planned.decide(plan, command, next(clock)):
            events.append(event)
            plan = evolve_plan(plan, event)
    return events


def _planned(case: Case, number: int, coded: CodedMeasurement) -> Iterator[planned.Command]:
    for place, action in enumerate(coded.actions):
        which = action_id(case, number, place)
        yield planned.SuggestAction(
            action=which,
            collaboration=collaboration_id(case),
            measurement=measurement_id(case, number),
            question=action.question,
            text=action.text,
        )
        yield planned.PlaceAction(action=which, cell=action.cell, phase=action.phase)
    for place, action in enumerate(coded.actions):
        if action.status == "agreed":
            yield _agreed(case, number, action, action_id(case, number, place))


def _agreed(case: Case, number: int, action: CodedAction, which: UUID) -> planned.Command:
    return planned.AgreeAction(
        action=ActionId(which),
        measurement=measurement_id(case, number),
        owner=partner_id(case, action.owner) if action.owner else None,
        due=action.due,
    )


def _moments(coded: CodedMeasurement, leader: Actor, parts: int) -> Iterator[Act]:
    step = (coded.closed - coded.opened) / parts
    for part in range(parts):
        yield in_utc(leader, (coded.opened + part * step).replace(microsecond=0))


def in_utc(actor: Actor, at: datetime) -> Act:
    """The cases are written in the time of Oslo, and events are not."""
    return Act(by=actor.subject, at=at.astimezone(UTC))
