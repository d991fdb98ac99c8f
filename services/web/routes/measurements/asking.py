"""What a page that asks one question does, whether it is the model's or one of the workspace's own."""

from collections.abc import Iterable
from typing import Final

import msgspec
from litestar.response import Redirect

from domain.action_plan.decisions import ActionHasMoved
from domain.action_plan.state import Action
from domain.errors import DomainError
from domain.ids import QuestionId
from domain.measurement.errors import AnswerHasMoved, CommentHasMoved, DissentHasMoved
from domain.measurement.state import Comment
from domain.text import Text
from services.application.at_once import decide_at_once
from services.application.world import World
from services.web.forms import Form
from services.web.opening import Opened
from services.web.pages import AnyRequest, see_written, translator_of
from services.web.place import Place
from services.web.presenting.measuring.question_form import Go, Moved, Notes, asked_for, moved, refreshed, shown_fields
from services.web.presenting.measuring.suggestions import Suggestion, at_question
from services.web.routes.measurements.loading import opened_texts, place_by_log, plan_by_log, take_along

MOVED: Final = {AnswerHasMoved.code, CommentHasMoved.code, DissentHasMoved.code, ActionHasMoved.code}
"""Refusals of a page that is behind. Where it wants just what stands now, there is nothing to choose between."""


class Asking(msgspec.Struct, frozen=True):
    """A question and the addresses around it, all below the measurement's own."""

    id: QuestionId
    path: str
    back: str
    onward: str


class Sheet(msgspec.Struct, frozen=True):
    """A question of a measurement with everything that was said about it, in plain words."""

    place: Place
    question: QuestionId
    opened: Opened
    suggestions: list[Suggestion]

    @property
    def notes(self) -> Notes:
        """As their fields hold them."""
        state = self.place.measurement.state
        return Notes(self._plain(state.comments.get(self.question)), self._plain(state.dissents.get(self.question)))

    def _plain(self, noted: Comment | None) -> str:
        return "" if noted is None or self.opened.is_erased(noted.text) else self.opened(noted.text)

    @property
    def fields(self) -> dict[str, str]:
        return shown_fields(self.place.measurement.state, self.question, self.notes, self.suggestions)


class Refused(msgspec.Struct, frozen=True):
    """Nothing was written: why, how things stand, and the form that has learnt of it."""

    refusal: DomainError
    sheet: Sheet
    gone: Moved
    form: Form


async def read_sheet(
    request: AnyRequest, world: World, place: Place, question: QuestionId, plan: Iterable[Action]
) -> Sheet:
    state = place.measurement.state
    said: list[Text | None] = [
        one.text
        for one in (state.comments.get(question), state.dissents.get(question), state.own_questions.get(question))
        if one
    ]
    opened, suggested = await opened_texts(
        world, place, plan, [*said, state.reasons.get(question)], translator_of(request)
    )
    return Sheet(place=place, question=question, opened=opened, suggestions=at_question(suggested, question))


async def note(request: AnyRequest, world: World, place: Place, asking: Asking, form: Form) -> Redirect | Refused:
    """Write what the form asks for. A page that is behind, and wants just what stands now, is asked no more."""
    try:
        return await _noted(world, place, asking, form)
    except DomainError as refused:
        refusal = refused
    sheet, gone, again = await _as_things_stand(request, world, place, asking.id, form)
    if refusal.code in MOVED and not gone.anything:
        try:
            return await _noted(world, sheet.place, asking, again)
        except DomainError as refused:
            refusal = refused
    return Refused(refusal=refusal, sheet=sheet, gone=gone, form=again)


async def _noted(world: World, place: Place, asking: Asking, form: Form) -> Redirect:
    measurement = place.measurement
    commands = asked_for(form, measurement.state, measurement.id, asking.id)
    written = await decide_at_once(world, place.caller, measurement.id, commands, form.command_id())
    onward = _onward(asking, form)
    await take_along(world, place, asking.path, onward)
    return await see_written(world, place.caller, written, place.measurement_home + onward)


def _onward(asking: Asking, form: Form) -> str:
    if form.has("withdraw"):
        return f"{asking.path}#actions"
    match form.text("go"):
        case Go.BACK:
            return asking.back
        case Go.STAY:
            return f"{asking.path}#actions"
        case _:
            return asking.onward


async def _as_things_stand(
    request: AnyRequest, world: World, place: Place, question: QuestionId, form: Form
) -> tuple[Sheet, Moved, Form]:
    """The question as it is this very moment, what others did to it, and the form that has learnt of it."""
    now = await place_by_log(world, place)
    sheet = await read_sheet(request, world, now, question, await plan_by_log(world, now))
    gone = moved(form, now.measurement.state, question, sheet.notes, sheet.suggestions)
    return sheet, gone, Form(refreshed(form, sheet.fields, gone))
