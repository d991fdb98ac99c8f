"""All quarters' releases, as the events in KS's log have made them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.event import Event
from domain.ids import SubjectId
from domain.national.quarter import Quarter
from domain.national_release import events as happened
from domain.national_release.events import Why
from domain.text import Text

APPROVALS = 2
"""By as many people. Source: the rules of disclosure control, "Procedure"."""


class Order(msgspec.Struct, frozen=True):
    """What is being computed."""

    id: UUID
    version: int
    ruleset: int
    by: SubjectId
    at: datetime
    reason: Text | None = None


class FrozenSnapshot(msgspec.Struct, frozen=True):
    sha256: str
    at: datetime


class Approval(msgspec.Struct, frozen=True):
    by: SubjectId
    at: datetime


class Proposal(msgspec.Struct, frozen=True):
    """`after` is how many releases had been published when it was audited."""

    order: Order
    snapshot_sha256: str
    release_sha256: str
    report_sha256: str
    passed: bool
    after: int
    at: datetime
    approvals: tuple[Approval, ...] = ()

    @property
    def version(self) -> int:
        return self.order.version

    @property
    def is_approved(self) -> bool:
        return len(self.approvals) >= APPROVALS


class PublishedRelease(msgspec.Struct, frozen=True):
    quarter: Quarter
    version: int
    ruleset: int
    snapshot_sha256: str
    release_sha256: str
    report_sha256: str
    at: datetime


class Stage(StrEnum):
    """What a quarter waits for."""

    NOTHING = "nothing"
    """Nobody has ordered its next version."""

    COMPUTING = "computing"
    FAILED = "failed"
    """The audit stops it: it can be withdrawn."""

    STALE = "stale"
    """Something else was published since its audit: it can be withdrawn."""

    PROPOSED = "proposed"
    APPROVED = "approved"


class Workshop(msgspec.Struct, frozen=True):
    """A quarter's. `snapshots` are those of each version; `given_up` says what became of the last order."""

    quarter: Quarter
    snapshots: Mapping[int, FrozenSnapshot] = MappingProxyType({})
    order: Order | None = None
    proposal: Proposal | None = None
    given_up: Why | None = None
    published: tuple[PublishedRelease, ...] = ()

    @property
    def next_version(self) -> int:
        return len(self.published) + 1

    @property
    def snapshot(self) -> FrozenSnapshot | None:
        """Of the next version. It is taken once, so that no two proposals can be told apart by who came in between."""
        return self.snapshots.get(self.next_version)


class Releases(msgspec.Struct, frozen=True):
    """`history` is all that was ever published, in that order."""

    workshops: Mapping[Quarter, Workshop] = MappingProxyType({})
    history: tuple[PublishedRelease, ...] = ()

    def workshop(self, quarter: Quarter) -> Workshop:
        return self.workshops.get(quarter) or Workshop(quarter)

    def stage(self, quarter: Quarter) -> Stage:
        workshop = self.workshop(quarter)
        if workshop.order is not None:
            return Stage.COMPUTING
        if (proposal := workshop.proposal) is None:
            return Stage.NOTHING
        if not proposal.passed:
            return Stage.FAILED
        if proposal.after != len(self.history):
            return Stage.STALE
        return Stage.APPROVED if proposal.is_approved else Stage.PROPOSED

    @property
    def newest(self) -> PublishedRelease | None:
        """The last version of the latest quarter."""
        return max(self.history, key=lambda one: (one.quarter, one.version), default=None)


def evolve(releases: Releases, event: Event) -> Releases:
    match event:
        case happened.ReleaseEvent(quarter=quarter):
            changed = _changed(releases.workshop(quarter), event)
            workshops = {**releases.workshops, quarter: changed}
            before = releases.workshop(quarter).published
            return Releases(workshops, (*releases.history, *changed.published[len(before) :]))
        case _:
            raise LookupError(f"{event.TOPIC} is not an event of a release")


def fold(events: Iterable[Event]) -> Releases:
    releases = Releases()
    for event in events:
        releases = evolve(releases, event)
    return releases


def _changed(workshop: Workshop, event: happened.ReleaseEvent) -> Workshop:
    match event:
        case happened.ReleaseOrdered():
            return replace(workshop, order=_order(event), given_up=None)
        case happened.QuarterSnapshotted(version=version, snapshot_sha256=sha256):
            snapshots = {**workshop.snapshots, version: FrozenSnapshot(sha256, event.at)}
            return replace(workshop, snapshots=snapshots)
        case happened.ReleaseProposed():
            return replace(workshop, order=None, proposal=_proposal(workshop, event))
        case happened.OrderGivenUp(why=why):
            return replace(workshop, order=None, given_up=why)
        case happened.ProposalApproved():
            approvals = (*_standing(workshop, event).approvals, Approval(event.by, event.at))
            return _with_proposal(workshop, event, approvals=approvals)
        case happened.ProposalWithdrawn():
            return replace(workshop, proposal=None)
        case happened.ReleasePublished():
            return replace(workshop, proposal=None, published=(*workshop.published, _published(event)))
        case _:
            raise LookupError(f"{event.TOPIC} is not an event of a release")


def _order(event: happened.ReleaseOrdered) -> Order:
    return Order(
        id=event.order, version=event.version, ruleset=event.ruleset, by=event.by, at=event.at, reason=event.reason
    )


def _proposal(workshop: Workshop, event: happened.ReleaseProposed) -> Proposal:
    if workshop.order is None:
        raise LookupError(f"{event.TOPIC} without an order")
    return Proposal(
        order=workshop.order,
        snapshot_sha256=event.snapshot_sha256,
        release_sha256=event.release_sha256,
        report_sha256=event.report_sha256,
        passed=event.passed,
        after=event.after,
        at=event.at,
    )


def _published(event: happened.ReleasePublished) -> PublishedRelease:
    return PublishedRelease(
        quarter=event.quarter,
        version=event.version,
        ruleset=event.ruleset,
        snapshot_sha256=event.snapshot_sha256,
        release_sha256=event.release_sha256,
        report_sha256=event.report_sha256,
        at=event.at,
    )


def _with_proposal(workshop: Workshop, event: Event, **changes: Any) -> Workshop:
    return replace(workshop, proposal=replace(_standing(workshop, event), **changes))


def _standing(workshop: Workshop, event: Event) -> Proposal:
    if workshop.proposal is None:
        raise LookupError(f"{event.TOPIC} without a proposal")
    return workshop.proposal
