"""A measurement's own page: where the group is, how to go on, and what can be done about its course."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from litestar import get, post
from litestar.response import Redirect, Template

from domain.errors import DomainError
from domain.measurement import commands as asked
from domain.sectors import by_sector
from services.application.at_once import AtOnce, decide_at_once
from services.application.campaigns.answering import Progress
from services.application.campaigns.answering import progress as progress_of_invited
from services.application.world import World
from services.web.access import LEADERS, READERS, members
from services.web.forms import Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.local_paths import local_path
from services.web.opening import Opened
from services.web.pages import AnyRequest, see_written, translator_of
from services.web.place import Place
from services.web.presenting.measuring import attendance, course
from services.web.problems import STATUS, words
from services.web.routes.measurements.loading import measurement_page, place_by_log
from services.web.routes.measurements.more_time import round_of
from services.web.routes.measurements.since_last_time import invites, look_back

PATH = "/w/{slug:str}/measurements/{measurement:uuid}"


class Course(StrEnum):
    """What whoever leads can do with the measurement as a whole, besides closing it."""

    PAUSE = "pause"
    RESUME = "resume"
    REOPEN = "reopen"
    VOID = "void"
    PRACTICE = "practice"
    REAL = "real"


@get(PATH, opt=members(*READERS))
async def show_measurement(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return await _page(request, world, place)


@post(PATH, opt=members(*LEADERS))
async def change_course(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm
) -> Template | Redirect:
    """Pause, go on, reopen, void, count or not: `course` says which. `next` is a page of this measurement."""
    try:
        commands = AtOnce(measurement=(_asked_for(form),))
        written = await decide_at_once(world, place.caller, place.measurement.id, commands, form.command_id())
    except DomainError as refusal:
        now = await place_by_log(world, place)
        return await _page(
            request,
            world,
            now,
            fields=form.typed,
            refusal=words(translator_of(request), refusal),
            refused_code=refusal.code,
            status=STATUS[refusal.code],
        )
    onward = local_path(form.text("next"), place.measurement_home)
    inside = onward.startswith(f"{place.measurement_home}/")
    return await see_written(world, place.caller, written, onward if inside else place.measurement_home)


def _asked_for(form: Form) -> asked.Command:
    match form.choice("course", Course):
        case Course.PAUSE:
            return asked.PauseMeasurement()
        case Course.RESUME:
            return asked.ResumeMeasurement()
        case Course.REOPEN:
            return asked.ReopenMeasurement(reason=form.text("reopen-reason"))
        case Course.VOID:
            return asked.VoidMeasurement(reason=form.text("void-reason"))
        case Course.PRACTICE:
            return asked.MarkAsPractice()
        case Course.REAL:
            return asked.LiftPracticeMark()


@get(f"{PATH}/attendance", opt=members(*LEADERS))
async def show_attendance(request: AnyRequest, place: GivenPlace) -> Template:
    return _attendance(request, place, attendance.shown_fields(place.measurement.state.attendance))


@post(f"{PATH}/attendance", opt=members(*LEADERS))
async def note_attendance(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm
) -> Template | Redirect:
    try:
        commands = AtOnce(measurement=(asked.NoteAttendance(attendance=attendance.counted(form)),))
        written = await decide_at_once(world, place.caller, place.measurement.id, commands, form.command_id())
    except DomainError as refusal:
        return _attendance(request, place, form.typed, refusal)
    return await see_written(world, place.caller, written, place.measurement_home)


def _attendance(
    request: AnyRequest, place: Place, fields: Mapping[str, str], refusal: DomainError | None = None
) -> Template:
    here = {**attendance.likely(place.collaboration.state), **place.measurement.state.attendance}
    expected, others = attendance.in_order(here)
    return measurement_page(
        request,
        place,
        "attendance.html",
        status=STATUS[refusal.code] if refusal else 200,
        refusal=words(translator_of(request), refusal) if refusal else None,
        fields=fields,
        expected=expected,
        others=others,
    )


async def _page(
    request: AnyRequest,
    world: World,
    place: Place,
    *,
    fields: Mapping[str, str] | None = None,
    refusal: str | None = None,
    refused_code: str | None = None,
    status: int = 200,
    **context: Any,
) -> Template:
    state, back = place.measurement.state, await look_back(world, place)
    return measurement_page(
        request,
        place,
        "overview.html",
        status=status,
        here=course.whereabouts(place.instrument, state),
        fields_progress=course.progress(place.instrument, state),
        unweighed=course.unweighed(place.instrument, state),
        people=by_sector(state.attendance),
        own_unanswered=course.unanswered_own(state),
        since=bool(back.actions),
        invited=invites(place, back),
        guests=await _guests(world, place) if place.leads else None,
        campaign=await round_of(world, place),
        opened=await Opened.of(
            world,
            place.tenant,
            [state.place, state.status_reason, state.note, *(one.text for one in state.own_questions.values())],
            translator_of(request),
        ),
        fields=fields or {},
        refusal=refusal,
        refused_code=refused_code,
        **context,
    )


async def _guests(world: World, place: Place) -> Progress | None:
    """How many are invited to answer alone, and how many have; nothing of a measurement in no campaign."""
    which = place.measurement.id
    return (await progress_of_invited(world, place.tenant, [which])).get(which)


ROUTES = (
    show_measurement,
    change_course,
    show_attendance,
    note_attendance,
)
