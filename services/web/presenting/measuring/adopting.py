"""What a field's page offers whoever leads, of a field that the group never talked about."""

from collections.abc import Mapping

import msgspec

from domain.ids import QuestionId
from domain.instrument.model import Field, Question
from domain.measurement.adopting import is_talked_about, medians
from domain.measurement.commands import AdoptMedians
from domain.measurement.state import Measurement, Status
from domain.scoring.spread import ENOUGH
from services.web.forms import Form

CONFIRMED = "not-talked"
"""The box that has to be ticked."""


class Offer(msgspec.Struct, frozen=True):
    """`medians` are known; those of `waiting` are shown to all first, in the same step. `left` stay unanswered."""

    medians: tuple[tuple[Question, int], ...]
    waiting: tuple[Question, ...]
    left: tuple[Question, ...]


def offer(state: Measurement, field: Field, waits: Mapping[QuestionId, int]) -> Offer | None:
    """`waits` says how many private answers lie in each box. `None` where there is nothing to adopt."""
    if state.status is not Status.OPEN or is_talked_about(state, field):
        return None
    found = medians(state, field)
    asked = [each for each in field.questions if each.id not in state.answers]
    waiting = [each for each in asked if each.id not in state.tallies and waits.get(each.id, 0) >= ENOUGH]
    if not found and not waiting:
        return None
    return Offer(
        medians=tuple((each, found[each.id]) for each in asked if each.id in found),
        waiting=tuple(waiting),
        left=tuple(each for each in asked if each.id not in found and each not in waiting),
    )


def read_adoption(form: Form, field: Field) -> AdoptMedians:
    """What the page showed of medians comes back with it. Raises `FieldIsUnreadable`."""
    shown = {each.id: form.optional_number(f"seen-{each.id}") for each in field.questions}
    return AdoptMedians(
        field=field.id, seen={question: median for question, median in shown.items() if median is not None}
    )
