"""Auditors' accesses, running and ended."""

from collections.abc import AsyncIterator

from asyncpg import Connection, Record

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


SHOWN = """
select auditor_id::text, timestamptz_send(until) as until, timestamptz_send(granted_at) as granted_at, state
from read_audit_accesses.accesses
where tenant_id = $1
order by auditor_id
"""


def shown_accesses(connection: Connection, tenant: TenantId) -> AsyncIterator[Record]:
    """Every row as it lies there, for the export: times as PostgreSQL sends them."""
    rows: AsyncIterator[Record] = connection.cursor(SHOWN, tenant)
    return rows
