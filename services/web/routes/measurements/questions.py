"""One question fills the screen: what it asks, where the group places itself, what it says and wants to do."""

from collections.abc import Mapping
from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from domain.instrument.model import Question
from services.reports.spreads import distribution_at
from services.web.access import EVERY_ROLE, READERS, RoleIsNotEnough, members
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.pages import AnyRequest, translator_of
from services.web.place import Place
from services.web.presenting.measuring import course
from services.web.presenting.measuring.question_form import Moved, answers
from services.web.problems import STATUS, words
from services.web.routes.measurements.asking import Asking, Sheet, note, read_sheet
from services.web.routes.measurements.loading import measurement_page, plan_of

PATH = "/w/{slug:str}/measurements/{measurement:uuid}/questions/{question:str}"


@get(PATH, opt=members(*READERS))
async def show_question(request: AnyRequest, world: GivenWorld, place: GivenPlace, question: FromPath[str]) -> Template:
    asked = place.question(question)
    sheet = await read_sheet(request, world, place, asked.id, await plan_of(world, place))
    return _page(request, sheet, asked, sheet.fields)


@post(PATH, opt=members(*EVERY_ROLE))
async def note_question(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, question: FromPath[str], form: GivenForm
) -> Template | Redirect:
    """Answers are entered by who leads; every member may comment and suggest."""
    asked = place.question(question)
    if answers(form) and not place.leads:
        raise RoleIsNotEnough
    noted = await note(request, world, place, _asking(place, asked), form)
    if isinstance(noted, Redirect):
        return noted
    return _page(
        request,
        noted.sheet,
        asked,
        noted.form.typed,
        gone=noted.gone,
        refusal=words(translator_of(request), noted.refusal),
        status=STATUS[noted.refusal.code],
        command_id=form.text("command_id"),
    )


def _asking(place: Place, question: Question) -> Asking:
    return Asking(
        id=question.id,
        path=course.question_path(question),
        back=course.before_question(place.instrument, question),
        onward=course.after_question(place.instrument, question),
    )


def _page(
    request: AnyRequest,
    sheet: Sheet,
    question: Question,
    fields: Mapping[str, str],
    *,
    gone: Moved | None = None,
    refusal: str | None = None,
    status: int = 200,
    **context: Any,
) -> Template:
    place, asking = sheet.place, _asking(sheet.place, question)
    field = place.instrument.field_of[question.id]
    title = translator_of(request)("spread.title")
    return measurement_page(
        request,
        place,
        "question.html",
        status=status,
        question=question,
        field=field,
        progress=course.field_progress(field, place.measurement.state.answers),
        fields=fields,
        sheet=sheet,
        apart=distribution_at(place.measurement.state, place.instrument, question.id, title=title),
        gone=gone or Moved(),
        refusal=refusal,
        back=asking.back,
        onward=asking.onward,
        **context,
    )


ROUTES = (show_question, note_question)
