"""What the address of the page asks for: one moment or two, and which events to list."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from domain.action_plan.events import ActionEvent, ActionSuggested
from domain.event import Event
from domain.ids import FieldId, QuestionId, SubjectId
from domain.instrument.model import Instrument
from domain.measurement import events as happened
from domain.replay.history import Step
from services.web.place import NotFound, Place, there

LONGEST_NUMBER: Final = 6
"""Digits."""


class EventKind(StrEnum):
    ANSWERS = "answers"
    WEIGHTINGS = "weightings"
    PRIVATE = "private-answers"
    COMMENTS = "comments"
    DISSENTS = "dissents"
    ACTIONS = "actions"
    OWN = "own-questions"
    COURSE = "course"


def kind_of(event: Event) -> EventKind:
    match event:
        case (
            happened.QuestionAnswered()
            | happened.AnswerRevised()
            | happened.AnswerAdopted()
            | happened.AnswerWithdrawn()
        ):
            return EventKind.ANSWERS
        case happened.ValueWeighed() | happened.WeightingRevised():
            return EventKind.WEIGHTINGS
        case happened.CommentNoted() | happened.CommentReworded() | happened.CommentWithdrawn():
            return EventKind.COMMENTS
        case happened.AnswersRevealed():
            return EventKind.PRIVATE
        case happened.DissentNoted() | happened.DissentReworded() | happened.DissentWithdrawn():
            return EventKind.DISSENTS
        case ActionEvent():
            return EventKind.ACTIONS
        case happened.OwnQuestionEvent():
            return EventKind.OWN
        case _:
            return EventKind.COURSE


def question_of(step: Step) -> QuestionId | None:
    """The question that the event is about; an action's is the one where it was suggested."""
    match step.event:
        case ActionSuggested(question=question):
            return question
        case ActionEvent():
            return step.action.question if step.action else None
        case _:
            return getattr(step.event, "question", None)


def own_asked(steps: Sequence[Step]) -> list[QuestionId]:
    """The workspace's own questions of the history, those that were removed too, in the order of their numbers."""
    return [step.event.question for step in steps if isinstance(step.event, happened.OwnQuestionAdded)]


class Chosen(msgspec.Struct, frozen=True):
    """Which events are listed. `person` is a number of `who.numbered`: no pseudonym stands in an address."""

    question: QuestionId | None = None
    field: FieldId | None = None
    kind: EventKind | None = None
    person: int | None = None

    def lists(self, step: Step, instrument: Instrument, numbers: Mapping[SubjectId, int]) -> bool:
        question = question_of(step)
        field = instrument.field_of.get(question) if question else None
        return (
            self.question in {None, question}
            and self.field in {None, field.id if field else ""}
            and self.kind in {None, kind_of(step.event)}
            and self.person in {None, numbers[step.event.by]}
        )

    def parameters(self) -> dict[str, str]:
        """Those that are set, as they stand in the address."""
        return {name: str(value) for name, value in msgspec.structs.asdict(self).items() if value is not None}


class Wanted(msgspec.Struct, frozen=True):
    """`step` is the moment shown, `since` the one that it is held against."""

    step: int
    since: int | None
    chosen: Chosen

    def address(self, home: str, *, step: int | None = None, since: int | None = None) -> str:
        """This page at another moment (this one for `None`), held against `since`."""
        moments = {"step": str(step or self.step), **({"since": str(since)} if since else {})}
        return f"{home}/replay?{urlencode({**moments, **self.chosen.parameters()})}"


def read_wanted(
    query: Mapping[str, Any], steps: Sequence[Step], place: Place, numbers: Mapping[SubjectId, int]
) -> Wanted:
    """The last moment where none is named.

    Raises `NotFound` for a moment, question or person that there is not: the page shows what its address names.
    """
    step, since = (_number(query.get(name), len(steps)) for name in ("step", "since"))
    question, field, kind = (query.get(name) or None for name in ("question", "field", "kind"))
    if kind and kind not in set(EventKind):
        raise NotFound
    return Wanted(
        step=step or len(steps),
        since=since,
        chosen=Chosen(
            question=_question(question, steps, place) if question else None,
            field=place.field(field).id if field else None,
            kind=EventKind(kind) if kind else None,
            person=_number(query.get("person"), len(numbers)),
        ),
    )


def _question(asked: str, steps: Sequence[Step], place: Place) -> QuestionId:
    own = [each for each in own_asked(steps) if each == asked]
    return own[0] if own else place.question(asked).id


def _number(written: str | None, most: int) -> int | None:
    if not written:
        return None
    read = int(written) if len(written) <= LONGEST_NUMBER and written.isdecimal() else 0
    return there(read if 1 <= read <= most else None)
