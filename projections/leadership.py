"""Which of several projectors works: the one that holds an advisory lock, as long as its connection lives."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from asyncpg import Connection

from infra.eventlog.bell import CHANNEL

LEAD = "select pg_try_advisory_lock(hashtextextended('samson.projector', 0))"


@asynccontextmanager
async def leadership(url: str, bell: asyncio.Event) -> AsyncIterator[Connection | None]:
    """The connection that holds the lock and hears the bell, or `None` where another one leads."""
    connection = await asyncpg.connect(url)
    try:
        if not await connection.fetchval(LEAD):
            yield None
            return
        await connection.add_listener(CHANNEL, lambda *_: bell.set())
        yield connection
    finally:
        await connection.close()
