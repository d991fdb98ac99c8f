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
