"""The collaborations of a workspace, or those that one person belongs to."""

from collections.abc import AsyncIterator
from datetime import datetime

import msgspec
from asyncpg import Connection, Record

from domain.collaboration.state import Collaboration
from domain.ids import CollaborationId, SubjectId, TenantId
from projections.collaborations.writer import STATE


class Found(msgspec.Struct, frozen=True):
    """A collaboration as its events have made it, and since when."""

    id: CollaborationId
    formed_at: datetime
    state: Collaboration


ONE = """
select collaboration_id, formed_at, state from read_collaborations.collaborations
where tenant_id = $1 and collaboration_id = $2
"""

ALL = """
select collaboration_id, formed_at, state from read_collaborations.collaborations
where tenant_id = $1
order by formed_at, collaboration_id
"""

OF_PERSON = """
select c.collaboration_id, c.formed_at, c.state
from read_collaborations.belonging as b
join read_collaborations.collaborations as c using (tenant_id, collaboration_id)
where b.tenant_id = $1 and b.subject_id = $2
order by c.formed_at, c.collaboration_id
"""


async def collaboration(connection: Connection, tenant: TenantId, which: CollaborationId) -> Found | None:
    row = await connection.fetchrow(ONE, tenant, which)
    return _found(row) if row else None


async def collaborations(connection: Connection, tenant: TenantId) -> list[Found]:
    return [_found(row) for row in await connection.fetch(ALL, tenant)]


async def collaborations_of(connection: Connection, tenant: TenantId, subject: SubjectId) -> list[Found]:
    return [_found(row) for row in await connection.fetch(OF_PERSON, tenant, subject)]


def _found(row: Record) -> Found:
    return Found(
        id=CollaborationId(row["collaboration_id"]), formed_at=row["formed_at"], state=STATE.decode(row["state"])
    )


SHOWN = """
select collaboration_id::text, name, theme, timestamptz_send(formed_at) as formed_at, state
from read_collaborations.collaborations
where tenant_id = $1
order by collaboration_id
"""


def shown_collaborations(connection: Connection, tenant: TenantId) -> AsyncIterator[Record]:
    """Every row as it lies there, for the export: times as PostgreSQL sends them."""
    rows: AsyncIterator[Record] = connection.cursor(SHOWN, tenant)
    return rows


SHOWN_BELONGING = """
select subject_id::text, collaboration_id::text, partner_id::text
from read_collaborations.belonging
where tenant_id = $1
order by subject_id, collaboration_id
"""


def shown_belonging(connection: Connection, tenant: TenantId) -> AsyncIterator[Record]:
    """Every row as it lies there, for the export: times as PostgreSQL sends them."""
    rows: AsyncIterator[Record] = connection.cursor(SHOWN_BELONGING, tenant)
    return rows
