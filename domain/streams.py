"""Which stream of the log an aggregate lives in, where its id is not the stream's."""

from uuid import UUID, uuid5

from domain.ids import CollaborationId, MeasurementId, SubjectId, TenantId

_NAMESPACE = UUID("5a3150a4-0000-5000-8000-000000000000")


def workspace_stream(tenant: TenantId) -> UUID:
    return uuid5(_NAMESPACE, f"workspace:{tenant}")


def instrument_stream() -> UUID:
    """In KS's log."""
    return uuid5(_NAMESPACE, "instrument")


def national_releases_stream() -> UUID:
    """In KS's log: of all quarters, because each release is audited together with those published before it."""
    return uuid5(_NAMESPACE, "national-releases")


def action_plan_stream(collaboration: CollaborationId) -> UUID:
    return uuid5(_NAMESPACE, f"action-plan:{collaboration}")


def audit_access_stream(auditor: SubjectId) -> UUID:
    """An auditor's pseudonym belongs to one access, and so leads to it."""
    return uuid5(_NAMESPACE, f"audit-access:{auditor}")


def invitation_stream(measurement: MeasurementId) -> UUID:
    """Of all invitations to one measurement."""
    return uuid5(_NAMESPACE, f"invitations:{measurement}")
