"""What people decide about a campaign. What it does by itself when time passes is not here."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from domain.campaign.decisions import Command, PlanCampaign, PostponeClosing, RevisePlan, SkipRound, decide
from domain.campaign.decisions import plan_campaign as planned
from domain.campaign.own_words import WordLetter
from domain.campaign.state import Campaign, evolve, fold
from domain.event import Act, Event
from domain.ids import CampaignId, MeasurementId
from domain.planning.plan import Listed, Plan
from infra.eventlog.log import NewEvent
from projections.campaigns.queries import Found, campaigns
from services.application.campaigns.own_words import worded
from services.application.world import Caller, World
from services.application.writing import Decision, NoSuchThing, Written, fingerprint, following, write


class Several(msgspec.Struct, frozen=True):
    """Commands of one form: all of them or none."""

    commands: tuple[PlanCampaign | Command | WordLetter, ...]


async def plan_campaign(
    world: World,
    caller: Caller,
    campaign: CampaignId,
    command: PlanCampaign,
    command_id: UUID,
    *,
    skips: Sequence[SkipRound] = (),
    words: Sequence[WordLetter] = (),
) -> Written:
    """With the rounds that are to be left out from the beginning, and the municipality's own words in the letters."""

    async def decision(act: Act) -> Decision:
        return Decision(await planning(world, caller, campaign, command, skips, words=words, act=act))

    request = fingerprint(world, campaign, Several(commands=(command, *skips, *words)))
    return await write(world, caller, command_id, request, decision)


async def planning(
    world: World,
    caller: Caller,
    campaign: CampaignId,
    command: PlanCampaign,
    skips: Sequence[SkipRound],
    *,
    words: Sequence[WordLetter],
    act: Act,
) -> list[NewEvent]:
    """What is appended for it; nothing for a campaign that is planned already."""
    await _must_be_there(world, caller, command.plan)
    recorded = await world.log.read_stream(caller.tenant, campaign)
    if recorded:
        return []
    (first,) = planned(None, command, world.recurrence, act)
    state = evolve(None, first)
    skipped = _decided(world, campaign, state, skips, act)
    said = await worded(world, caller.tenant, campaign, state, recorded, commands=words, act=act)
    return following(campaign, recorded, (first, *skipped, *said))


async def decide_campaign(
    world: World,
    caller: Caller,
    campaign: CampaignId,
    commands: Sequence[Command],
    command_id: UUID,
    *,
    words: Sequence[WordLetter] = (),
) -> Written:
    """Everything that can be asked of a campaign once it is planned: all of it or nothing."""

    async def decision(act: Act) -> Decision:
        for command in commands:
            if isinstance(command, RevisePlan):
                await _must_be_there(world, caller, command.plan)
        recorded = await world.log.read_stream(caller.tenant, campaign)
        state = fold(record.event for record in recorded)
        if state is None:
            raise NoSuchThing(what="campaign")
        decided = _decided(world, campaign, state, commands, act)
        said = await worded(world, caller.tenant, campaign, state, recorded, commands=words, act=act)
        return Decision(following(campaign, recorded, (*decided, *said)))

    request = fingerprint(world, campaign, Several(commands=(*commands, *words)))
    return await write(world, caller, command_id, request, decision)


async def postpone_closing(world: World, caller: Caller, command: PostponeClosing, command_id: UUID) -> Written:
    """For the one group whose measurement it is."""
    found = await campaign_of(world, caller, command.measurement)
    if found is None:
        raise NoSuchThing(what="campaign")
    return await decide_campaign(world, caller, found.id, (command,), command_id)


async def campaign_of(world: World, caller: Caller, measurement: MeasurementId) -> Found | None:
    """The campaign in a round of which the measurement was opened."""
    async with world.database.reading(caller.tenant) as connection:
        every = await campaigns(connection, caller.tenant)
    return next((one for one in every if measurement in one.state.parts), None)


def as_if_planned(world: World, caller: Caller, command: PlanCampaign) -> Campaign:
    """What `plan_campaign` would make of it now, or the rule that is broken. Nothing is written."""
    act = Act(by=caller.subject, at=world.clock.now())
    (first,) = planned(None, command, world.recurrence, act)
    return evolve(None, first)


def as_if_revised(world: World, caller: Caller, found: Found, plan: Plan) -> Campaign:
    """As `as_if_planned`, for a plan in the place of the one that is in force."""
    act = Act(by=caller.subject, at=world.clock.now())
    command = RevisePlan(plan=plan, seen=found.state.plan)
    state = found.state
    for event in decide(found.id, state, command, world.recurrence, act):
        state = evolve(state, event)
    return state


def _decided(
    world: World, campaign: CampaignId, state: Campaign, commands: Sequence[Command], act: Act
) -> tuple[Event, ...]:
    """Each command is decided on what the ones before it led to."""
    events: tuple[Event, ...] = ()
    for command in commands:
        following_events = decide(campaign, state, command, world.recurrence, act)
        for event in following_events:
            state = evolve(state, event)
        events += following_events
    return events


async def _must_be_there(world: World, caller: Caller, plan: Plan) -> None:
    """A collaboration that a plan names is one of the workspace's own."""
    if isinstance(plan.selection, Listed):
        named = set(plan.selection.collaborations)
        if named - await world.log.streams_among(caller.tenant, named):
            raise NoSuchThing(what="collaboration")
