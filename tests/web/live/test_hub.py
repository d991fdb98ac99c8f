"""When a room is looked at. What a look finds is the use case's business, and is left out here."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import cast
from uuid import uuid4

import pytest

from domain.ids import MeasurementId, TenantId
from infra.dialogue.knocks import At, Heard, Knocks
from services.application.dialogue.watching import Seen
from services.application.world import World
from services.web.live import hub
from services.web.live.hub import Hub

pytestmark = pytest.mark.anyio

HERE, THERE = (At(TenantId(1), MeasurementId(uuid4())) for _ in range(2))

NEVER = 3600.0
PATIENCE = 20.0


class Door(Knocks):
    """Hears what a test says, and nothing else."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[Heard | None] = asyncio.Queue()

    async def listen(self) -> AsyncIterator[Heard | None]:
        while True:
            yield await self.said.get()

    def hears(self, at: At, *, counts_only: bool) -> None:
        self.said.put_nowait(Heard(at, counts_only=counts_only))


class Sight:
    """A hub with two rooms that are followed, and how often it has looked at each."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.looks: Counter[At] = Counter()
        self.another = asyncio.Event()
        self.door = Door()
        self.hub = Hub(cast("World", self))
        monkeypatch.setattr(hub, "look", self._look)

    @property
    def knocks(self) -> Door:
        return self.door

    async def _look(self, _: World, tenant: TenantId, measurement: MeasurementId, _before: Seen | None) -> None:
        self.looks[At(tenant, measurement)] += 1
        self.another.set()

    async def looked(self, at: At, times: int) -> None:
        """Waits until it has been looked at so often."""
        async with asyncio.timeout(PATIENCE):
            while self.looks[at] < times:
                self.another.clear()
                await self.another.wait()


@pytest.fixture
async def sight(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sight]:
    monkeypatch.setattr(hub, "LOOK", NEVER)
    seeing = Sight(monkeypatch)
    async with seeing.hub.opened(), seeing.hub.watch(HERE), seeing.hub.watch(THERE):
        yield seeing


async def test_a_change_is_looked_at_at_once(sight: Sight) -> None:
    sight.door.hears(HERE, counts_only=False)
    await sight.looked(HERE, 2)
    assert sight.looks[THERE] == 1


async def test_numbers_are_gathered(sight: Sight, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "GATHER", NEVER)
    for _ in range(30):
        sight.door.hears(HERE, counts_only=True)
    sight.door.hears(THERE, counts_only=False)
    await sight.looked(THERE, 2)
    assert sight.looks[HERE] == 1


async def test_numbers_are_looked_at_in_the_end(sight: Sight, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "GATHER", 0.01)
    for _ in range(30):
        sight.door.hears(HERE, counts_only=True)
    await sight.looked(HERE, 2)


async def test_a_change_takes_the_numbers_along(sight: Sight, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "GATHER", 0.05)
    sight.door.hears(HERE, counts_only=True)
    sight.door.hears(HERE, counts_only=False)
    await sight.looked(HERE, 2)
    sight.door.hears(THERE, counts_only=True)
    await sight.looked(THERE, 2)
    assert sight.looks[HERE] == 2


async def test_after_an_outage_every_room_is_looked_at(sight: Sight) -> None:
    sight.door.said.put_nowait(None)
    await sight.looked(HERE, 2)
    await sight.looked(THERE, 2)


async def test_every_room_is_looked_at_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "LOOK", 0.01)
    seeing = Sight(monkeypatch)
    async with seeing.hub.watch(HERE), seeing.hub.watch(THERE), seeing.hub.opened():
        await seeing.looked(HERE, 3)
        await seeing.looked(THERE, 3)
