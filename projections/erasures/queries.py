"""One erasure, all of a workspace, or those that are about one person."""

from collections.abc import AsyncIterator
from uuid import UUID

import msgspec
from asyncpg import Connection, Record

from domain.erasure.state import Erasure
from domain.ids import SubjectId, TenantId
from projections.erasures.writer import STATE


class Found(msgspec.Struct, frozen=True):
    id: UUID
    state: Erasure


ONE = """
select erasure_id, state from read_erasures.erasures
where tenant_id = $1 and erasure_id = $2
"""

ALL = """
select erasure_id, state from read_erasures.erasures
where tenant_id = $1
order by requested_at desc, erasure_id
"""

OF_PERSON = """
select erasure_id, state from read_erasures.erasures
where tenant_id = $1 and person_id = $2
order by requested_at desc, erasure_id
"""


async def erasure(connection: Connection, tenant: TenantId, which: UUID) -> Found | None:
    row = await connection.fetchrow(ONE, tenant, which)
    return _found(row) if row else None


async def erasures(connection: Connection, tenant: TenantId) -> list[Found]:
    """Newest first."""
    return [_found(row) for row in await connection.fetch(ALL, tenant)]


async def erasures_of(connection: Connection, tenant: TenantId, person: SubjectId) -> list[Found]:
    """Those that are about one person, newest first."""
    return [_found(row) for row in await connection.fetch(OF_PERSON, tenant, person)]


def _found(row: Record) -> Found:
    return Found(id=row["erasure_id"], state=STATE.decode(row["state"]))


SHOWN = """
select erasure_id::text, person_id::text, timestamptz_send(requested_at) as requested_at, state
from read_erasures.erasures
where tenant_id = $1
order by erasure_id
"""


def shown_erasures(connection: Connection, tenant: TenantId) -> AsyncIterator[Record]:
    """Every row as it lies there, for the export: times as PostgreSQL sends them."""
    rows: AsyncIterator[Record] = connection.cursor(SHOWN, tenant)
    return rows
