"""A workspace with people, a collaboration and measurements, written through the use cases."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

import msgspec

from domain.action_plan.decisions import AgreeAction, SuggestAction
from domain.audit_access.decisions import AcceptAccess, GrantAccess
from domain.campaign.decisions import PlanCampaign, SkipRound
from domain.campaign.events import Language, Letter, Outcome
from domain.campaign.own_words import WordLetter
from domain.campaign.state import Campaign
from domain.campaign.state import fold as fold_campaign
from domain.campaign.turn import ended, rounds_due
from domain.collaboration.decisions import AddParticipant, AddPartner, FormCollaboration, RemovePartner
from domain.event import Act, Event
from domain.ids import ActionId, CampaignId, CollaborationId, MeasurementId, PartnerId, QuestionId, RoundId, SubjectId
from domain.instrument.model import Instrument
from domain.measurement.commands import AddOwnQuestion, AnswerQuestion, CloseMeasurement, StartMeasurement, WeighValue
from domain.measurement.decisions import start as begin
from domain.modes import Mode
from domain.sectors import Sector
from domain.themes import Theme
from domain.workspace.decisions import AcceptInvitation, FoundWorkspace, InviteMember
from domain.workspace.events import Role
from infra.accounts.directory import Workspace, add_membership
from infra.accounts.people import Account, ensure_account, give_ks_role
from infra.accounts.sessions import start_session
from infra.accounts.sign_in import SignedIn
from infra.clock import FixedClock
from infra.identity import new_stream_id
from services.application.actions import decide_actions
from services.application.at_once import AtOnce, decide_at_once
from services.application.audit_accesses import decide_access, grant_access
from services.application.campaigns.planning import plan_campaign
from services.application.collaborations import decide_collaboration, form_collaboration
from services.application.founding import create_workspace
from services.application.measurements import decide_measurement, start_measurement
from services.application.workspaces import decide_workspace
from services.application.world import Caller, World
from services.application.writing import following
from services.web.session import COOKIE
from tests.running_site import Site
from tests.support.browsing import Browser, Shown
from tests.support.campaigns import plan as usual_plan

NUMBERS = count(1)

TWO_SECTORS: Mapping[Sector, int] = {Sector.MUNICIPALITY: 3, Sector.SOCIAL_ENTERPRISE: 2}


class Person(msgspec.Struct, frozen=True):
    """Somebody who can sign in; `caller` as whom, where they belong to a workspace."""

    account: Account
    name: str
    caller: Caller | None = None

    @property
    def here(self) -> Caller:
        assert self.caller is not None
        return self.caller


class Town:
    """A workspace of its own, so that tests on one site do not meet."""

    def __init__(
        self, site: Site, workspace: Workspace, administrator: Person, clock: FixedClock | None = None
    ) -> None:
        self.site = site
        self.workspace = workspace
        self.administrator = administrator
        self._clock = clock

    @property
    def world(self) -> World:
        return msgspec.structs.replace(self.site.world, clock=self._clock) if self._clock else self.site.world

    def at(self, moment: datetime) -> "Town":
        """The same town, where everything that is written is written at that moment."""
        return Town(self.site, self.workspace, self.administrator, FixedClock(moment))

    @property
    def home(self) -> str:
        return f"/w/{self.workspace.slug}"

    def show(self) -> None:
        self.site.show(self.workspace.tenant)

    def page(self, browser: Browser, path: str) -> Shown:
        """A page of the workspace, where all that was done is shown. `path` is what comes after the workspace's."""
        self.show()
        return browser.open(f"{self.home}{path}")

    def join(self, role: Role, name: str) -> Person:
        """Somebody who was invited and has accepted."""
        return self.site.run(self._join(role, name))

    def join_too(self, person: Person, role: Role) -> Person:
        """Somebody who belongs to another workspace already, under a pseudonym of their own here."""
        return self.site.run(self._join(role, person.name, person.account.email))

    async def _join(self, role: Role, name: str, address: str = "") -> Person:
        email = address or f"{name.split(maxsplit=1)[0].lower()}.{next(NUMBERS)}@example.org"
        subject = SubjectId(uuid4())
        invite = InviteMember(member=subject, role=role, email=email, name=name)
        await decide_workspace(self.world, self.administrator.here, invite, new_stream_id())
        return await _accept(self.world, self.workspace, subject, email, name)

    def let_in(self, name: str, *, days: int = 14, begun: timedelta = timedelta(0)) -> Person:
        """An auditor, whose access began so long ago and lasts so many days from then."""
        return self.site.run(self._let_in(name, timedelta(days=days), begun))

    async def _let_in(self, name: str, lasts: timedelta, begun: timedelta) -> Person:
        then = self.world.clock.now() - begun
        world = msgspec.structs.replace(self.world, clock=FixedClock(then))
        auditor = SubjectId(uuid4())
        email = f"{name.split(maxsplit=1)[0].lower()}.{next(NUMBERS)}@example.org"
        grant = GrantAccess(auditor=auditor, name=name, email=email, purpose=f"Formålet til {name}", until=then + lasts)
        await grant_access(world, self.administrator.here, grant, new_stream_id())
        caller = Caller(tenant=self.workspace.tenant, subject=auditor)
        await decide_access(world, caller, auditor, AcceptAccess(), new_stream_id())
        return await self._tie(email, name, caller)

    def tie(self, auditor: Person) -> Person:
        """Once more, as when a worker has not come round to ending it."""
        return self.site.run(self._tie(auditor.account.email, auditor.name, auditor.here))

    async def _tie(self, email: str, name: str, caller: Caller) -> Person:
        async with self.world.database.tenant(caller.tenant) as connection:
            account = await ensure_account(connection, email, self.world.clock.now())
            await add_membership(connection, caller.tenant, caller.subject, account.id)
        return Person(account=account, name=name, caller=caller)

    def collaborate(
        self,
        name: str = "Friskgården",
        *,
        participants: tuple[Person, ...] = (),
        theme: Theme = Theme.YOUNG_PEOPLE,
        sector: Sector = Sector.SOCIAL_ENTERPRISE,
    ) -> CollaborationId:
        """With two partners: the municipality, and one from `sector`, for which participants belong."""
        return self.site.run(self._collaborate(name, participants, theme, sector))

    async def _collaborate(
        self, name: str, participants: tuple[Person, ...], theme: Theme, sector: Sector
    ) -> CollaborationId:
        collaboration, by = CollaborationId(new_stream_id()), self.administrator.here
        partners = (
            AddPartner(partner=PartnerId(uuid4()), name="Kommunen", sector=Sector.MUNICIPALITY),
            AddPartner(partner=PartnerId(uuid4()), name=f"{name} AS", sector=sector),
        )
        command = FormCollaboration(
            name=name, theme=theme, purpose=f"Formålet med {name}", target_group=f"De som {name} er for"
        )
        await form_collaboration(self.world, by, collaboration, command, new_stream_id(), partners=partners)
        for person in participants:
            add = AddParticipant(participant=person.here.subject, partner=partners[1].partner)
            await decide_collaboration(self.world, by, collaboration, add, new_stream_id())
        return collaboration

    def measure(
        self,
        collaboration: CollaborationId,
        answers: Mapping[str, int] | int = 6,
        *,
        weight: int = 8,
        practice: bool = False,
        close: bool = True,
        version: int | None = None,
        attendance: Mapping[Sector, int] = TWO_SECTORS,
    ) -> MeasurementId:
        """Every question with the same answer, or those that are given. As it was while `version` was the newest."""
        return self.site.run(
            self._measure(
                collaboration,
                answers,
                weight=weight,
                practice=practice,
                close=close,
                version=version,
                attendance=attendance,
            )
        )

    async def _measure(
        self,
        collaboration: CollaborationId,
        answers: Mapping[str, int] | int,
        *,
        weight: int,
        practice: bool,
        close: bool,
        version: int | None,
        attendance: Mapping[Sector, int],
    ) -> MeasurementId:
        measurement, by = MeasurementId(new_stream_id()), self.administrator.here
        start = StartMeasurement(
            collaboration=collaboration,
            mode=Mode.TOGETHER,
            practice=practice,
            attendance=attendance,
        )
        if version is None:
            await start_measurement(self.world, by, measurement, start, new_stream_id())
            instrument, _ = self.world.instruments.newest()
        else:
            instrument = await self._start_with(version, measurement, start)
        given = dict.fromkeys(instrument.questions, answers) if isinstance(answers, int) else answers
        asked = (
            *(WeighValue(ambition=ambition, weight=weight, seen=None) for ambition in instrument.ambitions),
            *(AnswerQuestion(question=QuestionId(key), answer=answer, seen=None) for key, answer in given.items()),
            *((CloseMeasurement(),) if close else ()),
        )
        await decide_at_once(self.world, by, measurement, AtOnce(measurement=asked), new_stream_id())
        return measurement

    async def _start_with(self, version: int, measurement: MeasurementId, start: StartMeasurement) -> Instrument:
        shelved, by = self.world.instruments.by_version("samson", version), self.administrator.here
        act = Act(by=by.subject, at=self.world.clock.now())
        events = following(measurement, (), begin(measurement, start, shelved.instrument, shelved.sha256, act))
        await self.world.log.append(by.tenant, new_stream_id(), measurement.bytes * 2, events)
        return shelved.instrument

    def plan(self, name: str, *, skips: Mapping[str, str] | None = None, said: str = "", **plan: object) -> CampaignId:
        """A campaign, every quarter for all collaborations unless said otherwise. `skips`: rounds and why.

        `said`: own words in the invitation, in bokmål.
        """
        campaign, by = CampaignId(new_stream_id()), self.administrator.here
        command = PlanCampaign(name=name, plan=usual_plan(**plan))
        left_out = [SkipRound(round=RoundId(one), reason=reason) for one, reason in (skips or {}).items()]
        words = [WordLetter(Letter.INVITATION, Language.BOKMAL, said, seen="")] if said else []
        self.site.run(plan_campaign(self.world, by, campaign, command, new_stream_id(), skips=left_out, words=words))
        return campaign

    def open_round(self, campaign: CampaignId, groups: Mapping[CollaborationId, MeasurementId]) -> None:
        """The newest round that is due, with measurements that are open already."""
        self.site.run(self._turn(campaign, lambda state, act: rounds_due(state, self.world.recurrence, groups, act)))

    def end(self, campaign: CampaignId, measurement: MeasurementId, outcome: Outcome) -> None:
        self.site.run(self._turn(campaign, lambda state, act: ended(state, measurement, outcome, act)))

    async def _turn(self, campaign: CampaignId, decide: Callable[[Campaign, Act], tuple[Event, ...]]) -> None:
        by = self.administrator.here
        recorded = await self.world.log.read_stream(by.tenant, campaign)
        state = fold_campaign(one.event for one in recorded)
        assert state is not None
        events = decide(state, Act(by=by.subject, at=self.world.clock.now()))
        await self.world.log.append(
            by.tenant, new_stream_id(), campaign.bytes * 2, following(campaign, recorded, events)
        )

    def partner(self, collaboration: CollaborationId, command: AddPartner | RemovePartner) -> None:
        """Joins or leaves."""
        by = self.administrator.here
        self.site.run(decide_collaboration(self.world, by, collaboration, command, new_stream_id()))

    def close(self, measurement: MeasurementId) -> None:
        command = CloseMeasurement()
        self.site.run(decide_measurement(self.world, self.administrator.here, measurement, command, new_stream_id()))

    def ask(self, measurement: MeasurementId, statement: str) -> None:
        """A question of the workspace's own, in a measurement that is still open."""
        command, by = AddOwnQuestion(statement=statement), self.administrator.here
        self.site.run(decide_measurement(self.world, by, measurement, command, new_stream_id()))

    def suggest(
        self,
        collaboration: CollaborationId,
        measurement: MeasurementId,
        text: str,
        question: str = "1-1",
        *,
        agree: bool = True,
    ) -> ActionId:
        """In a measurement that is still open."""
        return self.site.run(self._suggest(collaboration, measurement, text, question, agree=agree))

    async def _suggest(
        self, collaboration: CollaborationId, measurement: MeasurementId, text: str, question: str, *, agree: bool
    ) -> ActionId:
        action, by = ActionId(new_stream_id()), self.administrator.here
        suggest = SuggestAction(
            action=action,
            collaboration=collaboration,
            measurement=measurement,
            question=QuestionId(question),
            text=text,
        )
        await decide_actions(self.world, by, collaboration, suggest, new_stream_id())
        if agree:
            chosen = AgreeAction(action=action, measurement=measurement, owner=None, due=None)
            await decide_actions(self.world, by, collaboration, chosen, new_stream_id())
        return action


def found_town(site: Site, name: str = "Steinkjer", number: str | None = None) -> Town:
    """`number` is the municipality's official one, without which nothing of it counts for the country."""
    return site.run(_found(site, name, number))


async def _found(site: Site, name: str, number: str | None) -> Town:
    running = next(NUMBERS)
    email = f"administrator.{running}@example.org"
    founding = FoundWorkspace(slug=f"{name.lower()}-{running}", name=name, number=number)
    founded = await create_workspace(site.world, founding, email, "Ada Administrator")
    administrator = await _accept(site.world, founded.workspace, founded.administrator, email, "Ada Administrator")
    return Town(site, founded.workspace, administrator)


async def _accept(world: World, workspace: Workspace, subject: SubjectId, email: str, name: str) -> Person:
    caller = Caller(tenant=workspace.tenant, subject=subject)
    await decide_workspace(world, caller, AcceptInvitation(member=subject), new_stream_id())
    async with world.database.tenant(workspace.tenant) as connection:
        account = await ensure_account(connection, email, world.clock.now())
        await add_membership(connection, workspace.tenant, subject, account.id)
    return Person(account=account, name=name, caller=caller)


def analyst(site: Site) -> Person:
    """At KS, without any workspace."""

    async def made() -> Person:
        async with site.world.database.transaction() as connection:
            account = await ensure_account(connection, f"analyst.{next(NUMBERS)}@ks.example", site.world.clock.now())
        await give_ks_role(site.world.database, account.id, "analyst")
        return Person(account=msgspec.structs.replace(account, ks_role="analyst"), name="Kari i KS")

    return site.run(made())


def stranger(site: Site) -> Person:
    """Can sign in, and belongs nowhere."""

    async def made() -> Person:
        async with site.world.database.transaction() as connection:
            account = await ensure_account(connection, f"stranger.{next(NUMBERS)}@example.org", site.world.clock.now())
        return Person(account=account, name="Ingen Steder")

    return site.run(made())


def session_of(site: Site, person: Person) -> str:
    """A signed-in browser's cookie, without the way through the mail."""
    signed_in = SignedIn(person.account.id, "email-link")
    return site.run(start_session(site.web, signed_in, site.world.clock.now()))


def browser_of(site: Site, person: Person | None = None, language: str = "nb") -> Browser:
    """Somebody's browser, signed in; or nobody's."""
    browser = Browser(site.address, language)
    if person is not None:
        browser.client.cookies.set(COOKIE, session_of(site, person))
    return browser
