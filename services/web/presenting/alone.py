"""The pages on which somebody answers alone: one for each field, with what was typed and what it was before."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from domain.errors import DomainError
from domain.ids import QuestionId
from domain.instrument.model import Field, Instrument, Question
from domain.scoring.answer import Answer, checked
from infra.translation.translator import Translator
from services.application.dialogue.ballots import Cast
from services.web.forms import Form
from services.web.presenting.measuring.question_form import read_answer, written_answer

PREFIX: Final = "answer-"
SEEN: Final = "seen-answer-"


class Asked(msgspec.Struct, frozen=True):
    """A question of the page. `seen` is what was answered when it was shown; `value` what stands in its field."""

    question: Question
    seen: str
    value: Answer | str | None
    revealed: bool

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.question.id}"


class FieldProgress(msgspec.Struct, frozen=True):
    """`answered` of `questions` that the person can still answer."""

    field: Field
    answered: int
    questions: int


def asked_of(
    field: Field,
    own: Mapping[QuestionId, Answer],
    revealed: Mapping[QuestionId, object],
    form: Form | None = None,
) -> Sequence[Asked]:
    """With what was typed, where the form is shown again."""
    return [
        Asked(
            question=each,
            seen=written_answer(own.get(each.id)),
            value=_typed(form, each) if form else own.get(each.id),
            revealed=each.id in revealed,
        )
        for each in field.questions
    ]


def _typed(form: Form, question: Question) -> Answer | str | None:
    typed = form.text(f"{PREFIX}{question.id}")
    return int(typed) if typed.isascii() and typed.isdecimal() else typed


def changed(form: Form, field: Field) -> Mapping[QuestionId, Answer | None]:
    """What is other than the page showed: a page that lay open elsewhere takes nothing back."""
    return dict(_changed(form, field))


def _changed(form: Form, field: Field) -> Iterator[tuple[QuestionId, Answer | None]]:
    for question in field.questions:
        name, seen = f"{PREFIX}{question.id}", f"{SEEN}{question.id}"
        if form.text(name) != form.text(seen):
            yield question.id, read_answer(form, name)


def errors(form: Form, field: Field, t: Translator) -> Mapping[str, str]:
    """By field, in the page's order."""
    return {name: t("alone.error", number=name.removeprefix(PREFIX)) for name in _unreadable(form, field)}


def _unreadable(form: Form, field: Field) -> Iterator[str]:
    for question in field.questions:
        name = f"{PREFIX}{question.id}"
        try:
            answer = read_answer(form, name)
            if answer is not None:
                checked(answer)
        except DomainError:
            yield name


def progress(
    instrument: Instrument, own: Mapping[QuestionId, Answer], revealed: Mapping[QuestionId, object]
) -> list[FieldProgress]:
    return [
        FieldProgress(
            field=field,
            answered=sum(each.id in own for each in field.questions),
            questions=sum(each.id not in revealed for each in field.questions),
        )
        for field in instrument.fields
    ]


def first_open(instrument: Instrument, ways: Sequence[FieldProgress]) -> Field:
    """Where there is something left to answer, else the first."""
    return next((each.field for each in ways if each.answered < each.questions), instrument.fields[0])


def neighbours(instrument: Instrument, field: Field) -> tuple[Field | None, Field | None]:
    """The field before, and the one after."""
    place = instrument.fields.index(field)
    before = instrument.fields[place - 1] if place else None
    after = instrument.fields[place + 1] if place + 1 < len(instrument.fields) else None
    return before, after


def came_too_late(done: Cast, t: Translator) -> str:
    """Nothing where everything was counted."""
    return t("alone.too-late", numbers=", ".join(done.too_late)) if done.too_late else ""
