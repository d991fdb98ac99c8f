"""Joining a live session: a code, the side that one comes from, and a name if one likes."""

from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Template

from domain.errors import DomainError
from domain.sectors import PUBLIC_SECTORS, Sector
from infra.dialogue.rooms import find_seat
from services.application.dialogue.joining import (
    LONGEST_NAME,
    Session,
    find_session,
    leave_seat,
    plain_code,
    take_seat,
)
from services.web.access import anyone, seated
from services.web.forms import FieldIsUnreadable, Form
from services.web.given import GivenForm, GivenSeat, GivenWorld
from services.web.machine import machine_of
from services.web.pages import UNTOUCHED, AnyRequest, page, see, translator_of
from services.web.problems import STATUS, words
from services.web.seating import room_path, seat_cookie, token_of


@get("/join", opt=anyone())
async def ask_for_code(request: AnyRequest) -> Template:
    return page(request, "room/join.html", **UNTOUCHED)


@post("/join", opt=anyone())
async def go_to_session(request: AnyRequest, world: GivenWorld, form: GivenForm) -> Response[Any]:
    try:
        await find_session(world, form.text("code"), machine_of(request))
    except DomainError as refusal:
        return _no_way_in(request, refusal, form.text("code"))
    return see(f"/join/{quote(plain_code(form.text('code')))}")


@get("/join/{code:str}", opt=anyone())
async def show_way_in(request: AnyRequest, world: GivenWorld, code: FromPath[str]) -> Response[Any]:
    """A device that is in already is led to the session, whoever scans the code once more."""
    try:
        session = await find_session(world, code, machine_of(request))
    except DomainError as refusal:
        return _no_way_in(request, refusal, code)
    token = token_of(request, session.measurement)
    if token and await find_seat(world.database, token, session.measurement):
        return see(room_path(session.measurement))
    return _way_in(request, Form({}))


@post("/join/{code:str}", opt=anyone())
async def join_session(request: AnyRequest, world: GivenWorld, form: GivenForm, code: FromPath[str]) -> Response[Any]:
    """Whoever goes back and sends the form again has one seat, as it was said last; so has who left and came back."""
    try:
        session = await find_session(world, code, machine_of(request))
    except DomainError as refusal:
        return _no_way_in(request, refusal, code)
    try:
        token = await take_seat(
            world,
            session,
            form.choice("sector", Sector),
            form.text("name"),
            before=token_of(request, session.measurement),
        )
    except DomainError as refusal:
        return _way_in(request, form, refusal)
    answer = see(room_path(session.measurement))
    answer.set_cookie(seat_cookie(request.app.state.settings, session.measurement, token))
    return answer


@post("/room/{measurement:uuid}/leave", opt=seated())
async def leave_session(world: GivenWorld, seated: GivenSeat) -> Response[Any]:
    """The cookie stays, so that a device that comes back has one answer to a question and not two."""
    await leave_seat(world, Session(seated.tenant, seated.measurement), seated.token)
    return see("/join")


def _way_in(request: AnyRequest, form: Form, refusal: DomainError | None = None) -> Template:
    t = translator_of(request)
    unchosen = isinstance(refusal, FieldIsUnreadable)
    said = t("join.sector.missing") if unchosen else words(t, refusal) if refusal else None
    return page(
        request,
        "room/enter.html",
        status=STATUS[refusal.code] if refusal else 200,
        sides=[
            (t("side.public"), [sector for sector in Sector if sector in PUBLIC_SECTORS]),
            (t("side.partner"), [sector for sector in Sector if sector not in PUBLIC_SECTORS]),
        ],
        longest=LONGEST_NAME,
        typed=form.typed,
        errors={"sector" if unchosen else "name": said} if said else {},
    )


def _no_way_in(request: AnyRequest, refusal: DomainError, code: str) -> Template:
    said = words(translator_of(request), refusal)
    return page(request, "room/join.html", status=STATUS[refusal.code], typed={"code": code}, errors={"code": said})


ROUTES = (ask_for_code, go_to_session, show_way_in, join_session, leave_session)
