"""Asking for an erasure: of a person, also one who has left, and of a single text."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Template

from domain.erasure.decisions import WAIT
from domain.erasure.events import TextPlace
from domain.erasure.state import Status
from domain.errors import DomainError
from domain.ids import SubjectId
from domain.workspace.events import Role
from domain.workspace.state import Standing
from projections.erasures.queries import erasures_of
from projections.people.queries import Person, people, person
from services.application.erasures import ErasePerson, EraseText, request_erasure
from services.application.world import World
from services.application.written_texts import Text, find_text
from services.web.access import members
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.opening import Opened, personal_texts
from services.web.pages import UNTOUCHED, AnyRequest, language_of, page, see_written, translator_of
from services.web.place import Place, there
from services.web.problems import show_again

PERSON = "/w/{slug:str}/people/{member:uuid}/erasure"
TEXT = "/w/{slug:str}/texts/{text:uuid}/{version:int}/{part:str}/erasure"
ADMINISTRATORS = members(Role.ADMINISTRATOR)

AT_THE_REASON = {"reason_tells_too_much": "reason"}


@get(PERSON, opt=ADMINISTRATORS)
async def show_person_erasure(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, member: FromPath[UUID]
) -> Template:
    who = await _person(world, place, member)
    return page(request, "erasure/person.html", **UNTOUCHED, **await _about_person(request, world, place, who))


@post(PERSON, opt=ADMINISTRATORS)
async def request_person_erasure(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm, member: FromPath[UUID]
) -> Response[Any]:
    """The form's own id becomes the erasure's, so that a double click asks once."""
    who = await _person(world, place, member)
    try:
        command_id, command = form.command_id(), ErasePerson(member=who.subject, reason=form.words("reason"))
        written = await request_erasure(
            world, place.caller, command_id, command, command_id, language=language_of(request)
        )
    except DomainError as refusal:
        about = await _about_person(request, world, place, who)
        return show_again(request, refusal, "erasure/person.html", form, at=AT_THE_REASON, **about)
    return await see_written(world, place.caller, written, f"{place.home}/erasures/{command_id}")


@get(TEXT, opt=ADMINISTRATORS)
async def show_text_erasure(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    found = await _text(world, place, _spot(request))
    return page(request, "erasure/text.html", **UNTOUCHED, **await _about_text(request, world, place, found))


@post(TEXT, opt=ADMINISTRATORS)
async def request_text_erasure(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm
) -> Response[Any]:
    spot = _spot(request)
    found = await _text(world, place, spot)
    try:
        command_id, command = form.command_id(), EraseText(place=spot, reason=form.words("reason"))
        written = await request_erasure(
            world, place.caller, command_id, command, command_id, language=language_of(request)
        )
    except DomainError as refusal:
        about = await _about_text(request, world, place, found)
        return show_again(request, refusal, "erasure/text.html", form, at=AT_THE_REASON, **about)
    return await see_written(world, place.caller, written, f"{place.home}/erasures/{command_id}")


async def _person(world: World, place: Place, member: UUID) -> Person:
    async with world.database.reading(place.tenant) as connection:
        return there(await person(connection, place.tenant, SubjectId(member)))


def _spot(request: AnyRequest) -> TextPlace:
    at = request.path_params
    return TextPlace(stream=at["text"], version=at["version"], part=at["part"])


async def _text(world: World, place: Place, spot: TextPlace) -> Text:
    return there(await find_text(world, place.tenant, spot))


async def _about_person(request: AnyRequest, world: World, place: Place, who: Person) -> dict[str, Any]:
    async with world.database.reading(place.tenant) as connection:
        asked = await erasures_of(connection, place.tenant, who.subject)
    opened = await Opened.of(world, place.tenant, personal_texts([who]), translator_of(request))
    return {
        "name": opened.name(who),
        "who": who,
        "is_here": who.standing is not Standing.GONE,
        "is_erased": opened.is_erased(who.email),
        "asked": next((one for one in asked if one.state.status is Status.WAITING), None),
        **await _procedure(world, place),
    }


async def _about_text(request: AnyRequest, world: World, place: Place, found: Text) -> dict[str, Any]:
    t = translator_of(request)
    opened = await Opened.of(world, place.tenant, found.sealed, t)
    readable = [opened(text) for text in found.sealed if not opened.is_erased(text)]
    return {
        "kind": t(f"erasure.kind.{found.what.kind.value.replace('_', '-')}"),
        "wordings": readable,
        **await _procedure(world, place),
    }


async def _procedure(world: World, place: Place) -> dict[str, Any]:
    """How it goes on: whether there is another administrator to confirm, and how long the only one waits."""
    async with world.database.reading(place.tenant) as connection:
        everybody = await people(connection, place.tenant)
    others = [
        one
        for one in everybody
        if one.role is Role.ADMINISTRATOR and one.standing is Standing.JOINED and one.subject != place.caller.subject
    ]
    return {"is_alone": not others, "hours": int(WAIT.total_seconds()) // 3600}


ROUTES = (show_person_erasure, request_person_erasure, show_text_erasure, request_text_erasure)
