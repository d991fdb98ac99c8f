"""A meeting that answers alone first, written through the use cases: the group, its devices and what they answer."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import msgspec

from domain.collaboration.decisions import AddPartner, FormCollaboration
from domain.ids import (
    CampaignId,
    CollaborationId,
    InvitationId,
    MeasurementId,
    PartnerId,
    QuestionId,
    RoundId,
    SubjectId,
)
from domain.invitation.state import Invitation
from domain.measurement import commands as asked
from domain.measurement.state import Measurement, fold
from domain.modes import Mode
from domain.scoring.answer import Answer
from domain.sectors import Sector, side
from domain.themes import Theme
from infra.identity import new_stream_id
from infra.migrations.roles import WEB, WORKER
from services.application.campaigns.answering import put_in_by_invitation
from services.application.collaborations import form_collaboration
from services.application.dialogue.ballots import Cast, cast, reveal_answers
from services.application.dialogue.joining import Session, take_seat
from services.application.dialogue.leading import open_room
from services.application.instruments import publish_instruments
from services.application.measurements import decide_measurement, start_measurement
from services.application.world import Caller, World
from services.application.writing import Written
from tests.database_plugin import DatabaseCopy
from tests.support.logs import new_tenant
from tests.support.worlds import opened_world

HERE = QuestionId("1-1")


class Device(msgspec.Struct, frozen=True):
    """Somebody's phone in the meeting."""

    sector: Sector
    token: str


class Meeting(msgspec.Struct, frozen=True):
    world: World
    caller: Caller
    measurement: MeasurementId

    async def join(self, sector: Sector, name: str = "") -> Device:
        session = Session(self.caller.tenant, self.measurement)
        return Device(sector, await take_seat(self.world, session, sector, name))

    async def answer(self, device: Device, answers: Mapping[QuestionId, Answer | None] | Answer | None) -> Cast:
        """To the question at hand, or to several."""
        given = answers if isinstance(answers, Mapping) else {HERE: answers}
        return await cast(
            self.world,
            self.caller.tenant,
            self.measurement,
            given,
            side=side(device.sector),
            secret=device.token.encode(),
        )

    async def invite(self, sector: Sector) -> Invitation:
        """Somebody who answers by a link in a letter, and not on a phone in the room."""
        return Invitation(
            id=InvitationId(uuid4()),
            campaign=CampaignId(UUID(int=1)),
            round=RoundId("2026-11-23T08:00"),
            collaboration=CollaborationId(UUID(int=2)),
            measurement=self.measurement,
            person=SubjectId(uuid4()),
            side=side(sector),
            invited_at=self.world.clock.now(),
            by=self.caller.subject,
        )

    async def answer_alone(self, invitation: Invitation, answers: Mapping[QuestionId, Answer | None]) -> Cast:
        return await put_in_by_invitation(self.world, self.caller.tenant, invitation, answers)

    async def reveal(self, question: QuestionId = HERE) -> Written:
        return await reveal_answers(self.world, self.caller, self.measurement, question, new_stream_id())

    async def do(self, command: asked.Command) -> None:
        await decide_measurement(self.world, self.caller, self.measurement, command, new_stream_id())

    async def state(self) -> Measurement:
        recorded = await self.world.log.read_stream(self.caller.tenant, self.measurement)
        state = fold(record.event for record in recorded)
        assert state is not None
        return state


@asynccontextmanager
async def opened_meeting(database: DatabaseCopy, redis_url: str, tenant: int | None = None) -> AsyncIterator[Meeting]:
    """Open to phones, and before the first of them."""
    async with opened_world(database, redis_url, WORKER) as worker:
        await publish_instruments(worker)
    async with opened_world(database, redis_url, WEB) as world:
        caller = Caller(tenant=new_tenant(database, tenant), subject=SubjectId(uuid4()))
        collaboration, measurement = CollaborationId(new_stream_id()), MeasurementId(new_stream_id())
        partner = AddPartner(partner=PartnerId(uuid4()), name="Gården", sector=Sector.BUSINESS)
        formed = FormCollaboration(name="DYRK", theme=Theme.OTHER)
        await form_collaboration(world, caller, collaboration, formed, new_stream_id(), partners=(partner,))
        start = asked.StartMeasurement(
            collaboration=collaboration,
            mode=Mode.EACH_THEN_TOGETHER,
            practice=False,
            attendance={Sector.MUNICIPALITY: 3, Sector.CITIZENS: 3},
        )
        await start_measurement(world, caller, measurement, start, new_stream_id())
        await open_room(world, caller, measurement)
        yield Meeting(world, caller, measurement)
