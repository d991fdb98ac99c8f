"""What can happen to a workspace. A shipped event never changes: another meaning is another version."""

from enum import StrEnum
from typing import ClassVar

from domain.event import Event
from domain.ids import SubjectId
from domain.text import Text


class Role(StrEnum):
    """What a member may do in a workspace. KS's analysts have a role in no workspace."""

    ADMINISTRATOR = "administrator"
    FACILITATOR = "facilitator"
    PARTICIPANT = "participant"


class WorkspaceFounded(Event, frozen=True):
    """`number` is the municipality's official number, `country` two letters; a foreign one is a guest."""

    TOPIC: ClassVar[str] = "workspace.workspace-founded.v1"

    slug: str
    name: str
    country: str
    number: str | None = None


class MemberInvited(Event, frozen=True):
    """Name and address are sealed for the person that they are about."""

    TOPIC: ClassVar[str] = "workspace.member-invited.v1"

    member: SubjectId
    role: Role
    email: Text
    name: Text | None = None


class InvitationWithdrawn(Event, frozen=True):
    TOPIC: ClassVar[str] = "workspace.invitation-withdrawn.v1"

    member: SubjectId


class MemberJoined(Event, frozen=True):
    """The invited person signed in and accepted."""

    TOPIC: ClassVar[str] = "workspace.member-joined.v1"

    member: SubjectId


class RoleGranted(Event, frozen=True):
    """A member has one role; a new one takes the place of the old."""

    TOPIC: ClassVar[str] = "workspace.role-granted.v1"

    member: SubjectId
    role: Role


class MemberLeft(Event, frozen=True):
    TOPIC: ClassVar[str] = "workspace.member-left.v1"

    member: SubjectId


class CheckpointLettersOrdered(Event, frozen=True):
    """An administrator wants the log's signed checkpoint by e-mail once a day, in `language` (`nb`, `nn` or `en`)."""

    TOPIC: ClassVar[str] = "workspace.checkpoint-letters-ordered.v1"

    member: SubjectId
    language: str


class CheckpointLettersStopped(Event, frozen=True):
    TOPIC: ClassVar[str] = "workspace.checkpoint-letters-stopped.v1"

    member: SubjectId


class SharingStarted(Event, frozen=True):
    """An administrator said yes: from here on the workspace's numbers take part in the country's figures.

    Source: domain model, section 7.
    """

    TOPIC: ClassVar[str] = "workspace.sharing-started.v1"


class SharingDeclined(Event, frozen=True):
    """An administrator was asked and said no, for now. It was not shared before, and is not after."""

    TOPIC: ClassVar[str] = "workspace.sharing-declined.v1"


class SharingStopped(Event, frozen=True):
    """From here on its numbers take part in no new figures. What was published with them stays as it is.

    The reason is sealed for the workspace.
    """

    TOPIC: ClassVar[str] = "workspace.sharing-stopped.v1"

    reason: Text | None = None
