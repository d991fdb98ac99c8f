"""How fast letters go to one domain: so many a second, some more at once after a rest, and none where it says "later".

Counted in Valkey for all workers together. Without it each process counts for itself, and forgets it with its task.
"""

import hmac
import logging
import math
import time
from collections import defaultdict
from collections.abc import Awaitable
from datetime import timedelta
from typing import Final, cast

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = logging.getLogger("samson.mail-pace")

AT_ONCE: Final = 4
"""Seconds' worth of letters that may go at once after a rest."""

FIRST_PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(minutes=15)

MOST_DOUBLINGS: Final = 10
"""More than it takes from the first pause to the longest, and few enough to reckon with."""

FORGOTTEN_AFTER: Final = timedelta(hours=1)
"""Since the last wait of a domain was over."""


class Rule(msgspec.Struct, frozen=True):
    """`per_second` is 0 where there is no limit. A domain's first refusal stops its letters for `first_pause`.

    Each further one in a row, after the pause before, for twice as long.
    """

    per_second: int
    first_pause: timedelta = FIRST_PAUSE

    @property
    def interval(self) -> float:
        """Milliseconds from one letter to the next."""
        return 1000 / self.per_second if self.per_second else 0.0

    @property
    def burst(self) -> int:
        return max(1, self.per_second * AT_ONCE)


class _Bucket(msgspec.Struct):
    """One domain's, in milliseconds of one clock; `_TAKE`, `_REFUSED` and `_WENT` do the same in Valkey.

    `full`: when nothing of it is used any more (GCRA's theoretical arrival time). `line`: until when those who wait
    are told to wait. `paused`: until when the domain wants none.
    """

    full: float = 0.0
    line: float = 0.0
    paused: float = 0.0
    refusals: int = 0

    def take(self, now: float, rule: Rule) -> tuple[float, int]:
        """How long to wait, and how often the domain has refused since it last took one."""
        full = max(now, self.full)
        free = max(full - (rule.burst - 1) * rule.interval, self.paused)
        if free <= now:
            self.full = full + rule.interval
            return 0.0, self.refusals
        # Each is told a time of its own: if all came back at the same one, all but the first would come in vain.
        wait = max(free, self.line) - now
        self.line = now + wait + rule.interval
        return wait, self.refusals

    def refuse(self, now: float, rule: Rule) -> None:
        """Letters on their way at the same time are refused together: that counts once."""
        if self.paused > now:
            return
        pause = min(rule.first_pause * 2 ** min(self.refusals, MOST_DOUBLINGS), LONGEST_PAUSE)
        self.paused, self.refusals = now + pause / timedelta(milliseconds=1), self.refusals + 1

    def went(self) -> None:
        self.paused, self.refusals = 0.0, 0


_NOW: Final = """
    local time = redis.call('TIME')
    local now = time[1] * 1000 + time[2] / 1000
"""

_TAKE: Final = f"""{_NOW}
    local interval, burst, kept = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
    local state = redis.call('HMGET', KEYS[1], 'full', 'line', 'paused', 'refusals')
    local full = math.max(now, tonumber(state[1] or 0))
    local free = math.max(full - (burst - 1) * interval, tonumber(state[3] or 0))
    local wait = 0
    if free <= now then
        redis.call('HSET', KEYS[1], 'full', string.format('%.3f', full + interval))
    else
        wait = math.max(free, tonumber(state[2] or 0)) - now
        redis.call('HSET', KEYS[1], 'line', string.format('%.3f', now + wait + interval))
    end
    redis.call('PEXPIRE', KEYS[1], math.ceil(wait + kept))
    return {{math.ceil(wait), tonumber(state[4] or 0)}}
"""

_REFUSED: Final = f"""{_NOW}
    local first, longest, kept = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
    local state = redis.call('HMGET', KEYS[1], 'paused', 'refusals')
    local refusals = tonumber(state[2] or 0)
    if tonumber(state[1] or 0) > now then
        return refusals
    end
    local pause = math.min(first * 2 ^ math.min(refusals, {MOST_DOUBLINGS}), longest)
    redis.call('HSET', KEYS[1], 'paused', string.format('%.3f', now + pause), 'refusals', refusals + 1)
    redis.call('PEXPIRE', KEYS[1], math.ceil(pause + kept))
    return refusals + 1
"""

_WENT: Final = """
    return redis.call('HDEL', KEYS[1], 'paused', 'refusals')
"""


class Pace:
    """Knows domains only by their keyed hashes, so that a copy of Valkey tells nobody's."""

    def __init__(self, client: Redis, key: bytes, rule: Rule) -> None:
        self._client = client
        self._key = key
        self._rule = rule
        self._own: defaultdict[str, _Bucket] = defaultdict(_Bucket)
        self._wary: set[str] = set()
        """Domains that have refused a letter and not taken one since."""

    async def turn(self, domain: str) -> timedelta:
        """How long a letter has to wait. Where it has not to, it is counted, and is to go now."""
        domain, rule, kept = domain.lower(), self._rule, FORGOTTEN_AFTER / timedelta(milliseconds=1)
        told = await self._ask(_TAKE, domain, rule.interval, rule.burst, kept)
        wait, refusals = self._own[domain].take(_now(), rule) if told is None else cast("tuple[float, int]", told)
        if refusals:
            self._wary.add(domain)
        return timedelta(milliseconds=math.ceil(wait))

    async def refused(self, domain: str) -> None:
        """It said that it will not have a letter now."""
        domain = domain.lower()
        pauses = [pause / timedelta(milliseconds=1) for pause in (self._rule.first_pause, LONGEST_PAUSE)]
        self._wary.add(domain)
        if await self._ask(_REFUSED, domain, *pauses, FORGOTTEN_AFTER / timedelta(milliseconds=1)) is None:
            self._own[domain].refuse(_now(), self._rule)

    async def went(self, domain: str) -> None:
        """It took a letter."""
        domain = domain.lower()
        if domain not in self._wary:
            return
        self._wary.discard(domain)
        if await self._ask(_WENT, domain) is None:
            self._own[domain].went()

    async def _ask(self, script: str, domain: str, *arguments: float) -> object | None:
        """`None` where Valkey is away."""
        name = f"mail-pace:{hmac.digest(self._key, domain.encode(), 'sha256').hex()}"
        try:
            return await cast("Awaitable[object]", self._client.eval(script, 1, name, *map(str, arguments)))
        except RedisError as error:
            logger.warning("the pace of letters is kept by this process alone: %s", type(error).__name__)
            return None


def _now() -> float:
    return time.monotonic() * 1000
