"""Many sessions at once: each at its own pace, and then all of them click in the same moment."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Final

import msgspec

from domain.instrument.model import Instrument
from services.cli.bench.session.rounds import JOINING, Click, Meeting, Turn
from services.cli.bench.session.seeding import Seeded
from services.cli.bench.session.site import processor_seconds

ANSWERED: Final = 0.6
REVEALED: Final = 0.7
AGREED: Final = 0.9
"""How much of the time for a question has gone by when the last phone answers, and at the next two clicks."""

GLANCE: Final = 0.02


class Shape(msgspec.Struct, frozen=True):
    """`seconds`: how long a session takes for one question. A run is as long."""

    sessions: int
    phones: int
    seconds: float
    runs: int


class Played(msgspec.Struct, frozen=True):
    """`spread` and `at_once`: the clicks of each run. `lag`: how late this process itself came, in seconds."""

    spread: list[list[Click]]
    at_once: list[list[Click]]
    ballots: list[float]
    lag: list[float]
    event_bytes: int
    events_per_phone_and_ballot: float
    web_ms_per_question: float | None
    """Processor time of the web processes for a question of one session, whatever else the machine does."""
    web_load: float | None
    own_load: float


def turns(instrument: Instrument) -> list[Turn]:
    """Two neighbours each, so that every question is led to, and going on from it leads to another question."""
    return [
        Turn(question=one, following=other)
        for field in instrument.fields
        for one, other in zip(field.questions[::2], field.questions[1::2], strict=False)
    ]


async def play(port: int, seeded: Sequence[Seeded], instrument: Instrument, shape: Shape) -> Played:
    async with _opened(port, seeded) as meetings:
        ahead = turns(instrument)
        lag: list[float] = []
        watching = asyncio.create_task(_watch_oneself(lag))
        began, web, own = time.perf_counter(), processor_seconds(port), time.process_time()
        await _all_at_their_own_pace(meetings, ahead[: shape.runs + 1], shape)
        took = time.perf_counter() - began
        after = processor_seconds(port)
        used = None if web is None or after is None else after - web
        own_load = (time.process_time() - own) / took
        sent = sum(len(meeting.ballots) for meeting in meetings)
        events = sum(meeting.group.events for meeting in meetings)
        size = sum(meeting.group.event_bytes for meeting in meetings) // events
        ballots = [seconds for meeting in meetings for at, seconds in meeting.ballots if at > began + shape.seconds]
        watching.cancel()
        spread = [_clicks(meetings, began + run * shape.seconds, shape.seconds) for run in range(1, shape.runs + 1)]
        at_once = [await _all_in_one_moment(meetings, turn, shape) for turn in ahead[shape.runs + 1 :][: shape.runs]]
        return Played(
            spread=spread,
            at_once=at_once,
            ballots=ballots,
            lag=lag,
            event_bytes=size,
            events_per_phone_and_ballot=events / shape.phones / sent,
            web_ms_per_question=None if used is None else round(used * 1000 / shape.sessions / (shape.runs + 1)),
            web_load=None if used is None else used / took,
            own_load=own_load,
        )


@asynccontextmanager
async def _opened(port: int, seeded: Sequence[Seeded]) -> AsyncIterator[list[Meeting]]:
    meetings, several = [Meeting(port, one) for one in seeded], asyncio.Semaphore(JOINING)
    try:
        await asyncio.gather(*(meeting.open(several) for meeting in meetings))
        yield meetings
    finally:
        for meeting in meetings:
            meeting.close()


async def _all_at_their_own_pace(meetings: Sequence[Meeting], ahead: Sequence[Turn], shape: Shape) -> None:
    """One begins after the other during the first run, which warms up: in the others all of them are at it."""
    began = asyncio.get_running_loop().time()
    starts = [began + shape.seconds * number / len(meetings) for number in range(len(meetings))]
    await asyncio.gather(
        *(
            _at_its_own_pace(meeting, ahead, start, shape.seconds, Random(number))  # noqa: S311 (repeatable, not secret)
            for number, (meeting, start) in enumerate(zip(meetings, starts, strict=True))
        )
    )


async def _at_its_own_pace(meeting: Meeting, ahead: Sequence[Turn], start: float, seconds: float, draw: Random) -> None:
    """By the clock: what takes long takes none of the time that is left for the rest."""
    for number, turn in enumerate(ahead):
        begins = start + number * seconds
        await _until(begins)
        await meeting.lead(turn)
        await meeting.answer(turn, [draw.uniform(0, ANSWERED) * seconds for _ in range(meeting.phones)])
        await _until(begins + draw.uniform(REVEALED, AGREED - 0.1) * seconds)
        await meeting.reveal(turn)
        await _until(begins + draw.uniform(AGREED, 1) * seconds)
        await meeting.go_on(turn)


async def _all_in_one_moment(meetings: Sequence[Meeting], turn: Turn, shape: Shape) -> list[Click]:
    draw, began = Random(0), time.perf_counter()  # noqa: S311 (repeatable, not secret)
    await asyncio.gather(*(meeting.lead(turn) for meeting in meetings))
    within = ANSWERED * shape.seconds
    await asyncio.gather(
        *(meeting.answer(turn, [draw.uniform(0, within) for _ in range(meeting.phones)]) for meeting in meetings)
    )
    await asyncio.gather(*(meeting.reveal(turn) for meeting in meetings))
    await asyncio.gather(*(meeting.go_on(turn) for meeting in meetings))
    return _clicks(meetings, began, float("inf"))


def _clicks(meetings: Sequence[Meeting], after: float, within: float) -> list[Click]:
    return [click for meeting in meetings for click in meeting.clicks if after <= click.at < after + within]


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - asyncio.get_running_loop().time()))


async def _watch_oneself(lag: list[float]) -> None:
    while True:
        asked = time.perf_counter()
        await asyncio.sleep(GLANCE)
        lag.append(time.perf_counter() - asked - GLANCE)
