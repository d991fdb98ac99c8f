"""One thing's part of the contribution, as its events make it. Nothing else of the events is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from domain.action_plan import events as acting
from domain.action_plan.state import Status
from domain.collaboration import events as collaborating
from domain.event import Event
from domain.ids import CollaborationId, QuestionId
from domain.measurement import events as measuring
from domain.measurement.own_questions import is_own
from domain.national.contribution import Standing
from domain.national.quarter import Quarter
from domain.national.snapshot import Values
from domain.national.variables import Topic, VariableId
from domain.scoring.profile import Profile
from domain.workspace import events as workspace

SUGGESTED: Final = Standing(status=Status.SUGGESTED, cell=None)


class Contributor(msgspec.Struct, frozen=True):
    """A workspace. `shares_since` is none while it does not share; `was_asked` is true once that was answered."""

    country: str
    number: str | None
    shares_since: datetime | None = None
    was_asked: bool = False


class Collaboration(msgspec.Struct, frozen=True):
    """`themes` by quarter: what it was about at the quarter's end, for each quarter in which that was said."""

    themes: Mapping[str, str]


class Measured(msgspec.Struct, frozen=True):
    """`values` are those that it was closed with, none while it is not closed."""

    collaboration: CollaborationId
    practice: bool
    closed: bool = False
    first_closed_at: datetime | None = None
    values: Values = {}

    @property
    def counts(self) -> bool:
        return self.closed and not self.practice


class Action(msgspec.Struct, frozen=True):
    """How it stands `now`, and in `standings`, for each quarter in which it moved, how it stood at the quarter's end.

    `field` is the number of its question's field, none for a question of the workspace's own.
    """

    collaboration: CollaborationId
    field: str | None
    now: Standing = SUGGESTED
    standings: Mapping[str, Standing] = {}


def follow_workspace(state: Contributor | None, event: Event) -> Contributor:
    if isinstance(event, workspace.WorkspaceFounded):
        return Contributor(country=event.country, number=event.number)
    if state is None:
        raise LookupError(f"{event.TOPIC} before the workspace was founded")
    since = event.at if isinstance(event, workspace.SharingStarted) else None
    return replace(state, shares_since=since, was_asked=True)


def follow_collaboration(
    state: Collaboration | None, event: collaborating.CollaborationFormed | collaborating.PurposeReworded
) -> Collaboration:
    if state is None and isinstance(event, collaborating.PurposeReworded):
        raise LookupError(f"{event.TOPIC} before the collaboration was formed")
    earlier = state.themes if state is not None else {}
    return Collaboration(themes={**earlier, str(Quarter.of(event.at)): event.theme})


def follow_measurement(state: Measured | None, event: Event) -> Measured:
    if isinstance(event, measuring.MeasurementStarted):
        return Measured(collaboration=event.collaboration, practice=event.practice)
    if state is None:
        raise LookupError(f"{event.TOPIC} before the measurement was started")
    match event:
        case measuring.MeasurementClosed():
            first = state.first_closed_at or event.at
            return replace(state, closed=True, first_closed_at=first, values=values_of(event.figures))
        case measuring.MeasurementReopened() | measuring.MeasurementNotCompleted() | measuring.MeasurementVoided():
            return replace(state, closed=False, values={})
        case measuring.MeasurementMarkedAsPractice():
            return replace(state, practice=True)
        case measuring.PracticeMarkLifted():
            return replace(state, practice=False)
        case _:
            raise LookupError(f"{event.TOPIC} moves nothing that takes part")


def values_of(figures: Profile) -> Values:
    """The published figures that take part, exactly; one that there is not enough for is absent, never 0."""
    found = [
        *((f"{Topic.SCORE}:{one.field}", one.score) for one in figures.fields),
        *((f"{Topic.WEIGHTING}:{one.value}", one.weighting) for one in figures.values),
        (f"{Topic.THICKNESS}:all", figures.thickness),
    ]
    return {VariableId(variable): number for variable, number in found if number is not None}


Moved = (
    acting.ActionSuggested
    | acting.ActionPlaced
    | acting.ActionAgreed
    | acting.AgreementWithdrawn
    | acting.ActionStarted
    | acting.ActionDone
    | acting.ActionDropped
    | acting.ActionTakenUp
)


def follow_action(state: Action | None, event: Moved) -> Action:
    """A suggestion that was withdrawn was written by mistake: its row goes, and it stood in no quarter."""
    if isinstance(event, acting.ActionSuggested):
        state = Action(collaboration=event.collaboration, field=field_number(event.question))
    elif state is None:
        raise LookupError(f"{event.TOPIC} before the action was suggested")
    now = _stands(state.now, event)
    return replace(state, now=now, standings={**state.standings, str(Quarter.of(event.at)): now})


def _stands(before: Standing, event: Moved) -> Standing:
    match event:
        case acting.ActionSuggested():
            return SUGGESTED
        case acting.ActionPlaced():
            return replace(before, cell=event.cell)
        case acting.ActionAgreed():
            return replace(before, status=Status.AGREED)
        case acting.AgreementWithdrawn():
            return replace(before, status=Status.SUGGESTED)
        case acting.ActionStarted() | acting.ActionTakenUp():
            return replace(before, status=Status.STARTED)
        case acting.ActionDone():
            return replace(before, status=Status.DONE)
        case acting.ActionDropped():
            return replace(before, status=Status.DROPPED)


def field_number(question: QuestionId) -> str | None:
    return None if is_own(question) else question.partition("-")[0]
