import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from infra.mail.pace import LONGEST_PAUSE, Pace, Rule, _Bucket

pytestmark = pytest.mark.anyio

SLOW = Rule(per_second=1)
"""One a second, four at once: nothing of it comes back while a test runs."""

NOTHING = timedelta()
SECOND = timedelta(seconds=1)


@pytest.fixture(params=["in Valkey", "by itself"])
async def client(request: pytest.FixtureRequest, redis_url: str) -> AsyncIterator[Redis]:
    """What a pace is counted in: all of this file holds for both."""
    url = redis_url if request.param == "in Valkey" else "redis://127.0.0.1:1/0"
    async with Redis.from_url(url) as client:
        if request.param == "in Valkey":
            await client.flushdb()
        yield client


async def turns(pace: Pace, times: int, domain: str = "by.example") -> list[timedelta]:
    return [await pace.turn(domain) for _ in range(times)]


async def test_some_go_at_once_and_each_of_the_others_is_told_a_time_of_its_own(client: Redis) -> None:
    waits = await turns(Pace(client, b"key", SLOW), 8)
    assert waits[:4] == [NOTHING] * 4
    assert SECOND * 0.5 < waits[4] <= SECOND
    steps = [later - earlier for earlier, later in pairwise(waits[4:])]
    assert all(SECOND * 0.5 < step <= SECOND for step in steps)


async def test_another_domain_waits_for_none_of_it(client: Redis) -> None:
    pace = Pace(client, b"key", SLOW)
    await turns(pace, 8)
    assert await pace.turn("bygd.example") == NOTHING


async def test_who_comes_at_the_time_that_was_told_may_go(client: Redis) -> None:
    pace = Pace(client, b"key", Rule(per_second=5))
    while not (wait := await pace.turn("by.example")):
        pass
    await asyncio.sleep(wait.total_seconds())
    assert await pace.turn("by.example") == NOTHING


async def test_without_a_limit_everything_goes(client: Redis) -> None:
    assert set(await turns(Pace(client, b"key", Rule(per_second=0)), 100)) == {NOTHING}


@pytest.mark.parametrize("per_second", [0, 1000])
async def test_a_domain_that_wants_none_now_gets_none_for_a_while_and_the_others_do(
    client: Redis, per_second: int
) -> None:
    pace = Pace(client, b"key", Rule(per_second, first_pause=timedelta(seconds=20)))
    await pace.refused("by.example")
    assert all(timedelta(seconds=19) < wait <= timedelta(seconds=20.1) for wait in await turns(pace, 3))
    assert await pace.turn("bygd.example") == NOTHING


async def test_refusals_at_the_same_time_count_once_and_one_after_the_pause_makes_the_next_one_longer(
    client: Redis,
) -> None:
    pace = Pace(client, b"key", Rule(0, first_pause=timedelta(milliseconds=500)))
    for _ in range(5):
        await pace.refused("by.example")
    first = await pace.turn("by.example")
    assert NOTHING < first <= timedelta(milliseconds=500)
    await asyncio.sleep(first.total_seconds() + 0.02)
    assert await pace.turn("by.example") == NOTHING
    await pace.refused("by.example")
    assert timedelta(milliseconds=500) < await pace.turn("by.example") <= timedelta(milliseconds=1000)


async def test_a_letter_that_is_taken_ends_the_pauses(client: Redis) -> None:
    pace = Pace(client, b"key", Rule(0, first_pause=timedelta(seconds=20)))
    await pace.refused("by.example")
    await pace.went("by.example")
    assert await pace.turn("by.example") == NOTHING
    await pace.refused("by.example")
    assert timedelta(seconds=19) < await pace.turn("by.example") <= timedelta(seconds=20), "counted from the first"


async def test_workers_share_one_pace_and_one_that_starts_knows_of_a_pause(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client:
        await client.flushdb()
        one, other = Pace(client, b"key", SLOW), Pace(client, b"key", SLOW)
        assert [bool(await pace.turn("by.example")) for pace in (one, other, one, other, one)] == [*[False] * 4, True]
        await one.refused("bygd.example")
        later = Pace(client, b"key", Rule(0))
        assert await later.turn("bygd.example")
        await later.went("bygd.example")
        assert not await later.turn("bygd.example")


async def test_valkey_learns_no_domain_and_forgets_all_of_it(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client:
        await client.flushdb()
        pace = Pace(client, b"key", SLOW)
        await turns(pace, 6)
        await pace.refused("by.example")
        (name,) = await client.keys("*")
        assert b"by.example" not in name
        assert 0 < await client.ttl(name) <= 3700


async def test_without_valkey_the_log_says_so_and_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with Redis.from_url("redis://127.0.0.1:1/0") as nowhere:
        with caplog.at_level(logging.WARNING):
            await Pace(nowhere, b"key", SLOW).turn("by.example")
    assert "by this process alone" in caplog.text
    assert "by.example" not in caplog.text


@given(
    gaps=st.lists(st.integers(0, 400), min_size=1, max_size=60),
    per_second=st.integers(1, 20),
)
def test_never_more_go_in_any_time_than_the_rule_allows(gaps: list[int], per_second: int) -> None:
    rule, bucket, now, went = Rule(per_second), _Bucket(), 0.0, []
    for gap in gaps:
        now += gap
        if bucket.take(now, rule)[0] == 0:
            went.append(now)
    for first, start in enumerate(went):
        for last in range(first, len(went)):
            assert last - first + 1 <= rule.burst + (went[last] - start) / rule.interval + 1e-6


@given(refusals=st.integers(0, 60))
def test_a_pause_is_never_longer_than_the_longest(refusals: int) -> None:
    bucket, now = _Bucket(), 0.0
    for _ in range(refusals):
        now = bucket.paused
        bucket.refuse(now, Rule(5))
    assert bucket.paused - now <= LONGEST_PAUSE / timedelta(milliseconds=1)
