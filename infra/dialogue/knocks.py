"""Telling every web process that something in a room is new. What it is stands in PostgreSQL: a knock says where.

A knock that gets lost is harmless, only slow: whoever watches looks by itself now and then.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from domain.ids import MeasurementId, TenantId

CHANNEL: Final = "samson:knocks"
COUNTING: Final = "samson:counts"
"""For what changes numbers only: who has joined, how many have answered."""

PATIENCE: Final = 1.0
"""Seconds for telling; and before asking again for a subscription that was lost."""

LISTEN: Final = 15.0
"""Seconds without a knock before the connection is tried."""

logger = logging.getLogger("samson.knocks")


class At(msgspec.Struct, frozen=True):
    """The room of a measurement."""

    tenant: TenantId
    measurement: MeasurementId


class Heard(msgspec.Struct, frozen=True):
    """A knock, and whether it can wait for others of its kind."""

    at: At
    counts_only: bool


class Knocks:
    def __init__(self, client: Redis) -> None:
        self._client = client

    async def knock(self, at: At) -> None:
        """The group is somewhere else, or sees something else. After the commit. Raises nothing."""
        await self._publish(CHANNEL, at)

    async def count(self, at: At) -> None:
        """Only numbers have changed. After the commit. Raises nothing."""
        await self._publish(COUNTING, at)

    async def _publish(self, channel: str, at: At) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._client.publish(channel, f"{at.tenant} {at.measurement}")
        except (RedisError, OSError, TimeoutError) as error:
            logger.warning("nobody is told: %s", type(error).__name__)

    async def listen(self) -> AsyncIterator[Heard | None]:
        """Every knock from now on, for ever. `None` says that some may have been missed: look at everything."""
        while True:
            try:
                async with self._client.pubsub(ignore_subscribe_messages=True) as subscription:
                    await subscription.subscribe(CHANNEL, COUNTING)
                    yield None
                    while True:
                        message = await subscription.get_message(timeout=LISTEN)
                        if message is None:
                            await subscription.ping()
                        elif message["type"] == "message":
                            yield _heard(message["channel"], message["data"])
            except (RedisError, OSError) as error:
                logger.warning("no knock is heard: %s", type(error).__name__)
                yield None
                await asyncio.sleep(PATIENCE)


def _heard(channel: bytes, data: bytes) -> Heard | None:
    try:
        tenant, measurement = data.decode().split(" ")
        at = At(TenantId(int(tenant)), MeasurementId(UUID(measurement)))
        return Heard(at, counts_only=channel == COUNTING.encode())
    except ValueError:
        return None
