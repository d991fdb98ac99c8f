"""Planning a campaign, or planning it anew: the dates are shown before anything is written."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from litestar import Response, get, post
from litestar.response import Template

from domain.campaign.decisions import LONGEST_NAME, Command, PlanCampaign, RenameCampaign, RevisePlan, SkipRound
from domain.campaign.own_words import LONGEST_WORDS, WordLetter
from domain.campaign.state import Campaign
from domain.civil_time import days_later
from domain.errors import DomainError
from domain.ids import CampaignId
from domain.planning.plan import Plan
from domain.planning.usual import usual_plan
from domain.themes import Theme
from infra.translation.translator import Translator
from projections.collaborations.queries import collaborations
from services.application.campaigns.own_words import standing_words
from services.application.campaigns.planning import as_if_planned, as_if_revised, decide_campaign, plan_campaign
from services.application.campaigns.previewing import previews
from services.application.world import World
from services.application.writing import Written
from services.web.forms import Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.headers import letting_letters_look_so
from services.web.pages import AnyRequest, page, see_written, translator_of
from services.web.place import Place
from services.web.presenting.campaigns.dates import Coming, coming, ids_of
from services.web.presenting.campaigns.letters import (
    SPOTS,
    Shown,
    field_of,
    shown_letters,
    shown_words,
    typed_words,
    words_in,
)
from services.web.presenting.campaigns.plan_form import (
    AT_FIELDS,
    plan_in,
    seen_plan,
    shown_fields,
    skips_in,
)
from services.web.presenting.campaigns.rules import By, Every
from services.web.presenting.roster import norwegian_order
from services.web.problems import STATUS, words
from services.web.routes.campaigns.loading import ADMINISTRATORS, HERE, ONE

NEW: Final = f"{HERE}/new"
PLAN: Final = f"{ONE}/plan"

NAMELESS: Final = "–"
"""Dates can be looked at before a name is found."""

Keep = Callable[[PlanCampaign, Sequence[SkipRound], Sequence[WordLetter]], Awaitable[Written]]
"""What becomes of a new plan that is sound, with the rounds to leave out and own words for letters."""

UNREADABLE: Final = frozenset({"begins", "opens_at", "open_for", "reminders", "selection"})
"""Fields that say by themselves what they take."""


@get(NEW, opt=ADMINISTRATORS)
async def show_new_campaign(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """With a suggestion, and the dates that it leads to."""
    plan = usual_plan(world.clock.now())
    dates = _dates(world, as_if_planned(world, place.caller, PlanCampaign(name=NAMELESS, plan=plan)))
    return await plan_page(
        request, world, place, "campaigns/new.html", shown_fields("", plan) | shown_words({}), dates=dates
    )


@post(NEW, opt=ADMINISTRATORS)
async def make_campaign(request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm) -> Response[Any]:
    """The form's own id becomes the campaign's, so that a double click plans one."""

    async def keep(command: PlanCampaign, skips: Sequence[SkipRound], words: Sequence[WordLetter]) -> Written:
        campaign = CampaignId(form.command_id())
        return await plan_campaign(world, place.caller, campaign, command, form.command_id(), skips=skips, words=words)

    kept = await planned_in_form(request, world, place, form, "campaigns/new.html", keep=keep)
    if isinstance(kept, Template):
        return kept
    return await see_written(world, place.caller, kept, f"{place.home}/campaigns/{form.command_id()}")


async def planned_in_form(
    request: AnyRequest, world: World, place: Place, form: Form, template: str, *, keep: Keep, **context: Any
) -> Template | Written:
    """The form of a new campaign: kept, or again with what it leads to or what is wrong. `do` asks to see."""
    dates: Sequence[Coming] | None = None
    try:
        plan = plan_in(form)
        state = as_if_planned(world, place.caller, PlanCampaign(name=NAMELESS, plan=plan))
        dates = _dates(world, state)
        if form.has("do"):
            letters = _letters(world, place, form, plan, dates)
            return await plan_page(request, world, place, template, form.typed, dates=dates, letters=letters, **context)
        command = PlanCampaign(name=form.words("name", LONGEST_NAME), plan=plan)
        return await keep(command, _skips(form, state, dates), words_in(form))
    except DomainError as refusal:
        return await plan_page(request, world, place, template, form.typed, dates=dates, refused=refusal, **context)


@get(PLAN, opt=ADMINISTRATORS)
async def show_plan(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    state = place.campaign.state
    events = (one.event for one in await world.log.read_stream(place.tenant, place.campaign.id))
    standing = await standing_words(world, place.tenant, events)
    fields = shown_fields(state.name, state.plan) | shown_words(standing)
    return await plan_page(request, world, place, "campaigns/edit.html", fields, dates=_dates(world, state))


@post(PLAN, opt=ADMINISTRATORS)
async def revise_campaign(request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm) -> Response[Any]:
    """Name, plan and rounds to leave out: all of it or nothing. What is as it was is not written again."""
    dates: Sequence[Coming] | None = None
    try:
        plan = plan_in(form)
        state = as_if_revised(world, place.caller, place.campaign, plan)
        dates = _dates(world, state)
        if form.has("do"):
            letters = _letters(world, place, form, plan, dates)
            return await plan_page(
                request, world, place, "campaigns/edit.html", form.typed, dates=dates, letters=letters
            )
        commands = [*_revised(form, plan), *_skips(form, state, dates)]
        written = await decide_campaign(
            world, place.caller, place.campaign.id, commands, form.command_id(), words=words_in(form)
        )
    except DomainError as refusal:
        return await plan_page(request, world, place, "campaigns/edit.html", form.typed, dates=dates, refused=refusal)
    return await see_written(world, place.caller, written, place.campaign_home)


def _revised(form: Form, plan: Plan) -> list[Command]:
    """Whoever changes the name alone does not meet what somebody else did to the plan meanwhile."""
    seen = seen_plan(form)
    rename = RenameCampaign(name=form.words("name", LONGEST_NAME))
    return [rename] if plan == seen else [rename, RevisePlan(plan=plan, seen=seen)]


def _skips(form: Form, state: Campaign, dates: Sequence[Coming]) -> list[SkipRound]:
    chosen = skips_in(form, state, ids_of(dates))
    return [SkipRound(round=one, reason=reason) for one, reason in chosen.items()]


def _dates(world: World, state: Campaign) -> list[Coming]:
    return coming(state, world.recurrence, world.clock.now())


def _letters(world: World, place: Place, form: Form, plan: Plan, dates: Sequence[Coming]) -> list[Shown]:
    """As the form has them, saved or not; none where they are not asked for."""
    if form.text("do") != "letters":
        return []
    closes_at = dates[0].closes_at if dates else days_later(world.clock.now(), plan.open_for)
    return shown_letters(previews(place.workspace.name, plan.mode, closes_at, typed_words(form)), {})


async def plan_page(
    request: AnyRequest,
    world: World,
    place: Place,
    template: str,
    typed: Mapping[str, str],
    *,
    dates: Sequence[Coming] | None,
    refused: DomainError | None = None,
    letters: Sequence[Shown] = (),
    **context: Any,
) -> Template:
    """`dates`: none where the form does not lead to any yet. `letters`: where they were asked for."""
    async with world.database.reading(place.tenant) as connection:
        found = await collaborations(connection, place.tenant)
    shown = page(
        request,
        template,
        **refused_plan(refused, translator_of(request)),
        typed=typed,
        dates=dates,
        collaborations=sorted(found, key=lambda one: norwegian_order(one.state.name)),
        themes=list(Theme),
        every=list(Every),
        by=list(By),
        letters=letters,
        has_words=any(typed.get(field_of(*spot), "").strip() for spot in SPOTS),
        spots=[(letter, field_of(letter, language), language) for letter, language in SPOTS],
        longest_words=LONGEST_WORDS,
        **context,
    )
    return letting_letters_look_so(shown) if letters else shown


def refused_plan(refused: DomainError | None, t: Translator) -> dict[str, Any]:
    """What a page with a plan is told of its refusal, if it was refused."""
    if refused is None:
        return {"status": 200, "errors": {}, "refusal": None}
    field = _field(refused)
    said = _said(t, refused, field)
    return {
        "status": STATUS[refused.code],
        "errors": {field: said} if field else {},
        "refusal": None if field else said,
    }


def _field(refused: DomainError) -> str | None:
    named = refused.data.get("field")
    return str(named) if named else AT_FIELDS.get(refused.code)


def _said(t: Translator, refused: DomainError, field: str | None) -> str:
    if refused.code == "field_is_unreadable" and field in UNREADABLE:
        return t(f"campaign.unreadable.{field}")
    return words(t, refused)


ROUTES = (show_new_campaign, make_campaign, show_plan, revise_campaign)
