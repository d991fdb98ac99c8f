"""The projector: follows the event log, and says so. There is no read model to keep yet."""

import asyncio
from typing import Final

import redis.asyncio

from infra.clock import SystemClock
from infra.health import record_progress_async
from infra.settings import Settings

PAUSE: Final = 1.0


async def run(settings: Settings) -> None:
    """Make passes until cancelled."""
    async with redis.asyncio.Redis.from_url(settings.redis_url) as valkey:
        while True:
            await record_progress_async(valkey, "projector", SystemClock().now())
            await asyncio.sleep(PAUSE)
