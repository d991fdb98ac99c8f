"""A collaboration's own page: how are we doing, since when, what did we agree; and its making and rewording."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import uuid5

from litestar import Response, get, post
from litestar.response import Template

from domain.collaboration.decisions import (
    LONGEST_NAME,
    AddPartner,
    Command,
    FormCollaboration,
    RenameCollaboration,
    RewordPurpose,
)
from domain.errors import DomainError
from domain.happenings import Happening, between
from domain.ids import CollaborationId, PartnerId
from domain.measurement.state import Status
from domain.sectors import Sector
from domain.themes import Theme
from projections.actions.queries import actions
from projections.campaigns.queries import campaigns
from projections.measurements.queries import Measured, Summary, closed_measurements, summaries_of
from projections.people.queries import people
from services.application.collaborations import decide_several, form_collaboration
from services.application.world import World
from services.reports.comparison import readable
from services.reports.happened import texts_of
from services.reports.over_time import OverTime, over_time
from services.reports.past import past_of, unfinished
from services.reports.side_by_side import told
from services.web.access import LEADERS, READERS, members
from services.web.forms import Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.opening import Opened, personal_texts
from services.web.pages import UNTOUCHED, AnyRequest, page, see_written, translator_of
from services.web.place import Place
from services.web.presenting.campaigns.ahead import ahead, worth_telling
from services.web.presenting.collaboration import (
    agreed_actions,
    collaboration_profile,
    partners_with_people,
)
from services.web.presenting.comparing import series_of
from services.web.presenting.who import by_pseudonym
from services.web.problems import show_again

PARTNER_ROWS: Final = range(1, 5)
"""So many partners can be named with a new collaboration; more afterwards."""


@get("/w/{slug:str}/collaborations/new", opt=members(*LEADERS))
async def show_new_collaboration(request: AnyRequest, place: GivenPlace) -> Template:
    """The municipality itself stands there as the first partner already."""
    t = translator_of(request)
    first = {
        "partner-1-name": t("collaboration.new.municipality", name=place.workspace.name),
        "partner-1-sector": Sector.MUNICIPALITY.value,
    }
    return page(request, "collaboration/new.html", **UNTOUCHED | {"typed": first}, **_choices())


@post("/w/{slug:str}/collaborations/new", opt=members(*LEADERS))
async def make_collaboration(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm
) -> Response[Any]:
    """The form's own id becomes the collaboration's, so that a double click forms one."""
    try:
        collaboration = CollaborationId(form.command_id())
        command = FormCollaboration(
            name=form.words("name", LONGEST_NAME),
            theme=form.choice("theme", Theme),
            purpose=form.words_if_any("purpose"),
            target_group=form.words_if_any("target_group"),
        )
        written = await form_collaboration(
            world, place.caller, collaboration, command, form.command_id(), partners=_partners(form)
        )
    except DomainError as refusal:
        return show_again(request, refusal, "collaboration/new.html", form, **_choices())
    return await see_written(world, place.caller, written, f"{place.home}/collaborations/{collaboration}")


@get("/w/{slug:str}/collaborations/{collaboration:uuid}", opt=members(*READERS))
async def show_collaboration(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """Its home over time. Figures are those that were published; what happened stands in the log alone."""
    t, tenant, found = translator_of(request), place.tenant, place.collaboration
    async with world.database.reading(tenant) as connection:
        closed = await closed_measurements(connection, tenant, found.id)
        listed = await summaries_of(connection, tenant, found.id)
        planned = await actions(connection, tenant, found.id)
        planned_rounds = await campaigns(connection, tenant)
        who = [one for one in await people(connection, tenant) if one.subject in found.state.participants]
    over, since = await _over_time(world, place, await readable(world.instruments, closed), listed)
    texts = [found.state.purpose, found.state.target_group, *(action.text for action in planned), *texts_of(since)]
    opened = await Opened.of(world, tenant, [*texts, *personal_texts(who)], t)
    return page(
        request,
        "collaboration/one.html",
        found=found,
        opened=opened,
        purpose=opened(found.state.purpose),
        target_group=opened(found.state.target_group),
        profile=collaboration_profile(over, place, t) if over else None,
        over_time=series_of(over, t) if over else None,
        since_last=told(since, opened, t) if over else None,
        measurements=listed,
        ahead=worth_telling(ahead(planned_rounds, [found], world.recurrence, world.clock.now())),
        under_way=next((one for one in listed if one.status in {Status.OPEN, Status.PAUSED}), None),
        agreed=agreed_actions(planned, found.state.partners, opened),
        partners=partners_with_people(found.state, who, by_pseudonym(opened, t) if place.audits else opened.name),
    )


async def _over_time(
    world: World, place: Place, shown: Sequence[Measured], listed: Sequence[Summary]
) -> tuple[OverTime | None, tuple[Happening, ...]]:
    """The whole series, and what has happened since its last measurement began; nothing before the first."""
    if not shown:
        return None, ()
    events, past = await past_of(world.log, place.tenant, place.collaboration.id, listed)
    over = await over_time(world.instruments, shown, events, unfinished(listed))
    return over, between(past, shown[-1].state.started_at)


@get("/w/{slug:str}/collaborations/{collaboration:uuid}/edit", opt=members(*LEADERS))
async def show_wording(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    typed = await _wording(request, world, place)
    return page(request, "collaboration/edit.html", **UNTOUCHED | {"typed": typed}, **_choices())


@post("/w/{slug:str}/collaborations/{collaboration:uuid}/edit", opt=members(*LEADERS))
async def reword_collaboration(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm
) -> Response[Any]:
    """Name, theme, purpose and target group: all of it or nothing. What is as it was is not written again."""
    try:
        commands: list[Command] = [RenameCollaboration(name=form.words("name", LONGEST_NAME))]
        reword = RewordPurpose(
            theme=form.choice("theme", Theme),
            purpose=form.words_if_any("purpose"),
            target_group=form.words_if_any("target_group"),
        )
        stands = await _wording(request, world, place)
        if {name: getattr(reword, name) for name in ("theme", "purpose", "target_group")}.items() - stands.items():
            commands.append(reword)
        written = await decide_several(world, place.caller, place.collaboration.id, commands, form.command_id())
    except DomainError as refusal:
        return show_again(request, refusal, "collaboration/edit.html", form, **_choices())
    return await see_written(world, place.caller, written, place.collaboration_home)


async def _wording(request: AnyRequest, world: World, place: Place) -> dict[str, str]:
    """As it stands, by the names of the form's fields; an erased text is no text to go on from."""
    state = place.collaboration.state
    opened = await Opened.of(world, place.tenant, [state.purpose, state.target_group], translator_of(request))
    return {
        "name": state.name,
        "theme": state.theme.value,
        "purpose": "" if opened.is_erased(state.purpose) else opened(state.purpose),
        "target_group": "" if opened.is_erased(state.target_group) else opened(state.target_group),
    }


def _choices() -> dict[str, Any]:
    return {"themes": list(Theme), "sectors": list(Sector), "partner_rows": list(PARTNER_ROWS)}


def _partners(form: Form) -> list[AddPartner]:
    """The rows that have a name."""
    return [
        AddPartner(
            partner=PartnerId(uuid5(form.command_id(), f"partner-{row}")),
            name=form.words(f"partner-{row}-name", LONGEST_NAME),
            sector=form.choice(f"partner-{row}-sector", Sector),
        )
        for row in PARTNER_ROWS
        if form.has(f"partner-{row}-name")
    ]


ROUTES = (
    show_new_collaboration,
    make_collaboration,
    show_collaboration,
    show_wording,
    reword_collaboration,
)
