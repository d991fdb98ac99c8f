"""One question fills the screen: what it asks, where the group places itself, what it says and wants to do."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from domain.action_plan.decisions import ActionHasMoved
from domain.errors import DomainError
from domain.instrument.model import Question
from domain.measurement.errors import AnswerHasMoved, CommentHasMoved
from services.application.at_once import decide_at_once
from services.application.world import World
from services.web.access import EVERY_ROLE, READERS, RoleIsNotEnough, members
from services.web.forms import Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.opening import Opened
from services.web.pages import AnyRequest, see_written, translator_of
from services.web.place import Place
from services.web.presenting.measuring import course
from services.web.presenting.measuring.question_form import (
    Go,
    Moved,
    answers,
    asked_for,
    moved,
    refreshed,
    shown_fields,
)
from services.web.presenting.measuring.suggestions import Suggestion, at_question
from services.web.problems import STATUS, words
from services.web.routes.measurements.loading import (
    measurement_page,
    opened_texts,
    place_by_log,
    plan_by_log,
    plan_of,
)

PATH = "/w/{slug:str}/measurements/{measurement:uuid}/questions/{question:str}"

MOVED: Final = {AnswerHasMoved.code, CommentHasMoved.code, ActionHasMoved.code}
"""Refusals of a page that is behind. Where it wants just what stands now, there is nothing to choose between."""


class Sheet(msgspec.Struct, frozen=True):
    """A question of a measurement with everything that was said about it, in plain words."""

    place: Place
    question: Question
    opened: Opened
    suggestions: list[Suggestion]

    @property
    def comment(self) -> str:
        """As a field holds it."""
        noted = self.place.measurement.state.comments.get(self.question.id)
        return "" if noted is None or self.opened.is_erased(noted.text) else self.opened(noted.text)

    @property
    def fields(self) -> dict[str, str]:
        return shown_fields(self.place.measurement.state, self.question.id, self.comment, self.suggestions)


@get(PATH, opt=members(*READERS))
async def show_question(request: AnyRequest, world: GivenWorld, place: GivenPlace, question: FromPath[str]) -> Template:
    sheet = await _sheet(request, world, place, place.question(question), await plan_of(world, place))
    return _page(request, sheet, sheet.fields)


@post(PATH, opt=members(*EVERY_ROLE))
async def note_question(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, question: FromPath[str], form: GivenForm
) -> Template | Redirect:
    """Answers are entered by who leads; every member may comment and suggest."""
    asking = place.question(question)
    if answers(form) and not place.leads:
        raise RoleIsNotEnough
    try:
        return await _noted(world, place, asking, form)
    except DomainError as refused:
        refusal = refused
    sheet, gone, again = await _as_things_stand(request, world, place, asking, form)
    if refusal.code in MOVED and not gone.anything:
        try:
            return await _noted(world, sheet.place, asking, again)
        except DomainError as refused:
            refusal = refused
    return _page(
        request,
        sheet,
        again.typed,
        gone=gone,
        refusal=words(translator_of(request), refusal),
        status=STATUS[refusal.code],
        command_id=form.text("command_id"),
    )


async def _noted(world: World, place: Place, question: Question, form: Form) -> Redirect:
    measurement = place.measurement
    commands = asked_for(form, measurement.state, measurement.id, question.id)
    written = await decide_at_once(world, place.caller, measurement.id, commands, form.command_id())
    return await see_written(world, place.caller, written, _onward(place, question, form))


def _onward(place: Place, question: Question, form: Form) -> str:
    if form.has("withdraw"):
        return f"{place.measurement_home}{course.question_path(question)}#actions"
    match form.text("go"):
        case Go.BACK:
            return place.measurement_home + course.before_question(place.instrument, question)
        case Go.STAY:
            return f"{place.measurement_home}{course.question_path(question)}#actions"
        case _:
            return place.measurement_home + course.after_question(place.instrument, question)


async def _as_things_stand(
    request: AnyRequest, world: World, place: Place, question: Question, form: Form
) -> tuple[Sheet, Moved, Form]:
    """The question as it is this very moment, what others did to it, and the form that has learnt of it."""
    now = await place_by_log(world, place)
    sheet = await _sheet(request, world, now, question, await plan_by_log(world, now))
    gone = moved(form, now.measurement.state, question.id, sheet.comment, sheet.suggestions)
    return sheet, gone, Form(refreshed(form, sheet.fields, gone))


async def _sheet(request: AnyRequest, world: World, place: Place, question: Question, plan: list[Any]) -> Sheet:
    state = place.measurement.state
    comment = state.comments.get(question.id)
    texts = [comment.text if comment else None, state.reasons.get(question.id)]
    opened, suggested = await opened_texts(world, place, plan, texts, translator_of(request))
    return Sheet(place=place, question=question, opened=opened, suggestions=at_question(suggested, question.id))


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
    place, question = sheet.place, sheet.question
    field = place.instrument.field_of[question.id]
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
        gone=gone or Moved(),
        refusal=refusal,
        back=course.before_question(place.instrument, question),
        onward=course.after_question(place.instrument, question),
        **context,
    )


ROUTES = (show_question, note_question)
