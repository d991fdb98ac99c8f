"""Closing a measurement: what it means, and what is missing."""

from typing import Any

from litestar import get, post
from litestar.response import Redirect, Template

from domain.errors import DomainError
from domain.measurement.commands import CloseMeasurement
from services.application.at_once import AtOnce, decide_at_once
from services.application.world import World
from services.web.access import LEADERS, members
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.pages import AnyRequest, see_written, translator_of
from services.web.place import Place
from services.web.presenting.measuring import course
from services.web.presenting.wording import Wordings
from services.web.problems import STATUS, words
from services.web.routes.measurements.loading import measurement_page, place_by_log, plan_of

PATH = "/w/{slug:str}/measurements/{measurement:uuid}/close"


@get(PATH, opt=members(*LEADERS))
async def show_closing(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return await _page(request, world, place)


@post(PATH, opt=members(*LEADERS))
async def close_measurement(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm
) -> Template | Redirect:
    try:
        commands = AtOnce(measurement=(CloseMeasurement(),))
        written = await decide_at_once(world, place.caller, place.measurement.id, commands, form.command_id())
    except DomainError as refusal:
        now = await place_by_log(world, place)
        said = words(translator_of(request), refusal)
        return await _page(request, world, now, refusal=said, status=STATUS[refusal.code])
    return await see_written(world, place.caller, written, place.measurement_home + course.REPORT)


async def _page(
    request: AnyRequest, world: World, place: Place, *, refusal: str | None = None, status: int = 200, **context: Any
) -> Template:
    missing = course.unweighed(place.instrument, place.measurement.state)
    unweighed = [value for value in place.instrument.values if value.id in missing]
    said = Wordings(translator_of(request).language)
    return measurement_page(
        request,
        place,
        "close.html",
        status=status,
        refusal=refusal,
        unanswered=[each for each in course.progress(place.instrument, place.measurement.state) if each.unanswered],
        unweighed=unweighed,
        unweighed_names=[said.plain(value.name) for value in unweighed],
        own_unanswered=course.unanswered_own(place.measurement.state),
        agreed=sum(action.agreed_in == place.measurement.id for action in await plan_of(world, place)),
        **context,
    )


ROUTES = (show_closing, close_measurement)
