"""What KS proposes, on KS's own pages. Nothing on them tells what a municipality answers: KS never reads that."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Template

from domain.campaign.decisions import LONGEST_REASON, PlanCampaign
from domain.errors import DomainError
from domain.ids import KS, ProposalId
from domain.instrument.model import Wording
from domain.planning.plan import Plan
from domain.planning.usual import usual_plan
from domain.proposal.decisions import LANGUAGES, ProposeCampaign, WithdrawProposal
from domain.proposal.joining import from_now_on
from infra.accounts.ks_people import find_ks_person, ks_people
from services.application.campaigns.planning import as_if_planned
from services.application.proposal_letters import proposal_previews
from services.application.proposals import CATALOGUE, decide_proposal, proposals
from services.application.world import Caller, World
from services.web.access import ks_analyst
from services.web.at_ks import caller_of
from services.web.forms import Form
from services.web.given import GivenForm, GivenWorld
from services.web.headers import letting_letters_look_so
from services.web.opening import Opened
from services.web.pages import UNTOUCHED, AnyRequest, language_of, page, see, translator_of
from services.web.place import there
from services.web.presenting.campaigns.dates import Coming, coming
from services.web.presenting.campaigns.plan_form import plan_in, shown_fields
from services.web.presenting.campaigns.rules import By, Every, often
from services.web.presenting.campaigns.telling import reminded
from services.web.presenting.instrument_shelf import Names
from services.web.presenting.mails import Mail, as_mail
from services.web.presenting.proposals import is_begun, said_in, told, told_all
from services.web.problems import show_again
from services.web.routes.campaigns.planning import NAMELESS, refused_plan

HERE: Final = "/ks/proposals"
NEW: Final = f"{HERE}/new"
ONE: Final = f"{HERE}/{{proposal:uuid}}"

ANY_TOWN: Final = Caller(tenant=KS, subject=CATALOGUE)
"""In whose stead the dates are reckoned: nothing is written for them."""


@get(HERE, opt=ks_analyst())
async def show_proposals(request: AnyRequest, world: GivenWorld) -> Template:
    found = (await proposals(world)).values()
    every = told_all(found, {}, world.recurrence, world.clock.now(), language_of(request))
    return page(request, "ks_proposals/all.html", proposals=every)


@get(NEW, opt=ks_analyst())
async def show_new_proposal(request: AnyRequest, world: GivenWorld) -> Template:
    """With a suggestion of when, and the dates that it leads to."""
    plan = usual_plan(world.clock.now())
    fields = shown_fields("", plan)
    return _form_page(request, fields, LANGUAGES[:1], dates=_dates(world, plan))


@post(NEW, opt=ks_analyst())
async def propose(request: AnyRequest, world: GivenWorld, form: GivenForm) -> Response[Any]:
    """The form's own id becomes the proposal's, so that a double click proposes once. `do` asks to see, not to send."""
    dates: Sequence[Coming] | None = None
    begun = [language for language in LANGUAGES if is_begun(form, language)]
    try:
        plan = plan_in(form)
        dates = _dates(world, plan)
        if form.has("do"):
            return _form_page(request, form.typed, begun, dates=dates, letters=_typed_letters(form, dates))
        command = ProposeCampaign(proposal=ProposalId(form.command_id()), said=said_in(form), plan=plan)
        await decide_proposal(world, await caller_of(request, world), command, form.command_id())
    except DomainError as refusal:
        return _form_page(request, form.typed, begun, dates=dates, refused=refusal)
    return see(f"{HERE}/{command.proposal}")


@get(ONE, opt=ks_analyst())
async def show_own_proposal(request: AnyRequest, world: GivenWorld, proposal: FromPath[UUID]) -> Template:
    shown = page(request, "ks_proposals/one.html", **UNTOUCHED, **await _shown(request, world, proposal))
    return letting_letters_look_so(shown)


@post(f"{ONE}/withdrawal", opt=ks_analyst())
async def withdraw(request: AnyRequest, world: GivenWorld, form: GivenForm, proposal: FromPath[UUID]) -> Response[Any]:
    context = await _shown(request, world, proposal)
    try:
        reason = form.words("reason", LONGEST_REASON)
        command = WithdrawProposal(proposal=ProposalId(proposal), reason=reason)
        await decide_proposal(world, await caller_of(request, world), command, form.command_id())
    except DomainError as refusal:
        return letting_letters_look_so(show_again(request, refusal, "ks_proposals/one.html", form, **context))
    return see(f"{HERE}/{proposal}")


def _dates(world: World, plan: Plan) -> list[Coming]:
    state = as_if_planned(world, ANY_TOWN, PlanCampaign(name=NAMELESS, plan=plan))
    return coming(state, world.recurrence, world.clock.now())


def _form_page(
    request: AnyRequest,
    typed: Mapping[str, str],
    begun: Sequence[str],
    *,
    dates: Sequence[Coming] | None,
    refused: DomainError | None = None,
    letters: Sequence[Mail] = (),
) -> Template:
    """`begun`: the languages in which something is written. `dates`: none where the form does not lead to any yet.

    `letters`: where they were asked for.
    """
    shown = page(
        request,
        "ks_proposals/new.html",
        **refused_plan(refused, translator_of(request)),
        typed=typed,
        begun=begun,
        dates=dates,
        every=list(Every),
        by=list(By),
        said_languages=LANGUAGES,
        letters=letters,
    )
    return letting_letters_look_so(shown) if letters else shown


def _typed_letters(form: Form, dates: Sequence[Coming]) -> list[Mail]:
    """As the form has them; none where they are not asked for, or no round is to come."""
    if form.text("do") != "letters" or not dates:
        return []
    return _letters({each: form.text(f"name_{each}").strip() for each in LANGUAGES if form.has(f"name_{each}")}, dates)


def _letters(names: Wording, dates: Sequence[Coming]) -> list[Mail]:
    return [as_mail(one.letter, one.to) for one in proposal_previews(names, dates[0].opens_at)]


async def _shown(request: AnyRequest, world: World, which: UUID) -> dict[str, Any]:
    """In all the languages that it has words in. Raises `NotFound`."""
    t = translator_of(request)
    proposal = there((await proposals(world)).get(ProposalId(which)))
    joined = from_now_on(proposal.plan, world.recurrence, world.clock.now())
    dates = _dates(world, joined) if joined else []
    texts = [text for words in proposal.words.values() for text in (words.why, words.asks)]
    me = await find_ks_person(world.database, request.user.id)
    return {
        "proposal": proposal,
        "told": told(proposal, None, joined, t.language),
        "dates": dates,
        "letters": _letters(proposal.names, dates) if dates else [],
        "often": often(proposal.plan, t),
        "reminded": reminded(proposal.plan, t),
        "opened": await Opened.of(world, KS, [*texts, proposal.withdrawn_because], t),
        "who": Names(await ks_people(world.database), me, t)(proposal.proposed_by),
    }


ROUTES = (show_proposals, show_new_proposal, propose, show_own_proposal, withdraw)
