"""What a measurement answers to what is asked of a workspace's own questions. None of it touches a figure.

Whether the measurement takes anything at all is for `decisions` to say, before it asks here.
"""

from typing import Final

from domain.event import Act, Event
from domain.ids import MeasurementId, QuestionId, SubjectId
from domain.measurement import commands as asked
from domain.measurement import errors
from domain.measurement import events as happened
from domain.measurement.state import Measurement
from domain.scoring.answer import Answer
from domain.text import Clear, clear

PREFIX: Final = "own-"

MOST: Final = 5
"""At a time. More of them, and the group talks about something else than the model."""

LONGEST: Final = 300
"""Characters of a statement: one that a group can keep in its head while it talks."""

Change = asked.AddOwnQuestion | asked.RewordOwnQuestion | asked.RemoveOwnQuestion


def is_own(question: str) -> bool:
    return question.startswith(PREFIX)


def number_of(question: str) -> str:
    """As people read it: `2` of `own-2`."""
    return question.removeprefix(PREFIX)


def was_removed(state: Measurement, question: str) -> bool:
    """Whether it was asked once, and is no more. Numbers count what was ever added."""
    asked_once = (f"{PREFIX}{number}" for number in range(1, state.own_added + 1))
    return question in asked_once and question not in state.own_questions


def change(measurement: MeasurementId, state: Measurement, command: Change, act: Act) -> tuple[Event, ...]:
    """Raises what `errors` says of own questions, `UnknownQuestion`, and what is wrong with a text."""
    if isinstance(command, asked.AddOwnQuestion):
        return (_added(measurement, state, command, act),)
    current = state.own_questions.get(command.question)
    if current is None:
        raise errors.UnknownQuestion(question=command.question)
    if current.revision != command.seen:
        raise errors.OwnQuestionHasMoved(question=command.question)
    if isinstance(command, asked.RewordOwnQuestion):
        statement = _statement(measurement, command.statement)
        return (happened.OwnQuestionReworded(at=act.at, by=act.by, question=command.question, statement=statement),)
    if command.question in state.own_answers or command.question in state.comments:
        raise errors.OwnQuestionIsInUse(question=command.question)
    return (happened.OwnQuestionRemoved(at=act.at, by=act.by, question=command.question),)


def answered(question: QuestionId, answer: Answer, current: Answer | None, act: Act) -> Event:
    event = happened.OwnQuestionAnswered if current is None else happened.OwnAnswerRevised
    return event(at=act.at, by=act.by, question=question, answer=answer)


def withdrawn(question: QuestionId, act: Act) -> Event:
    return happened.OwnAnswerWithdrawn(at=act.at, by=act.by, question=question)


def _added(measurement: MeasurementId, state: Measurement, command: asked.AddOwnQuestion, act: Act) -> Event:
    """Numbered by how many there ever were, so that an answer in the log is about one question for ever."""
    if len(state.own_questions) >= MOST:
        raise errors.TooManyOwnQuestions(most=MOST)
    return happened.OwnQuestionAdded(
        at=act.at,
        by=act.by,
        question=QuestionId(f"{PREFIX}{state.own_added + 1}"),
        statement=_statement(measurement, command.statement),
    )


def _statement(measurement: MeasurementId, text: str) -> Clear:
    """The group's own words belong to the measurement, as a comment's do."""
    return clear(SubjectId(measurement), text, LONGEST)
