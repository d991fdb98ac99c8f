"""What can happen to the invitations to one measurement. A shipped event never changes: new meaning, new version.

Who has answered is no event, and neither is who was reminded: of a reminder the log knows to how many it went. A name
there would say for ever that this person had not answered by then (`docs/privacy.md`).
"""

from enum import StrEnum
from typing import ClassVar

from domain.event import Event
from domain.ids import CampaignId, CollaborationId, InvitationId, MeasurementId, RoundId, SubjectId
from domain.sectors import Side
from domain.text import Text


class Cause(StrEnum):
    """Why an invitation holds no more."""

    CHOSEN = "chosen"
    """Somebody who leads took it back, and said why."""
    LEFT = "left"
    """The person belongs to the collaboration no more."""


class PersonInvited(Event, frozen=True):
    """`side` is the one that they belong for at that moment: their answers count on it."""

    TOPIC: ClassVar[str] = "invitation.person-invited.v1"

    campaign: CampaignId
    round: RoundId
    collaboration: CollaborationId
    measurement: MeasurementId
    invitation: InvitationId
    person: SubjectId
    side: Side


class LetterSent(Event, frozen=True):
    """The mail server took the letter with the link. `number` counts the letters that were asked for, from 1."""

    TOPIC: ClassVar[str] = "invitation.letter-sent.v1"

    invitation: InvitationId
    number: int


class LetterReturned(Event, frozen=True):
    """It came back. `code` is the enhanced status of RFC 3463, such as `5.1.1`, and no words of anybody."""

    TOPIC: ClassVar[str] = "invitation.letter-returned.v1"

    invitation: InvitationId
    permanent: bool
    code: str


class LetterRepeated(Event, frozen=True):
    """The letter goes out once more, with the same link."""

    TOPIC: ClassVar[str] = "invitation.letter-repeated.v1"

    invitation: InvitationId


class InvitationRevoked(Event, frozen=True):
    """The link opens nothing any more. Answers that were given by it stay: nobody can tell which they are."""

    TOPIC: ClassVar[str] = "invitation.invitation-revoked.v1"

    invitation: InvitationId
    cause: Cause
    reason: Text | None = None


class PersonInvitedAgain(Event, frozen=True):
    """After a revocation, with another link. It leads to the same answers: one invitation, one ballot."""

    TOPIC: ClassVar[str] = "invitation.person-invited-again.v1"

    invitation: InvitationId
    side: Side


class RemindersWritten(Event, frozen=True):
    """Reminder `number`, from 1, to so many of those who had not answered. To whom is written nowhere."""

    TOPIC: ClassVar[str] = "invitation.reminders-written.v1"

    number: int
    letters: int
