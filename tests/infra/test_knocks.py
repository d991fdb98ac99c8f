"""Knocks over a line that somebody cuts. Nothing is lost that nobody would look for: a cut is told as well."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from redis.asyncio import Redis

from domain.ids import MeasurementId, TenantId
from infra.dialogue import knocks
from infra.dialogue.knocks import At, Heard, Knocks

pytestmark = pytest.mark.anyio

HERE = At(TenantId(7), MeasurementId(uuid4()))
PATIENCE = 20.0


class Line:
    """Between a client and Valkey: can be cut, and mended at the same address."""

    def __init__(self, redis_url: str) -> None:
        self._beyond = urlsplit(redis_url)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._port = 0

    @property
    def url(self) -> str:
        beyond = self._beyond
        return f"redis://{beyond.netloc.rpartition('@')[0]}@127.0.0.1:{self._port}{beyond.path}"

    async def __aenter__(self) -> Self:
        await self.mend()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.cut()

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        if self._server is not None:
            self._server.close()
        for end in list(self._open):
            end.transport.abort()
        await asyncio.sleep(0)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, here = await asyncio.open_connection(self._beyond.hostname, self._beyond.port)
        self._open |= {writer, here}
        await asyncio.gather(_pass_on(reader, here), _pass_on(there, writer))
        self._open -= {writer, here}


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(4096):
            writer.write(data)
            await writer.drain()
    writer.close()


@pytest.fixture
async def line(redis_url: str) -> AsyncIterator[Line]:
    async with Line(redis_url) as line:
        yield line


async def heard(listening: AsyncIterator[Heard | None]) -> Heard | None:
    async with asyncio.timeout(PATIENCE):
        return await anext(listening)


async def test_a_line_that_was_cut_is_told_and_heard_again_when_it_is_mended(
    line: Line, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knocks, "PATIENCE", 0.05)
    async with Redis.from_url(line.url) as over_the_line, Redis.from_url(redis_url) as beyond:
        listening = Knocks(over_the_line).listen()
        assert await heard(listening) is None, "whoever begins to listen has to look at everything"
        await Knocks(beyond).knock(HERE)
        assert await heard(listening) == Heard(HERE, counts_only=False)
        await line.cut()
        assert await heard(listening) is None, "some may have been missed"
        await line.mend()
        assert await heard(listening) is None, "nothing was heard until now"
        await Knocks(beyond).knock(HERE)
        while (told := await heard(listening)) is None:
            pass
        assert told == Heard(HERE, counts_only=False)


async def test_a_knock_that_cannot_be_told_raises_nothing(line: Line) -> None:
    async with Redis.from_url(line.url) as client:
        await line.cut()
        await Knocks(client).knock(HERE)


@pytest.mark.parametrize("noise", ["", "7", "x y", f"7 {UUID(int=7)} more"])
async def test_what_is_no_knock_has_everything_looked_at(redis_url: str, noise: str) -> None:
    async with Redis.from_url(redis_url) as client:
        listening = Knocks(client).listen()
        await heard(listening)
        await client.publish(knocks.CHANNEL, noise)
        assert await heard(listening) is None
