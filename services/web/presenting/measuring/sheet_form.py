"""The form that an answer sheet is keyed into: one mark for each question, as short as can be typed."""

from collections.abc import Iterator, Mapping
from typing import Final
from uuid import UUID

import msgspec

from domain.ids import QuestionId
from domain.instrument.model import Instrument
from domain.scoring.answer import HIGHEST, NOT_RELEVANT, Answer, AnswerIsOffTheScale, checked_number
from domain.sectors import Side
from infra.translation.translator import Translator
from services.application.dialogue.ballots import Cast
from services.application.dialogue.sheets import AnswerSheet
from services.web.forms import FieldIsUnreadable, Form

PREFIX: Final = "answer-"
TEN: Final = frozenset("xXtT")
"""One key for the only answer that has two digits."""
DASH: Final = "-"
DASHES: Final = frozenset({DASH, "\N{EN DASH}", "\N{MINUS SIGN}"})
MOST: Final = 999


class PutIn(msgspec.Struct, frozen=True):
    """What a page has to know to offer taking the sheet out again; it stands in no address."""

    number: int
    id: UUID
    side: Side
    marks: Mapping[QuestionId, str]
    done: Cast


class TakenOut(msgspec.Struct, frozen=True):
    number: int
    done: Cast


def mark(answer: Answer | None) -> str:
    """As a field holds it: empty when unanswered."""
    match answer:
        case None:
            return ""
        case int():
            return str(answer)
        case _:
            return DASH


def read_mark(typed: str) -> Answer | None:
    """`None` for nothing. Raises `AnswerIsOffTheScale` for what is no mark."""
    plain = typed.strip()
    if not plain:
        return None
    if plain in DASHES:
        return NOT_RELEVANT
    if plain in TEN:
        return HIGHEST
    return checked_number(int(plain) if plain.isascii() and plain.isdecimal() else plain)


def read_number(form: Form) -> int:
    """Which sheet of the pile it is: told by the page, only to be said again."""
    try:
        return min(max(form.number("sheet"), 1), MOST)
    except FieldIsUnreadable:
        return 1


def sheet_errors(form: Form, instrument: Instrument, t: Translator) -> Mapping[str, str]:
    """All that stands in the way, in words, by field and in the order of the page."""
    return dict(_errors(form, instrument, t))


def _errors(form: Form, instrument: Instrument, t: Translator) -> Iterator[tuple[str, str]]:
    if form.text("side") not in set(Side):
        yield "side", t("sheets.error.side")
    for question in instrument.questions:
        try:
            read_mark(form.text(f"{PREFIX}{question}"))
        except AnswerIsOffTheScale:
            yield f"{PREFIX}{question}", t("sheets.error.mark", question=question)
    if not any(form.has(f"{PREFIX}{question}") for question in instrument.questions):
        yield f"{PREFIX}{next(iter(instrument.questions))}", t("sheets.error.empty")


def read_sheet(form: Form, instrument: Instrument) -> AnswerSheet:
    """Of a form without errors; raises what they are. Fields of other questions than the instrument's are not read."""
    marks = {question: read_mark(form.text(f"{PREFIX}{question}")) for question in instrument.questions}
    return AnswerSheet(
        id=form.command_id(),
        side=form.choice("side", Side),
        answers={question: answer for question, answer in marks.items() if answer is not None},
    )


def marks_of(sheet: AnswerSheet) -> Mapping[QuestionId, str]:
    return {question: mark(answer) for question, answer in sheet.answers.items()}
