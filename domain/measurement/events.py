"""What can happen to a measurement. A shipped event never changes: another meaning is another version."""

from collections.abc import Mapping
from typing import ClassVar

from domain.event import Event
from domain.ids import AmbitionId, CollaborationId, QuestionId
from domain.modes import Mode
from domain.scoring.answer import Answer
from domain.scoring.profile import Profile
from domain.scoring.tally import QuestionSpread, Tally
from domain.sectors import Sector
from domain.text import Text


class MeasurementStarted(Event, frozen=True):
    """The session was opened, after the privacy notice.

    `attendance` counts people by sector, and is empty where nobody counted. `note` is what whoever reads the figures
    should know of them.
    """

    TOPIC: ClassVar[str] = "measurement.measurement-started.v1"

    collaboration: CollaborationId
    instrument: str
    instrument_version: int
    instrument_sha256: str
    mode: Mode
    practice: bool
    attendance: Mapping[Sector, int]
    place: Text | None = None
    note: Text | None = None


class AttendanceNoted(Event, frozen=True):
    """Somebody counted again who is here."""

    TOPIC: ClassVar[str] = "measurement.attendance-noted.v1"

    attendance: Mapping[Sector, int]


class ModeSwitched(Event, frozen=True):
    """From here on the group answers in this way. What was answered before stays as it was answered."""

    TOPIC: ClassVar[str] = "measurement.mode-switched.v1"

    mode: Mode


class ValueWeighed(Event, frozen=True):
    """The group said for the first time how important an ambition is, 0 to 10."""

    TOPIC: ClassVar[str] = "measurement.value-weighed.v1"

    ambition: AmbitionId
    weight: int
    reason: Text | None = None


class WeightingRevised(Event, frozen=True):
    TOPIC: ClassVar[str] = "measurement.weighting-revised.v1"

    ambition: AmbitionId
    weight: int
    reason: Text | None = None


class QuestionAnswered(Event, frozen=True):
    """The group agreed its first answer to a question."""

    TOPIC: ClassVar[str] = "measurement.question-answered.v1"

    question: QuestionId
    answer: Answer
    reason: Text | None = None


class AnswerRevised(Event, frozen=True):
    TOPIC: ClassVar[str] = "measurement.answer-revised.v1"

    question: QuestionId
    answer: Answer
    reason: Text | None = None


class AnswerWithdrawn(Event, frozen=True):
    """The question is unanswered again."""

    TOPIC: ClassVar[str] = "measurement.answer-withdrawn.v1"

    question: QuestionId


class AnswerAdopted(Event, frozen=True):
    """The median of the private answers stands for a question of a field that the group never talked about.

    It counts as an agreed answer does, and is marked *adopted without talk* wherever it is shown, until the group
    agrees an answer or takes this one back. Source: domain model, section 6.
    """

    TOPIC: ClassVar[str] = "measurement.answer-adopted.v1"

    question: QuestionId
    answer: int


class AnswersRevealed(Event, frozen=True):
    """The private answers to a question were shown to all at once, counted; the ballots are gone with this event.

    Once per question: the difference of two such counts could tell one person's answer. It moves no score.
    """

    TOPIC: ClassVar[str] = "measurement.answers-revealed.v1"

    question: QuestionId
    tally: Tally


class DissentNoted(Event, frozen=True):
    """Somebody sees it otherwise than the agreed answer, and wanted that written down beside it."""

    TOPIC: ClassVar[str] = "measurement.dissent-noted.v1"

    question: QuestionId
    text: Text


class DissentReworded(Event, frozen=True):
    TOPIC: ClassVar[str] = "measurement.dissent-reworded.v1"

    question: QuestionId
    text: Text


class DissentWithdrawn(Event, frozen=True):
    TOPIC: ClassVar[str] = "measurement.dissent-withdrawn.v1"

    question: QuestionId


class CommentNoted(Event, frozen=True):
    TOPIC: ClassVar[str] = "measurement.comment-noted.v1"

    question: QuestionId
    text: Text


class CommentReworded(Event, frozen=True):
    TOPIC: ClassVar[str] = "measurement.comment-reworded.v1"

    question: QuestionId
    text: Text


class CommentWithdrawn(Event, frozen=True):
    TOPIC: ClassVar[str] = "measurement.comment-withdrawn.v1"

    question: QuestionId


class OwnQuestionEvent(Event, frozen=True):
    """Something that happened to a question of the workspace's own: `own-1`, `own-2` and so on. It moves no figure.

    A comment on such a question is a `CommentNoted` with its number, as on any other.
    """

    question: QuestionId


class OwnQuestionAdded(OwnQuestionEvent, frozen=True):
    """Beside the model's questions."""

    TOPIC: ClassVar[str] = "measurement.own-question-added.v1"

    statement: Text


class OwnQuestionReworded(OwnQuestionEvent, frozen=True):
    """The same question in other words. Its answer stays."""

    TOPIC: ClassVar[str] = "measurement.own-question-reworded.v1"

    statement: Text


class OwnQuestionRemoved(OwnQuestionEvent, frozen=True):
    """It had neither answer nor comment. Its number is not given to another."""

    TOPIC: ClassVar[str] = "measurement.own-question-removed.v1"


class OwnQuestionAnswered(OwnQuestionEvent, frozen=True):
    """The group agreed its first answer to a question of its own."""

    TOPIC: ClassVar[str] = "measurement.own-question-answered.v1"

    answer: Answer


class OwnAnswerRevised(OwnQuestionEvent, frozen=True):
    TOPIC: ClassVar[str] = "measurement.own-answer-revised.v1"

    answer: Answer


class OwnAnswerWithdrawn(OwnQuestionEvent, frozen=True):
    """The question is unanswered again."""

    TOPIC: ClassVar[str] = "measurement.own-answer-withdrawn.v1"


class MeasurementPaused(Event, frozen=True):
    TOPIC: ClassVar[str] = "measurement.measurement-paused.v1"


class MeasurementResumed(Event, frozen=True):
    TOPIC: ClassVar[str] = "measurement.measurement-resumed.v1"


class MeasurementClosed(Event, frozen=True):
    """Carries every figure that the profile shows: what “as published” means for ever after.

    `spreads` are of the questions whose private answers were revealed, in the instrument's order.
    """

    TOPIC: ClassVar[str] = "measurement.measurement-closed.v1"

    figures: Profile
    scoring_version: int
    instrument_sha256: str
    spreads: tuple[QuestionSpread, ...] = ()


class MeasurementNotCompleted(Event, frozen=True):
    """Its time was over and the group had agreed on nothing: there are no figures, and nothing national.

    `spreads` are of the questions whose private answers were revealed, as in a closing.
    Source: domain model, section 6.
    """

    TOPIC: ClassVar[str] = "measurement.measurement-not-completed.v1"

    spreads: tuple[QuestionSpread, ...]


class MeasurementReopened(Event, frozen=True):
    TOPIC: ClassVar[str] = "measurement.measurement-reopened.v1"

    reason: Text


class MeasurementVoided(Event, frozen=True):
    """It counts nowhere any more. Its history stays."""

    TOPIC: ClassVar[str] = "measurement.measurement-voided.v1"

    reason: Text


class MeasurementMarkedAsPractice(Event, frozen=True):
    """It stands outside series, campaigns and national figures."""

    TOPIC: ClassVar[str] = "measurement.measurement-marked-as-practice.v1"


class PracticeMarkLifted(Event, frozen=True):
    TOPIC: ClassVar[str] = "measurement.practice-mark-lifted.v1"
