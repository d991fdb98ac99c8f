"""A session as it is this moment, from PostgreSQL alone."""

from collections.abc import Mapping

import msgspec

from domain.ids import MeasurementId, QuestionId, TenantId
from domain.measurement.state import Measurement, evolve
from infra.dialogue import boxes, rooms
from infra.dialogue.rooms import Company, Room
from services.application.world import World


class Seen(msgspec.Struct, frozen=True):
    """`room` is `None` where there is none, or no more. `waiting` counts private answers that are not revealed.

    `version` is the measurement's, `position` that of its last event in the workspace's log.
    """

    state: Measurement
    version: int
    position: int
    room: Room | None
    company: Company
    waiting: Mapping[QuestionId, int]

    @property
    def id(self) -> str:
        """Rises with every change that matters to who follows: the log's position, then the room's own revision."""
        return f"{self.position}-{self.room.revision if self.room else 0}"

    def thinking(self, question: QuestionId) -> int:
        """How many devices have not answered. Sheets of paper may make it none too early, and never fewer."""
        return max(0, self.company.number - self.waiting.get(question, 0))


async def look(world: World, tenant: TenantId, measurement: MeasurementId, before: Seen | None = None) -> Seen | None:
    """`None` for what is no measurement. With what was seen `before`, only what came after it is read from the log."""
    recorded = await world.log.read_stream(tenant, measurement, before.version if before else 0)
    state = before.state if before else None
    for record in recorded:
        state = evolve(state, record.event)
    if state is None:
        return None
    async with world.database.reading(tenant) as connection:
        room = await rooms.room_of(connection, tenant, measurement)
        company = await rooms.company(connection, tenant, measurement)
        waiting = await boxes.numbers(connection, tenant, measurement)
    last = recorded[-1] if recorded else None
    return Seen(
        state=state,
        version=last.originator_version if last else before.version if before else 0,
        position=last.position if last else before.position if before else 0,
        room=room,
        company=company,
        waiting=waiting,
    )
