"""Who is in a collaboration: its partners with their sectors, and the members who belong to it for them."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Template

from domain.collaboration.decisions import (
    LONGEST_NAME,
    AddParticipant,
    AddPartner,
    Command,
    RemoveParticipant,
    RemovePartner,
)
from domain.errors import DomainError
from domain.ids import PartnerId, SubjectId
from domain.sectors import Sector
from infra.identity import new_stream_id
from projections.people.queries import people
from services.application.collaborations import decide_collaboration
from services.application.world import World
from services.web.access import LEADERS, members
from services.web.forms import Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.opening import Opened, personal_texts
from services.web.pages import UNTOUCHED, AnyRequest, page, see_written, translator_of
from services.web.place import NotFound, Place
from services.web.presenting.collaboration import named, partners_with_people
from services.web.problems import show_again

TEMPLATE = "collaboration/partners.html"
HERE = "/w/{slug:str}/collaborations/{collaboration:uuid}/partners"


@get(HERE, opt=members(*LEADERS))
async def show_partners(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return page(request, TEMPLATE, **UNTOUCHED, **await _shown(request, world, place))


@post(HERE, opt=members(*LEADERS))
async def add_partner(request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm) -> Response[Any]:
    """`partner` is the id that the page made, so that a double click adds one."""
    try:
        command = AddPartner(
            partner=PartnerId(form.key("partner")),
            name=form.words("name", LONGEST_NAME),
            sector=form.choice("sector", Sector),
        )
        return await _decide(world, place, command, form)
    except DomainError as refusal:
        at = {"partner_is_named_already": "name"}
        return show_again(request, refusal, TEMPLATE, form, at=at, **await _shown(request, world, place))


@get(HERE + "/{partner:uuid}/removal", opt=members(*LEADERS))
async def show_partner_removal(request: AnyRequest, place: GivenPlace, partner: FromPath[UUID]) -> Template:
    leaving = place.collaboration.state.partners.get(PartnerId(partner))
    if leaving is None:
        raise NotFound
    return page(request, "collaboration/partner_removal.html", leaving=leaving)


@post(HERE + "/{partner:uuid}/removal", opt=members(*LEADERS))
async def remove_partner(
    world: GivenWorld, place: GivenPlace, form: GivenForm, partner: FromPath[UUID]
) -> Response[Any]:
    return await _decide(world, place, RemovePartner(partner=PartnerId(partner)), form)


@post(HERE + "/people", opt=members(*LEADERS))
async def add_participant(request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm) -> Response[Any]:
    """A member of the workspace, for one of the partners; for another one, where they belong already."""
    try:
        command = AddParticipant(
            participant=SubjectId(form.key("participant")), partner=PartnerId(form.key("for_partner"))
        )
        return await _decide(world, place, command, form)
    except DomainError as refusal:
        return show_again(request, refusal, TEMPLATE, form, **await _shown(request, world, place))


@post(HERE + "/people/{member:uuid}/removal", opt=members(*LEADERS))
async def remove_participant(
    world: GivenWorld, place: GivenPlace, form: GivenForm, member: FromPath[UUID]
) -> Response[Any]:
    """Asked without a second question: adding somebody again is one click, and nothing is lost."""
    return await _decide(world, place, RemoveParticipant(participant=SubjectId(member)), form)


async def _decide(world: World, place: Place, command: Command, form: Form) -> Response[Any]:
    written = await decide_collaboration(world, place.caller, place.collaboration.id, command, form.command_id())
    return await see_written(world, place.caller, written, f"{place.collaboration_home}/partners")


async def _shown(request: AnyRequest, world: World, place: Place) -> dict[str, Any]:
    state = place.collaboration.state
    async with world.database.reading(place.tenant) as connection:
        everybody = await people(connection, place.tenant)
    opened = await Opened.of(world, place.tenant, personal_texts(everybody), translator_of(request))
    return {
        "partners": partners_with_people(state, everybody, opened.name),
        "others": named([one for one in everybody if one.subject not in state.participants], opened.name),
        "sectors": list(Sector),
        "new_partner": new_stream_id(),
    }


ROUTES = (show_partners, add_partner, show_partner_removal, remove_partner, add_participant, remove_participant)
