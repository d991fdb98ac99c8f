"""What KS proposes, as a workspace meets it: what waits for an answer, one proposal, and where a campaign came from."""

from typing import Any
from uuid import UUID

import msgspec

from domain.ids import CampaignId, ProposalId
from domain.proposal.answering.state import Accepted, Answer
from domain.proposal.joining import from_now_on
from domain.proposal.state import Proposal
from services.application.proposals import answers, proposal_behind, proposals
from services.application.world import World
from services.web.pages import AnyRequest, language_of
from services.web.place import Place, there
from services.web.presenting.proposals import Standing, Told, told, told_all


class Here(msgspec.Struct, frozen=True):
    """A proposal, and what this workspace has answered."""

    proposal: Proposal
    answer: Answer | None

    @property
    def can_be_accepted(self) -> bool:
        return self.proposal.stands and not isinstance(self.answer, Accepted)


async def here(world: World, place: Place, which: UUID) -> Here:
    """Raises `NotFound` for what KS has not proposed."""
    found = there((await proposals(world)).get(ProposalId(which)))
    return Here(found, (await answers(world, place.tenant)).get(found.id))


def home(place: Place, which: UUID) -> str:
    return f"{place.home}/proposals/{which}"


async def proposed(request: AnyRequest, world: World, place: Place) -> dict[str, Any]:
    """What waits for the administrators' answer, and what does not any more. Nobody else is told."""
    found = list((await proposals(world)).values()) if place.administers else []
    given = await answers(world, place.tenant) if found else {}
    every = told_all(found, given, world.recurrence, world.clock.now(), language_of(request))
    return {
        "proposed": [one for one in every if one.standing is Standing.WAITING],
        "proposed_earlier": [one for one in every if one.standing is not Standing.WAITING],
    }


async def origin_of(request: AnyRequest, world: World, place: Place, campaign: CampaignId) -> Told | None:
    """The proposal that a campaign came of, as KS itself sees it; `None` where somebody here planned it."""
    found = proposal_behind(await proposals(world), place.tenant, campaign)
    if found is None:
        return None
    joined = from_now_on(found.plan, world.recurrence, world.clock.now())
    return told(found, None, joined, language_of(request))
