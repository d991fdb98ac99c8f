"""The rows of `log.checkpoints`, and what of the log they are made from."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Final

import msgspec
from asyncpg import Connection

from domain.ids import TenantId
from infra.database import Database
from infra.eventlog import statements
from infra.eventlog.chain import ChainIsBroken, ChainPoint, EventRow, leaf_hash, link
from infra.eventlog.merkle import Frontier

PAGE: Final = 2000
"""Headers at a time: some 20 ms of hashing, between which others get their turn."""


class Checkpoint(msgspec.Struct, frozen=True):
    """`note` is signed by the log; `cosignatures` are lines of witnesses that can stand below it."""

    size: int
    note: str
    cosignatures: str
    signed_at: datetime

    @property
    def text(self) -> str:
        return self.note + self.cosignatures


class Reach(msgspec.Struct, frozen=True):
    """How far a log was followed: the tree of its leaves, and its chain there."""

    frontier: Frontier = Frontier()
    chain: ChainPoint = ChainPoint()


LOCK_SIGNING = """
    select pg_advisory_xact_lock(hashtextextended('samson.checkpoint', $1))
"""


async def lock_signing(connection: Connection, tenant: TenantId) -> None:
    """Until the transaction ends. Two at once would do no harm; one after the other, they write one letter a day."""
    await connection.execute(LOCK_SIGNING, tenant)


async def head_of(connection: Connection, tenant: TenantId) -> int:
    """The position of the last event; 0 where there is none."""
    return await connection.fetchval(statements.FIND_HEAD, tenant) or 0


FIND_LATEST_CHECKPOINT = """
    select size, note, cosignatures, signed_at
    from log.checkpoints
    where tenant_id = $1
    order by size desc
    limit 1
"""


async def latest_checkpoint(connection: Connection, tenant: TenantId) -> Checkpoint | None:
    row = await connection.fetchrow(FIND_LATEST_CHECKPOINT, tenant)
    return Checkpoint(*row) if row else None


FIND_CHECKPOINT = """
    select size, note, cosignatures, signed_at
    from log.checkpoints
    where tenant_id = $1 and size = $2
"""


async def checkpoint_of(connection: Connection, tenant: TenantId, size: int) -> Checkpoint | None:
    row = await connection.fetchrow(FIND_CHECKPOINT, tenant, size)
    return Checkpoint(*row) if row else None


LIST_CHECKPOINTS = """
    select size, note, cosignatures, signed_at
    from log.checkpoints
    where tenant_id = $1 and ($2::bigint is null or size < $2)
    order by size desc
    limit $3
"""


async def checkpoints_before(
    connection: Connection, tenant: TenantId, size: int | None, limit: int
) -> list[Checkpoint]:
    """Newest first: those smaller than `size`, or the newest ones."""
    return [Checkpoint(*row) for row in await connection.fetch(LIST_CHECKPOINTS, tenant, size, limit)]


FIND_COSIGNED_SIZE = """
    select size
    from log.checkpoints
    where tenant_id = $1 and cosignatures <> ''
    order by size desc
    limit 1
"""


async def cosigned_size(connection: Connection, tenant: TenantId) -> int:
    """Of the newest checkpoint that a witness has signed too; 0 where there is none."""
    return await connection.fetchval(FIND_COSIGNED_SIZE, tenant) or 0


FIND_REACH = """
    select size, frontier, chain_hash
    from log.checkpoints
    where tenant_id = $1 and size <= $2
    order by size desc
    limit 1
"""


async def reach_at(connection: Connection, tenant: TenantId, size: int) -> Reach:
    """That of the newest checkpoint of at most `size` events, or of an empty log."""
    row = await connection.fetchrow(FIND_REACH, tenant, size)
    if row is None:
        return Reach()
    return Reach(Frontier.from_bytes(row["size"], row["frontier"]), ChainPoint(row["size"], row["chain_hash"]))


INSERT_CHECKPOINT = """
    insert into log.checkpoints (tenant_id, size, note, frontier, chain_hash, signed_at)
    values ($1, $2, $3, $4, $5, $6)
"""


async def insert_checkpoint(connection: Connection, tenant: TenantId, reach: Reach, note: str, at: datetime) -> None:
    frontier, chain = reach.frontier, reach.chain.chain_hash
    await connection.execute(INSERT_CHECKPOINT, tenant, frontier.size, note, frontier.to_bytes(), chain, at)


STORE_COSIGNATURES = """
    update log.checkpoints
    set cosignatures = $3
    where tenant_id = $1 and size = $2
"""


async def store_cosignatures(connection: Connection, tenant: TenantId, size: int, lines: str) -> None:
    await connection.execute(STORE_COSIGNATURES, tenant, size, lines)


FIND_CHAIN_HASH = """
    select chain_hash
    from log.events
    where tenant_id = $1 and position = $2
"""

READ_HEADERS = """
    select
      tenant_id, position, originator_id, originator_version, topic, ''::bytea as state, null::bytea as sealed,
      subject_id, state_hash, sealed_hash, chain_hash, recorded_at, command_id
    from log.events
    where tenant_id = $1 and position > $2 and position <= $3
    order by position
"""
"""Without the payloads, which stand in a header by their hashes."""


async def headers(connection: Connection, tenant: TenantId, after: int, until: int) -> AsyncIterator[list[EventRow]]:
    """The rows after position `after` up to `until`, in pages; without their payloads."""
    for start in range(after, until, PAGE):
        rows = await connection.fetch(READ_HEADERS, tenant, start, min(start + PAGE, until))
        yield [EventRow(*row) for row in rows]


async def leaves(connection: Connection, tenant: TenantId, after: int, until: int) -> list[bytes]:
    return [leaf_hash(row) async for page in headers(connection, tenant, after, until) for row in page]


async def followed(connection: Connection, tenant: TenantId, start: Reach, until: int) -> Reach:
    """From `start` to the position `until`. Raises `ChainIsBroken` where the log does not go on from there."""
    if start.chain.position:
        found = await connection.fetchval(FIND_CHAIN_HASH, tenant, start.chain.position)
        if found != start.chain.chain_hash:
            raise ChainIsBroken(start.chain.position, "it is not the one that the last checkpoint ends with")
    frontier, chain = start.frontier, start.chain
    async for page in headers(connection, tenant, chain.position, until):
        hashes = [leaf_hash(row) for row in page]
        chain = _linked(chain, page, hashes)
        frontier = frontier.grown(hashes)
    if chain.position != until:
        raise ChainIsBroken(chain.position + 1, "it is missing")
    return Reach(frontier, chain)


def _linked(chain: ChainPoint, page: Sequence[EventRow], hashes: Sequence[bytes]) -> ChainPoint:
    for row, leaf in zip(page, hashes, strict=True):
        if row.position != chain.position + 1:
            raise ChainIsBroken(chain.position + 1, f"position {row.position} stands in its place")
        if row.chain_hash != link(chain.chain_hash, leaf):
            raise ChainIsBroken(row.position, "it does not follow from the event before it")
        chain = ChainPoint(row.position, row.chain_hash)
    return chain


FIND_UNSIGNED = """
    select head.tenant_id
    from log.tenant_head as head
    left join lateral (
        select checkpoints.size, checkpoints.signed_at
        from log.checkpoints
        where checkpoints.tenant_id = head.tenant_id
        order by checkpoints.size desc
        limit 1
    ) as last on true
    where head.position <> coalesce(last.size, 0) and (last.signed_at is null or last.signed_at <= $1)
    order by last.signed_at nulls first, head.tenant_id
"""


async def unsigned_logs(database: Database, signed_before: datetime) -> list[TenantId]:
    """As `samson_worker`: whose log is not as long as its last checkpoint, if that is no younger; longest wait first.

    A log that is shorter than its checkpoint has been cut off.
    """
    async with database.single_statements() as connection:
        return [TenantId(row["tenant_id"]) for row in await connection.fetch(FIND_UNSIGNED, signed_before)]
