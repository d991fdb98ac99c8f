"""What can happen to a collaboration's actions. A shipped event never changes: another meaning is another version."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.event import Event
from domain.ids import ActionId, CollaborationId, MeasurementId, PartnerId, QuestionId
from domain.text import Text


class Cell(StrEnum):
    """The four-field matrix: known or new way of acting × continue or do more, do less or stop.

    Source: report ch. 2, fig. 2.
    """

    KNOWN_MORE = "known_more"
    KNOWN_LESS = "known_less"
    NEW_MORE = "new_more"
    NEW_LESS = "new_less"


class Phase(StrEnum):
    """Where in the cycle of change an action belongs. Source: report fig. 5."""

    MAP = "map"
    FOCUS = "focus"
    PEOPLE = "people"
    MARKET = "market"
    GROW = "grow"


class Verdict(StrEnum):
    """What a group says of an action when it meets again: whether it helped, as they see it.

    No figure rests on it, and it claims no cause.
    """

    HELPED = "helped"
    HELPED_A_LITTLE = "helped_a_little"
    DID_NOT_HELP = "did_not_help"
    TOO_EARLY = "too_early"


class ActionEvent(Event, frozen=True):
    """Something that happened to one action."""

    action: ActionId


class ActionSuggested(ActionEvent, frozen=True):
    """The group wrote it down at a question. Its words belong to the measurement."""

    TOPIC: ClassVar[str] = "action-plan.action-suggested.v1"

    collaboration: CollaborationId
    measurement: MeasurementId
    question: QuestionId
    text: Text


class ActionReworded(ActionEvent, frozen=True):
    TOPIC: ClassVar[str] = "action-plan.action-reworded.v1"

    text: Text


class SuggestionWithdrawn(ActionEvent, frozen=True):
    """It was written by mistake. It can be suggested again."""

    TOPIC: ClassVar[str] = "action-plan.suggestion-withdrawn.v1"


class ActionPlaced(ActionEvent, frozen=True):
    """Its cell in the matrix and its phase in the cycle were said, or taken back (`None`)."""

    TOPIC: ClassVar[str] = "action-plan.action-placed.v1"

    cell: Cell | None
    phase: Phase | None


class ActionAgreed(ActionEvent, frozen=True):
    """The group chose it, in the measurement named, with an owner among the partners and a date where given."""

    TOPIC: ClassVar[str] = "action-plan.action-agreed.v1"

    measurement: MeasurementId
    owner: PartnerId | None
    due: date | None


class AgreementRevised(ActionEvent, frozen=True):
    """Another owner or another date."""

    TOPIC: ClassVar[str] = "action-plan.agreement-revised.v1"

    owner: PartnerId | None
    due: date | None


class AgreementWithdrawn(ActionEvent, frozen=True):
    """It is a suggestion again."""

    TOPIC: ClassVar[str] = "action-plan.agreement-withdrawn.v1"


class ActionStarted(ActionEvent, frozen=True):
    TOPIC: ClassVar[str] = "action-plan.action-started.v1"


class ActionDone(ActionEvent, frozen=True):
    TOPIC: ClassVar[str] = "action-plan.action-done.v1"


class ActionDropped(ActionEvent, frozen=True):
    TOPIC: ClassVar[str] = "action-plan.action-dropped.v1"

    reason: Text


class ActionTakenUp(ActionEvent, frozen=True):
    """It was done or dropped, and is under way again."""

    TOPIC: ClassVar[str] = "action-plan.action-taken-up.v1"


class ActionJudged(ActionEvent, frozen=True):
    """The group said in the measurement named whether it helped. The words are that measurement's."""

    TOPIC: ClassVar[str] = "action-plan.action-judged.v1"

    measurement: MeasurementId
    verdict: Verdict
    words: Text | None = None


class VerdictRevised(ActionEvent, frozen=True):
    """Another verdict, or other words, in the same measurement."""

    TOPIC: ClassVar[str] = "action-plan.verdict-revised.v1"

    measurement: MeasurementId
    verdict: Verdict
    words: Text | None = None


class VerdictWithdrawn(ActionEvent, frozen=True):
    """The group has said nothing of it in this measurement after all."""

    TOPIC: ClassVar[str] = "action-plan.verdict-withdrawn.v1"

    measurement: MeasurementId
