"""What KS proposes to every municipality, and what each of them answers for itself.

KS's log says what is proposed, and a workspace reads it there; a workspace's own log says what it answered, and nobody
else reads that. Both are a stream of some tens of events, so there is no read model to wait for.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from domain.campaign.decisions import PlanCampaign, SkipRound
from domain.campaign.own_words import WordLetter
from domain.event import Act
from domain.ids import KS, CampaignId, ProposalId, SubjectId, TenantId
from domain.proposal.answering.decisions import AcceptProposal, DeclineProposal
from domain.proposal.answering.decisions import decide as decide_answer
from domain.proposal.answering.state import Answers
from domain.proposal.answering.state import fold as fold_answers
from domain.proposal.decisions import Command, ProposalIsUnknown, decide
from domain.proposal.events import CampaignProposed
from domain.proposal.joining import ProposalIsOver, from_now_on
from domain.proposal.state import Proposal, Proposals, fold
from domain.streams import proposal_answer_stream, proposal_stream, proposed_campaign
from infra.eventlog.log import OutboxRow
from services.application.campaigns.planning import Several, planning
from services.application.world import Caller, World
from services.application.writing import Decision, Written, fingerprint, following, write

CATALOGUE = SubjectId(proposal_stream())
"""Whose key seals KS's words: they are for everybody, and about nobody."""

ANNOUNCING: Final = "proposal.announce"
"""The kind of work, of KS's, that leads to a letter to each administrator of each municipality."""


async def proposals(world: World) -> Proposals:
    """All that KS has proposed, also what it has withdrawn; the first proposed first."""
    return fold(record.event for record in await world.log.read_stream(KS, proposal_stream()))


async def answers(world: World, tenant: TenantId) -> Answers:
    """One workspace's own."""
    return fold_answers(record.event for record in await world.log.read_stream(tenant, proposal_answer_stream(tenant)))


async def decide_proposal(world: World, caller: Caller, command: Command, command_id: UUID) -> Written:
    """Everything that KS can do with a proposal; raises the rule that is broken. `caller` is KS's.

    With what is proposed its letters are ordered, in one append: neither is ever there without the other.
    """
    stream = proposal_stream()

    async def decision(act: Act) -> Decision:
        recorded = await world.log.read_stream(KS, stream)
        state = fold(record.event for record in recorded)
        events = decide(CATALOGUE, state, command, world.recurrence, act)
        new = [one.proposal for one in events if isinstance(one, CampaignProposed)]
        work = [OutboxRow(ANNOUNCING, {"proposal": str(which)}) for which in new]
        return Decision(following(stream, recorded, events), work)

    return await write(world, caller, command_id, fingerprint(world, stream, command), decision)


async def accept_as_it_is(world: World, caller: Caller, which: ProposalId, name: str, command_id: UUID) -> Written:
    """As `accept_proposal`, with every round that is still to come; raises `ProposalIsOver` where none is."""

    async def decision(act: Act) -> Decision:
        proposal = await _found(world, which)
        plan = from_now_on(proposal.plan, world.recurrence, act.at)
        if plan is None:
            raise ProposalIsOver
        return await _accepting(world, caller, proposal, PlanCampaign(name=name, plan=plan), (), words=(), act=act)

    request = fingerprint(world, which, AcceptProposal(campaign=proposed_campaign(caller.tenant, which)))
    return await write(world, caller, command_id, request, decision)


async def accept_proposal(
    world: World,
    caller: Caller,
    which: ProposalId,
    command: PlanCampaign,
    command_id: UUID,
    *,
    skips: Sequence[SkipRound] = (),
    words: Sequence[WordLetter] = (),
) -> Written:
    """The answer and the campaign, together or not at all; nothing where it is accepted already.

    KS may withdraw the proposal in this very moment, in a log of its own: then it was accepted before.
    """

    async def decision(act: Act) -> Decision:
        return await _accepting(world, caller, await _found(world, which), command, skips, words=words, act=act)

    request = fingerprint(world, which, Several(commands=(command, *skips, *words)))
    return await write(world, caller, command_id, request, decision)


async def _accepting(
    world: World,
    caller: Caller,
    proposal: Proposal,
    command: PlanCampaign,
    skips: Sequence[SkipRound],
    *,
    words: Sequence[WordLetter],
    act: Act,
) -> Decision:
    stream, campaign = proposal_answer_stream(caller.tenant), proposed_campaign(caller.tenant, proposal.id)
    recorded = await world.log.read_stream(caller.tenant, stream)
    state = fold_answers(record.event for record in recorded)
    accepted = decide_answer(SubjectId(stream), state, proposal, AcceptProposal(campaign=campaign), act)
    if not accepted:
        return Decision()
    planned = await planning(world, caller, campaign, command, skips, words=words, act=act)
    return Decision([*following(stream, recorded, accepted), *planned])


async def decline_proposal(
    world: World, caller: Caller, which: ProposalId, command: DeclineProposal, command_id: UUID
) -> Written:
    stream = proposal_answer_stream(caller.tenant)

    async def decision(act: Act) -> Decision:
        proposal = await _found(world, which)
        recorded = await world.log.read_stream(caller.tenant, stream)
        state = fold_answers(record.event for record in recorded)
        return Decision(following(stream, recorded, decide_answer(SubjectId(stream), state, proposal, command, act)))

    return await write(world, caller, command_id, fingerprint(world, which, command), decision)


def proposal_behind(found: Proposals, tenant: TenantId, campaign: CampaignId) -> Proposal | None:
    """What a workspace's campaign came of; `None` where somebody planned it."""
    return next((one for one in found.values() if proposed_campaign(tenant, one.id) == campaign), None)


async def _found(world: World, which: ProposalId) -> Proposal:
    found = (await proposals(world)).get(which)
    if found is None:
        raise ProposalIsUnknown
    return found
