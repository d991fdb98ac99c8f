"""What can happen to a version of the instrument. A shipped event never changes: another meaning is another version.

All of it lies in one stream of KS's log, some tens of events in many years.
"""

from collections.abc import Mapping
from typing import ClassVar

from domain.event import Event
from domain.instrument.model import Language
from domain.text import Text


class VersionEvent(Event, frozen=True):
    """About one version, whichever kind of event it is."""

    instrument: str
    version: int


class DraftTakenIn(VersionEvent, frozen=True):
    """A file became the draft of its version, in place of the one that was there.

    `follows` is the version that it says it goes on from; `file_sha256` names the file, byte for byte.
    """

    TOPIC: ClassVar[str] = "instrument.draft-taken-in.v1"

    sha256: str
    language_sha256: Mapping[Language, str]
    file_sha256: str
    follows: int | None = None
    note: Text | None = None


class ReviewRequested(VersionEvent, frozen=True):
    TOPIC: ClassVar[str] = "instrument.review-requested.v1"


class DraftApproved(VersionEvent, frozen=True):
    """By somebody else than who took it in."""

    TOPIC: ClassVar[str] = "instrument.draft-approved.v1"


class DraftReturned(VersionEvent, frozen=True):
    """From the review: what has to be mended first."""

    TOPIC: ClassVar[str] = "instrument.draft-returned.v1"

    reason: Text


class DraftWithdrawn(VersionEvent, frozen=True):
    """There is no draft of this version any more. Its file is kept."""

    TOPIC: ClassVar[str] = "instrument.draft-withdrawn.v1"

    reason: Text | None = None


class InstrumentPublished(VersionEvent, frozen=True):
    """A version was frozen by the hash of its structure, each language's text by its own.

    `file_sha256` names the file that KS took in; none for one that is shipped with the software. A draft of the version
    is over with it.
    """

    TOPIC: ClassVar[str] = "instrument.instrument-published.v1"

    sha256: str
    language_sha256: Mapping[Language, str]
    file_sha256: str | None = None


class VersionRetired(VersionEvent, frozen=True):
    """No new measurement begins with it. Those under way keep it."""

    TOPIC: ClassVar[str] = "instrument.version-retired.v1"

    reason: Text


class VersionReinstated(VersionEvent, frozen=True):
    TOPIC: ClassVar[str] = "instrument.version-reinstated.v1"

    reason: Text
