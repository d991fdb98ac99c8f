"""Open connections that count, and do as little else as can be: they share the processors with what is measured."""

import asyncio
import time
from collections.abc import Callable
from typing import Final, cast

END: Final = b"\n\n"
"""Of an event, which holds no such thing inside: its data is one line of JSON."""

Hear = Callable[["Line", bytes], None]


class Line(asyncio.Protocol):
    """Says `greeting` when it is connected, and hands on whole events as they come, a few at a time.

    It is `opened` once the other end has said `ready`.
    """

    def __init__(self, greeting: bytes, hear: Hear, ready: bytes = END) -> None:
        self._greeting = greeting
        self._hear = hear
        self._ready = ready
        self._unread = b""
        self._transport: asyncio.WriteTransport | None = None
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)
        self._transport.write(self._greeting)

    def data_received(self, data: bytes) -> None:
        data = self._unread + data
        if not self.opened.done() and self._ready in data:
            self.opened.set_result(None)
        end = data.rfind(END)
        if end < 0:
            self._unread = data
            return
        self._unread = data[end + len(END) :]
        self._hear(self, data[: end + len(END)])

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError(self._unread[:80].decode(errors="replace")))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class Group:
    """The lines of one session. One thing at a time is waited for: the same at every line."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.events = 0
        self.event_bytes = 0
        self._sought = b""
        self._missing: set[Line] = set()
        self._seen_by_all: asyncio.Future[float] | None = None

    def expect(self, sought: bytes) -> asyncio.Future[float]:
        """The moment, by `time.perf_counter`, at which the last line has had an event with `sought` in it."""
        self._sought, self._missing = sought, set(self.lines)
        self._seen_by_all = asyncio.get_running_loop().create_future()
        return self._seen_by_all

    def hear(self, line: Line, events: bytes) -> None:
        self.events += events.count(END)
        self.event_bytes += len(events)
        if line not in self._missing or self._sought not in events:
            return
        self._missing.remove(line)
        if not self._missing and self._seen_by_all is not None and not self._seen_by_all.done():
            self._seen_by_all.set_result(time.perf_counter())

    def close(self) -> None:
        for line in self.lines:
            line.close()
