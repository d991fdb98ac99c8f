"""Tells the projector that some log has grown, so that it need not wait for its next look.

Not within the append: PostgreSQL puts all transactions that NOTIFY in one line while they commit, so tenants would
wait for each other. One message stands for all appends of a moment, and to lose one costs a look's delay.
"""

import asyncio
import logging

import asyncpg

from infra.database import Database

CHANNEL = "samson_log"

NOTIFY = "select set_config('synchronous_commit', 'off', true), pg_notify('samson_log', '')"

LOGGER = logging.getLogger(__name__)


class ProjectorBell:
    """Rings in the background, once for all rings that come while it is still ringing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._task: asyncio.Task[None] | None = None
        self._again = False

    def ring(self) -> None:
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._ring())

    async def close(self) -> None:
        """Wait for what is ringing."""
        if self._task is not None:
            await self._task

    async def _ring(self) -> None:
        while self._again:
            self._again = False
            try:
                async with self._database.single_statements() as connection:
                    await connection.execute(NOTIFY)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                LOGGER.warning("could not tell the projector; it will look by itself", exc_info=True)
