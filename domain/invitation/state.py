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


class Returned(msgspec.Struct, frozen=True):
    at: datetime
    permanent: bool
    code: str


class Invitation(msgspec.Struct, frozen=True):
    """`by` asked for the letter last. `asked` counts the letters that were asked for, `sent` is the newest that left.

    `link` counts the links: each revocation ends one. `returned` is of the newest letter.
    """

    person: SubjectId
    side: Side
    at: datetime
    by: SubjectId
    asked: int = 1
    sent: int = 0
    sent_at: datetime | None = None
    link: int = 1
    returned: Returned | None = None
    revoked_at: datetime | None = None
    cause: happened.Cause | None = None
    reason: Text | None = None

    @property
    def holds(self) -> bool:
        return self.revoked_at is None


class Invitations(msgspec.Struct, frozen=True):
    """`reminded` says to how many each reminder went."""

    campaign: CampaignId
    round: RoundId
    collaboration: CollaborationId
    measurement: MeasurementId
    invited: Mapping[InvitationId, Invitation] = {}
    reminded: Mapping[int, int] = {}

    def of(self, person: SubjectId) -> tuple[InvitationId, Invitation] | None:
        return next((pair for pair in self.invited.items() if pair[1].person == person), None)


def evolve(state: Invitations | None, event: Event) -> Invitations:
    """The invitations after `event`. `None` is the time before anybody was invited."""
    if isinstance(event, happened.PersonInvited):
        return _invited(state, event)
    if state is None:
        raise LookupError(f"{event.TOPIC} before anybody was invited")
    match event:
        case happened.LetterSent():
            return _changed(state, event.invitation, sent=event.number, sent_at=event.at, returned=None)
        case happened.LetterReturned():
            returned = Returned(at=event.at, permanent=event.permanent, code=event.code)
            return _changed(state, event.invitation, returned=returned)
        case happened.LetterRepeated():
            return _changed(state, event.invitation, by=event.by, asked=state.invited[event.invitation].asked + 1)
        case happened.InvitationRevoked():
            return _changed(state, event.invitation, revoked_at=event.at, cause=event.cause, reason=event.reason)
        case happened.PersonInvitedAgain():
            return _invited_again(state, event)
        case happened.RemindersWritten():
            return replace(state, reminded={**state.reminded, event.number: event.letters})
        case _:
            raise LookupError(f"{event.TOPIC} is not an event of invitations")


def fold(events: Iterable[Event]) -> Invitations | None:
    state = None
    for event in events:
        state = evolve(state, event)
    return state


def _invited(state: Invitations | None, event: happened.PersonInvited) -> Invitations:
    before = state or Invitations(
        campaign=event.campaign, round=event.round, collaboration=event.collaboration, measurement=event.measurement
    )
    invitation = Invitation(person=event.person, side=event.side, at=event.at, by=event.by)
    return replace(before, invited={**before.invited, event.invitation: invitation})


def _invited_again(state: Invitations, event: happened.PersonInvitedAgain) -> Invitations:
    before = state.invited[event.invitation]
    return _changed(
        state,
        event.invitation,
        side=event.side,
        by=event.by,
        asked=before.asked + 1,
        link=before.link + 1,
        revoked_at=None,
        cause=None,
        reason=None,
    )


def _changed(state: Invitations, which: InvitationId, **change: object) -> Invitations:
    return replace(state, invited={**state.invited, which: replace(state.invited[which], **change)})
