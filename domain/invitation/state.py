"""The invitations to one measurement as their events have made them. Folding never refuses and never reads a clock."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from domain.event import Event
from domain.ids import CampaignId, CollaborationId, InvitationId, MeasurementId, RoundId, SubjectId
from domain.invitation import events as happened
from domain.sectors import Side
from domain.text import Text

OfOne = (
    happened.PersonInvited
    | happened.LetterSent
    | happened.LetterReturned
    | happened.LetterRepeated
    | happened.InvitationRevoked
    | happened.PersonInvitedAgain
)
"""What happens to one invitation. All of it names the invitation."""


class Invitation(msgspec.Struct, frozen=True):
    """`by` asked for the letter last. `asked` counts the letters that were asked for, `sent` is the newest that left.

    `link` counts the links: each revocation ends one. What came back (`returned_at`, `permanent`, `code`) is the newest
    letter.
    """

    id: InvitationId
    campaign: CampaignId
    round: RoundId
    collaboration: CollaborationId
    measurement: MeasurementId
    person: SubjectId
    side: Side
    invited_at: datetime
    by: SubjectId
    asked: int = 1
    sent: int = 0
    sent_at: datetime | None = None
    link: int = 1
    returned_at: datetime | None = None
    permanent: bool | None = None
    code: str | None = None
    revoked_at: datetime | None = None
    cause: happened.Cause | None = None
    reason: Text | None = None

    @property
    def holds(self) -> bool:
        return self.revoked_at is None


class Invitations(msgspec.Struct, frozen=True):
    """`reminded` says to how many each reminder went."""

    invited: Mapping[InvitationId, Invitation] = {}
    reminded: Mapping[int, int] = {}

    def of(self, person: SubjectId) -> Invitation | None:
        return next((one for one in self.invited.values() if one.person == person), None)


def evolve(state: Invitations, event: Event) -> Invitations:
    """The invitations after `event`."""
    if isinstance(event, happened.RemindersWritten):
        return replace(state, reminded={**state.reminded, event.number: event.letters})
    if isinstance(event, OfOne):
        which = event.invitation
        return replace(state, invited={**state.invited, which: evolve_one(state.invited.get(which), event)})
    raise LookupError(f"{event.TOPIC} is not an event of invitations")


def evolve_one(state: Invitation | None, event: OfOne) -> Invitation:
    """One invitation after `event`. `None` is the time before the person was invited."""
    if isinstance(event, happened.PersonInvited):
        return _invited(event)
    if state is None:
        raise LookupError(f"{event.TOPIC} before the person was invited")
    match event:
        case happened.LetterSent():
            return replace(state, sent=event.number, sent_at=event.at, returned_at=None, permanent=None, code=None)
        case happened.LetterReturned():
            return replace(state, returned_at=event.at, permanent=event.permanent, code=event.code)
        case happened.LetterRepeated():
            return replace(state, by=event.by, asked=state.asked + 1)
        case happened.InvitationRevoked():
            return replace(state, revoked_at=event.at, cause=event.cause, reason=event.reason)
        case happened.PersonInvitedAgain():
            holding = replace(state, revoked_at=None, cause=None, reason=None)
            return replace(holding, side=event.side, by=event.by, asked=state.asked + 1, link=state.link + 1)


def fold(events: Iterable[Event]) -> Invitations:
    state = Invitations()
    for event in events:
        state = evolve(state, event)
    return state


def _invited(event: happened.PersonInvited) -> Invitation:
    return Invitation(
        id=event.invitation,
        campaign=event.campaign,
        round=event.round,
        collaboration=event.collaboration,
        measurement=event.measurement,
        person=event.person,
        side=event.side,
        invited_at=event.at,
        by=event.by,
    )
