"""The projector: follows every tenant's log and keeps the read models.

One at a time leads, by an advisory lock that dies with its connection; the others wait to take over. The lock only
saves work: two at once would do no harm, because a position is moved by comparing it first.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import asyncpg
import redis.asyncio
from asyncpg import Connection

from infra.clock import SystemClock
from infra.database import Database
from infra.eventlog.bell import CHANNEL
from infra.health import record_progress_async
from infra.migrations.roles import PROJECTOR
from infra.settings import Settings
from projections.follower import LANES, PASSING_TROUBLE, Follower
from projections.projection import Projection
from projections.read_models import PROJECTIONS
from projections.tracking import report_health

LOGGER = logging.getLogger(__name__)

LOOK = 0.5
"""Seconds between two looks when nobody rings. Looking is what counts; the bell is a hint."""

CALM = 2.0
"""Seconds to wait after trouble with the database, and between two tries to become the leader."""

REPORT = 5.0
"""Seconds between two reports on how the read models are."""

TRY_AGAIN = 60.0
"""Seconds after which a parked tenant is tried again, beside the try at every start."""

STATEMENT_TIMEOUT = 60.0

LEAD = "select pg_try_advisory_lock(hashtextextended('samson.projector', 0))"


async def run(settings: Settings, projections: Sequence[Projection] = PROJECTIONS) -> None:
    """Make passes until cancelled, whatever the database goes through meanwhile."""
    url = settings.role_url(PROJECTOR)
    async with redis.asyncio.Redis.from_url(settings.redis_url) as valkey:
        while True:
            with suppress(*PASSING_TROUBLE):
                async with leading(url) as bell, Database.opened(
                    url, size=LANES + 1, statement_timeout=STATEMENT_TIMEOUT
                ) as database:
                    await lead(Projector(database, projections, bell, valkey))
            LOGGER.warning("the projector lost the database and tries again")
            await asyncio.sleep(CALM)
