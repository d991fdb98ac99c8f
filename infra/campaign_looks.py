"""Which workspaces' campaigns have to be looked at: as `samson_worker`.

Nothing here is the truth, and nothing is decided by it: to look once too often finds nothing to do.
"""

from datetime import datetime

import msgspec
from asyncpg import Connection

from domain.ids import TenantId
from infra.database import Database


class Look(msgspec.Struct, frozen=True):
    """How far in the log somebody has looked, and when there is something to do by what stands until there."""

    position: int = 0
    next_at: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        return self.next_at is not None and self.next_at <= now


LIST_WAITING = """
    select head.tenant_id, coalesce(looks.position, 0), looks.next_at
    from log.tenant_head as head
    left join campaigns.looks as looks using (tenant_id)
    where looks.next_at <= $1 or head.position > coalesce(looks.position, 0)
    order by looks.next_at <= $1 desc nulls last, looks.next_at, head.tenant_id
"""


async def to_look_at(database: Database, now: datetime) -> list[tuple[TenantId, Look]]:
    """Where something is due, what has waited longest first; then where the log has grown since the last look."""
    async with database.single_statements() as connection:
        return [
            (TenantId(tenant), Look(position, next_at))
            for tenant, position, next_at in await connection.fetch(LIST_WAITING, now)
        ]


KEEP = """
    insert into campaigns.looks (tenant_id, position, next_at)
    values ($1, $2, $3)
    on conflict (tenant_id) do update
    set position = excluded.position, next_at = excluded.next_at
    where looks.position <= excluded.position
"""


async def keep_look(connection: Connection, tenant: TenantId, look: Look) -> None:
    """In the caller's transaction. One that began earlier and ends later changes nothing."""
    await connection.execute(KEEP, tenant, look.position, look.next_at)
