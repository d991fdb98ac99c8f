"""What can be asked of a measurement. `seen` is what the page showed when somebody began to type."""

from collections.abc import Mapping

import msgspec

from domain.ids import AmbitionId, CollaborationId, FieldId, QuestionId
from domain.modes import Mode
from domain.scoring.answer import Answer
from domain.sectors import Sector


class StartMeasurement(msgspec.Struct, frozen=True, tag=True):
    collaboration: CollaborationId
    mode: Mode
    practice: bool
    attendance: Mapping[Sector, int]
    place: str | None = None
    note: str | None = None


class NoteAttendance(msgspec.Struct, frozen=True, tag=True):
    attendance: Mapping[Sector, int]


class WeighValue(msgspec.Struct, frozen=True, tag=True):
    ambition: AmbitionId
    weight: int
    seen: int | None
    reason: str | None = None


class AnswerQuestion(msgspec.Struct, frozen=True, tag=True):
    """Of the model's questions or of one's own."""

    question: QuestionId
    answer: Answer
    seen: Answer | None
    reason: str | None = None


class AgreeAdopted(msgspec.Struct, frozen=True, tag=True):
    """The group has talked, and agrees on the answer that was adopted without: `seen`, which the page showed."""

    question: QuestionId
    seen: Answer


class AdoptMedians(msgspec.Struct, frozen=True, tag=True):
    """Of a field that the group never talked about. `seen` are the medians that the page showed, by question.

    What waits in a box is revealed with it, so it is asked together with the boxes (`decisions.adopt`).
    """

    field: FieldId
    seen: Mapping[QuestionId, int]


class WithdrawAnswer(msgspec.Struct, frozen=True, tag=True):
    question: QuestionId
    seen: Answer | None


class NoteComment(msgspec.Struct, frozen=True, tag=True):
    """An empty text withdraws the comment. `seen` is the revision that the page showed, 0 when there was none."""

    question: QuestionId
    text: str
    seen: int


class NoteDissent(msgspec.Struct, frozen=True, tag=True):
    """As `NoteComment`, of who sees it otherwise than what was agreed. Of the model's questions only."""

    question: QuestionId
    text: str
    seen: int


class SwitchMode(msgspec.Struct, frozen=True, tag=True):
    mode: Mode


class AddOwnQuestion(msgspec.Struct, frozen=True, tag=True):
    statement: str


class RewordOwnQuestion(msgspec.Struct, frozen=True, tag=True):
    """`seen` is the revision that the page showed."""

    question: QuestionId
    statement: str
    seen: int


class RemoveOwnQuestion(msgspec.Struct, frozen=True, tag=True):
    question: QuestionId
    seen: int


class PauseMeasurement(msgspec.Struct, frozen=True, tag=True):
    pass


class ResumeMeasurement(msgspec.Struct, frozen=True, tag=True):
    pass


class CloseMeasurement(msgspec.Struct, frozen=True, tag=True):
    pass


class EndUncompleted(msgspec.Struct, frozen=True, tag=True):
    """Asked for by the time, not by somebody: of a measurement in which nothing was agreed."""


class ReopenMeasurement(msgspec.Struct, frozen=True, tag=True):
    reason: str


class VoidMeasurement(msgspec.Struct, frozen=True, tag=True):
    reason: str


class MarkAsPractice(msgspec.Struct, frozen=True, tag=True):
    pass


class LiftPracticeMark(msgspec.Struct, frozen=True, tag=True):
    pass


Command = (
    NoteAttendance
    | WeighValue
    | AnswerQuestion
    | AgreeAdopted
    | WithdrawAnswer
    | NoteComment
    | NoteDissent
    | SwitchMode
    | AddOwnQuestion
    | RewordOwnQuestion
    | RemoveOwnQuestion
    | PauseMeasurement
    | ResumeMeasurement
    | CloseMeasurement
    | EndUncompleted
    | ReopenMeasurement
    | VoidMeasurement
    | MarkAsPractice
    | LiftPracticeMark
)
"""What can be asked of a measurement that was started."""
