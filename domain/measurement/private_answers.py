"""What a measurement answers to what the group does with answers that everyone gave alone. None of it moves a score.

Whether the measurement takes anything at all is for `decisions` to say, before it asks here.
"""

from collections.abc import Collection, Iterable, Mapping

from domain.event import Act, Event
from domain.ids import MeasurementId, QuestionId, SubjectId
from domain.instrument.model import Instrument
from domain.measurement import commands as asked
from domain.measurement import errors
from domain.measurement import events as happened
from domain.measurement.state import Measurement
from domain.scoring.spread import ENOUGH
from domain.scoring.tally import Ballot, QuestionSpread, question_spread, tally
from domain.text import clear


def revealed(
    state: Measurement, question: QuestionId, ballots: Iterable[Ballot], instrument: Instrument, act: Act
) -> tuple[Event, ...]:
    """Once per question and measurement, also after it was closed and opened again: two tallies tell a difference."""
    _asked(question, instrument)
    if question in state.tallies:
        return ()
    return (happened.AnswersRevealed(at=act.at, by=act.by, question=question, tally=tally(ballots)),)


def all_revealed(
    state: Measurement,
    questions: Iterable[QuestionId],
    ballots: Mapping[QuestionId, Collection[Ballot]],
    instrument: Instrument,
    act: Act,
) -> tuple[Event, ...]:
    """Of each of the questions whose box holds enough; a box with fewer stays shut."""
    enough = (question for question in questions if len(ballots.get(question, ())) >= ENOUGH)
    return tuple(
        event for question in enough for event in revealed(state, question, ballots[question], instrument, act)
    )


def spreads(state: Measurement, instrument: Instrument) -> tuple[QuestionSpread, ...]:
    """Of every question whose private answers were revealed, in the instrument's order."""
    found = (question_spread(key, state.tallies[key]) for key in instrument.questions if key in state.tallies)
    return tuple(spread for spread in found if spread is not None)


def dissented(
    measurement: MeasurementId, state: Measurement, command: asked.NoteDissent, instrument: Instrument, act: Act
) -> tuple[Event, ...]:
    """The words belong to the measurement, as a comment's do: whose they are is not for the log to say."""
    _asked(command.question, instrument)
    current = state.dissents.get(command.question)
    if (current.revision if current else 0) != command.seen:
        raise errors.DissentHasMoved(question=command.question)
    if not command.text.strip():
        return (happened.DissentWithdrawn(at=act.at, by=act.by, question=command.question),) if current else ()
    event = happened.DissentReworded if current else happened.DissentNoted
    words = clear(SubjectId(measurement), command.text)
    return (event(at=act.at, by=act.by, question=command.question, text=words),)


def _asked(question: QuestionId, instrument: Instrument) -> None:
    """Of the model's questions only: one of the workspace's own has one answer, and no spread."""
    if question not in instrument.questions:
        raise errors.UnknownQuestion(question=question)
