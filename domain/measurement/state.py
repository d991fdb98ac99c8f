"""A measurement as its events have made it. Folding never refuses and never reads a clock."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from domain.event import Event
from domain.ids import AmbitionId, CollaborationId, QuestionId
from domain.measurement import events as happened
from domain.modes import Mode
from domain.scoring.answer import Answer
from domain.scoring.profile import Profile
from domain.scoring.tally import QuestionSpread, Tally
from domain.sectors import Sector
from domain.text import Text

Key = TypeVar("Key", bound=str)
Item = TypeVar("Item")


class Status(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    NOT_COMPLETED = "not_completed"
    """The time that was set for it was over, and nothing was agreed."""
    VOIDED = "voided"


ENDED: Final = frozenset({Status.CLOSED, Status.NOT_COMPLETED, Status.VOIDED})
"""It takes no more answers, unless it is opened again; what is voided never is."""


class Comment(msgspec.Struct, frozen=True):
    """`revision` counts its wordings from 1, so that a stale page is noticed without reading the text."""

    text: Text
    revision: int


class OwnQuestion(msgspec.Struct, frozen=True):
    """A statement of the workspace's own; `revision` as in `Comment`."""

    text: Text
    revision: int


class Measurement(msgspec.Struct, frozen=True):
    """`figures` and `spreads` are those of the last closing, and none while the measurement is open.

    `first_closed_at` decides which quarter it counts in, whatever happens later. `own_questions` are in the order in
    which they were added, and `own_added` counts those that were removed again too. Nothing that figures are made of
    looks at what begins with `own_`. `adopted` says of which `answers` the group never talked, and when each was made
    of the private answers.
    """

    collaboration: CollaborationId
    instrument: str
    instrument_version: int
    instrument_sha256: str
    mode: Mode
    practice: bool
    status: Status
    started_at: datetime
    attendance: Mapping[Sector, int]
    place: Text | None
    note: Text | None = None
    weights: Mapping[AmbitionId, int] = {}
    answers: Mapping[QuestionId, Answer] = {}
    adopted: Mapping[QuestionId, datetime] = {}
    reasons: Mapping[str, Text] = {}
    comments: Mapping[QuestionId, Comment] = {}
    dissents: Mapping[QuestionId, Comment] = {}
    tallies: Mapping[QuestionId, Tally] = {}
    figures: Profile | None = None
    spreads: tuple[QuestionSpread, ...] = ()
    scoring_version: int | None = None
    closed_at: datetime | None = None
    first_closed_at: datetime | None = None
    status_reason: Text | None = None
    own_questions: Mapping[QuestionId, OwnQuestion] = {}
    own_answers: Mapping[QuestionId, Answer] = {}
    own_added: int = 0

    @property
    def agreed(self) -> Mapping[QuestionId, Answer]:
        """The answers that the group has talked about: all but those that were adopted without."""
        return {question: answer for question, answer in self.answers.items() if question not in self.adopted}

    def answer_to(self, question: QuestionId) -> Answer | None:
        """Of the model's questions or of one's own; `None` when unanswered."""
        return (self.own_answers if question in self.own_questions else self.answers).get(question)


def evolve(state: Measurement | None, event: Event) -> Measurement:
    """The measurement after `event`. `None` is the time before it was started."""
    if isinstance(event, happened.MeasurementStarted):
        return _started(event)
    if state is None:
        raise LookupError(f"{event.TOPIC} before the measurement was started")
    match event:
        case happened.QuestionAnswered() | happened.AnswerRevised():
            return replace(
                state,
                answers=_with(state.answers, event.question, event.answer),
                adopted=_without(state.adopted, event.question),
                reasons=_with_or_without(state.reasons, event.question, event.reason),
            )
        case happened.AnswerAdopted():
            return replace(
                state,
                answers=_with(state.answers, event.question, event.answer),
                adopted=_with(state.adopted, event.question, event.at),
            )
        case happened.ValueWeighed() | happened.WeightingRevised():
            return replace(
                state,
                weights=_with(state.weights, event.ambition, event.weight),
                reasons=_with_or_without(state.reasons, event.ambition, event.reason),
            )
        case happened.CommentNoted() | happened.CommentReworded() | happened.CommentWithdrawn():
            return replace(state, comments=_commented(state.comments, event))
        case happened.DissentNoted() | happened.DissentReworded() | happened.DissentWithdrawn():
            return replace(state, dissents=_commented(state.dissents, event))
        case happened.AnswersRevealed():
            return replace(state, tallies=_with(state.tallies, event.question, event.tally))
        case happened.AnswerWithdrawn():
            return replace(
                state,
                answers=_without(state.answers, event.question),
                adopted=_without(state.adopted, event.question),
                reasons=_without(state.reasons, event.question),
            )
        case happened.AttendanceNoted():
            return replace(state, attendance=event.attendance)
        case happened.ModeSwitched():
            return replace(state, mode=event.mode)
        case _:
            return _asked_own(state, event)


def _asked_own(state: Measurement, event: Event) -> Measurement:
    """Events of the workspace's own questions, which touch nothing of the model's."""
    match event:
        case happened.OwnQuestionAdded() | happened.OwnQuestionReworded():
            earlier = state.own_questions.get(event.question)
            worded = OwnQuestion(text=event.statement, revision=earlier.revision + 1 if earlier else 1)
            added = state.own_added + isinstance(event, happened.OwnQuestionAdded)
            return replace(state, own_questions=_with(state.own_questions, event.question, worded), own_added=added)
        case happened.OwnQuestionRemoved():
            return replace(state, own_questions=_without(state.own_questions, event.question))
        case happened.OwnQuestionAnswered() | happened.OwnAnswerRevised():
            return replace(state, own_answers=_with(state.own_answers, event.question, event.answer))
        case happened.OwnAnswerWithdrawn():
            return replace(state, own_answers=_without(state.own_answers, event.question))
        case _:
            return _moved(state, event)


def _moved(state: Measurement, event: Event) -> Measurement:
    """Events of the course: pausing, closing and what can be done about it."""
    match event:
        case happened.MeasurementPaused():
            return replace(state, status=Status.PAUSED)
        case happened.MeasurementResumed():
            return replace(state, status=Status.OPEN)
        case happened.MeasurementClosed():
            return replace(
                state,
                status=Status.CLOSED,
                figures=event.figures,
                spreads=event.spreads,
                scoring_version=event.scoring_version,
                closed_at=event.at,
                first_closed_at=state.first_closed_at or event.at,
                status_reason=None,
            )
        case happened.MeasurementNotCompleted():
            return replace(
                state, status=Status.NOT_COMPLETED, spreads=event.spreads, closed_at=event.at, status_reason=None
            )
        case happened.MeasurementReopened():
            return replace(
                state, status=Status.OPEN, figures=None, spreads=(), closed_at=None, status_reason=event.reason
            )
        case happened.MeasurementVoided():
            return replace(state, status=Status.VOIDED, status_reason=event.reason)
        case happened.MeasurementMarkedAsPractice():
            return replace(state, practice=True)
        case happened.PracticeMarkLifted():
            return replace(state, practice=False)
        case _:
            raise LookupError(f"{event.TOPIC} is not an event of a measurement")


def fold(events: Iterable[Event]) -> Measurement | None:
    state = None
    for event in events:
        state = evolve(state, event)
    return state


def _started(event: happened.MeasurementStarted) -> Measurement:
    return Measurement(
        collaboration=event.collaboration,
        instrument=event.instrument,
        instrument_version=event.instrument_version,
        instrument_sha256=event.instrument_sha256,
        mode=event.mode,
        practice=event.practice,
        status=Status.OPEN,
        started_at=event.at,
        attendance=event.attendance,
        place=event.place,
        note=event.note,
    )


Worded = happened.CommentNoted | happened.CommentReworded | happened.DissentNoted | happened.DissentReworded
Withdrawn = happened.CommentWithdrawn | happened.DissentWithdrawn


def _commented(comments: Mapping[QuestionId, Comment], event: Worded | Withdrawn) -> Mapping[QuestionId, Comment]:
    if isinstance(event, Withdrawn):
        return _without(comments, event.question)
    earlier = comments.get(event.question)
    revision = earlier.revision + 1 if earlier else 1
    return _with(comments, event.question, Comment(text=event.text, revision=revision))


def _with(mapping: Mapping[Key, Item], key: Key, item: Item) -> Mapping[Key, Item]:
    return {**mapping, key: item}


def _without(mapping: Mapping[Key, Item], key: str) -> Mapping[Key, Item]:
    return {kept: item for kept, item in mapping.items() if kept != key}


def _with_or_without(mapping: Mapping[str, Item], key: str, item: Item | None) -> Mapping[str, Item]:
    if item is None:
        return _without(mapping, key) if key in mapping else mapping
    return {**mapping, key: item}
