"""The live session for whoever leads it: letting phones in, who is there, and taking the group from place to place."""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import Any, Final
from uuid import uuid5

import segno
from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Stream, Template
from markupsafe import Markup

from domain.errors import DomainError
from domain.measurement.commands import NoteAttendance, SwitchMode
from domain.modes import Mode
from infra.dialogue.knocks import At
from infra.identity import new_stream_id
from infra.translation.translator import Translator
from services.application.at_once import AtOnce, decide_at_once
from services.application.dialogue.ballots import reveal_answers
from services.application.dialogue.leading import lead_to, open_room, renew_code, shut_room
from services.application.dialogue.watching import Seen
from services.application.world import World
from services.application.writing import Written
from services.web.access import LEADERS, members
from services.web.forms import FieldIsUnreadable, Form
from services.web.given import GivenForm, GivenHub, GivenPlace, GivenWorld
from services.web.live.stream import message, stream
from services.web.pages import AnyRequest, part_of_page, see_written, translator_of
from services.web.place import Place
from services.web.presenting.following import is_place
from services.web.presenting.leading import announced, leading
from services.web.presenting.measuring import course
from services.web.problems import STATUS, words
from services.web.routes.measurements.loading import measurement_page, place_by_log
from services.web.routes.measurements.since_last_time import looks_back

PATH = "/w/{slug:str}/measurements/{measurement:uuid}"
ROOM = "/room"
"""Below the measurement's own address."""

LIVE_PARTS: Final = ("live-bar", "live-private", "live-company")
"""Ids on the pages, each with a template of its own."""

NOTHING_WRITTEN = Written(position=None)


class Doing(StrEnum):
    """What whoever leads can do with the session."""

    OPEN = "open"
    RENEW = "renew"
    SHUT = "shut"
    LEAD = "lead"
    EACH = "each"
    TOGETHER = "together"
    COUNT = "count"


@get(f"{PATH}{ROOM}", opt=members(*LEADERS))
async def show_room(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return await _page(request, world, place)


@post(f"{PATH}{ROOM}", opt=members(*LEADERS))
async def lead_session(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm
) -> Template | Redirect:
    """`do` says what; `next` is the place below the measurement's address to look at afterwards, else the way in."""
    onward = form.text("next")
    if "next" not in form.typed or not is_place(place.instrument, place.measurement.state, onward):
        onward = ROOM
    try:
        written = await _done(world, place, form)
    except DomainError as refusal:
        now = await place_by_log(world, place)
        said = words(translator_of(request), refusal)
        return await _page(request, world, now, refusal=said, status=STATUS[refusal.code])
    return await see_written(world, place.caller, written, place.measurement_home + onward)


async def _done(world: World, place: Place, form: Form) -> Written:
    caller, measurement = place.caller, place.measurement.id
    match form.choice("do", Doing):
        case Doing.OPEN:
            await open_room(world, caller, measurement)
        case Doing.RENEW:
            await renew_code(world, caller, measurement)
        case Doing.SHUT:
            await shut_room(world, caller, measurement)
        case Doing.LEAD:
            await _lead(world, place, form)
        case Doing.EACH:
            return await _switched(world, place, form, Mode.EACH_THEN_TOGETHER)
        case Doing.TOGETHER:
            return await _switched(world, place, form, Mode.TOGETHER)
        case Doing.COUNT:
            here = place.of_room.company.sectors if place.of_room else {}
            commands = AtOnce(measurement=(NoteAttendance(attendance=here),))
            return await decide_at_once(world, caller, measurement, commands, form.command_id())
    return NOTHING_WRITTEN


async def _switched(world: World, place: Place, form: Form, mode: Mode) -> Written:
    commands = AtOnce(measurement=(SwitchMode(mode=mode),))
    return await decide_at_once(world, place.caller, place.measurement.id, commands, form.command_id())


async def _lead(world: World, place: Place, form: Form) -> None:
    """With `seen`, from where the group was as the page was shown; without, from wherever it is."""
    where, seen = form.text("place"), form.text("seen") if "seen" in form.typed else None
    if not is_place(place.instrument, place.measurement.state, where):
        raise FieldIsUnreadable(field="place")
    await lead_to(world, place.caller, place.measurement.id, where, seen=seen)


@post(f"{PATH}/questions/{{question:str}}/reveal", opt=members(*LEADERS))
async def reveal_question(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, question: FromPath[str]
) -> Template | Redirect:
    """Whoever clicks first; everybody's second click finds it done, and waits until the page can show it."""
    asked = place.question(question)
    command_id = uuid5(place.measurement.id, f"reveal {asked.id}")
    try:
        written = await reveal_answers(world, place.caller, place.measurement.id, asked.id, command_id)
    except DomainError as refusal:
        now = await place_by_log(world, place)
        said = words(translator_of(request), refusal)
        back = course.question_path(asked)
        return await _page(request, world, now, refusal=said, status=STATUS[refusal.code], back=back)
    if written.position is None:
        written = Written(position=await world.log.head(place.tenant))
    return await see_written(
        world, place.caller, written, f"{place.measurement_home}{course.question_path(asked)}#live-private"
    )


@get(f"{PATH}{ROOM}/events", opt=members(*LEADERS))
async def follow_room(request: AnyRequest, hub: GivenHub, place: GivenPlace) -> Stream:
    """`page` is the place below the measurement's address that is open: each has a live part of its own."""
    t = translator_of(request)
    here = request.query_params.get("page", "")
    parts = {part: part_of_page(request, f"measurements/_{part.replace('-', '_')}.html") for part in LIVE_PARTS}
    render = partial(_message, parts, t, place, here)
    return stream(hub, At(place.tenant, place.measurement.id), ("leader", t.language, here), render)


def _message(parts: Mapping[str, Any], t: Translator, place: Place, here: str, seen: Seen) -> bytes:
    shown = leading(seen.state, seen.gathering, place.instrument, here, t)
    context = {"t": t, "live": shown, "home": place.measurement_home, "csrf_input": "", "new_id": new_stream_id}
    html = {part: template.render(context) for part, template in parts.items()}
    return message(seen, {"parts": html, "said": announced(t, shown)})


async def _page(
    request: AnyRequest, world: World, place: Place, *, refusal: str | None = None, status: int = 200, back: str = ""
) -> Template:
    room = place.of_room.room if place.of_room else None
    settings = request.app.state.settings
    code = room.code if room else None
    return measurement_page(
        request,
        place,
        "room.html",
        status=status,
        code=code,
        qr=_qr(f"{settings.base_url}/join/{code}") if code else None,
        join_address=f"{settings.base_url}/join".partition("://")[2],
        begin=course.whereabouts(place.instrument, place.measurement.state).path,
        invited=await looks_back(world, place),
        refusal=refusal,
        back=back,
    )


def _qr(address: str) -> Markup:
    """Dark on light whatever the page looks like: cameras want it so."""
    code = segno.make_qr(address, error="m")
    return Markup(code.svg_inline(scale=1, border=3, omitsize=True, dark="#000", light="#fff", svgclass=None))  # noqa: S704 – of our own address


ROUTES = (show_room, lead_session, reveal_question, follow_room)
