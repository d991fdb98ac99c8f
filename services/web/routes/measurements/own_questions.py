"""The few questions that a workspace adds to a measurement: shown apart, counting in no figure."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import get, post
from litestar.response import Redirect, Template

from domain.errors import DomainError
from domain.ids import QuestionId
from domain.measurement.own_questions import MOST
from projections.measurements.queries import Measured
from services.application.at_once import AtOnce, decide_at_once
from services.application.world import World
from services.reports.figures import before
from services.web.access import LEADERS, members
from services.web.forms import Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.opening import Opened
from services.web.pages import AnyRequest, see_written, translator_of
from services.web.place import Place
from services.web.presenting.measuring import course
from services.web.presenting.measuring.own_form import (
    Own,
    asked_for,
    field_of,
    own_questions,
    refreshed,
    shown_fields,
)
from services.web.problems import STATUS, words
from services.web.routes.measurements.loading import measurement_page, place_by_log, series_of

PATH = "/w/{slug:str}/measurements/{measurement:uuid}/own-questions"


class Asked(msgspec.Struct, frozen=True):
    """What is asked here, and the words of the collaboration's last closed measurement that are not asked here yet."""

    own: list[Own]
    earlier: Measured | None
    offered: Mapping[QuestionId, str]


@get(PATH, opt=members(*LEADERS))
async def show_own_questions(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    asked = await _asked(request, world, place)
    return _page(request, place, asked, shown_fields(asked.own))


@post(PATH, opt=members(*LEADERS))
async def change_own_questions(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm
) -> Template | Redirect:
    """Add, reword, take along and remove, all at once. What is taken along is sealed anew, for this measurement."""
    asked = await _asked(request, world, place)
    try:
        commands = AtOnce(measurement=asked_for(form, asked.own, _still_offered(form, asked)))
        written = await decide_at_once(world, place.caller, place.measurement.id, commands, form.command_id())
    except DomainError as refusal:
        return await _refused(request, world, place, form, refusal)
    return await see_written(world, place.caller, written, place.measurement_home + course.OWN_QUESTIONS)


def _still_offered(form: Form, asked: Asked) -> Mapping[QuestionId, str]:
    """None when another measurement was closed since the page was shown: its numbers are about other words."""
    same = asked.earlier is not None and form.text("earlier") == str(asked.earlier.id)
    return asked.offered if same else {}


async def _refused(request: AnyRequest, world: World, place: Place, form: Form, refusal: DomainError) -> Template:
    now = await place_by_log(world, place)
    asked = await _asked(request, world, now)
    return _page(
        request,
        now,
        asked,
        refreshed(form, asked.own),
        refusal=words(translator_of(request), refusal),
        refused_field=field_of(refusal),
        status=STATUS[refusal.code],
        command_id=form.text("command_id"),
    )


async def _asked(request: AnyRequest, world: World, place: Place) -> Asked:
    state, earlier = place.measurement.state, before(place.measurement, await series_of(world, place))
    last = earlier.state.own_questions if earlier else {}
    texts = [one.text for one in (*state.own_questions.values(), *last.values())]
    opened = await Opened.of(world, place.tenant, texts, translator_of(request))
    own = own_questions(state, opened)
    here = {one.text for one in own}
    readable = {key: opened(one.text) for key, one in last.items() if not opened.is_erased(one.text)}
    return Asked(own=own, earlier=earlier, offered={key: text for key, text in readable.items() if text not in here})


def _page(
    request: AnyRequest,
    place: Place,
    asked: Asked,
    fields: Mapping[str, str],
    *,
    refusal: str | None = None,
    refused_field: str = "",
    status: int = 200,
    **context: Any,
) -> Template:
    return measurement_page(
        request,
        place,
        "own_questions.html",
        status=status,
        asked=asked,
        fields=fields,
        most=MOST,
        refusal=refusal,
        refused_field=refused_field,
        **context,
    )


ROUTES = (show_own_questions, change_own_questions)
