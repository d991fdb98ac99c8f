"""A session as it is this moment, from PostgreSQL alone."""

from collections.abc import Mapping

import msgspec
from asyncpg import Connection

from domain.ids import MeasurementId, QuestionId, TenantId
from domain.measurement.state import Measurement, evolve
from infra.dialogue import boxes, rooms
from infra.dialogue.rooms import Company, Room
from services.application.world import World


class Gathering(msgspec.Struct, frozen=True):
    """The room, who is in it, and how many private answers wait to be revealed."""

    room: Room
    company: Company
    waiting: Mapping[QuestionId, int]

    def answered(self, question: QuestionId) -> int:
        return self.waiting.get(question, 0)

    def thinking(self, question: QuestionId) -> int:
        """How many devices have not answered; sheets of paper may hide some, and never make it fewer than none."""
        return max(0, self.company.number - self.answered(question))


async def gathering(connection: Connection, tenant: TenantId, measurement: MeasurementId) -> Gathering | None:
    """`None` where there is no room, or no more."""
    room = await rooms.room_of(connection, tenant, measurement)
    if room is None:
        return None
    return Gathering(
        room=room,
        company=await rooms.company(connection, tenant, measurement),
        waiting=await boxes.numbers(connection, tenant, measurement),
    )


class Seen(msgspec.Struct, frozen=True):
    """The measurement and its room. `version` is the measurement's, `position` its last event's in the log."""

    state: Measurement
    version: int
    position: int
    gathering: Gathering | None

    @property
    def id(self) -> str:
        """Rises with every change of where the group is: the log's position, then the room's own revision."""
        return f"{self.position}-{self.gathering.room.revision if self.gathering else 0}"


async def look(world: World, tenant: TenantId, measurement: MeasurementId, before: Seen | None = None) -> Seen | None:
    """`None` for what is no measurement. With what was seen `before`, only what came after it is read from the log.

    The room before the log: a reveal in between then shows its spread at once, and never an empty box without it.
    """
    after = before.version if before else 0
    async with world.database.reading(tenant) as connection:
        gathered = await gathering(connection, tenant, measurement)
        recorded = await world.log.read_stream(tenant, measurement, after, connection=connection)
    state = before.state if before else None
    for record in recorded:
        state = evolve(state, record.event)
    if state is None:
        return None
    return Seen(
        state=state,
        version=recorded[-1].originator_version if recorded else after,
        position=recorded[-1].position if recorded else before.position if before else 0,
        gathering=gathered,
    )
