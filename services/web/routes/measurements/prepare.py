"""Before the first answer: the privacy notice, who is in the room, how it is done, and how long it takes."""

from collections.abc import Mapping
from typing import Any

from litestar import get, post
from litestar.response import Redirect, Template

from domain.errors import DomainError
from domain.ids import MeasurementId
from domain.measurement.commands import StartMeasurement
from domain.measurement.errors import NobodyIsHere
from domain.measurement.own_questions import MOST
from domain.measurement.state import Status
from domain.modes import Mode
from infra.identity import new_stream_id
from projections.measurements.queries import Summary, summaries_of
from services.application.dialogue.leading import open_room
from services.application.instruments import offered
from services.application.measurements import start_measurement
from services.application.world import World
from services.web.access import LEADERS, members
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.pages import AnyRequest, page, see_written, translator_of
from services.web.place import Place
from services.web.presenting.measuring import attendance, course
from services.web.problems import STATUS, words
from services.web.routes.measurements.room import ROOM

PATH = "/w/{slug:str}/collaborations/{collaboration:uuid}/measurements/new"


@get(PATH, opt=members(*LEADERS))
async def prepare_measurement(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    fields = attendance.shown_fields(attendance.likely(place.collaboration.state))
    return await _page(
        request,
        world,
        place,
        fields | {"place": "", "kind": "real", "mode": Mode.TOGETHER},
        measurement=new_stream_id(),
    )


@post(PATH, opt=members(*LEADERS))
async def open_session(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm
) -> Template | Redirect:
    """The measurement's id is made with the page, so that a double click opens one session."""
    measurement = MeasurementId(form.key("measurement"))
    try:
        here = attendance.counted(form)
        if not here:
            raise NobodyIsHere
        command = StartMeasurement(
            collaboration=place.collaboration.id,
            mode=form.choice("mode", Mode) if form.has("mode") else Mode.TOGETHER,
            practice=form.text("kind") == "practice",
            attendance=here,
            place=form.text("place").strip() or None,
        )
        written = await start_measurement(world, place.caller, measurement, command, form.content_id())
    except DomainError as refusal:
        return await _page(
            request,
            world,
            place,
            form.typed,
            measurement=measurement,
            refusal=words(translator_of(request), refusal),
            refused_code=refusal.code,
            status=STATUS[refusal.code],
        )
    begin = course.VALUES
    if command.mode is Mode.EACH_THEN_TOGETHER:
        await open_room(world, place.caller, measurement)
        begin = ROOM
    return await see_written(world, place.caller, written, f"{place.home}/measurements/{measurement}{begin}")


async def _page(
    request: AnyRequest,
    world: World,
    place: Place,
    fields: Mapping[str, str],
    *,
    refusal: str | None = None,
    refused_code: str | None = None,
    status: int = 200,
    **context: Any,
) -> Template:
    expected, others = attendance.in_order(attendance.likely(place.collaboration.state))
    return page(
        request,
        "measurements/prepare.html",
        status=status,
        fields=fields,
        expected=expected,
        others=others,
        under_way=await _under_way(world, place),
        instrument=(await offered(world))[0],
        most_own=MOST,
        refusal=refusal,
        refused_code=refused_code,
        **context,
    )


async def _under_way(world: World, place: Place) -> list[Summary]:
    """Sessions of this collaboration that nobody has closed yet."""
    async with world.database.reading(place.tenant) as connection:
        every = await summaries_of(connection, place.tenant, place.collaboration.id)
    return [one for one in every if one.status in {Status.OPEN, Status.PAUSED}]


ROUTES = (prepare_measurement, open_session)
