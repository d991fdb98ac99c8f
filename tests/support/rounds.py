"""A workspace whose campaigns are turned by a clock that the test sets, on a real database without any read model."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import msgspec
from asyncpg import Connection

from domain.campaign import decisions as asked
from domain.campaign import events as happened
from domain.campaign.state import Campaign
from domain.collaboration.decisions import AddParticipant, AddPartner, FormCollaboration
from domain.event import Act, Event
from domain.ids import CampaignId, CollaborationId, MeasurementId, PartnerId, QuestionId, SubjectId, TenantId
from domain.measurement.commands import AnswerQuestion, Command
from domain.measurement.state import Measurement, fold
from domain.planning.plan import Plan
from domain.sectors import Sector, Side
from domain.themes import Theme
from domain.workspace.decisions import AcceptInvitation, FoundWorkspace, InviteMember, RemoveMember
from domain.workspace.events import Role
from infra.accounts.directory import Workspace, add_membership
from infra.accounts.people import ensure_account
from infra.clock import FixedClock
from infra.eventlog.log import EventLog
from infra.identity import new_stream_id
from infra.migrations.roles import WEB, WORKER
from services.application.campaigns.finding import find_campaign
from services.application.campaigns.turning import turn_campaigns
from services.application.collaborations import decide_several, form_collaboration
from services.application.dialogue.ballots import Cast, cast
from services.application.dialogue.leading import set_up_room
from services.application.founding import create_workspace
from services.application.instruments import publish_instruments
from services.application.measurements import decide_measurement
from services.application.workspaces import decide_workspace
from services.application.world import Caller, World
from services.application.writing import following
from tests.database_plugin import DatabaseCopy
from tests.support.campaigns import RULES, plan
from tests.support.worlds import opened_world

NUMBERS = count(1)
DOMAIN = "bygda.example"
"""Nobody here is a person of `towns`, who count for themselves and may live on the same site."""

PLANNED = datetime(2026, 12, 1, 12, tzinfo=UTC)
OPENING = datetime(2027, 1, 11, 7, tzinfo=UTC)
CLOSING = OPENING + timedelta(days=21)
FIRST, SECOND = "2027-01-11T08:00", "2027-04-11T08:00"


def at(world: World, moment: datetime) -> World:
    return msgspec.structs.replace(world, clock=FixedClock(moment))


class Parish:
    """`worker` is who turns, `web` who the people work through. `planner` is the administrator."""

    def __init__(self, worker: World, web: World, workspace: Workspace, planner: Caller) -> None:
        self.worker = worker
        self.web = web
        self.workspace = workspace
        self.planner = planner

    @property
    def tenant(self) -> TenantId:
        return self.workspace.tenant

    async def join(self, name: str = "Pia", role: Role = Role.PARTICIPANT) -> SubjectId:
        """Somebody who was invited and has accepted."""
        subject, email = SubjectId(uuid4()), f"{name.lower()}.{next(NUMBERS)}@{DOMAIN}"
        invite = InviteMember(member=subject, role=role, email=email, name=name)
        await decide_workspace(self.web, self.planner, invite, new_stream_id())
        await _accept(self.worker, self.tenant, subject, email)
        return subject

    async def invite(self, role: Role = Role.PARTICIPANT) -> SubjectId:
        """Somebody who has not accepted yet."""
        subject = SubjectId(uuid4())
        invite = InviteMember(member=subject, role=role, email=f"{subject}@example.org", name="")
        await decide_workspace(self.web, self.planner, invite, new_stream_id())
        return subject

    async def remove(self, who: SubjectId) -> None:
        await decide_workspace(self.web, self.planner, RemoveMember(member=who), new_stream_id())

    async def collaborate(
        self,
        name: str = "Friskgården",
        *,
        public: Sequence[SubjectId] = (),
        partner: Sequence[SubjectId] = (),
        theme: Theme = Theme.YOUNG_PEOPLE,
    ) -> CollaborationId:
        """Of the municipality and a social enterprise, with people who belong for each."""
        collaboration, municipality, enterprise = (
            CollaborationId(new_stream_id()), PartnerId(uuid4()), PartnerId(uuid4()),
        )  # fmt: skip
        partners = (
            AddPartner(partner=municipality, name="Kommunen", sector=Sector.MUNICIPALITY),
            AddPartner(partner=enterprise, name=f"{name} AS", sector=Sector.SOCIAL_ENTERPRISE),
        )
        form = FormCollaboration(name=name, theme=theme)
        await form_collaboration(self.web, self.planner, collaboration, form, new_stream_id(), partners=partners)
        added = [AddParticipant(participant=who, partner=municipality) for who in public]
        added += [AddParticipant(participant=who, partner=enterprise) for who in partner]
        if added:
            await decide_several(self.web, self.planner, collaboration, added, new_stream_id())
        return collaboration

    async def plan(self, wanted: Plan | None = None, moment: datetime = PLANNED) -> CampaignId:
        campaign = CampaignId(new_stream_id())
        command = asked.PlanCampaign(name="Hvert kvartal", plan=wanted or plan())
        await self._append(campaign, asked.plan_campaign(None, command, RULES, self._act(moment)))
        return campaign

    async def ask(self, campaign: CampaignId, command: asked.Command, moment: datetime) -> None:
        state = await self.campaign(campaign)
        await self._append(campaign, asked.decide(campaign, state, command, RULES, self._act(moment)))

    async def turn(self, moment: datetime, world: World | None = None) -> None:
        await turn_campaigns(at(world or self.worker, moment))

    async def do(self, measurement: MeasurementId, command: Command, moment: datetime = OPENING) -> None:
        await decide_measurement(at(self.web, moment), self.planner, measurement, command, new_stream_id())

    async def agree(self, measurement: MeasurementId, question: str = "1-1", answer: int = 6) -> None:
        await self.do(measurement, AnswerQuestion(question=QuestionId(question), answer=answer, seen=None))

    async def answer(self, measurement: MeasurementId, secret: bytes, answers: Mapping[str, int]) -> Cast:
        """Somebody answers alone."""
        await set_up_room(self.web, self.tenant, measurement)
        given = {QuestionId(question): answer for question, answer in answers.items()}
        return await cast(self.web, self.tenant, measurement, given, side=Side.PARTNER, secret=secret)

    async def campaign(self, which: CampaignId) -> Campaign:
        return (await find_campaign(self.worker, self.tenant, which)).state

    async def measurement(self, which: MeasurementId) -> Measurement:
        recorded = await self.worker.log.read_stream(self.tenant, which)
        state = fold(one.event for one in recorded)
        assert state is not None
        return state

    async def turned(self, campaign: CampaignId) -> list[str]:
        """What the campaign has done by itself and was asked, in short."""
        recorded = await self.worker.log.read_stream(self.tenant, campaign)
        return [_in_short(one.event) for one in recorded[1:]]

    async def happened(self, kind: type[Event]) -> list[Event]:
        """Of one kind, in the whole workspace."""
        return [one.event for one in await self.worker.log.read_kinds(self.tenant, [kind])]

    def _act(self, moment: datetime) -> Act:
        return Act(by=self.planner.subject, at=moment)

    async def _append(self, campaign: CampaignId, events: Sequence[Event]) -> None:
        recorded, command = await self.web.log.read_stream(self.tenant, campaign), new_stream_id()
        await self.web.log.append(self.tenant, command, command.bytes, following(campaign, recorded, events))


def _in_short(event: Event) -> str:
    match event:
        case happened.RoundOpened(round=which):
            return f"opened {which}"
        case happened.RoundSkipped(round=which, cause=cause):
            return f"{cause} {which}"
        case happened.MeasurementEnded(outcome=outcome):
            return str(outcome)
        case _:
            return type(event).__name__


async def _accept(world: World, tenant: TenantId, subject: SubjectId, email: str) -> None:
    await decide_workspace(world, Caller(tenant, subject), AcceptInvitation(member=subject), new_stream_id())
    async with world.database.tenant(tenant) as connection:
        account = await ensure_account(connection, email, world.clock.now())
        await add_membership(connection, tenant, subject, account.id)


def interrupted(world: World) -> World:
    """Whatever is appended breaks: after it was written to, where that is part of a transaction."""
    log = BrokenLog(world.log)
    return msgspec.structs.replace(world, log=log)


class BrokenLog:
    def __init__(self, log: EventLog) -> None:
        self._log = log

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    async def append(self, *arguments: Any, connection: Connection | None = None, **named: Any) -> None:
        if connection is not None:
            await self._log.append(*arguments, connection=connection, **named)
        raise RuntimeError("the lights went out")


def overtaken(world: World, method: str, meanwhile: Callable[[], Awaitable[object]]) -> World:
    """Somebody is quicker: right after the first answer of one of the log's methods."""
    return msgspec.structs.replace(world, log=OvertakenLog(world.log, method, meanwhile))


class OvertakenLog:
    def __init__(self, log: EventLog, method: str, meanwhile: Callable[[], Awaitable[object]]) -> None:
        self._log = log
        self._method = method
        self._waiting = [meanwhile]

    def __getattr__(self, name: str) -> Any:
        return self._overtaken if name == self._method else getattr(self._log, name)

    async def _overtaken(self, *arguments: Any, **named: Any) -> Any:
        answer = await getattr(self._log, self._method)(*arguments, **named)
        while self._waiting:
            await self._waiting.pop()()
        return answer


@asynccontextmanager
async def opened_parish(database: DatabaseCopy, redis_url: str) -> AsyncIterator[Parish]:
    async with (
        opened_world(database, redis_url, WORKER, FixedClock(PLANNED)) as worker,
        opened_world(database, redis_url, WEB, FixedClock(PLANNED)) as web,
    ):
        await publish_instruments(worker)
        yield await found_parish(worker, web)


async def found_parish(worker: World, web: World, country: str = "NO") -> Parish:
    """Another on the same database."""
    number = next(NUMBERS)
    email, command = f"ada.{number}@{DOMAIN}", FoundWorkspace(f"bygda-{number}", "Bygda", country)
    founded = await create_workspace(worker, command, email, "Ada")
    await _accept(worker, founded.workspace.tenant, founded.administrator, email)
    planner = Caller(founded.workspace.tenant, founded.administrator)
    return Parish(worker, web, founded.workspace, planner)
