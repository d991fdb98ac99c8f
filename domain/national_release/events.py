"""What can happen to the release of a quarter. A shipped event never changes: another meaning is another version.

All of it lies in one stream of KS's log, some ten events a quarter. Not one names a municipality or a figure of one.
"""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from domain.event import Event
from domain.national.quarter import Quarter
from domain.text import Text


class Why(StrEnum):
    """Why nothing came of an order."""

    TOO_FEW_CHANGED = "too-few-changed"
    """A second version needs a number of municipalities whose figures are others than in the first."""

    TOO_LATE = "too-late"
    """The quarter lies further back than the audit remembers."""

    SIMULATED = "simulated"
    """What is published of the quarter is simulated, and municipalities' own figures are no correction of it."""

    BEHIND = "behind"
    """Not every workspace's log was taken into what is frozen."""

    BROKE_DOWN = "broke-down"
    """The computation failed, again and again."""


class ReleaseEvent(Event, frozen=True):
    """About one version of one quarter's release, whichever kind of event it is."""

    quarter: Quarter
    version: int


class ReleaseOrdered(ReleaseEvent, frozen=True):
    """Somebody wants the release computed. A version after the first has a reason."""

    TOPIC: ClassVar[str] = "national-release.release-ordered.v1"

    order: UUID
    ruleset: int
    reason: Text | None = None


class QuarterSnapshotted(ReleaseEvent, frozen=True):
    """Who contributes, and with which figures, was frozen for this version. Its hash names it and tells nothing."""

    TOPIC: ClassVar[str] = "national-release.quarter-snapshotted.v1"

    snapshot_sha256: str


class ReleaseProposed(ReleaseEvent, frozen=True):
    """Computed and audited, together with the `after` releases that had been published until then."""

    TOPIC: ClassVar[str] = "national-release.release-proposed.v1"

    ruleset: int
    snapshot_sha256: str
    release_sha256: str
    report_sha256: str
    passed: bool
    after: int


class OrderGivenUp(ReleaseEvent, frozen=True):
    """Nothing is proposed; it can be ordered again."""

    TOPIC: ClassVar[str] = "national-release.order-given-up.v1"

    why: Why


class ProposalApproved(ReleaseEvent, frozen=True):
    """By somebody who was shown this release and this report of its audit."""

    TOPIC: ClassVar[str] = "national-release.proposal-approved.v1"

    release_sha256: str
    report_sha256: str


class ProposalWithdrawn(ReleaseEvent, frozen=True):
    """It is not published, and its approvals count no more."""

    TOPIC: ClassVar[str] = "national-release.proposal-withdrawn.v1"

    release_sha256: str
    reason: Text


class ReleasePublished(ReleaseEvent, frozen=True):
    """Anybody can read it from now on, and it never changes."""

    TOPIC: ClassVar[str] = "national-release.release-published.v1"

    ruleset: int
    snapshot_sha256: str
    release_sha256: str
    report_sha256: str
