"""What a session does with one question, over HTTP as browsers do it.

Whoever leads takes the group to the question, every phone answers it, the answers are revealed, and the group agrees
on one and goes on. Three clicks, after each of which every phone has to show something else.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Final, Literal
from uuid import uuid4

import msgspec

from domain.instrument.model import Question
from services.cli.bench.session.asking import HOST, PATIENCE, Answer, ask, request
from services.cli.bench.session.lines import Group, Line
from services.cli.bench.session.seeding import Seeded
from services.cli.errors import CommandFailed
from services.web.pages import CSRF_COOKIE
from services.web.presenting.measuring.course import question_path
from services.web.seating import cookie_of, room_path
from services.web.session import COOKIE as SESSION_COOKIE

JOINING: Final = 40
"""Phones that join at the same time."""

AGREED: Final = "6"

What = Literal["lead", "reveal", "agree and go on"]


class Click(msgspec.Struct, frozen=True):
    """Seconds from sending the request: `own` to its answer, `last` until the last phone had the new state."""

    what: What
    at: float
    own: float
    last: float


class Turn(msgspec.Struct, frozen=True):
    """A question, and the one that follows it in the same field."""

    question: Question
    following: Question


class Meeting:
    """A session with its phones, and with whoever leads it, whose page is open as well."""

    def __init__(self, port: int, seeded: Seeded) -> None:
        self._port = port
        self._seeded = seeded
        self._home = f"/w/{seeded.slug}/measurements/{seeded.measurement}"
        self._room = room_path(seeded.measurement)
        self._leader: Line | None = None
        self._csrf = ""
        self.group = Group()
        self.clicks: list[Click] = []
        self.ballots: list[tuple[float, float]] = []
        """When each was sent, and the seconds to its answer."""

    @property
    def phones(self) -> int:
        return len(self._seeded.seats)

    async def open(self, several: asyncio.Semaphore) -> None:
        """Every phone has its line, and so has the page of whoever leads."""
        async with several:
            shown = await ask(self._port, self._as_leader("GET", f"{self._home}/room"), must_be=200)
        self._csrf = shown.cookie(CSRF_COOKIE)
        for seat in self._seeded.seats:
            async with several:
                asked = request(
                    "GET",
                    f"{self._room}/events",
                    {cookie_of(self._seeded.measurement): seat},
                    accept="text/event-stream",
                )
                self.group.lines.append(await self._line(asked, self.group))
        async with several:
            await self._look_at("/room")

    def close(self) -> None:
        self.group.close()
        if self._leader is not None:
            self._leader.close()

    async def lead(self, turn: Turn) -> None:
        path = question_path(turn.question)
        await self._click("lead", "/room", f"answering|{turn.question.id}|", do="lead", place=path, next=path)

    async def answer(self, turn: Turn, pauses: Sequence[float]) -> None:
        """Each phone once, so many seconds from now."""
        seats = zip(self._seeded.seats, pauses, strict=True)
        await asyncio.gather(*(self._ballot(turn, number, *seat) for number, seat in enumerate(seats)))

    async def reveal(self, turn: Turn) -> None:
        await self._click("reveal", f"{question_path(turn.question)}/reveal", f"revealed|{turn.question.id}|")

    async def go_on(self, turn: Turn) -> None:
        await self._click(
            "agree and go on",
            question_path(turn.question),
            f"answering|{turn.following.id}|",
            command_id=str(uuid4()),
            answer=AGREED,
            go="onward",
        )

    async def _click(self, what: What, path: str, mark: str, **fields: str) -> None:
        asked = self._as_leader("POST", self._home + path, {**fields, "_csrf_token": self._csrf})
        seen_by_all = self.group.expect(f'"mark":"{mark}"'.encode())
        began = time.perf_counter()
        answer = await ask(self._port, asked, must_be=303)
        own = time.perf_counter() - began
        try:
            async with asyncio.timeout(PATIENCE):
                last = await seen_by_all - began
        except TimeoutError:
            raise CommandFailed(f"after “{what}” a phone did not show it within {PATIENCE:.0f} s") from None
        self.clicks.append(Click(what=what, at=began, own=own, last=last))
        await self._follow(answer)

    async def _follow(self, answer: Answer) -> None:
        """As the browser of whoever leads does: the next page, and its line."""
        path = answer.location.partition("#")[0]
        await ask(self._port, self._as_leader("GET", path), must_be=200)
        await self._look_at(path.partition("?")[0].removeprefix(self._home))

    async def _look_at(self, page: str) -> None:
        if self._leader is not None:
            self._leader.close()
        path = f"{self._home}/room/events?page={page}"
        asked = self._as_leader("GET", path, accept="text/event-stream")
        self._leader = await self._line(asked, Group())

    async def _line(self, greeting: bytes, group: Group) -> Line:
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(lambda: Line(greeting, group.hear), HOST, self._port)
        async with asyncio.timeout(PATIENCE):
            await line.opened
        return line

    async def _ballot(self, turn: Turn, number: int, seat: str, pause: float) -> None:
        fields = {"question": turn.question.id, "answer": str(number % 11), "_csrf_token": self._csrf}
        cookies = {cookie_of(self._seeded.measurement): seat, CSRF_COOKIE: self._csrf}
        asked = request("POST", f"{self._room}/ballots", cookies, fields=fields, accept="application/json")
        await asyncio.sleep(pause)
        began = time.perf_counter()
        await ask(self._port, asked, must_be=200)
        self.ballots.append((began, time.perf_counter() - began))

    def _as_leader(
        self, method: str, path: str, fields: dict[str, str] | None = None, accept: str = "text/html"
    ) -> bytes:
        cookies = {SESSION_COOKIE: self._seeded.leader, CSRF_COOKIE: self._csrf}
        return request(method, path, cookies, fields=fields, accept=accept)
