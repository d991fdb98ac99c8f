"""Asking for an erasure: of a person, also one who has left, of an auditor, and of a single text."""

from typing import Any
from uuid import UUID

import msgspec
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
from projections.audit_accesses.queries import audit_access
from projections.erasures.queries import erasures_of
from projections.people.queries import people, person
from services.application.erasures import ErasePerson, EraseText, request_erasure
from services.application.world import World
from services.application.written_texts import Text, find_text
from services.web.access import members
from services.web.forms import Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.opening import Named, Opened, personal_texts
from services.web.pages import UNTOUCHED, AnyRequest, language_of, page, see_written, translator_of
from services.web.place import Place, there
from services.web.problems import show_again

PERSON = "/w/{slug:str}/people/{member:uuid}/erasure"
AUDITOR = "/w/{slug:str}/auditors/{auditor:uuid}/erasure"
TEXT = "/w/{slug:str}/texts/{text:uuid}/{version:int}/{part:str}/erasure"
ADMINISTRATORS = members(Role.ADMINISTRATOR)

AT_THE_REASON = {"reason_tells_too_much": "reason"}


class Erasable(msgspec.Struct, frozen=True):
    """Somebody, and whether they are in the workspace now. `shown_at` is the page that leads here."""

    subject: SubjectId
    named: Named
    is_here: bool
    is_auditor: bool
    shown_at: str


@get(PERSON, opt=ADMINISTRATORS)
async def show_person_erasure(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, member: FromPath[UUID]
) -> Template:
    who = await _member(world, place, member)
    return page(request, "erasure/person.html", **UNTOUCHED, **await _about_person(request, world, place, who))


@post(PERSON, opt=ADMINISTRATORS)
async def request_person_erasure(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm, member: FromPath[UUID]
) -> Response[Any]:
    return await _request(request, world, place, form, await _member(world, place, member))


@get(AUDITOR, opt=ADMINISTRATORS)
async def show_auditor_erasure(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, auditor: FromPath[UUID]
) -> Template:
    who = await _auditor(world, place, auditor)
    return page(request, "erasure/person.html", **UNTOUCHED, **await _about_person(request, world, place, who))


@post(AUDITOR, opt=ADMINISTRATORS)
async def request_auditor_erasure(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm, auditor: FromPath[UUID]
) -> Response[Any]:
    return await _request(request, world, place, form, await _auditor(world, place, auditor))


async def _request(request: AnyRequest, world: World, place: Place, form: Form, who: Erasable) -> Response[Any]:
    """The form's own id becomes the erasure's, so that a double click asks once."""
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


async def _member(world: World, place: Place, member: UUID) -> Erasable:
    async with world.database.reading(place.tenant) as connection:
        found = there(await person(connection, place.tenant, SubjectId(member)))
    is_here = found.standing is not Standing.GONE
    return Erasable(found.subject, found, is_here=is_here, is_auditor=False, shown_at=f"{place.home}/people")


async def _auditor(world: World, place: Place, auditor: UUID) -> Erasable:
    async with world.database.reading(place.tenant) as connection:
        found = there(await audit_access(connection, place.tenant, SubjectId(auditor)))
    shown_at = f"{place.home}/auditors"
    return Erasable(found.auditor, found, is_here=found.runs(world.clock.now()), is_auditor=True, shown_at=shown_at)


def _spot(request: AnyRequest) -> TextPlace:
    at = request.path_params
    return TextPlace(stream=at["text"], version=at["version"], part=at["part"])


async def _text(world: World, place: Place, spot: TextPlace) -> Text:
    return there(await find_text(world, place.tenant, spot))


async def _about_person(request: AnyRequest, world: World, place: Place, who: Erasable) -> dict[str, Any]:
    async with world.database.reading(place.tenant) as connection:
        asked = await erasures_of(connection, place.tenant, who.subject)
    opened = await Opened.of(world, place.tenant, personal_texts([who.named]), translator_of(request))
    return {
        "name": opened.name(who.named),
        "who": who,
        "is_erased": opened.is_erased(who.named.email),
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


ROUTES = (
    show_person_erasure,
    request_person_erasure,
    show_auditor_erasure,
    request_auditor_erasure,
    show_text_erasure,
    request_text_erasure,
)
