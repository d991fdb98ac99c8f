"""The bare limit: the same fan-out through Valkey, with nothing of ours between the one who tells and those who hear.

Every phone is a connection of its own to Valkey and subscribed to its session's channel. A small server with events
in between, without a database, would have its own code measured as well; here only Valkey and the sockets are left.
The same lines hear it and count, in the same process, the same number of messages of the same length.
"""

import asyncio
import time
from collections.abc import Sequence
from random import Random
from typing import Any, Final

from redis.asyncio import Redis
from redis.connection import parse_url

from services.cli.bench.session.asking import PATIENCE
from services.cli.bench.session.lines import END, Group, Line
from services.cli.bench.session.playing import Shape

OF_CLICKS: Final = 3
"""Of the messages of one question; the others tell of one ballot each."""

SUBSCRIBED: Final = b":1\r\n"
"""How Valkey ends its word that there is one subscription now."""


async def bare_fan_out(url: str, shape: Shape, size: int, seconds: float) -> list[float]:
    """Seconds from publishing to the last subscriber, of each click, with every session at its own pace."""
    groups = [Group() for _ in range(shape.sessions)]
    try:
        for number, group in enumerate(groups):
            group.lines = [await _subscribed(url, number, group) for _ in range(shape.phones)]
        async with Redis.from_url(url) as client:
            until = time.perf_counter() + seconds
            pace = seconds / (OF_CLICKS + shape.phones)
            telling = (
                _told(client, number, group, size=size, pace=pace, until=until) for number, group in enumerate(groups)
            )
            taken = await asyncio.gather(*telling)
    finally:
        for group in groups:
            group.close()
    return [one for session in taken for one in session]


def _channel(number: int) -> str:
    return f"samson:bench:{number}"


async def _told(client: Redis, number: int, group: Group, *, size: int, pace: float, until: float) -> list[float]:
    draw, told = Random(number), 0  # noqa: S311 (repeatable, not secret)
    taken: list[float] = []
    await asyncio.sleep(draw.uniform(0, pace))
    while time.perf_counter() < until or not taken:
        told += 1
        word = b"<%d>" % told
        heard = group.expect(word)
        began = time.perf_counter()
        await client.publish(_channel(number), word.ljust(size, b".") + END)
        seconds = await heard - began
        if told % (OF_CLICKS + len(group.lines)) in range(1, OF_CLICKS + 1):
            taken.append(seconds)
        await asyncio.sleep(draw.uniform(0.5, 1.5) * pace)
    return taken


async def _subscribed(url: str, number: int, group: Group) -> Line:
    where: dict[str, Any] = parse_url(url)  # type: ignore[no-untyped-call]
    words: list[Sequence[str]] = []
    if where.get("password"):
        words.append(("AUTH", where.get("username") or "default", where["password"]))
    words.append(("SUBSCRIBE", _channel(number)))
    greeting = "".join(_spoken(each) for each in words).encode()
    loop = asyncio.get_running_loop()
    if "path" in where:
        _, line = await loop.create_unix_connection(lambda: Line(greeting, group.hear, SUBSCRIBED), where["path"])
    else:
        host, port = where.get("host", "localhost"), where.get("port", 6379)
        _, line = await loop.create_connection(lambda: Line(greeting, group.hear, SUBSCRIBED), host, port)
    async with asyncio.timeout(PATIENCE):
        await line.opened
    return line


def _spoken(words: Sequence[str]) -> str:
    return f"*{len(words)}\r\n" + "".join(f"${len(word.encode())}\r\n{word}\r\n" for word in words)
