"""Server-sent events of a room: the present state at once, then every change of it.

Source: WHATWG HTML, chapter 9.2.
"""

import asyncio
from collections.abc import AsyncIterator, Hashable, Mapping
from typing import Final

import msgspec
from litestar.response import Stream

from infra.dialogue.knocks import At
from services.application.dialogue.watching import Seen
from services.web.live.hub import Hub, Render

HEARTBEAT: Final = 15.0
"""Seconds of silence before a word that says nothing, so that both ends notice a line that is dead."""

LONGEST: Final = 15 * 60.0
"""Seconds. Then the browser asks anew, and whoever must not follow any more is refused."""

RETRY: Final = b"retry: 500\n\n"
"""Milliseconds before a browser that lost the line asks again."""

BEAT: Final = b"event: beat\ndata:\n\n"


def message(seen: Seen, data: Mapping[str, object]) -> bytes:
    """One event. Its id is the state's, so that whoever reconnects says what they have seen."""
    return b"id: %s\ndata: %s\n\n" % (seen.id.encode(), msgspec.json.encode(data))


def stream(hub: Hub, at: At, kind: Hashable, render: Render) -> Stream:
    """`kind` tells those apart who get something else of the same room."""
    return Stream(_events(hub, at, kind, render), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _events(hub: Hub, at: At, kind: Hashable, render: Render) -> AsyncIterator[bytes]:
    end = asyncio.get_running_loop().time() + LONGEST
    async with hub.watch(at) as watched:
        yield RETRY
        last = b""
        while asyncio.get_running_loop().time() < end:
            changed = watched.changed
            now = watched.rendered(kind, render)
            if now and now != last:
                last = now
                yield now
            try:
                async with asyncio.timeout(HEARTBEAT):
                    await changed.wait()
            except TimeoutError:
                yield BEAT
