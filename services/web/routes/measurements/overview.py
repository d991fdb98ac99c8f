"""A measurement's own page: where the group is, how to go on, and what can be done about its course."""

from collections.abc import Mapping
from typing import Any

from litestar import get, post
from litestar.response import Redirect, Template

from domain.errors import DomainError
from domain.measurement import commands as asked
from services.application.at_once import AtOnce, decide_at_once
from services.application.world import World
from services.web.access import EVERY_ROLE, LEADERS, members
from services.web.forms import Form
from services.web.opening import Opened
from services.web.pages import AnyRequest, see_written, translator_of
from services.web.place import Place
from services.web.presenting.measuring import attendance, course
from services.web.problems import STATUS, words
from services.web.routes.measurements.loading import measurement_page, place_by_log

PATH = "/w/{slug:str}/measurements/{measurement:uuid}"


@get(PATH, opt=members(*EVERY_ROLE))
async def show_measurement(request: AnyRequest, world: World, place: Place) -> Template:
    return await _page(request, world, place)


@post(f"{PATH}/pause", opt=members(*LEADERS))
async def pause_measurement(request: AnyRequest, world: World, place: Place, form: Form) -> Template | Redirect:
    return await _change_course(request, world, place, form, asked.PauseMeasurement())


@post(f"{PATH}/resume", opt=members(*LEADERS))
async def resume_measurement(request: AnyRequest, world: World, place: Place, form: Form) -> Template | Redirect:
    return await _change_course(request, world, place, form, asked.ResumeMeasurement())


@post(f"{PATH}/reopen", opt=members(*LEADERS))
async def reopen_measurement(request: AnyRequest, world: World, place: Place, form: Form) -> Template | Redirect:
    return await _change_course(request, world, place, form, asked.ReopenMeasurement(reason=form.text("reopen-reason")))


@post(f"{PATH}/void", opt=members(*LEADERS))
async def void_measurement(request: AnyRequest, world: World, place: Place, form: Form) -> Template | Redirect:
    return await _change_course(request, world, place, form, asked.VoidMeasurement(reason=form.text("void-reason")))


@post(f"{PATH}/practice", opt=members(*LEADERS))
async def mark_as_practice(request: AnyRequest, world: World, place: Place, form: Form) -> Template | Redirect:
    """Or as one that counts: `kind` is `practice` or `real`."""
    command = asked.MarkAsPractice() if form.text("kind") == "practice" else asked.LiftPracticeMark()
    return await _change_course(request, world, place, form, command)


@get(f"{PATH}/attendance", opt=members(*LEADERS))
async def show_attendance(request: AnyRequest, place: Place) -> Template:
    return _attendance(request, place, attendance.shown_fields(place.measurement.state.attendance))


@post(f"{PATH}/attendance", opt=members(*LEADERS))
async def note_attendance(request: AnyRequest, world: World, place: Place, form: Form) -> Template | Redirect:
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


async def _change_course(
    request: AnyRequest, world: World, place: Place, form: Form, command: asked.Command
) -> Template | Redirect:
    try:
        commands = AtOnce(measurement=(command,))
        written = await decide_at_once(world, place.caller, place.measurement.id, commands, form.command_id())
    except DomainError as refusal:
        now = await place_by_log(world, place)
        return await _page(
            request,
            world,
            now,
            fields=form.typed,
            refusal=words(translator_of(request), refusal),
            refused=refusal.code,
            status=STATUS[refusal.code],
        )
    return await see_written(world, place.caller, written, place.measurement_home)


async def _page(
    request: AnyRequest,
    world: World,
    place: Place,
    *,
    fields: Mapping[str, str] | None = None,
    refusal: str | None = None,
    refused: str | None = None,
    status: int = 200,
    **context: Any,
) -> Template:
    state = place.measurement.state
    return measurement_page(
        request,
        place,
        "overview.html",
        status=status,
        here=course.whereabouts(place.instrument, state),
        fields_progress=course.progress(place.instrument, state),
        unweighed=course.unweighed(place.instrument, state),
        opened=await Opened.of(world, place.tenant, [state.place, state.status_reason], translator_of(request)),
        fields=fields or {},
        refusal=refusal,
        refused=refused,
        **context,
    )


ROUTES = (
    show_measurement,
    pause_measurement,
    resume_measurement,
    reopen_measurement,
    void_measurement,
    mark_as_practice,
    show_attendance,
    note_attendance,
)
