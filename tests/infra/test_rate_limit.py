import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from infra.rate_limit import Limit, RateLimiter

pytestmark = pytest.mark.anyio

TWICE = Limit("test", most=2, per=timedelta(minutes=10))


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def who() -> str:
    return f"{uuid4()}@arendal.example"


async def test_the_time_after_the_last_allowed_one_has_to_wait(client: Redis, who: str) -> None:
    limiter = RateLimiter(client, b"key")
    assert [await limiter.wait(TWICE, who) for _ in range(2)] == [timedelta(), timedelta()]
    assert timedelta(minutes=9) < await limiter.wait(TWICE, who) <= TWICE.per


async def test_others_and_other_limits_are_counted_apart(client: Redis, who: str) -> None:
    limiter = RateLimiter(client, b"key")
    for _ in range(3):
        await limiter.wait(TWICE, who)
    assert await limiter.wait(TWICE, f"other {who}") == timedelta()
    assert await limiter.wait(Limit("other", 1, TWICE.per), who) == timedelta()


async def test_a_limit_is_over_when_its_time_is(client: Redis, who: str) -> None:
    limiter = RateLimiter(client, b"key")
    for _ in range(3):
        await limiter.wait(TWICE, who)
    for name in await client.keys("limit:test:*"):
        assert 0 < await client.ttl(name) <= TWICE.per.total_seconds()
        await client.delete(name)
    assert await limiter.wait(TWICE, who) == timedelta()


async def test_trying_on_does_not_make_the_wait_longer(client: Redis, who: str) -> None:
    limiter = RateLimiter(client, b"key")
    waits = [await limiter.wait(TWICE, who) for _ in range(6)]
    assert waits[2:] == sorted(waits[2:], reverse=True)


async def test_valkey_does_not_learn_who(client: Redis, who: str) -> None:
    await RateLimiter(client, b"key").wait(TWICE, who)
    assert not [name for name in await client.keys("*") if who.encode() in name]


async def test_without_valkey_everything_is_allowed_and_the_log_says_so(
    who: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with Redis.from_url("redis://127.0.0.1:1/0") as nowhere:
        with caplog.at_level(logging.WARNING):
            assert await RateLimiter(nowhere, b"key").wait(Limit("test", 0, TWICE.per), who) == timedelta()
    assert "nothing is limited" in caplog.text
    assert who not in caplog.text
