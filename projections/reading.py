"""Reading one's own writes: whether every read model has come as far as the position that an append returned."""

import asyncio
from collections.abc import Sequence

from asyncpg import Connection

from domain.ids import TenantId
from infra.database import Database

PATIENCE = 2.0
"""Seconds that a page waits for its own change."""

INTERVAL = 0.01

REACHED = """
select count(*) filter (where position >= $2)
from log.tracking
where tenant_id = $1 and projection = any($3::text[])
"""


class ReadModels:
    """All read models that pages show, by name."""

    def __init__(self, database: Database, names: Sequence[str]) -> None:
        self._database = database
        self._names = list(names)

    async def have_reached(self, connection: Connection, tenant: TenantId, position: int) -> bool:
        reached: int = await connection.fetchval(REACHED, tenant, position, self._names)
        return reached == len(self._names)

    async def wait_for(self, tenant: TenantId, position: int) -> bool:
        """Until they show everything up to `position`; `False` when that took longer than a page should wait."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            async with self._database.reading(tenant) as connection:
                if await self.have_reached(connection, tenant, position):
                    return True
            if asyncio.get_running_loop().time() >= deadline:
                return False
            await asyncio.sleep(INTERVAL)
