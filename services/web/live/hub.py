"""One subscription per process, and one look at a room for all who follow it here, however many they are.

A knock says where something is new; what it is comes from PostgreSQL. So nobody can miss a message: whoever comes
back gets what is so now. Why not channels: `docs/decisions/live-sessions.md`.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from typing import Final

import asyncpg

from infra.dialogue.knocks import At
from infra.ending import end
from services.application.dialogue.watching import Seen, look
from services.application.world import World

LOOK: Final = 10.0
"""Seconds between looks of one's own, for knocks that got lost."""

GATHER: Final = 1.0
"""Seconds in which changes of numbers are gathered before a look: many answer at the same time, and a look at each of
them would be in the way of whoever clicks. Whatever else is new waits for nothing.
"""

AGAIN: Final = 1.0
"""Seconds before a look that failed is tried again."""

logger = logging.getLogger("samson.live")

Render = Callable[[Seen], bytes]


class Watched:
    """A room that somebody follows. `changed` is set once, and another one takes its place, whenever it changes."""

    def __init__(self) -> None:
        self.seen: Seen | None = None
        self.changed = asyncio.Event()
        self.watchers = 0
        self.is_stale = True
        self.looking: asyncio.Task[None] | None = None
        self.gathering: asyncio.TimerHandle | None = None
        self._rendered: dict[Hashable, bytes] = {}

    def gathered(self) -> None:
        """What was waited with is looked at now, or never."""
        if self.gathering is not None:
            self.gathering.cancel()
            self.gathering = None

    def show(self, seen: Seen | None) -> None:
        if seen == self.seen:
            return
        self.seen = seen
        self._rendered.clear()
        self.changed.set()
        self.changed = asyncio.Event()

    def rendered(self, kind: Hashable, render: Render) -> bytes:
        """The same bytes for all who follow it in the same way, made once."""
        if kind not in self._rendered:
            self._rendered[kind] = render(self.seen) if self.seen else b""
        return self._rendered[kind]


class Hub:
    """Every room that somebody follows in this process."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rooms: dict[At, Watched] = {}

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Hears knocks until the end."""
        tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._look_now_and_then())]
        try:
            yield
        finally:
            tasks += [watched.looking for watched in self._rooms.values() if watched.looking]
            for watched in self._rooms.values():
                watched.gathered()
            await end(*tasks)

    @asynccontextmanager
    async def watch(self, at: At) -> AsyncIterator[Watched]:
        """The room, seen at least once. `seen` is `None` where there is no such measurement."""
        watched = self._rooms.setdefault(at, Watched())
        watched.watchers += 1
        try:
            if watched.seen is None:
                # Shielded: whoever leaves while it is looked at leaves the look to the others.
                await asyncio.shield(self._look_again(at, watched))
            yield watched
        finally:
            watched.watchers -= 1
            if not watched.watchers and self._rooms.get(at) is watched:
                watched.gathered()
                del self._rooms[at]

    async def _listen(self) -> None:
        async for heard in self._world.knocks.listen():
            if heard is None:
                self._look_everywhere()
            elif heard.at in self._rooms:
                look = self._look_soon if heard.counts_only else self._look_again
                look(heard.at, self._rooms[heard.at])

    async def _look_now_and_then(self) -> None:
        """One room after the other: all in one moment would be in the way of whoever clicks."""
        while True:
            rooms = list(self._rooms.items())
            for at, watched in rooms:
                await asyncio.sleep(LOOK / len(rooms))
                self._look_again(at, watched)
            if not rooms:
                await asyncio.sleep(LOOK)

    def _look_everywhere(self) -> None:
        for at, watched in list(self._rooms.items()):
            self._look_again(at, watched)

    def _look_soon(self, at: At, watched: Watched) -> None:
        if watched.gathering is None:
            loop = asyncio.get_running_loop()
            watched.gathering = loop.call_later(GATHER, self._look_again, at, watched)

    def _look_again(self, at: At, watched: Watched) -> asyncio.Task[None]:
        """Knocks that come during a look lead to one more, not to one each."""
        watched.gathered()
        watched.is_stale = True
        if watched.looking is None:
            watched.looking = asyncio.create_task(self._look(at, watched))
        return watched.looking

    async def _look(self, at: At, watched: Watched) -> None:
        try:
            while watched.is_stale and watched.watchers:
                watched.is_stale = False
                try:
                    watched.show(await look(self._world, at.tenant, at.measurement, watched.seen))
                except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
                    logger.warning("a room could not be looked at: %s", type(error).__name__)
                    watched.is_stale = True
                    await asyncio.sleep(AGAIN)
        finally:
            watched.looking = None
