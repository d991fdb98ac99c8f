"""Auditors' accesses, running and ended."""

from asyncpg import Connection

from domain.audit_access.state import AuditAccess
from domain.ids import SubjectId, TenantId
from projections.audit_accesses.writer import ACCESS

OF_AUDITOR = """
select state from read_audit_accesses.accesses
where tenant_id = $1 and auditor_id = $2
"""

ALL = """
select state from read_audit_accesses.accesses
where tenant_id = $1
order by granted_at desc, auditor_id
"""


async def audit_access(connection: Connection, tenant: TenantId, auditor: SubjectId) -> AuditAccess | None:
    row = await connection.fetchrow(OF_AUDITOR, tenant, auditor)
    return ACCESS.decode(row["state"]) if row else None


async def audit_accesses(connection: Connection, tenant: TenantId) -> list[AuditAccess]:
    """The newest first."""
    return [ACCESS.decode(row["state"]) for row in await connection.fetch(ALL, tenant)]
