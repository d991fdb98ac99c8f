"""When a session is over for good, nothing of it stays outside the log: no seat, no name, no private answer."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from domain.event import Event
from domain.ids import MeasurementId
from domain.measurement.events import MeasurementClosed, MeasurementNotCompleted, MeasurementVoided
from domain.measurement.state import ENDED, fold
from infra.dialogue import rooms
from infra.dialogue.knocks import At
from infra.eventlog.log import OutboxRow
from infra.outbox import TakenWork, enqueue
from services.application.campaigns.standing import open_until
from services.application.world import World

CLEAR_ROOM: Final = "dialogue.clear"
"""The kind of outbox work; its payload names the measurement."""

FORGOTTEN: Final = "forgotten"
"""In the payload: whether it is closed or not."""

LONGEST: Final = timedelta(days=90)
"""For a measurement that nobody closes: how long its room stays after it was set up."""


def clearing(measurement: MeasurementId, events: Iterable[Event]) -> tuple[OutboxRow, ...]:
    """The work that follows from a measurement's end, in the same append."""
    if any(isinstance(event, MeasurementClosed | MeasurementNotCompleted | MeasurementVoided) for event in events):
        return (OutboxRow(kind=CLEAR_ROOM, payload={"measurement": str(measurement)}),)
    return ()


async def clear_room(world: World, work: TakenWork) -> None:
    """Again does no harm: there is nothing left. What was opened again meanwhile keeps its room."""
    measurement = MeasurementId(UUID(work.payload["measurement"]))
    state = fold(record.event for record in await world.log.read_stream(work.tenant, measurement))
    is_over = state is None or state.status in ENDED
    if not is_over and work.payload.get("when") != FORGOTTEN:
        return
    until = None if is_over else await open_until(world, work.tenant, measurement)
    if until is not None:
        await _wait(world, work, until)
        return
    async with world.database.tenant(work.tenant) as connection:
        await rooms.clear(connection, work.tenant, measurement)
    await world.knocks.knock(At(work.tenant, measurement))


async def _wait(world: World, work: TakenWork, until: datetime) -> None:
    """A round of a campaign that still takes answers is not forgotten, however often its group got more time."""
    async with world.database.tenant(work.tenant) as connection:
        await enqueue(connection, work.tenant, CLEAR_ROOM, work.payload, at=until)
