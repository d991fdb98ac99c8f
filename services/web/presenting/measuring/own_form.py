"""The one form for a measurement's own questions: every button saves all that was typed.

As on a question's page, `shown-…` and `seen-…` say what the page showed.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from domain.errors import DomainError
from domain.ids import QuestionId
from domain.measurement.commands import AddOwnQuestion, RemoveOwnQuestion, RewordOwnQuestion
from domain.measurement.errors import OwnQuestionHasMoved, OwnQuestionIsInUse
from domain.measurement.own_questions import LONGEST, number_of
from domain.measurement.state import Measurement
from services.web.forms import Form
from services.web.opening import Opened

STATEMENT = "statement-"
NEW = "new"
TAKE = "take-"
REMOVE = "remove"

Command = AddOwnQuestion | RemoveOwnQuestion | RewordOwnQuestion


class Own(msgspec.Struct, frozen=True):
    """A question as the page shows it. `typed` are its words as a field holds them: none when they were erased."""

    id: QuestionId
    text: str
    erased: bool
    revision: int
    in_use: bool

    @property
    def number(self) -> str:
        return number_of(self.id)

    @property
    def name(self) -> str:
        """Of its field."""
        return f"{STATEMENT}{self.id}"

    @property
    def typed(self) -> str:
        return "" if self.erased else self.text


def own_questions(state: Measurement, opened: Opened) -> list[Own]:
    return [
        Own(
            id=key,
            text=opened(one.text),
            erased=opened.is_erased(one.text),
            revision=one.revision,
            in_use=key in state.own_answers or key in state.comments,
        )
        for key, one in state.own_questions.items()
    ]


def shown_fields(asked: Iterable[Own]) -> dict[str, str]:
    """Every field as a fresh page holds it."""
    fields = {NEW: ""}
    for own in asked:
        fields |= {own.name: own.typed, f"shown-{own.name}": own.typed, f"seen-{own.name}": str(own.revision)}
    return fields


def asked_for(form: Form, asked: Iterable[Own], offered: Mapping[QuestionId, str]) -> tuple[Command, ...]:
    """`asked` are the questions as they are now, `offered` the words of the last measurement's that can be taken along.

    Words that are asked since the page was shown are not added again: the form was sent twice, or somebody was faster.
    Raises `FieldIsUnreadable`, and what is wrong with a text, with the name of its field.
    """
    return (*_removed(form), *_reworded(form), *_taken(form, offered), *_new(form, asked))


def _removed(form: Form) -> Iterator[RemoveOwnQuestion]:
    if form.has(REMOVE):
        question = form.text(REMOVE)
        yield RemoveOwnQuestion(question=QuestionId(question), seen=form.number(f"seen-{STATEMENT}{question}"))


def _reworded(form: Form) -> Iterator[RewordOwnQuestion]:
    for name in _touched(form):
        question = QuestionId(name.removeprefix(STATEMENT))
        if question != form.text(REMOVE):
            seen = form.number(f"seen-{name}")
            yield RewordOwnQuestion(question=question, statement=form.words(name, LONGEST), seen=seen)


def _touched(form: Form) -> list[str]:
    """Fields of statements that are not as they were shown."""
    names = [name for name in form.typed if name.startswith(STATEMENT)]
    return [name for name in names if form.text(name).strip() != form.text(f"shown-{name}").strip()]


def _taken(form: Form, offered: Mapping[QuestionId, str]) -> Iterator[AddOwnQuestion]:
    for question, text in offered.items():
        if form.has(f"{TAKE}{question}"):
            yield AddOwnQuestion(statement=text)


def _new(form: Form, asked: Iterable[Own]) -> Iterator[AddOwnQuestion]:
    since = {own.text for own in asked if f"seen-{own.name}" not in form.typed}
    if form.has(NEW) and (words := form.words(NEW, LONGEST)) not in since:
        yield AddOwnQuestion(statement=words)


def refreshed(form: Form, asked: Iterable[Own]) -> dict[str, str]:
    """The fields of a refused form: what was typed, beside what stands now where that has moved.

    Words for a question that somebody removed meanwhile are kept in the field for a new one.
    """
    shown, touched = shown_fields(asked), _touched(form)
    fields = {**shown, **form.typed}
    for name in [name for name in shown if name.startswith(STATEMENT)]:
        if name not in touched:
            fields[name] = shown[name]
        fields |= {hidden: shown[hidden] for hidden in (f"shown-{name}", f"seen-{name}")}
    orphans = [form.text(name) for name in touched if name not in shown]
    fields[NEW] = "\n".join(text for text in (fields[NEW], *orphans) if text)
    return fields


def field_of(refusal: DomainError) -> str:
    """Which field a refusal is about; empty for the page as a whole."""
    if isinstance(refusal, OwnQuestionHasMoved | OwnQuestionIsInUse):
        return f"{STATEMENT}{refusal.data['question']}"
    return str(refusal.data.get("field", ""))
