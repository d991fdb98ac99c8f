"""What can be asked of a workspace, and what it answers."""

import re
from typing import assert_never

import msgspec

from domain.address import sealed_address
from domain.errors import DomainError
from domain.event import Act, Event
from domain.ids import SubjectId
from domain.text import clear, written
from domain.workspace import events as happened
from domain.workspace.events import Role
from domain.workspace.state import Member, Standing, Workspace

LONGEST_NAME = 120
LONGEST_REASON = 300
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class FoundWorkspace(msgspec.Struct, frozen=True, tag=True):
    slug: str
    name: str
    country: str = "NO"
    number: str | None = None


class InviteMember(msgspec.Struct, frozen=True, tag=True):
    """`member` is a fresh random pseudonym; addresses are told apart by the accounts, not in here."""

    member: SubjectId
    role: Role
    email: str
    name: str = ""


class WithdrawInvitation(msgspec.Struct, frozen=True, tag=True):
    member: SubjectId


class AcceptInvitation(msgspec.Struct, frozen=True, tag=True):
    member: SubjectId


class GrantRole(msgspec.Struct, frozen=True, tag=True):
    member: SubjectId
    role: Role


class RemoveMember(msgspec.Struct, frozen=True, tag=True):
    member: SubjectId


class OrderCheckpointLetters(msgspec.Struct, frozen=True, tag=True):
    """For oneself: the log's signed checkpoint by e-mail, once a day."""

    language: str


class StopCheckpointLetters(msgspec.Struct, frozen=True, tag=True):
    """One's own."""


class StartSharing(msgspec.Struct, frozen=True, tag=True):
    """Yes to the country's figures."""


class DeclineSharing(msgspec.Struct, frozen=True, tag=True):
    """No for now, to be asked no more."""


class StopSharing(msgspec.Struct, frozen=True, tag=True):
    """`workspace` is whose key seals the reason, if one is given: that of the workspace's stream."""

    workspace: SubjectId
    reason: str = ""


Command = (
    InviteMember
    | WithdrawInvitation
    | AcceptInvitation
    | GrantRole
    | RemoveMember
    | OrderCheckpointLetters
    | StopCheckpointLetters
    | StartSharing
    | DeclineSharing
    | StopSharing
)


class SlugIsMalformed(DomainError):
    """A workspace's short name stands in addresses."""

    code = "slug_is_malformed"


class UnknownMember(DomainError):
    code = "unknown_member"


class InvitationIsGone(DomainError):
    """It was withdrawn, or the person is a member already."""

    code = "invitation_is_gone"


class LastAdministratorStays(DomainError):
    """A workspace always has an administrator who has joined."""

    code = "last_administrator_stays"


class LettersAreForAdministrators(DomainError):
    """Checkpoints are sent to who administers the workspace."""

    code = "letters_are_for_administrators"


class SharingIsForAdministrators(DomainError):
    """Whether numbers leave the house is decided by who administers the workspace."""

    code = "sharing_is_for_administrators"


class OnlyMunicipalitiesShare(DomainError):
    """The country's figures are of Norway's municipalities, by their official numbers."""

    code = "only_municipalities_share"


def found(command: FoundWorkspace, act: Act) -> tuple[Event, ...]:
    if not SLUG.fullmatch(command.slug):
        raise SlugIsMalformed(slug=command.slug)
    return (
        happened.WorkspaceFounded(
            at=act.at,
            by=act.by,
            slug=command.slug,
            name=written(command.name, LONGEST_NAME),
            country=command.country,
            number=command.number,
        ),
    )


def decide(state: Workspace, command: Command, act: Act) -> tuple[Event, ...]:
    """The events that follow from `command`; none when it asks for what already is."""
    match command:
        case InviteMember():
            # A pseudonym is one person's for ever: nobody else's name is ever sealed by the same key.
            return () if command.member in state.members else (_invited(command, act),)
        case WithdrawInvitation():
            _with_standing(state, command.member, Standing.INVITED)
            return (happened.InvitationWithdrawn(at=act.at, by=act.by, member=command.member),)
        case AcceptInvitation():
            _with_standing(state, command.member, Standing.INVITED)
            return (happened.MemberJoined(at=act.at, by=act.by, member=command.member),)
        case GrantRole():
            member = _present(state, command.member)
            if member.role is command.role:
                return ()
            _keep_an_administrator(state, command.member)
            return (happened.RoleGranted(at=act.at, by=act.by, member=command.member, role=command.role),)
        case RemoveMember():
            _with_standing(state, command.member, Standing.JOINED)
            _keep_an_administrator(state, command.member)
            return (happened.MemberLeft(at=act.at, by=act.by, member=command.member),)
        case OrderCheckpointLetters():
            return _letters_ordered(state, command, act)
        case StopCheckpointLetters():
            if act.by not in state.checkpoint_letters:
                return ()
            return (happened.CheckpointLettersStopped(at=act.at, by=act.by, member=act.by),)
        case StartSharing():
            return _sharing_started(state, act)
        case DeclineSharing():
            return _sharing_declined(state, act)
        case StopSharing():
            return _sharing_stopped(state, command, act)
        case _:
            assert_never(command)


def _invited(command: InviteMember, act: Act) -> Event:
    return happened.MemberInvited(
        at=act.at,
        by=act.by,
        member=command.member,
        role=command.role,
        email=sealed_address(command.member, command.email),
        name=clear(command.member, command.name, LONGEST_NAME) if command.name.strip() else None,
    )


def _letters_ordered(state: Workspace, command: OrderCheckpointLetters, act: Act) -> tuple[Event, ...]:
    if not state.administers(act.by):
        raise LettersAreForAdministrators
    if state.checkpoint_letters.get(act.by) == command.language:
        return ()
    return (happened.CheckpointLettersOrdered(at=act.at, by=act.by, member=act.by, language=command.language),)


def _sharing_started(state: Workspace, act: Act) -> tuple[Event, ...]:
    if not state.administers(act.by):
        raise SharingIsForAdministrators
    if not state.is_counted:
        raise OnlyMunicipalitiesShare
    return () if state.shares_since else (happened.SharingStarted(at=act.at, by=act.by),)


def _sharing_declined(state: Workspace, act: Act) -> tuple[Event, ...]:
    if not state.administers(act.by):
        raise SharingIsForAdministrators
    return () if state.was_asked else (happened.SharingDeclined(at=act.at, by=act.by),)


def _sharing_stopped(state: Workspace, command: StopSharing, act: Act) -> tuple[Event, ...]:
    if not state.administers(act.by):
        raise SharingIsForAdministrators
    if state.shares_since is None:
        return ()
    reason = clear(command.workspace, command.reason, LONGEST_REASON) if command.reason.strip() else None
    return (happened.SharingStopped(at=act.at, by=act.by, reason=reason),)


def _present(state: Workspace, who: SubjectId) -> Member:
    member = state.members.get(who)
    if member is None or member.standing is Standing.GONE:
        raise UnknownMember(member=who)
    return member


def _with_standing(state: Workspace, who: SubjectId, standing: Standing) -> None:
    if _present(state, who).standing is not standing:
        raise InvitationIsGone(member=who) if standing is Standing.INVITED else UnknownMember(member=who)


def _keep_an_administrator(state: Workspace, leaving: SubjectId) -> None:
    remaining = (
        member
        for who, member in state.members.items()
        if who != leaving and member.role is Role.ADMINISTRATOR and member.standing is Standing.JOINED
    )
    leaver = state.members[leaving]
    if leaver.role is Role.ADMINISTRATOR and leaver.standing is Standing.JOINED and not any(remaining):
        raise LastAdministratorStays
