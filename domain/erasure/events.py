"""What can happen to an erasure. A shipped event never changes: another meaning is another version."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.event import Event
from domain.ids import SubjectId
from domain.text import Text


class TextKind(StrEnum):
    """What a text is for, which can be told when nobody can read it any more."""

    COMMENT = "comment"
    REASON = "reason"
    ACTION = "action"
    PURPOSE = "purpose"
    TARGET_GROUP = "target_group"
    PLACE = "place"
    NOTE = "note"
    OWN_QUESTION = "own_question"
    """A question of the workspace's own in a measurement."""
    DISSENT = "dissent"
    """How somebody saw it otherwise than the agreed answer."""
    VERDICT = "verdict"
    """What a group said of whether an action helped."""
    LETTER = "letter"
    """A municipality's own words in the letters of a campaign."""
    ACCESS_PURPOSE = "access_purpose"
    """What an auditor was let in for."""
    ACCESS_REASON = "access_reason"
    """Why an auditor's access was ended."""


class TextPlace(msgspec.Struct, frozen=True):
    """A sealed part of an event in the log."""

    stream: UUID
    version: int
    part: str


class Person(msgspec.Struct, frozen=True, tag="person"):
    """Everything that is sealed for somebody, and who stands behind the pseudonym: a member's or an auditor's."""

    member: SubjectId


class Wordings(msgspec.Struct, frozen=True, tag="wordings"):
    """One text in all the wordings that it had when its erasure was asked for, oldest first."""

    kind: TextKind
    places: tuple[TextPlace, ...]


Forgotten = Person | Wordings


class ErasureRequested(Event, frozen=True):
    """The reason is sealed for the erasure itself, so that it can be read when the person is forgotten."""

    TOPIC: ClassVar[str] = "erasure.erasure-requested.v1"

    what: Forgotten
    reason: Text


class ErasureConfirmed(Event, frozen=True):
    """From here on there is no way back."""

    TOPIC: ClassVar[str] = "erasure.erasure-confirmed.v1"


class ErasureWithdrawn(Event, frozen=True):
    TOPIC: ClassVar[str] = "erasure.erasure-withdrawn.v1"


class ErasureCarriedOut(Event, frozen=True):
    """The keys are gone, and so is what stood outside the log. `by` is who confirmed it."""

    TOPIC: ClassVar[str] = "erasure.erasure-carried-out.v1"
