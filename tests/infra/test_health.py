import asyncio
from datetime import UTC, datetime

import redis
import redis.asyncio

from infra.health import (
    PARTS,
    PATIENCE,
    UNSIGNED_LOGS,
    last_progress,
    progress_key,
    record_progress,
    record_unsigned_logs,
    unsigned_logs_async,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_part_that_got_something_done_is_known_by_when(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        for part in PARTS:
            record_progress(client, part, NOW)
            assert last_progress(client, part) == NOW


def test_a_mark_expires_by_itself_so_that_silence_shows(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        record_progress(client, "worker", NOW)
        remaining = client.ttl(progress_key("worker"))
        assert isinstance(remaining, int)
        assert 0 < remaining <= PATIENCE["worker"]
        client.delete(progress_key("worker"))
        assert last_progress(client, "worker") is None


def test_the_patience_outlasts_a_missed_tick() -> None:
    assert PATIENCE["worker"] > 2 * 60
    assert PATIENCE["scheduler"] > 2 * 60


async def _unsigned(redis_url: str) -> int | None:
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        return await unsigned_logs_async(client)


def test_how_many_logs_could_not_be_signed_is_said_until_the_next_tick(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        for count in (2, 0):
            record_unsigned_logs(client, count)
            assert asyncio.run(_unsigned(redis_url)) == count
        remaining = client.ttl(UNSIGNED_LOGS)
        assert isinstance(remaining, int)
        assert 0 < remaining <= PATIENCE["worker"]
        client.delete(UNSIGNED_LOGS)
        assert asyncio.run(_unsigned(redis_url)) is None
