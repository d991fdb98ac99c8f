"""The one form of a question page, the model's or one's own: from fields to commands, and what moved meanwhile.

Hidden fields say what the page showed. `seen-…` is judged by the domain; a text that is as `shown-…` was not
touched, and asks for nothing. Whatever was typed can always be shown again by the same names.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from uuid import UUID, uuid5

import msgspec

from domain.action_plan.decisions import RewordAction, SuggestAction, WithdrawSuggestion
from domain.ids import ActionId, MeasurementId, QuestionId
from domain.measurement import commands as asked
from domain.measurement.state import Comment, Measurement
from domain.scoring.answer import NOT_RELEVANT, Answer
from services.application.at_once import AtOnce
from services.web.forms import FieldIsUnreadable, Form
from services.web.presenting.measuring.suggestions import Suggestion

PREFIX = "action-"

AGREED = "agree"
"""The box that takes the mark from an answer that was adopted without talk."""


class Go(StrEnum):
    """Where to, once it is saved. Every button saves all that was typed."""

    ONWARD = "onward"
    BACK = "back"
    STAY = "stay"


class Choice(StrEnum):
    """After somebody else agreed another answer: what is saved, or what this group chose."""

    THEIRS = "theirs"
    OURS = "ours"


def written_answer(answer: Answer | None) -> str:
    """As a field holds it: empty when unanswered."""
    return "" if answer is None else str(answer)


def read_answer(form: Form, name: str) -> Answer | None:
    """Whether a number is on the scale is for the domain to say. Raises `FieldIsUnreadable`."""
    return NOT_RELEVANT if form.text(name) == NOT_RELEVANT else form.optional_number(name)


class Notes(msgspec.Struct, frozen=True):
    """What is noted at a question, as its fields hold it: empty where there is nothing, or where it was erased."""

    comment: str = ""
    dissent: str = ""


def shown_fields(
    state: Measurement, question: QuestionId, notes: Notes, actions: Iterable[Suggestion]
) -> dict[str, str]:
    """Every field as a fresh page holds it."""
    answer = written_answer(state.answer_to(question))
    fields = {
        "answer": answer,
        "seen-answer": answer,
        "comment": notes.comment,
        "shown-comment": notes.comment,
        "seen-comment": _revision(state.comments.get(question)),
        "dissent": notes.dissent,
        "shown-dissent": notes.dissent,
        "seen-dissent": _revision(state.dissents.get(question)),
        "action": "",
    }
    for suggestion in actions:
        if suggestion.editable:
            name = f"{PREFIX}{suggestion.action.id}"
            fields |= {
                name: suggestion.typed,
                f"shown-{name}": suggestion.typed,
                f"seen-{name}": str(suggestion.action.revision),
            }
    return fields


def _revision(noted: Comment | None) -> str:
    """As a hidden field holds it: of what the page showed."""
    return str(noted.revision if noted else 0)


def asked_for(form: Form, state: Measurement, measurement: MeasurementId, question: QuestionId) -> AtOnce:
    """What the form asks for. Raises `FieldIsUnreadable`."""
    return AtOnce(
        measurement=(*_answered(form, state, question), *_commented(form, question), *_dissented(form, question)),
        actions=(*_withdrawn(form), *_reworded(form), *_suggested(form, state, measurement, question)),
    )


def answers(form: Form) -> bool:
    """Whether it is a form of somebody who enters answers; a participant's has no such field."""
    return "answer" in form.typed


def _answered(
    form: Form, state: Measurement, question: QuestionId
) -> Iterator[asked.AnswerQuestion | asked.AgreeAdopted | asked.WithdrawAnswer]:
    if not answers(form):
        return
    seen, current = read_answer(form, "seen-answer"), state.answer_to(question)
    answer = seen if form.text("choose") == Choice.THEIRS else read_answer(form, "answer")
    if form.has(AGREED) and answer is not None and answer == seen:
        yield asked.AgreeAdopted(question=question, seen=answer)
        return
    if answer == seen == current:
        return
    if answer is not None:
        yield asked.AnswerQuestion(question=question, answer=answer, seen=seen)
    elif seen is not None:
        yield asked.WithdrawAnswer(question=question, seen=seen)


def _commented(form: Form, question: QuestionId) -> Iterator[asked.NoteComment]:
    if _is_touched(form, "comment"):
        yield asked.NoteComment(question=question, text=form.text("comment"), seen=form.number("seen-comment"))


def _dissented(form: Form, question: QuestionId) -> Iterator[asked.NoteDissent]:
    """A form without the field, such as that of one's own question, asks for nothing."""
    if _is_touched(form, "dissent"):
        yield asked.NoteDissent(question=question, text=form.text("dissent"), seen=form.number("seen-dissent"))


def _is_touched(form: Form, name: str) -> bool:
    return form.text(name).strip() != form.text(f"shown-{name}").strip()


def _withdrawn(form: Form) -> Iterator[WithdrawSuggestion]:
    if form.has("withdraw"):
        yield WithdrawSuggestion(action=ActionId(form.key("withdraw")))


def _reworded(form: Form) -> Iterator[RewordAction]:
    for name in form.typed:
        if not name.startswith(PREFIX):
            continue
        action = _action_of(name)
        if form.text(name).strip() == form.text(f"shown-{name}").strip() or str(action) == form.text("withdraw"):
            continue
        yield RewordAction(action=action, text=form.text(name), seen=form.number(f"seen-{name}"))


def _action_of(name: str) -> ActionId:
    try:
        return ActionId(UUID(name.removeprefix(PREFIX)))
    except ValueError:
        raise FieldIsUnreadable(field=name) from None


def _suggested(
    form: Form, state: Measurement, measurement: MeasurementId, question: QuestionId
) -> Iterator[SuggestAction]:
    """The same words from the same form are the same suggestion, however often it is sent."""
    if form.has("action"):
        text = form.text("action").strip()
        yield SuggestAction(
            action=ActionId(uuid5(form.command_id(), f"{question}:{text}")),
            collaboration=state.collaboration,
            measurement=measurement,
            question=question,
            text=text,
        )


class Moved(msgspec.Struct, frozen=True):
    """What others did while the page lay open. `answer` is there when theirs differs from what is typed."""

    answer: bool = False
    now: Answer | None = None
    wanted: str = ""
    comment: bool = False
    dissent: bool = False
    actions: frozenset[ActionId] = frozenset()

    @property
    def anything(self) -> bool:
        """Whether there is something for the group to choose between."""
        return self.answer or self.comment or self.dissent or bool(self.actions)


def moved(form: Form, state: Measurement, question: QuestionId, notes: Notes, actions: Iterable[Suggestion]) -> Moved:
    """What stands in the way of the form. Whoever wrote the very same is in nobody's way."""
    now = state.answer_to(question)
    return Moved(
        answer=answers(form) and form.text("seen-answer") != written_answer(now) != form.text("answer"),
        now=now,
        wanted=form.text("answer"),
        comment=_is_other(form, "comment", state.comments.get(question), notes.comment),
        dissent=_is_other(form, "dissent", state.dissents.get(question), notes.dissent),
        actions=frozenset(each.action.id for each in actions if _is_stale(form, each)),
    )


def _is_other(form: Form, name: str, noted: Comment | None, now: str) -> bool:
    """Whether somebody else noted other words than are typed, after the page was shown."""
    return _is_touched(form, name) and form.text(f"seen-{name}") != _revision(noted) and form.text(name).strip() != now


def _is_stale(form: Form, suggestion: Suggestion) -> bool:
    name = f"{PREFIX}{suggestion.action.id}"
    if name not in form.typed or form.text(name).strip() in {form.text(f"shown-{name}").strip(), suggestion.typed}:
        return False
    return form.text(f"seen-{name}") != str(suggestion.action.revision)


def refreshed(form: Form, shown: Mapping[str, str], gone: Moved) -> dict[str, str]:
    """The fields of a refused form: what was typed, beside what stands now where that has moved.

    The words of a suggestion that somebody withdrew meanwhile are kept in the field for a new one.
    """
    fields = {**shown, **form.typed}
    untouched = [name for name in shown if name.startswith(PREFIX) and form.text(name) == shown[name]]
    stale = [*untouched, *(f"{PREFIX}{action}" for action in gone.actions)]
    stale += ["answer"] if gone.answer or fields["answer"] == shown["answer"] else []
    stale += ["comment"] if gone.comment or form.text("comment").strip() == shown["comment"] else []
    stale += ["dissent"] if gone.dissent or form.text("dissent").strip() == shown["dissent"] else []
    fields |= {
        hidden: shown[hidden] for name in stale for hidden in (f"seen-{name}", f"shown-{name}") if hidden in shown
    }
    orphans = [command.text for command in _reworded(form) if f"{PREFIX}{command.action}" not in shown]
    fields["action"] = "\n".join(text for text in (fields["action"], *orphans) if text)
    return fields
