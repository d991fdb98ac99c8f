"""A proposal from KS as a municipality's administrators see it: why, what, when, and their answer."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from domain.campaign.decisions import PlanCampaign
from domain.ids import KS
from domain.proposal.answering.state import Declined
from domain.proposal.joining import from_now_on
from services.application.campaigns.planning import as_if_planned
from services.application.world import World
from services.web.given import GivenPlace, GivenWorld
from services.web.opening import Opened
from services.web.pages import UNTOUCHED, AnyRequest, page, translator_of
from services.web.place import Place
from services.web.presenting.campaigns.dates import coming
from services.web.presenting.campaigns.rules import often
from services.web.presenting.campaigns.telling import reminded
from services.web.presenting.proposals import texts_of, told
from services.web.proposed import Here, here
from services.web.routes.campaigns.loading import ADMINISTRATORS

ONE: Final = "/w/{slug:str}/proposals/{proposal:uuid}"

SHOWN: Final = 4
"""A year of quarters: the answer stands below them, and the form of a plan has more."""


@get(ONE, opt=ADMINISTRATORS)
async def show_proposal(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, proposal: FromPath[UUID]
) -> Template:
    found = await here(world, place, proposal)
    return page(request, "proposals/one.html", **UNTOUCHED, **await shown(request, world, place, found))


async def shown(request: AnyRequest, world: World, place: Place, found: Here) -> Mapping[str, Any]:
    """The dates are those that the workspace would have, or has had the choice of, from now on."""
    t, now, proposal, answer = translator_of(request), world.clock.now(), found.proposal, found.answer
    joined = from_now_on(proposal.plan, world.recurrence, now)
    words, spoken = proposal.said(t.language)
    reason = answer.reason if isinstance(answer, Declined) else None
    dates = []
    if joined is not None:
        command = PlanCampaign(name=proposal.name(t.language)[0], plan=joined)
        dates = coming(as_if_planned(world, place.caller, command), world.recurrence, now, SHOWN + 1)
    return {
        "proposal": proposal,
        "told": told(proposal, answer, joined, t.language),
        "answer": answer,
        "words": words,
        "spoken": spoken,
        "dates": dates[:SHOWN],
        "goes_on": len(dates) > SHOWN,
        "has_begun": joined != proposal.plan,
        "often": often(proposal.plan, t),
        "reminded": reminded(proposal.plan, t),
        "opened": await Opened.of(world, KS, texts_of(proposal, t.language), t),
        "own": await Opened.of(world, place.tenant, [reason], t),
    }


ROUTES = (show_proposal,)
