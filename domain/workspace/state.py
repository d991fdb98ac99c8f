"""A workspace as its events have made it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from domain.event import Event
from domain.ids import SubjectId
from domain.text import Text
from domain.workspace import events as happened
from domain.workspace.events import Role

HOME: Final = "NO"


class Standing(StrEnum):
    INVITED = "invited"
    JOINED = "joined"
    GONE = "gone"


class Member(msgspec.Struct, frozen=True):
    role: Role
    standing: Standing
    email: Text
    name: Text | None


class Stopped(msgspec.Struct, frozen=True):
    """That sharing was stopped, when, and why if somebody said so."""

    at: datetime
    reason: Text | None


class Workspace(msgspec.Struct, frozen=True):
    """`shares_since` is when it said yes, and none while it does not share; `stopped` when it last stopped."""

    slug: str
    name: str
    country: str
    number: str | None
    members: Mapping[SubjectId, Member] = {}
    checkpoint_letters: Mapping[SubjectId, str] = {}
    """Who has ordered them, and in which language. Only who administers gets one."""

    shares_since: datetime | None = None
    stopped: Stopped | None = None
    was_asked: bool = False
    """Whether somebody has answered, yes or no, if the workspace shares."""

    @property
    def is_counted(self) -> bool:
        """Whether it is a municipality of Norway: guests from abroad never count. Source: domain model, section 7."""
        return self.country == HOME and self.number is not None

    @property
    def checkpoint_readers(self) -> Mapping[SubjectId, str]:
        """Who gets the letters, and in which language."""
        return {who: language for who, language in self.checkpoint_letters.items() if self.administers(who)}

    def administers(self, who: SubjectId) -> bool:
        member = self.members.get(who)
        return member is not None and member.role is Role.ADMINISTRATOR and member.standing is Standing.JOINED


def evolve(state: Workspace | None, event: Event) -> Workspace:
    """The workspace after `event`. `None` is the time before it was founded."""
    if isinstance(event, happened.WorkspaceFounded):
        return Workspace(slug=event.slug, name=event.name, country=event.country, number=event.number)
    if state is None:
        raise LookupError(f"{event.TOPIC} before the workspace was founded")
    match event:
        case happened.MemberInvited():
            member = Member(role=event.role, standing=Standing.INVITED, email=event.email, name=event.name)
            return replace(state, members={**state.members, event.member: member})
        case happened.MemberJoined():
            return _with_member(state, event.member, standing=Standing.JOINED)
        case happened.RoleGranted():
            return _with_member(state, event.member, role=event.role)
        case happened.InvitationWithdrawn() | happened.MemberLeft():
            return _with_member(state, event.member, standing=Standing.GONE)
        case happened.CheckpointLettersOrdered():
            return replace(state, checkpoint_letters={**state.checkpoint_letters, event.member: event.language})
        case happened.CheckpointLettersStopped():
            kept = {who: language for who, language in state.checkpoint_letters.items() if who != event.member}
            return replace(state, checkpoint_letters=kept)
        case happened.SharingStarted():
            return replace(state, shares_since=event.at, was_asked=True)
        case happened.SharingDeclined():
            return replace(state, was_asked=True)
        case happened.SharingStopped():
            return replace(state, shares_since=None, stopped=Stopped(at=event.at, reason=event.reason))
        case _:
            raise LookupError(f"{event.TOPIC} is not an event of a workspace")


def fold(events: Iterable[Event]) -> Workspace | None:
    state = None
    for event in events:
        state = evolve(state, event)
    return state


def _with_member(state: Workspace, who: SubjectId, **moved: Role | Standing) -> Workspace:
    return replace(state, members={**state.members, who: replace(state.members[who], **moved)})
