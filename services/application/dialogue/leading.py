"""Opening a session for phones, and leading the group from place to place."""

from datetime import timedelta
from typing import Final

import asyncpg

from domain.ids import MeasurementId, TenantId
from domain.measurement.errors import MeasurementIsClosed, MeasurementIsNotCompleted, MeasurementIsVoided
from domain.measurement.state import Status, fold
from infra.dialogue import rooms
from infra.dialogue.knocks import At
from infra.dialogue.rooms import new_code
from infra.outbox import enqueue
from services.application.dialogue.clearing import CLEAR_ROOM, FORGOTTEN, LONGEST
from services.application.world import Caller, World
from services.application.writing import NoSuchThing, TooManyAtOnce

CODE_LIVES: Final = timedelta(hours=12)
"""A long day. Whoever leads can have it lengthened at any time, and phones that have joined need no code."""

TRIES: Final = 8
"""At codes that no other room has."""

BEGINNING: Final = ""
"""The place before the first: the measurement's own page."""


async def set_up_room(world: World, tenant: TenantId, measurement: MeasurementId) -> None:
    """A place for private answers, also of those on paper. Nobody can join it by a code yet.

    Raises `NoSuchThing`, and why the measurement takes no answers.
    """
    await _must_be_under_way(world, tenant, measurement)
    now = world.clock.now()
    async with world.database.tenant(tenant) as connection:
        if await rooms.set_up(connection, tenant, measurement, BEGINNING, now):
            forgotten = {"measurement": str(measurement), "when": FORGOTTEN}
            await enqueue(connection, tenant, CLEAR_ROOM, forgotten, at=now + LONGEST)


async def open_room(world: World, caller: Caller, measurement: MeasurementId) -> None:
    """Let phones in, for `CODE_LIVES` from now: by the code that there is, or by a new one where it has run out."""
    await set_up_room(world, caller.tenant, measurement)
    async with world.database.reading(caller.tenant) as connection:
        room = await rooms.room_of(connection, caller.tenant, measurement)
    current = room.code if room and room.lets_in(world.clock.now()) else None
    await _give_code(world, caller, measurement, current)


async def renew_code(world: World, caller: Caller, measurement: MeasurementId) -> None:
    """The old code lets nobody in any more; who is in stays in."""
    await _give_code(world, caller, measurement, None)


async def shut_room(world: World, caller: Caller, measurement: MeasurementId) -> None:
    """Nobody else joins. Who is in stays in."""
    async with world.database.tenant(caller.tenant) as connection:
        await rooms.give_code(connection, caller.tenant, measurement, None, None)
    await world.knocks.knock(At(caller.tenant, measurement))


async def lead_to(
    world: World, caller: Caller, measurement: MeasurementId, place: str, *, seen: str | None = None
) -> None:
    """The group follows. With `seen`, only if it is still where the page had it: two clicks at once are one step."""
    async with world.database.tenant(caller.tenant) as connection:
        moved = await rooms.move(connection, caller.tenant, measurement, place, world.clock.now(), seen=seen)
    if moved:
        await world.knocks.knock(At(caller.tenant, measurement))


async def _must_be_under_way(world: World, tenant: TenantId, measurement: MeasurementId) -> None:
    state = fold(record.event for record in await world.log.read_stream(tenant, measurement))
    if state is None:
        raise NoSuchThing(what="measurement")
    if state.status is Status.CLOSED:
        raise MeasurementIsClosed(closed_at=state.closed_at)
    if state.status is Status.NOT_COMPLETED:
        raise MeasurementIsNotCompleted
    if state.status is Status.VOIDED:
        raise MeasurementIsVoided


async def _give_code(world: World, caller: Caller, measurement: MeasurementId, code: str | None) -> None:
    until = world.clock.now() + CODE_LIVES
    for _ in range(TRIES):
        try:
            async with world.database.tenant(caller.tenant) as connection:
                await rooms.give_code(connection, caller.tenant, measurement, code or new_code(), until)
        except asyncpg.UniqueViolationError:
            continue
        await world.knocks.knock(At(caller.tenant, measurement))
        return
    raise TooManyAtOnce
