"""The rules of releasing that can be broken."""

from domain.errors import DomainError


class QuarterIsNotOver(DomainError):
    """Somebody may still close a measurement in it."""

    code = "quarter_is_not_over"


class LaterQuarterIsPublished(DomainError):
    """Quarters are released in their order: each one is audited together with those before it."""

    code = "later_quarter_is_published"


class ReleaseIsOrdered(DomainError):
    """It is being computed."""

    code = "release_is_ordered"


class ReleaseIsProposed(DomainError):
    """There is a proposal to approve or withdraw first."""

    code = "release_is_proposed"


class VersionIsAnother(DomainError):
    """Another version is next by now than the one that was asked for."""

    code = "version_is_another"


class OrderIsGone(DomainError):
    """The computation is done or given up already."""

    code = "order_is_gone"


class SnapshotNeverChanges(DomainError):
    """A version has one snapshot, however often it is computed."""

    code = "snapshot_never_changes"


class ProposalIsGone(DomainError):
    """There is none: it was published or withdrawn meanwhile."""

    code = "proposal_is_gone"


class ProposalHasMoved(DomainError):
    """Another release or another audit is proposed than the one that the page showed."""

    code = "proposal_has_moved"


class AuditIsNotPassed(DomainError):
    code = "audit_is_not_passed"


class HistoryHasMoved(DomainError):
    """Something was published since the audit, which therefore does not know all that readers have."""

    code = "history_has_moved"


class ApprovedByThem(DomainError):
    """Two approvals are of two people."""

    code = "approved_by_them"


class ProposalIsApproved(DomainError):
    """By two already."""

    code = "proposal_is_approved"


class ApprovalIsMissing(DomainError):
    """Two people approve before anything is published."""

    code = "approval_is_missing"
