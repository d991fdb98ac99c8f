"""The way through a measurement, as addresses below its own: the values, each field with a pause after it, the profile.

Before the profile come the workspace's own questions, where there are any.

Nobody is held to it: every page can be opened at any time. It says what comes next when somebody presses on.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from domain.ids import QuestionId, ValueId
from domain.instrument.model import Field, Instrument, Question, Value
from domain.measurement.state import Measurement

SINCE: Final = "/since-last-time"
VALUES: Final = "/values"
PROFILE: Final = "/profile"
ACTIONS: Final = "/actions"
CLOSE: Final = "/close"
REPORT: Final = "/report"
OWN_QUESTIONS: Final = "/own-questions"


def value_path(value: Value) -> str:
    return f"{VALUES}/{value.id}"


def question_path(question: Question) -> str:
    return f"/questions/{question.id}"


def field_path(field: Field) -> str:
    return f"/fields/{field.id}"


def pause_path(field: Field) -> str:
    return f"{field_path(field)}/pause"


def after_value(instrument: Instrument, value: Value) -> str:
    """The next value; after the last one, what the group has weighed."""
    place = instrument.values.index(value)
    following = instrument.values[place + 1 : place + 2]
    return value_path(following[0]) if following else VALUES


def before_value(instrument: Instrument, value: Value) -> str:
    place = instrument.values.index(value)
    return value_path(instrument.values[place - 1]) if place else VALUES


def first_question(instrument: Instrument) -> Question:
    return instrument.fields[0].questions[0]


def after_question(instrument: Instrument, question: Question) -> str:
    """The next question of the field; after the last one, the field's pause."""
    field = instrument.field_of[question.id]
    place = field.questions.index(question)
    following = field.questions[place + 1 : place + 2]
    return question_path(following[0]) if following else pause_path(field)


def before_question(instrument: Instrument, question: Question) -> str:
    field = instrument.field_of[question.id]
    place = field.questions.index(question)
    if place:
        return question_path(field.questions[place - 1])
    number = instrument.fields.index(field)
    return pause_path(instrument.fields[number - 1]) if number else VALUES


def field_after(instrument: Instrument, field: Field) -> Field | None:
    place = instrument.fields.index(field)
    following = instrument.fields[place + 1 : place + 2]
    return following[0] if following else None


def own_path(question: QuestionId) -> str:
    return f"{OWN_QUESTIONS}/{question}"


def after_fields(state: Measurement) -> str:
    """The first of one's own questions; the profile where there is none."""
    return next((own_path(question) for question in state.own_questions), PROFILE)


def after_own(state: Measurement, question: QuestionId) -> str:
    questions = list(state.own_questions)
    following = questions[questions.index(question) + 1 :]
    return own_path(following[0]) if following else PROFILE


def before_own(instrument: Instrument, state: Measurement, question: QuestionId) -> str:
    questions = list(state.own_questions)
    place = questions.index(question)
    return own_path(questions[place - 1]) if place else pause_path(instrument.fields[-1])


class Whereabouts(msgspec.Struct, frozen=True):
    """How far the group has come, and the address to go on at. Nothing but the address: at the profile."""

    path: str
    value: Value | None = None
    question: Question | None = None
    own: QuestionId | None = None


def whereabouts(instrument: Instrument, state: Measurement) -> Whereabouts:
    """The first unanswered question after the last answered one, so that what was left open is not asked again.

    Before any answer, the first value that is not weighed. When nothing follows, what was left open; then one's own
    questions, and the profile.
    """
    questions = tuple(instrument.questions.values())
    if not state.answers:
        for value in instrument.values:
            if any(ambition.id not in state.weights for ambition in value.ambitions):
                return Whereabouts(path=value_path(value) if state.weights else VALUES, value=value)
    last = max((index for index, question in enumerate(questions) if question.id in state.answers), default=-1)
    for question in (*questions[last + 1 :], *questions[: last + 1]):
        if question.id not in state.answers:
            return Whereabouts(path=question_path(question), question=question)
    for own in unanswered_own(state)[:1]:
        return Whereabouts(path=own_path(own), own=own)
    return Whereabouts(path=PROFILE)


def unanswered_own(state: Measurement) -> list[QuestionId]:
    return [question for question in state.own_questions if question not in state.own_answers]


class FieldProgress(msgspec.Struct, frozen=True):
    """A question marked as not relevant is answered, too: the group has talked about it."""

    field: Field
    answered: int
    unanswered: tuple[Question, ...]

    @property
    def questions(self) -> int:
        return len(self.field.questions)


def field_progress(field: Field, answers: Mapping[QuestionId, object]) -> FieldProgress:
    unanswered = tuple(question for question in field.questions if question.id not in answers)
    return FieldProgress(field=field, answered=len(field.questions) - len(unanswered), unanswered=unanswered)


def progress(instrument: Instrument, state: Measurement) -> list[FieldProgress]:
    return [field_progress(field, state.answers) for field in instrument.fields]


def unweighed(instrument: Instrument, state: Measurement) -> list[ValueId]:
    """Values with an ambition that nobody has weighed."""
    return [
        value.id for value in instrument.values if any(ambition.id not in state.weights for ambition in value.ambitions)
    ]
