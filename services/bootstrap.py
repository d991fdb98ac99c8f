"""The only wiring: what a process is made of."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from infra.clock import SystemClock
from infra.database import Database
from infra.doorbell import Doorbell
from infra.eventlog.log import EventLog
from infra.instruments import shipped_instruments
from infra.keys.keyring import Keyring
from infra.rate_limit import RateLimiter
from infra.settings import Role, Settings
from projections.reading import ReadModels
from projections.registry import PROJECTIONS
from services.application.world import World


@asynccontextmanager
async def opened_world(settings: Settings, role: Role) -> AsyncIterator[World]:
    """Everything that use cases need, connected as `role` (`samson_web` or `samson_worker`) until the end."""
    keys = settings.master_keys
    async with (
        Database.opened(settings.role_url(role)) as database,
        Keyring.opened(settings.role_url("samson_keyring"), keys) as keyring,
        Redis.from_url(settings.redis_url) as valkey,
    ):
        doorbell = Doorbell(settings.redis_url)
        try:
            yield World(
                database=database,
                log=EventLog(database, keyring),
                read_models=ReadModels(database, [projection.name for projection in PROJECTIONS]),
                keyring=keyring,
                instruments=shipped_instruments(),
                clock=SystemClock(),
                doorbell=doorbell,
                limiter=RateLimiter(valkey, keys.derive("rate-limit")),
                fingerprint_key=keys.derive("request-fingerprint"),
            )
        finally:
            doorbell.close()
