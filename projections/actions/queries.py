"""What was suggested, agreed and done."""

from collections.abc import AsyncIterator, Sequence

from asyncpg import Connection, Record

from domain.action_plan.state import Action
from domain.ids import CollaborationId, TenantId
from projections.actions.writer import ACTION

OF_COLLABORATION = """
select state from read_actions.actions
where tenant_id = $1 and collaboration_id = $2
order by suggested_position, action_id
"""

OPEN = """
select state from read_actions.actions
where tenant_id = $1 and status in ('agreed', 'started')
order by suggested_position, action_id
"""

AFTER = """
select suggested_position, state from read_actions.actions
where tenant_id = $1 and ($2::uuid[] is null or collaboration_id = any($2::uuid[])) and suggested_position > $3
order by suggested_position, action_id
limit $4
"""


async def actions_after(
    connection: Connection, tenant: TenantId, of: Sequence[CollaborationId] | None, after: int, limit: int
) -> list[tuple[int, Action]]:
    """A page of those of these collaborations (`None`: all), each with its place in the workspace's log."""
    rows = await connection.fetch(AFTER, tenant, None if of is None else list(of), after, limit)
    return [(row["suggested_position"], ACTION.decode(row["state"])) for row in rows]


async def actions(connection: Connection, tenant: TenantId, collaboration: CollaborationId) -> list[Action]:
    """Of all its measurements, in the order in which they were suggested."""
    return [ACTION.decode(row["state"]) for row in await connection.fetch(OF_COLLABORATION, tenant, collaboration)]


async def open_actions(connection: Connection, tenant: TenantId) -> list[Action]:
    """What is agreed or started, of all collaborations, in the order in which it was suggested."""
    return [ACTION.decode(row["state"]) for row in await connection.fetch(OPEN, tenant)]


SHOWN = """
select action_id::text, collaboration_id::text, measurement_id::text, status, suggested_position, state
from read_actions.actions
where tenant_id = $1
order by action_id
"""


def shown_actions(connection: Connection, tenant: TenantId) -> AsyncIterator[Record]:
    """Every row as it lies there, for the export: times as PostgreSQL sends them."""
    rows: AsyncIterator[Record] = connection.cursor(SHOWN, tenant)
    return rows
