"""One of the workspace's own questions fills the screen, in the same form as one of the model's and apart from them."""

from collections.abc import Mapping
from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from litestar.status_codes import HTTP_409_CONFLICT, HTTP_410_GONE

from domain.ids import QuestionId
from domain.measurement.own_questions import number_of, was_removed
from services.web.access import EVERY_ROLE, READERS, RoleIsNotEnough, members
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.pages import AnyRequest, translator_of
from services.web.place import Place
from services.web.presenting.measuring import course
from services.web.presenting.measuring.question_form import Moved, answers
from services.web.problems import STATUS, words
from services.web.routes.measurements.asking import Asking, Sheet, note, read_sheet
from services.web.routes.measurements.loading import measurement_page

PATH = "/w/{slug:str}/measurements/{measurement:uuid}/own-questions/{own:str}"


@get(PATH, opt=members(*READERS))
async def show_own_question(request: AnyRequest, world: GivenWorld, place: GivenPlace, own: FromPath[str]) -> Template:
    if was_removed(place.measurement.state, own):
        return _gone(request, place, own, None)
    sheet = await read_sheet(request, world, place, place.own_question(own), [])
    return _page(request, sheet, sheet.fields)


@post(PATH, opt=members(*EVERY_ROLE))
async def note_own_question(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, own: FromPath[str], form: GivenForm
) -> Template | Redirect:
    """Answers are entered by who leads; every member may comment. What was typed to one that is gone is shown."""
    if was_removed(place.measurement.state, own):
        return _gone(request, place, own, form.text("comment").strip())
    question = place.own_question(own)
    if answers(form) and not place.leads:
        raise RoleIsNotEnough
    noted = await note(request, world, place, _asking(place, question), form)
    if isinstance(noted, Redirect):
        return noted
    if was_removed(noted.sheet.place.measurement.state, own):
        return _gone(request, noted.sheet.place, own, form.text("comment").strip())
    return _page(
        request,
        noted.sheet,
        noted.form.typed,
        gone=noted.gone,
        refusal=words(translator_of(request), noted.refusal),
        status=STATUS[noted.refusal.code],
        command_id=form.text("command_id"),
    )


def _asking(place: Place, question: QuestionId) -> Asking:
    state = place.measurement.state
    return Asking(
        id=question,
        path=course.own_path(question),
        back=course.before_own(place.instrument, state, question),
        onward=course.after_own(state, question),
    )


def _gone(request: AnyRequest, place: Place, own: str, comment: str | None) -> Template:
    """`comment` is what somebody had typed; `None` for who only looks."""
    status = HTTP_410_GONE if comment is None else HTTP_409_CONFLICT
    return measurement_page(request, place, "own_gone.html", status=status, number=number_of(own), comment=comment)


def _page(
    request: AnyRequest,
    sheet: Sheet,
    fields: Mapping[str, str],
    *,
    gone: Moved | None = None,
    refusal: str | None = None,
    status: int = 200,
    **context: Any,
) -> Template:
    state, asking = sheet.place.measurement.state, _asking(sheet.place, sheet.question)
    return measurement_page(
        request,
        sheet.place,
        "own_question.html",
        status=status,
        own=sheet.question,
        number=number_of(sheet.question),
        statement=state.own_questions[sheet.question].text,
        fields=fields,
        sheet=sheet,
        gone=gone or Moved(),
        refusal=refusal,
        back=asking.back,
        onward=asking.onward,
        **context,
    )


ROUTES = (show_own_question, note_own_question)
