"""Measurements in which everybody answers for themselves first, each in a workspace of its own, with phones joined."""

import asyncio
from itertools import cycle, islice
from uuid import uuid4

import msgspec

from domain.collaboration.decisions import AddPartner, FormCollaboration
from domain.ids import CollaborationId, MeasurementId, PartnerId, TenantId
from domain.measurement.commands import StartMeasurement
from domain.modes import Mode
from domain.sectors import Sector
from domain.themes import Theme
from domain.workspace.decisions import AcceptInvitation, FoundWorkspace
from infra.accounts.directory import add_membership
from infra.accounts.people import ensure_account
from infra.accounts.sessions import start_session
from infra.accounts.sign_in import SignedIn
from infra.identity import new_stream_id
from infra.migrations.roles import WEB, WORKER
from infra.settings import Settings
from services.application.collaborations import form_collaboration
from services.application.dialogue.joining import Session, take_seat
from services.application.dialogue.leading import open_room
from services.application.founding import create_workspace
from services.application.measurements import start_measurement
from services.application.workspaces import decide_workspace
from services.application.world import Caller, World
from services.bootstrap import opened_world

SECTORS = (Sector.MUNICIPALITY, Sector.VOLUNTARY, Sector.SOCIAL_ENTERPRISE)


class Seeded(msgspec.Struct, frozen=True):
    """`leader` is the token of a signed-in browser, `seats` those of the phones."""

    tenant: TenantId
    slug: str
    measurement: MeasurementId
    leader: str
    seats: tuple[str, ...]


async def seed(settings: Settings, sessions: int, phones: int) -> tuple[Seeded, ...]:
    """All through the use cases, and waits until the read models show it: a projector has to run."""
    async with opened_world(settings, WORKER) as worker, opened_world(settings, WEB) as web:
        return tuple(await asyncio.gather(*(_seeded(worker, web, number, phones) for number in range(sessions))))


async def _seeded(worker: World, web: World, number: int, phones: int) -> Seeded:
    slug, email = f"bench-{number}", f"leader.{number}@example.org"
    founded = await create_workspace(worker, FoundWorkspace(slug=slug, name=f"Bench {number}"), email)
    leader = Caller(tenant=founded.workspace.tenant, subject=founded.administrator)
    await decide_workspace(web, leader, AcceptInvitation(member=leader.subject), new_stream_id())
    async with worker.database.tenant(leader.tenant) as connection:
        account = await ensure_account(connection, email, worker.clock.now())
        await add_membership(connection, leader.tenant, leader.subject, account.id)
    measurement = await _measurement(web, leader)
    await open_room(web, leader, measurement)
    session = Session(leader.tenant, measurement)
    seats = [await take_seat(web, session, sector, "") for sector in islice(cycle(SECTORS), phones)]
    token = await start_session(web.database, SignedIn(account.id, "email-link"), web.clock.now())
    await web.read_models.wait_for(leader.tenant, await web.log.head(leader.tenant))
    return Seeded(leader.tenant, slug, measurement, token, tuple(seats))


async def _measurement(web: World, leader: Caller) -> MeasurementId:
    collaboration, measurement = CollaborationId(new_stream_id()), MeasurementId(new_stream_id())
    form = FormCollaboration(name="Prøve", theme=Theme.OTHER)
    partners = [AddPartner(partner=PartnerId(uuid4()), name=sector, sector=sector) for sector in SECTORS]
    await form_collaboration(web, leader, collaboration, form, new_stream_id(), partners=partners)
    start = StartMeasurement(
        collaboration=collaboration,
        mode=Mode.EACH_THEN_TOGETHER,
        practice=False,
        attendance=dict.fromkeys(SECTORS, 1),
    )
    await start_measurement(web, leader, measurement, start, new_stream_id())
    return measurement
