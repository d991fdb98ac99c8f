"""Builds a read model anew from the logs, beside the one that pages go on reading, and swaps the two.

Nothing else has to change: the projector's next page and the pages' next query find the new tables by the old name.
"""

import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from enum import Enum, auto
from functools import lru_cache
from typing import Any

import asyncpg
import msgspec
from asyncpg import Connection

from domain.ids import TenantId
from infra.database import Database
from infra.eventlog.records import Recorded
from infra.migrations.roles import OWNER, PROJECTOR
from infra.migrations.runner import LOCK_TIMEOUT
from projections.follower import Follower
from projections.projection import Projection

NEXT = ".next"
"""What the tracking of the version in the making is called after the read model's name."""

REBUILD_ALONE = "select pg_try_advisory_lock(hashtextextended('samson.rebuild.' || $1, 0))"

STAGE = "call log.stage_read_model($1)"

HOLD = "call log.hold_read_model($1)"

DISCARD = "call log.discard_next_read_model($1)"

SWAP = "call log.swap_read_model($1)"

FORGET_TRACKING = "delete from log.tracking where projection = $1"

HAND_OVER_TRACKING = "update log.tracking set projection = $1 where projection = $2"

FIND_PARKED = """
    select tenant_id, parked_reason
    from log.tracking
    where projection = $1 and parked_at is not null
    order by tenant_id
"""

FIND_TENANTS = """
    select tenant_id
    from log.tenant_head
    where position > 0
    order by tenant_id
"""

POSITIONS = """
    select
        coalesce(max(position) filter (where projection = $2), 0),
        coalesce(max(position) filter (where projection = $3), 0)
    from log.tracking
    where tenant_id = $1 and projection in ($2, $3)
"""

COUNT_DIFFERENCES = "select log.count_differences($1, $2)"


class RebuildIsRunning(Exception):
    """Somebody else is building this read model anew."""


class RebuildIsStuck(Exception):
    """The new version can't digest an event, so it must not take the old one's place."""


class Comparison(msgspec.Struct, frozen=True):
    """Old against new, tenant by tenant at the same position. The others are counted and not compared.

    `moved_on`: the log got longer after the new version was built. `behind`: the old version lacks events that the
    new one has, because the projector has not come so far.
    """

    compared: int
    moved_on: int
    behind: int
    differing_rows: int


class Uneven(Enum):
    """Why a tenant is not compared: the two versions have not come equally far in its log."""

    MOVED_ON = auto()
    BEHIND = auto()


class NextVersion:
    """A connection whose statements reach the version in the making instead of the one that pages read."""

    def __init__(self, connection: Connection, schema: str) -> None:
        self._connection = connection
        self._schema = schema

    async def execute(self, statement: str, *arguments: Any) -> str:
        return str(await self._connection.execute(_renamed(statement, self._schema), *arguments))

    async def executemany(self, statement: str, arguments: Iterable[Sequence[Any]]) -> None:
        await self._connection.executemany(_renamed(statement, self._schema), arguments)

    async def fetch(self, statement: str, *arguments: Any) -> list[asyncpg.Record]:
        return list(await self._connection.fetch(_renamed(statement, self._schema), *arguments))

    async def fetchrow(self, statement: str, *arguments: Any) -> asyncpg.Record | None:
        return await self._connection.fetchrow(_renamed(statement, self._schema), *arguments)

    async def fetchval(self, statement: str, *arguments: Any) -> Any:
        return await self._connection.fetchval(_renamed(statement, self._schema), *arguments)


@lru_cache(maxsize=256)
def _renamed(statement: str, schema: str) -> str:
    return re.sub(rf"\b{schema}\.", f"{schema}_next.", statement)


def next_version(projection: Projection) -> Projection:
    """The same read model, writing beside the one that is read."""

    async def apply(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
        await projection.apply(NextVersion(connection, projection.schema), tenant, records)

    return Projection(name=f"{projection.name}{NEXT}", events=projection.events, apply=apply)


class Rebuild:
    """One read model's: stage, catch up, compare, swap."""

    def __init__(
        self,
        admin: Connection,
        database: Database,
        projection: Projection,
        progress: Callable[[int], None] = lambda _: None,
    ) -> None:
        """`admin` may act as the owner; `database` connects as `samson_projector`. `progress` is told of positions."""
        self._admin = admin
        self._database = database
        self._name = projection.name
        self._next = f"{projection.name}{NEXT}"
        self._follower = Follower(database, [next_version(projection)], progress=progress)

    async def stage(self) -> None:
        """Empty tables beside the old ones."""
        if not await self._admin.fetchval(REBUILD_ALONE, self._name):
            raise RebuildIsRunning(self._name)
        async with self._as_owner():
            await self._admin.execute(STAGE, self._name)
            await self._admin.execute(f"set local role {PROJECTOR}")
            await self._admin.execute(FORGET_TRACKING, self._next)

    async def catch_up(self) -> None:
        """Take in everything there is. Raises `RebuildIsStuck`."""
        while await self._follower.catch_up():
            pass
        async with self._database.transaction() as connection:
            parked = await connection.fetch(FIND_PARKED, self._next)
        if parked:
            raise RebuildIsStuck("; ".join(f"tenant {tenant}: {reason}" for tenant, reason in parked))

    async def compare(self) -> Comparison:
        async with self._database.transaction() as connection:
            tenants = [TenantId(row["tenant_id"]) for row in await connection.fetch(FIND_TENANTS)]
        found = [await self._count_differences(tenant) for tenant in tenants]
        compared = [rows for rows in found if isinstance(rows, int)]
        return Comparison(
            compared=len(compared),
            moved_on=found.count(Uneven.MOVED_ON),
            behind=found.count(Uneven.BEHIND),
            differing_rows=sum(compared),
        )

    async def swap(self) -> None:
        """Take in what has come meanwhile, then put the new version in the old one's place, positions and all."""
        async with self._as_owner():
            await self._admin.execute(HOLD, self._name)
            await self.catch_up()
            await self._admin.execute(SWAP, self._name)
            await self._admin.execute(f"set local role {PROJECTOR}")
            await self._admin.execute(FORGET_TRACKING, self._name)
            await self._admin.execute(HAND_OVER_TRACKING, self._name, self._next)

    async def discard(self) -> None:
        """The old version stays, and nothing is left of the new one."""
        async with self._as_owner():
            await self._admin.execute(DISCARD, self._name)
            await self._admin.execute(f"set local role {PROJECTOR}")
            await self._admin.execute(FORGET_TRACKING, self._next)

    async def _count_differences(self, tenant: TenantId) -> int | Uneven:
        async with self._database.snapshot(tenant) as connection:
            old, new = await connection.fetchrow(POSITIONS, tenant, self._name, self._next)
            if old != new:
                return Uneven.MOVED_ON if old > new else Uneven.BEHIND
            return int(await connection.fetchval(COUNT_DIFFERENCES, self._name, tenant))

    @asynccontextmanager
    async def _as_owner(self) -> AsyncIterator[None]:
        async with self._admin.transaction():
            await self._admin.execute(f"set local lock_timeout = '{LOCK_TIMEOUT}'; set local role {OWNER}")
            yield
