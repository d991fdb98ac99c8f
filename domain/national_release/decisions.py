"""What can be asked of the releases, and what they answer."""

from collections.abc import Mapping
from typing import Any, TypeVar, assert_never
from uuid import UUID

import msgspec

from domain.event import Act
from domain.ids import SubjectId
from domain.national.quarter import Quarter
from domain.national.ruleset import rule_set
from domain.national_release import errors
from domain.national_release import events as happened
from domain.national_release.events import Why
from domain.national_release.state import Order, Proposal, Releases, Workshop
from domain.text import clear

Kind = TypeVar("Kind", bound=happened.ReleaseEvent)


class OrderRelease(msgspec.Struct, frozen=True, tag=True):
    """`version` is the one that the page offered; `reason` may be empty for the first."""

    quarter: Quarter
    version: int
    ruleset: int
    order: UUID
    reason: str = ""


class NoteSnapshot(msgspec.Struct, frozen=True, tag=True):
    """From the computation, as the next two."""

    quarter: Quarter
    order: UUID
    sha256: str


class ProposeRelease(msgspec.Struct, frozen=True, tag=True):
    """`after` is how many published releases the audit knew of."""

    quarter: Quarter
    order: UUID
    release_sha256: str
    report_sha256: str
    passed: bool
    after: int


class GiveOrderUp(msgspec.Struct, frozen=True, tag=True):
    quarter: Quarter
    order: UUID
    why: Why


class ProposalCommand(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """The hashes that the page showed: nobody approves or publishes what they have not seen."""

    quarter: Quarter
    release_sha256: str
    report_sha256: str


class ApproveProposal(ProposalCommand, frozen=True, tag=True):
    pass


class WithdrawProposal(ProposalCommand, frozen=True, tag=True):
    reason: str


class PublishRelease(ProposalCommand, frozen=True, tag=True):
    pass


Computed = NoteSnapshot | ProposeRelease | GiveOrderUp
AboutProposal = ApproveProposal | WithdrawProposal | PublishRelease
Command = OrderRelease | Computed | AboutProposal


def decide(catalogue: SubjectId, releases: Releases, command: Command, act: Act) -> tuple[happened.ReleaseEvent, ...]:
    """`catalogue` is whose key seals reasons: the stream's own, no person's."""
    workshop = releases.workshop(command.quarter)
    match command:
        case OrderRelease():
            return (_ordered(catalogue, releases, workshop, command, act),)
        case NoteSnapshot() | ProposeRelease() | GiveOrderUp():
            return _computed(releases, workshop, command, act)
        case ApproveProposal() | WithdrawProposal() | PublishRelease():
            return (_about_proposal(catalogue, releases, workshop, command, act),)
        case _:
            assert_never(command)


def _ordered(
    catalogue: SubjectId, releases: Releases, workshop: Workshop, command: OrderRelease, act: Act
) -> happened.ReleaseOrdered:
    rule_set(command.ruleset)
    if act.at < command.quarter.ends:
        raise errors.QuarterIsNotOver(quarter=str(command.quarter))
    if workshop.order is not None:
        raise errors.ReleaseIsOrdered
    if workshop.proposal is not None:
        raise errors.ReleaseIsProposed
    if command.version != workshop.next_version:
        raise errors.VersionIsAnother(version=workshop.next_version)
    later = max((one.quarter for one in releases.history), default=command.quarter)
    if command.version == 1 and later > command.quarter:
        raise errors.LaterQuarterIsPublished(later=str(later))
    has_reason = command.version > 1 or bool(command.reason.strip())
    reason = clear(catalogue, command.reason) if has_reason else None
    return _event(
        happened.ReleaseOrdered,
        command,
        act,
        command.version,
        order=command.order,
        ruleset=command.ruleset,
        reason=reason,
    )


def _computed(releases: Releases, workshop: Workshop, command: Computed, act: Act) -> tuple[happened.ReleaseEvent, ...]:
    order = workshop.order
    if order is None or order.id != command.order:
        raise errors.OrderIsGone
    match command:
        case NoteSnapshot(sha256=sha256):
            if workshop.snapshot is None:
                return (_event(happened.QuarterSnapshotted, command, act, order.version, snapshot_sha256=sha256),)
            if workshop.snapshot.sha256 != sha256:
                raise errors.SnapshotNeverChanges
            return ()
        case ProposeRelease():
            return (_proposed(releases, workshop, order, command, act),)
        case GiveOrderUp(why=why):
            return (_event(happened.OrderGivenUp, command, act, order.version, why=why),)
        case _:
            assert_never(command)


def _proposed(
    releases: Releases, workshop: Workshop, order: Order, command: ProposeRelease, act: Act
) -> happened.ReleaseProposed:
    if workshop.snapshot is None:
        raise errors.OrderIsGone
    if command.after != len(releases.history):
        raise errors.HistoryHasMoved
    return _event(
        happened.ReleaseProposed,
        command,
        act,
        order.version,
        ruleset=order.ruleset,
        snapshot_sha256=workshop.snapshot.sha256,
        release_sha256=command.release_sha256,
        report_sha256=command.report_sha256,
        passed=command.passed,
        after=command.after,
    )


def _about_proposal(
    catalogue: SubjectId, releases: Releases, workshop: Workshop, command: AboutProposal, act: Act
) -> happened.ReleaseEvent:
    proposal = _seen(workshop.proposal, command)
    match command:
        case ApproveProposal():
            _must_be_publishable(releases, proposal)
            if proposal.is_approved:
                raise errors.ProposalIsApproved
            if any(one.by == act.by for one in proposal.approvals):
                raise errors.ApprovedByThem
            return _event(happened.ProposalApproved, command, act, proposal.version, **_hashes(proposal))
        case WithdrawProposal(reason=reason):
            return _event(
                happened.ProposalWithdrawn,
                command,
                act,
                proposal.version,
                release_sha256=proposal.release_sha256,
                reason=clear(catalogue, reason),
            )
        case PublishRelease():
            _must_be_publishable(releases, proposal)
            if not proposal.is_approved:
                raise errors.ApprovalIsMissing
            return _event(
                happened.ReleasePublished,
                command,
                act,
                proposal.version,
                ruleset=proposal.order.ruleset,
                snapshot_sha256=proposal.snapshot_sha256,
                **_hashes(proposal),
            )
        case _:
            assert_never(command)


def _event(kind: type[Kind], command: Command, act: Act, version: int, **more: Any) -> Kind:
    return kind(at=act.at, by=act.by, quarter=command.quarter, version=version, **more)


def _hashes(content: Proposal) -> Mapping[str, str]:
    return {"release_sha256": content.release_sha256, "report_sha256": content.report_sha256}


def _seen(proposal: Proposal | None, command: AboutProposal) -> Proposal:
    if proposal is None:
        raise errors.ProposalIsGone
    if (proposal.release_sha256, proposal.report_sha256) != (command.release_sha256, command.report_sha256):
        raise errors.ProposalHasMoved
    return proposal


def _must_be_publishable(releases: Releases, proposal: Proposal) -> None:
    """The audit has passed, and knew all that readers have."""
    if not proposal.passed:
        raise errors.AuditIsNotPassed
    if proposal.after != len(releases.history):
        raise errors.HistoryHasMoved
