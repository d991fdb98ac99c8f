"""How often somebody may try. Counted in Valkey, which may be lost: then everything is allowed for a while."""

import hmac
import logging
from datetime import timedelta

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = logging.getLogger("samson.rate-limit")


class Limit(msgspec.Struct, frozen=True):
    """At most `most` times within `per`, counted from the first time."""

    name: str
    most: int
    per: timedelta


class RateLimiter:
    """Knows addresses only by their keyed hashes, so that a copy of Valkey tells nobody's."""

    def __init__(self, client: Redis, key: bytes) -> None:
        self._client = client
        self._key = key

    async def wait(self, limit: Limit, who: str) -> timedelta:
        """Counts this time. How long `who` has to wait before the next; nothing when it is allowed now."""
        name = self._name(limit, who)
        try:
            async with self._client.pipeline(transaction=True) as pipeline:
                pipeline.set(name, 0, ex=limit.per, nx=True)
                pipeline.incr(name)
                pipeline.ttl(name)
                _, times, seconds = await pipeline.execute()
        except RedisError as error:
            logger.warning("nothing is limited: %s", type(error).__name__)
            return timedelta()
        return timedelta(seconds=max(1, seconds)) if times > limit.most else timedelta()

    async def left(self, limit: Limit, who: str) -> timedelta:
        """How long `who` has to wait, without counting this time: for what counts only when it fails."""
        name = self._name(limit, who)
        try:
            async with self._client.pipeline(transaction=True) as pipeline:
                pipeline.get(name)
                pipeline.ttl(name)
                times, seconds = await pipeline.execute()
        except RedisError as error:
            logger.warning("nothing is limited: %s", type(error).__name__)
            return timedelta()
        return timedelta(seconds=max(1, seconds)) if int(times or 0) >= limit.most else timedelta()

    def _name(self, limit: Limit, who: str) -> str:
        return f"limit:{limit.name}:{hmac.digest(self._key, who.encode(), 'sha256').hex()}"
