"""Weighing the values: what each means, and how important it is to the group. One value fills the screen."""

from collections.abc import Mapping
from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from domain.errors import DomainError
from domain.ids import AmbitionId
from domain.instrument.model import Value
from domain.text import Text
from services.application.at_once import AtOnce, decide_at_once
from services.application.world import World
from services.reports.figures import figures_of
from services.web.access import LEADERS, READERS, members
from services.web.forms import Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.opening import Opened
from services.web.pages import AnyRequest, see_written, translator_of
from services.web.place import Place
from services.web.presenting.measuring import course
from services.web.presenting.measuring.question_form import Go
from services.web.presenting.measuring.value_form import MovedWeight, asked_for, moved, refreshed, shown_fields
from services.web.problems import STATUS, words
from services.web.routes.measurements.loading import measurement_page, place_by_log, take_along
from services.web.routes.measurements.since_last_time import looks_back

VALUES = "/w/{slug:str}/measurements/{measurement:uuid}/values"
VALUE = f"{VALUES}/{{value:str}}"


@get(VALUES, opt=members(*READERS))
async def show_values(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """What the four are, and what the group has said of them so far."""
    state = place.measurement.state
    unweighed = course.unweighed(place.instrument, state)
    return measurement_page(
        request,
        place,
        "values.html",
        weightings={each.value: each.weighting for each in figures_of(state, place.instrument).values},
        unweighed=unweighed,
        first_question=course.question_path(course.first_question(place.instrument)),
        onward=course.whereabouts(place.instrument, state).path,
        invited=await looks_back(world, place),
    )


@get(VALUE, opt=members(*READERS))
async def show_value(request: AnyRequest, world: GivenWorld, place: GivenPlace, value: FromPath[str]) -> Template:
    weighed = place.value(value)
    return await _page(request, world, place, weighed, shown_fields(place.measurement.state, weighed))


@post(VALUE, opt=members(*LEADERS))
async def weigh_value(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, value: FromPath[str], form: GivenForm
) -> Template | Redirect:
    weighed = place.value(value)
    try:
        commands = AtOnce(measurement=asked_for(form, place.measurement.state, weighed))
        written = await decide_at_once(world, place.caller, place.measurement.id, commands, form.command_id())
    except DomainError as refusal:
        return await _refused(request, world, place, weighed, form, refusal=refusal)
    going = course.before_value if form.text("go") == Go.BACK else course.after_value
    onward = going(place.instrument, weighed)
    await take_along(world, place, course.value_path(weighed), onward)
    return await see_written(world, place.caller, written, place.measurement_home + onward)


async def _refused(
    request: AnyRequest, world: World, place: Place, value: Value, form: Form, *, refusal: DomainError
) -> Template:
    now = await place_by_log(world, place)
    state = now.measurement.state
    gone = moved(form, state, value)
    return await _page(
        request,
        world,
        now,
        value,
        refreshed(form, shown_fields(state, value), gone),
        gone=gone,
        refusal=words(translator_of(request), refusal),
        status=STATUS[refusal.code],
        command_id=form.text("command_id"),
    )


async def _page(
    request: AnyRequest,
    world: World,
    place: Place,
    value: Value,
    fields: Mapping[str, str],
    *,
    gone: Mapping[AmbitionId, MovedWeight] | None = None,
    refusal: str | None = None,
    status: int = 200,
    **context: Any,
) -> Template:
    reasons: list[Text | None] = [place.measurement.state.reasons.get(each.id) for each in value.ambitions]
    return measurement_page(
        request,
        place,
        "value.html",
        status=status,
        value=value,
        number=place.instrument.values.index(value) + 1,
        fields=fields,
        opened=await Opened.of(world, place.tenant, reasons, translator_of(request)),
        gone=gone or {},
        refusal=refusal,
        back=course.before_value(place.instrument, value),
        onward=course.after_value(place.instrument, value),
        **context,
    )


ROUTES = (show_values, show_value, weigh_value)
