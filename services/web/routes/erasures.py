"""A workspace's erasures: which wait, and how one of them is confirmed or taken back."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Template

from domain.audit_access.state import AuditAccess
from domain.erasure.decisions import WAIT, ConfirmErasure, WithdrawErasure
from domain.erasure.events import Person as ErasedPerson
from domain.erasure.events import Wordings
from domain.erasure.state import Erasure, Status
from domain.errors import DomainError
from domain.ids import SubjectId
from domain.text import Text
from domain.workspace.events import Role
from domain.workspace.state import Standing
from infra.translation.translator import Translator
from projections.audit_accesses.queries import audit_accesses
from projections.erasures.queries import erasures
from projections.people.queries import Person, people, people_who_left
from services.application.erasures import decide_erasure, read_erasure
from services.application.world import World
from services.application.writing import NoSuchThing
from services.application.written_texts import sealed_at
from services.web.access import members
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.opening import Opened, personal_texts
from services.web.pages import AnyRequest, page, see_written, translator_of
from services.web.place import NotFound, Place
from services.web.presenting.erasures import Names, erasures_shown, kind_of, waiting
from services.web.problems import STATUS, words

ADMINISTRATORS = members(Role.ADMINISTRATOR)
ERASURE = "/w/{slug:str}/erasures/{erasure:uuid}"


@get("/w/{slug:str}/erasures", opt=ADMINISTRATORS)
async def show_erasures(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    t = translator_of(request)
    who = await _everybody(world, place)
    async with world.database.reading(place.tenant) as connection:
        found = await erasures(connection, place.tenant)
    names = who.names(await Opened.of(world, place.tenant, who.texts, t), t)
    shown = erasures_shown(found, names, who.administrators, place.caller.subject, world.clock.now(), t=t)
    return page(request, "erasure/list.html", erasures=shown, hours=_hours())


@get(ERASURE, opt=ADMINISTRATORS)
async def show_erasure(request: AnyRequest, world: GivenWorld, place: GivenPlace, erasure: FromPath[UUID]) -> Template:
    return await _page(request, world, place, erasure)


@post(f"{ERASURE}/confirmation", opt=ADMINISTRATORS)
async def confirm_erasure(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm, erasure: FromPath[UUID]
) -> Response[Any]:
    """Who confirms their own erasure is no member any more afterwards."""
    state = await _state(world, place, erasure)
    try:
        written = await decide_erasure(world, place.caller, erasure, ConfirmErasure(), form.command_id())
    except DomainError as refusal:
        return await _page(request, world, place, erasure, refusal=refusal)
    oneself = isinstance(state.what, ErasedPerson) and state.what.member == place.caller.subject
    return await see_written(world, place.caller, written, "/workspaces" if oneself else f"{place.home}/erasures")


@post(f"{ERASURE}/withdrawal", opt=ADMINISTRATORS)
async def withdraw_erasure(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm, erasure: FromPath[UUID]
) -> Response[Any]:
    await _state(world, place, erasure)
    try:
        written = await decide_erasure(world, place.caller, erasure, WithdrawErasure(), form.command_id())
    except DomainError as refusal:
        return await _page(request, world, place, erasure, refusal=refusal)
    return await see_written(world, place.caller, written, f"{place.home}/erasures")


async def _page(
    request: AnyRequest, world: World, place: Place, erasure: UUID, *, refusal: DomainError | None = None
) -> Template:
    """By the log, so that nobody decides on what was decided a moment ago."""
    t = translator_of(request)
    state = await _state(world, place, erasure)
    who = await _everybody(world, place)
    texts = await sealed_at(world, place.tenant, state.what.places) if isinstance(state.what, Wordings) else []
    opened = await Opened.of(world, place.tenant, [state.reason, *texts, *who.texts], t)
    names = who.names(opened, t)
    return page(
        request,
        "erasure/one.html",
        status=STATUS[refusal.code] if refusal else 200,
        refusal=words(t, refusal) if refusal else None,
        errors={},
        kind=kind_of(state, t),
        name=names(state.what.member) if isinstance(state.what, ErasedPerson) else "",
        wordings=[opened(text) for text in texts],
        reason=opened(state.reason),
        waits=state.status is Status.WAITING,
        asked=waiting(erasure, state, names, who.administrators, place.caller.subject, now=world.clock.now(), t=t),
        hours=_hours(),
    )


async def _state(world: World, place: Place, erasure: UUID) -> Erasure:
    try:
        return (await read_erasure(world, place.caller, erasure))[1]
    except NoSuchThing:
        raise NotFound from None


class Everybody(msgspec.Struct, frozen=True):
    """Members, also those who left, and auditors."""

    members: list[Person]
    auditors: list[AuditAccess]

    @property
    def texts(self) -> list[Text | None]:
        return personal_texts([*self.members, *self.auditors])

    @property
    def administrators(self) -> frozenset[SubjectId]:
        joined = (one for one in self.members if one.standing is Standing.JOINED)
        return frozenset(one.subject for one in joined if one.role is Role.ADMINISTRATOR)

    def names(self, opened: Opened, t: Translator) -> Names:
        return Names(self.members, self.auditors, opened, t)


async def _everybody(world: World, place: Place) -> Everybody:
    tenant = place.tenant
    async with world.database.reading(tenant) as connection:
        here, left = await people(connection, tenant), await people_who_left(connection, tenant)
        return Everybody([*here, *left], await audit_accesses(connection, tenant))


def _hours() -> int:
    return int(WAIT.total_seconds()) // 3600


ROUTES = (show_erasures, show_erasure, confirm_erasure, withdraw_erasure)
