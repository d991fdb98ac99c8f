"""Who is invited to a measurement, and what becomes of it.

Source: domain model, section 6: nobody is invited twice, nobody is left out, whatever crashes in between. One
invitation is recorded per round, collaboration and person; reminders go only to those who have not answered.
"""

from collections.abc import Mapping
from typing import assert_never
from uuid import uuid5

import msgspec

from domain.errors import DomainError
from domain.event import Act, Event
from domain.ids import CampaignId, CollaborationId, InvitationId, MeasurementId, RoundId, SubjectId
from domain.invitation import events as happened
from domain.invitation.state import Invitation, Invitations
from domain.sectors import Side
from domain.text import Clear, clear

LONGEST_REASON = 500


class InvitePeople(msgspec.Struct, frozen=True, tag=True):
    """To a collaboration's part of a round. `people` says which side each belongs for."""

    campaign: CampaignId
    round: RoundId
    collaboration: CollaborationId
    people: Mapping[SubjectId, Side]


class RepeatLetter(msgspec.Struct, frozen=True, tag=True):
    """With the same link; `seen` is how many letters the page showed, so that two clicks are one letter."""

    invitation: InvitationId
    seen: int


class RevokeInvitation(msgspec.Struct, frozen=True, tag=True):
    invitation: InvitationId
    reason: str


class InviteAgain(msgspec.Struct, frozen=True, tag=True):
    """Whoever's invitation was revoked, with another link."""

    invitation: InvitationId
    side: Side


class NoteLetterSent(msgspec.Struct, frozen=True, tag=True):
    invitation: InvitationId
    number: int


class NoteLetterReturned(msgspec.Struct, frozen=True, tag=True):
    invitation: InvitationId
    permanent: bool
    code: str


class WriteReminders(msgspec.Struct, frozen=True, tag=True):
    """Reminder `number` to so many, once."""

    number: int
    letters: int


Command = RepeatLetter | RevokeInvitation | InviteAgain | NoteLetterSent | NoteLetterReturned | WriteReminders


class InvitationIsRevoked(DomainError):
    """It holds no more. Whoever is invited again gets another link."""

    code = "invitation_is_revoked"


class NobodyIsInvited(DomainError):
    """There is no such invitation to this measurement."""

    code = "nobody_is_invited"


def invitation_of(measurement: MeasurementId, person: SubjectId) -> InvitationId:
    """There is one for each person, however often it is asked for."""
    return InvitationId(uuid5(measurement, f"invitation:{person}"))


def invite(
    measurement: MeasurementId, state: Invitations, command: InvitePeople, act: Act
) -> tuple[happened.PersonInvited, ...]:
    """Whoever is invited already is not invited twice, also when that invitation was revoked."""
    return tuple(
        happened.PersonInvited(
            at=act.at,
            by=act.by,
            campaign=command.campaign,
            round=command.round,
            collaboration=command.collaboration,
            measurement=measurement,
            invitation=invitation,
            person=person,
            side=side,
        )
        for person, side in command.people.items()
        if (invitation := invitation_of(measurement, person)) not in state.invited
    )


def decide(state: Invitations, command: Command, act: Act) -> tuple[Event, ...]:
    """The events that follow from `command`; none when it asks for what already is."""
    match command:
        case RepeatLetter():
            return _repeat(_holding(state, command.invitation), command, act)
        case RevokeInvitation():
            found = _found(state, command.invitation)
            if not found.holds:
                return ()
            reason = clear(SubjectId(found.measurement), command.reason, LONGEST_REASON)
            return (_revoked(command.invitation, happened.Cause.CHOSEN, act, reason=reason),)
        case InviteAgain():
            if _found(state, command.invitation).holds:
                return ()
            again = happened.PersonInvitedAgain(at=act.at, by=act.by, invitation=command.invitation, side=command.side)
            return (again,)
        case NoteLetterSent():
            if command.number <= _found(state, command.invitation).sent:
                return ()
            return (happened.LetterSent(at=act.at, by=act.by, invitation=command.invitation, number=command.number),)
        case NoteLetterReturned():
            return _returned(_found(state, command.invitation), command, act)
        case WriteReminders():
            if command.number in state.reminded:
                return ()
            return (happened.RemindersWritten(at=act.at, by=act.by, number=command.number, letters=command.letters),)
        case _:
            assert_never(command)


def revoke_of_leaver(state: Invitations, person: SubjectId, act: Act) -> tuple[Event, ...]:
    """Whoever belongs to the collaboration no more has no invitation that holds."""
    found = state.of(person)
    if found is None or not found.holds:
        return ()
    return (_revoked(found.id, happened.Cause.LEFT, act),)


def _repeat(invitation: Invitation, command: RepeatLetter, act: Act) -> tuple[Event, ...]:
    if invitation.asked != command.seen:
        return ()
    return (happened.LetterRepeated(at=act.at, by=act.by, invitation=command.invitation),)


def _returned(invitation: Invitation, command: NoteLetterReturned, act: Act) -> tuple[Event, ...]:
    """Said once of each letter; that it will never arrive is said also after it was only delayed."""
    if invitation.permanent is not None and invitation.permanent >= command.permanent:
        return ()
    returned = happened.LetterReturned(
        at=act.at, by=act.by, invitation=command.invitation, permanent=command.permanent, code=command.code
    )
    return (returned,)


def _revoked(
    invitation: InvitationId, cause: happened.Cause, act: Act, *, reason: Clear | None = None
) -> happened.InvitationRevoked:
    return happened.InvitationRevoked(at=act.at, by=act.by, invitation=invitation, cause=cause, reason=reason)


def _found(state: Invitations, which: InvitationId) -> Invitation:
    if which not in state.invited:
        raise NobodyIsInvited
    return state.invited[which]


def _holding(state: Invitations, which: InvitationId) -> Invitation:
    found = _found(state, which)
    if not found.holds:
        raise InvitationIsRevoked
    return found
