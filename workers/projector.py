"""The projector: follows every tenant's log and keeps the read models.

One at a time leads, by an advisory lock that dies with its connection; the others wait to take over. The lock only
saves work: two at once would do no harm, because a position is moved by comparing it first.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

import redis.asyncio
from asyncpg import Connection

from infra.clock import SystemClock
from infra.database import Database
from infra.ending import end
from infra.health import record_progress_async
from infra.migrations.roles import PROJECTOR
from infra.settings import Settings
from projections.follower import LANES, Follower
from projections.leadership import leadership
from projections.projection import Projection
from projections.registry import PROJECTIONS
from projections.tracking import report_health
from projections.trouble import passes

LOGGER = logging.getLogger(__name__)

LOOK = 0.5
"""Seconds between two looks when nobody rings. Looking is what counts; the bell is a hint."""

CALM = 2.0
"""Seconds to wait after trouble with the database, and between two tries to become the leader."""

REPORT = 5.0
"""Seconds between two reports on how the read models are."""

TRY_AGAIN = 60.0
"""Seconds after which a parked tenant is tried again. Every start tries them all: the code may be mended."""

STATEMENT_TIMEOUT = 60.0


async def run(settings: Settings, projections: Sequence[Projection] = PROJECTIONS) -> None:
    """Make passes until cancelled, whatever the database goes through meanwhile."""
    async with redis.asyncio.Redis.from_url(settings.redis_url) as valkey:
        projector = Projector(settings.role_url(PROJECTOR), valkey, projections)
        while True:
            try:
                await projector.lead()
            except Exception as error:
                if not passes(error):
                    raise
                LOGGER.warning("the projector lost the database and tries again", exc_info=True)
            await asyncio.sleep(CALM)


class Projector:
    """Follows the log while it leads."""

    def __init__(self, url: str, valkey: redis.asyncio.Redis, projections: Sequence[Projection]) -> None:
        """`url` is that of `samson_projector`."""
        self._url = url
        self._valkey = valkey
        self._projections = projections
        self._progress = asyncio.Event()

    async def lead(self) -> None:
        """Return at once where another one leads; otherwise go on until trouble."""
        bell = asyncio.Event()
        async with leadership(self._url, bell) as connection:
            if connection is None:
                await self._mark()
                return
            async with Database.opened(self._url, size=LANES + 2, statement_timeout=STATEMENT_TIMEOUT) as database:
                await self._follow(database, connection, bell)

    async def _follow(self, database: Database, connection: Connection, bell: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            reporting = group.create_task(self._report(database))
            try:
                await self._pass_after_pass(database, connection, bell)
            finally:
                await end(reporting)

    async def _pass_after_pass(self, database: Database, connection: Connection, bell: asyncio.Event) -> None:
        follower = Follower(database, self._projections, progress=self._getting_on)
        parked_for = 0.0
        while not connection.is_closed():
            bell.clear()
            await follower.catch_up(parked_for)
            parked_for = TRY_AGAIN
            self._getting_on()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await bell.wait()

    def _getting_on(self, _: int = 0) -> None:
        """A page is taken in, or a pass is made: both count as progress, however long a pass takes."""
        self._progress.set()

    async def _report(self, database: Database) -> None:
        names = [projection.name for projection in self._projections]
        while True:
            await self._progress.wait()
            self._progress.clear()
            async with database.transaction() as connection:
                await report_health(connection, names)
            await self._mark()
            await asyncio.sleep(REPORT)

    async def _mark(self) -> None:
        """For whoever asks whether the projector gets on. A Valkey that is away must not keep events waiting."""
        try:
            await record_progress_async(self._valkey, "projector", SystemClock().now())
        except redis.RedisError:
            LOGGER.warning("the projector could not say that it gets on", exc_info=True)
