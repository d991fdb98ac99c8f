"""A municipality's answer to a proposal: as it is, with another time, or no."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Template
from msgspec.structs import replace

from domain.campaign.decisions import LONGEST_REASON, PlanCampaign, SkipRound
from domain.campaign.own_words import WordLetter
from domain.errors import DomainError
from domain.ids import ProposalId
from domain.planning.plan import Plan
from domain.planning.usual import usual_plan
from domain.proposal.answering.decisions import DeclineProposal
from domain.proposal.joining import from_now_on
from domain.proposal.state import Proposal
from domain.streams import proposed_campaign
from services.application.campaigns.planning import as_if_planned
from services.application.proposals import accept_as_it_is, accept_proposal, decline_proposal
from services.application.world import World
from services.application.writing import Written
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.pages import AnyRequest, language_of, see, see_written
from services.web.place import Place
from services.web.presenting.campaigns.dates import coming
from services.web.presenting.campaigns.letters import shown_words
from services.web.presenting.campaigns.plan_form import shown_fields
from services.web.problems import show_again
from services.web.proposed import here, home
from services.web.routes.campaigns.loading import ADMINISTRATORS
from services.web.routes.campaigns.planning import plan_page, planned_in_form
from services.web.routes.proposals.one import ONE, shown

FORM: Final = "proposals/plan.html"
ONE_PAGE: Final = "proposals/one.html"


@post(f"{ONE}/acceptance", opt=ADMINISTRATORS)
async def accept(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm, proposal: FromPath[UUID]
) -> Response[Any]:
    """As it is."""
    found = await here(world, place, proposal)
    name, _ = found.proposal.name(language_of(request))
    try:
        written = await accept_as_it_is(world, place.caller, found.proposal.id, name, form.command_id())
    except DomainError as refusal:
        return show_again(request, refusal, ONE_PAGE, form, **await shown(request, world, place, found))
    return await see_written(world, place.caller, written, _campaign(place, found.proposal.id))


@get(f"{ONE}/plan", opt=ADMINISTRATORS)
async def show_other_time(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, proposal: FromPath[UUID]
) -> Response[Any]:
    """The form of a plan, as KS proposes it. Where there is nothing to accept, the proposal's page says why."""
    found = await here(world, place, proposal)
    if not found.can_be_accepted:
        return see(home(place, proposal))
    name, _ = found.proposal.name(language_of(request))
    plan = _to_begin_with(world, found.proposal)
    state = as_if_planned(world, place.caller, PlanCampaign(name=name, plan=plan))
    dates = coming(state, world.recurrence, world.clock.now())
    return await plan_page(
        request,
        world,
        place,
        FORM,
        shown_fields(name, plan) | shown_words({}),
        dates=dates,
        **_of(request, place, found.proposal),
    )


@post(f"{ONE}/plan", opt=ADMINISTRATORS)
async def accept_with_other_time(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm, proposal: FromPath[UUID]
) -> Response[Any]:
    found = await here(world, place, proposal)

    async def keep(command: PlanCampaign, skips: Sequence[SkipRound], words: Sequence[WordLetter]) -> Written:
        return await accept_proposal(
            world, place.caller, found.proposal.id, command, form.command_id(), skips=skips, words=words
        )

    kept = await planned_in_form(request, world, place, form, FORM, keep=keep, **_of(request, place, found.proposal))
    if isinstance(kept, Template):
        return kept
    return await see_written(world, place.caller, kept, _campaign(place, found.proposal.id))


@post(f"{ONE}/refusal", opt=ADMINISTRATORS)
async def decline(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm, proposal: FromPath[UUID]
) -> Response[Any]:
    found = await here(world, place, proposal)
    try:
        command = DeclineProposal(reason=form.words_if_any("reason", LONGEST_REASON))
        written = await decline_proposal(world, place.caller, found.proposal.id, command, form.command_id())
    except DomainError as refusal:
        return show_again(request, refusal, ONE_PAGE, form, **await shown(request, world, place, found))
    return await see_written(world, place.caller, written, home(place, proposal))


def _campaign(place: Place, which: ProposalId) -> str:
    return f"{place.home}/campaigns/{proposed_campaign(place.tenant, which)}"


def _to_begin_with(world: World, proposal: Proposal) -> Plan:
    """What is still to come of it; where all of it has been, one round when a quarter usually begins."""
    now = world.clock.now()
    joined = from_now_on(proposal.plan, world.recurrence, now)
    return joined or replace(proposal.plan, begins=usual_plan(now).begins, rule=None)


def _of(request: AnyRequest, place: Place, proposal: Proposal) -> dict[str, Any]:
    """Whose form it is."""
    return {"proposed": proposal.name(language_of(request))[0], "proposal_home": home(place, proposal.id)}


ROUTES = (accept, show_other_time, accept_with_other_time, decline)
