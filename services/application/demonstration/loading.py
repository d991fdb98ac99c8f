"""Loading the demonstration into the log, once: what is there already is left as it is."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID, uuid5

from domain.action_plan.state import ActionPlan
from domain.action_plan.state import evolve as evolve_plan
from domain.campaign.decisions import PlanCampaign, plan_campaign
from domain.event import Act, Event
from domain.ids import TenantId
from domain.planning.usual import usual_plan
from domain.streams import action_plan_stream, workspace_stream
from domain.workspace.decisions import AcceptInvitation, FoundWorkspace, InviteMember, decide, found
from domain.workspace.state import evolve
from infra.accounts.directory import Workspace, add_membership, insert_workspace
from infra.accounts.people import ensure_account, give_ks_role
from infra.eventlog.records import NewEvent
from services.application.demonstration.cast import ANALYST, CUSTODIAN, DEMONSTRATION, TENANTS, Actor, cast
from services.application.demonstration.coded import Case
from services.application.demonstration.reading import read_cases
from services.application.demonstration.script import (
    collaboration_id,
    forming,
    in_utc,
    measurement_id,
    measuring,
    planning,
)
from services.application.world import World
from services.application.writing import following

WITH_CAMPAIGN = "steinkjer"
"""It has more than one collaboration."""

BEFORE = timedelta(days=14)
"""How long before its first measurement a workspace was founded."""


async def load_demonstration(world: World) -> None:
    """All seven cases in their six workspaces, with people who can sign in. `world` is a worker's."""
    cases = sorted(read_cases(world.instruments.newest()[0]), key=lambda case: case.workspace)
    for slug, of_workspace in groupby(cases, key=lambda case: case.workspace):
        await _load_workspace(world, slug, list(of_workspace))
    for address in (ANALYST, CUSTODIAN):
        async with world.database.transaction() as connection:
            account = await ensure_account(connection, address, world.clock.now())
        await give_ks_role(world.database, account.id, "analyst")


async def _load_workspace(world: World, slug: str, cases: Sequence[Case]) -> None:
    tenant, municipality = TENANTS[slug], cases[0].municipality
    actors = cast(slug, municipality.name)
    workspace = Workspace(
        tenant=tenant,
        slug=slug,
        name=municipality.name,
        country=municipality.country,
        kind="municipality" if municipality.country == "NO" else "guest",
    )
    begun = min(case.measurements[0].opened for case in cases) - BEFORE
    async with world.database.tenant(tenant) as connection:
        await insert_workspace(connection, workspace)
        for actor in actors:
            account = await ensure_account(connection, actor.email, world.clock.now())
            await add_membership(connection, tenant, actor.subject, account.id)
    await world.log.open_tenant(tenant)
    command = FoundWorkspace(slug=slug, name=workspace.name, country=workspace.country, number=municipality.number)
    await _append(world, tenant, workspace_stream(tenant), _founding(command, actors, begun))
    for case in cases:
        await _load_case(world, tenant, case, actors, begun)
    if slug == WITH_CAMPAIGN:
        await _load_campaign(world, tenant, actors[0])


async def _load_campaign(world: World, tenant: TenantId, administrator: Actor) -> None:
    """Planned when the demonstration is first loaded, so that its rounds are still to come."""
    act = Act(by=administrator.subject, at=world.clock.now())
    command = PlanCampaign(name="Hvert kvartal", plan=usual_plan(act.at))
    campaign = uuid5(DEMONSTRATION, "campaign")
    await _append(world, tenant, campaign, plan_campaign(None, command, world.recurrence, act))


def _founding(command: FoundWorkspace, actors: Sequence[Actor], at: datetime) -> list[Event]:
    act = in_utc(actors[0], at)
    events = list(found(command, act))
    state = evolve(None, events[0])
    for actor in actors:
        for asked in (
            InviteMember(member=actor.subject, role=actor.role, email=actor.email, name=actor.name),
            AcceptInvitation(member=actor.subject),
        ):
            for event in decide(state, asked, act):
                events.append(event)
                state = evolve(state, event)
    return events


async def _load_case(world: World, tenant: TenantId, case: Case, actors: Sequence[Actor], begun: datetime) -> None:
    _, leader, participant = actors
    instrument, sha256 = world.instruments.newest()
    await _append(world, tenant, collaboration_id(case), forming(case, leader, participant, begun))
    plan, planned = ActionPlan(), list[NewEvent]()
    for number in range(len(case.measurements)):
        which = measurement_id(case, number)
        measured = following(which, (), measuring(case, number, instrument, sha256, leader))
        events = planning(case, plan, number, leader)
        actions = [
            NewEvent(action_plan_stream(collaboration_id(case)), len(planned) + place, event)
            for place, event in enumerate(events, start=1)
        ]
        await _append_new(world, tenant, which, sorted([*measured, *actions], key=lambda new: new.event.at))
        planned += actions
        for event in events:
            plan = evolve_plan(plan, event)


async def _append(world: World, tenant: TenantId, stream: UUID, events: Sequence[Event]) -> None:
    """One stream from its beginning."""
    await _append_new(world, tenant, stream, following(stream, (), events))


async def _append_new(world: World, tenant: TenantId, what: UUID, events: Sequence[NewEvent]) -> None:
    """Under a command id of its own, so that a second time changes nothing."""
    command_id, request = uuid5(DEMONSTRATION, str(what)), what.bytes * 2
    if events and await world.log.find_command(tenant, command_id, request) is None:
        await world.log.append(tenant, command_id, request, events)
