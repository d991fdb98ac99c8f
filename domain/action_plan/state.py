"""An action plan as its events have made it."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from domain.action_plan import events as happened
from domain.event import Event
from domain.ids import ActionId, CollaborationId, MeasurementId, PartnerId, QuestionId
from domain.text import Text


class Status(StrEnum):
    SUGGESTED = "suggested"
    AGREED = "agreed"
    STARTED = "started"
    DONE = "done"
    DROPPED = "dropped"


class Action(msgspec.Struct, frozen=True):
    """`revision` counts its wordings from 1. `agreed_in` is the measurement in which the group chose it.

    `verdicts` and `verdict_words` are by the measurement in which they were said; `judgings` counts everything that
    was said or taken back in them.
    """

    id: ActionId
    collaboration: CollaborationId
    measurement: MeasurementId
    question: QuestionId
    text: Text
    revision: int = 1
    status: Status = Status.SUGGESTED
    cell: happened.Cell | None = None
    phase: happened.Phase | None = None
    agreed_in: MeasurementId | None = None
    owner: PartnerId | None = None
    due: date | None = None
    drop_reason: Text | None = None
    verdicts: Mapping[MeasurementId, happened.Verdict] = {}
    verdict_words: Mapping[MeasurementId, Text] = {}
    judgings: int = 0

    @property
    def is_over(self) -> bool:
        return self.status in {Status.DONE, Status.DROPPED}

    @property
    def is_under_way(self) -> bool:
        """The group has chosen it, and it is not over."""
        return self.status in {Status.AGREED, Status.STARTED}

    def is_overdue(self, today: date) -> bool:
        """From the day after its date, for as long as it is under way."""
        return self.due is not None and self.due < today and self.is_under_way


class ActionPlan(msgspec.Struct, frozen=True):
    """In the order in which they were suggested; withdrawn suggestions are not in it."""

    actions: Mapping[ActionId, Action] = {}


def evolve(state: ActionPlan, event: Event) -> ActionPlan:
    match event:
        case happened.ActionSuggested():
            action = Action(
                id=event.action,
                collaboration=event.collaboration,
                measurement=event.measurement,
                question=event.question,
                text=event.text,
            )
            return ActionPlan(actions={**state.actions, event.action: action})
        case happened.SuggestionWithdrawn():
            return ActionPlan(actions={key: kept for key, kept in state.actions.items() if key != event.action})
        case (
            happened.ActionReworded()
            | happened.ActionPlaced()
            | happened.ActionAgreed()
            | happened.AgreementRevised()
            | happened.AgreementWithdrawn()
            | happened.ActionStarted()
            | happened.ActionDone()
            | happened.ActionDropped()
            | happened.ActionTakenUp()
            | happened.ActionJudged()
            | happened.VerdictRevised()
            | happened.VerdictWithdrawn()
        ):
            moved = evolve_action(state.actions[event.action], event)
            return ActionPlan(actions={**state.actions, event.action: moved})
        case _:
            raise LookupError(f"{event.TOPIC} is not an event of an action plan")


def evolve_action(
    action: Action,
    event: happened.ActionReworded
    | happened.ActionPlaced
    | happened.ActionAgreed
    | happened.AgreementRevised
    | happened.AgreementWithdrawn
    | happened.ActionStarted
    | happened.ActionDone
    | happened.ActionDropped
    | happened.ActionTakenUp
    | happened.ActionJudged
    | happened.VerdictRevised
    | happened.VerdictWithdrawn,
) -> Action:
    """One action after an event of its own."""
    match event:
        case happened.ActionReworded():
            return replace(action, text=event.text, revision=action.revision + 1)
        case happened.ActionPlaced():
            return replace(action, cell=event.cell, phase=event.phase)
        case happened.ActionAgreed():
            return replace(action, status=Status.AGREED, agreed_in=event.measurement, owner=event.owner, due=event.due)
        case happened.AgreementRevised():
            return replace(action, owner=event.owner, due=event.due)
        case happened.AgreementWithdrawn():
            return replace(action, status=Status.SUGGESTED, agreed_in=None, owner=None, due=None)
        case happened.ActionStarted():
            return replace(action, status=Status.STARTED)
        case happened.ActionDone():
            return replace(action, status=Status.DONE)
        case happened.ActionDropped():
            return replace(action, status=Status.DROPPED, drop_reason=event.reason)
        case happened.ActionTakenUp():
            return replace(action, status=Status.STARTED, drop_reason=None)
        case happened.ActionJudged() | happened.VerdictRevised() | happened.VerdictWithdrawn():
            return _judged(action, event)


def _judged(
    action: Action, event: happened.ActionJudged | happened.VerdictRevised | happened.VerdictWithdrawn
) -> Action:
    verdicts, words = (
        {key: kept for key, kept in said.items() if key != event.measurement}
        for said in (action.verdicts, action.verdict_words)
    )
    if not isinstance(event, happened.VerdictWithdrawn):
        verdicts[event.measurement] = event.verdict
        if event.words is not None:
            words[event.measurement] = event.words
    return replace(action, verdicts=verdicts, verdict_words=words, judgings=action.judgings + 1)


def fold(events: Iterable[Event]) -> ActionPlan:
    state = ActionPlan()
    for event in events:
        state = evolve(state, event)
    return state
