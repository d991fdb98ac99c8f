"""What can happen to a collaboration. A shipped event never changes: another meaning is another version."""

from typing import ClassVar

from domain.event import Event
from domain.ids import PartnerId, SubjectId
from domain.sectors import Sector
from domain.text import Text
from domain.themes import Theme


class CollaborationFormed(Event, frozen=True):
    """Name and theme can be searched; what it is for, and for whom, is sealed."""

    TOPIC: ClassVar[str] = "collaboration.collaboration-formed.v1"

    name: str
    theme: Theme
    purpose: Text | None = None
    target_group: Text | None = None


class CollaborationRenamed(Event, frozen=True):
    TOPIC: ClassVar[str] = "collaboration.collaboration-renamed.v1"

    name: str


class PurposeReworded(Event, frozen=True):
    TOPIC: ClassVar[str] = "collaboration.purpose-reworded.v1"

    theme: Theme
    purpose: Text | None = None
    target_group: Text | None = None


class PartnerJoined(Event, frozen=True):
    TOPIC: ClassVar[str] = "collaboration.partner-joined.v1"

    partner: PartnerId
    name: str
    sector: Sector


class PartnerLeft(Event, frozen=True):
    TOPIC: ClassVar[str] = "collaboration.partner-left.v1"

    partner: PartnerId


class ParticipantJoined(Event, frozen=True):
    """A member of the workspace belongs to the collaboration, for one of its partners."""

    TOPIC: ClassVar[str] = "collaboration.participant-joined.v1"

    participant: SubjectId
    partner: PartnerId


class ParticipantLeft(Event, frozen=True):
    TOPIC: ClassVar[str] = "collaboration.participant-left.v1"

    participant: SubjectId
