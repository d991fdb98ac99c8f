"""What a measurement answers to a command: the events that follow, or a refusal that names the broken rule."""

from collections.abc import Collection, Iterable, Mapping
from typing import assert_never

from domain.event import Act, Event
from domain.ids import MeasurementId, QuestionId, SubjectId
from domain.instrument.model import Instrument
from domain.measurement import adopting, errors
from domain.measurement import commands as asked
from domain.measurement import events as happened
from domain.measurement import own_questions as own
from domain.measurement import private_answers as private
from domain.measurement.state import ENDED, Measurement, Status, evolve
from domain.scoring.answer import checked, checked_number
from domain.scoring.profile import SCORING_VERSION, profile
from domain.scoring.tally import Ballot
from domain.sectors import Sector
from domain.text import Clear, clear

MOST_PEOPLE = 999


def start(
    measurement: MeasurementId, command: asked.StartMeasurement, instrument: Instrument, sha256: str, act: Act
) -> tuple[Event, ...]:
    """The measurement keeps the version of the instrument that it was started with.

    Without attendance where nobody has counted: a campaign starts it before the group meets.
    """
    return (
        happened.MeasurementStarted(
            at=act.at,
            by=act.by,
            collaboration=command.collaboration,
            instrument=instrument.id,
            instrument_version=instrument.version,
            instrument_sha256=sha256,
            mode=command.mode,
            practice=command.practice,
            attendance=_counted(command.attendance) if command.attendance else {},
            place=_text(measurement, command.place) if command.place else None,
            note=_text(measurement, command.note) if command.note else None,
        ),
    )


def decide(
    measurement: MeasurementId, state: Measurement, command: asked.Command, instrument: Instrument, act: Act
) -> tuple[Event, ...]:
    """The events that follow from `command`; none when it asks for what already is.

    `instrument` is the version that the measurement was started with. Raises a `DomainError` of `errors`.
    """
    match command:
        case asked.WeighValue():
            return _weigh(measurement, _open(state), command, instrument, act)
        case asked.AnswerQuestion():
            return _answer(measurement, _open(state), command, instrument, act)
        case asked.AgreeAdopted():
            return adopting.agreed(_open(state), command, act)
        case asked.WithdrawAnswer():
            return _withdraw(_open(state), command, act)
        case asked.NoteComment():
            return _comment(measurement, _open(state), command, instrument, act)
        case asked.NoteDissent():
            return private.dissented(measurement, _open(state), command, instrument, act)
        case asked.SwitchMode():
            if _open(state).mode is command.mode:
                return ()
            return (happened.ModeSwitched(at=act.at, by=act.by, mode=command.mode),)
        case asked.AddOwnQuestion() | asked.RewordOwnQuestion() | asked.RemoveOwnQuestion():
            return own.change(measurement, _open(state), command, act)
        case asked.NoteAttendance():
            attendance = _counted(command.attendance)
            if attendance == _open(state).attendance:
                return ()
            return (happened.AttendanceNoted(at=act.at, by=act.by, attendance=attendance),)
        case asked.CloseMeasurement():
            return _close(state, instrument, act)
        case asked.EndUncompleted():
            return _end_uncompleted(state, instrument, act)
        case _:
            return _change_course(measurement, state, command, act)


def _change_course(
    measurement: MeasurementId,
    state: Measurement,
    command: asked.PauseMeasurement
    | asked.ResumeMeasurement
    | asked.ReopenMeasurement
    | asked.VoidMeasurement
    | asked.MarkAsPractice
    | asked.LiftPracticeMark,
    act: Act,
) -> tuple[Event, ...]:
    match command:
        case asked.PauseMeasurement():
            return () if state.status is Status.PAUSED else (_paused(_open(state), act),)
        case asked.ResumeMeasurement():
            if state.status is Status.PAUSED:
                return (happened.MeasurementResumed(at=act.at, by=act.by),)
            _open(state)
            return ()
        case asked.ReopenMeasurement():
            if state.status not in {Status.CLOSED, Status.NOT_COMPLETED}:
                _not_voided(state)
                raise errors.MeasurementIsOpen
            return (happened.MeasurementReopened(at=act.at, by=act.by, reason=_text(measurement, command.reason)),)
        case asked.VoidMeasurement():
            _not_voided(state)
            return (happened.MeasurementVoided(at=act.at, by=act.by, reason=_text(measurement, command.reason)),)
        case asked.MarkAsPractice():
            _not_voided(state)
            return () if state.practice else (happened.MeasurementMarkedAsPractice(at=act.at, by=act.by),)
        case asked.LiftPracticeMark():
            _not_voided(state)
            return (happened.PracticeMarkLifted(at=act.at, by=act.by),) if state.practice else ()
        case _:
            assert_never(command)


def _weigh(
    measurement: MeasurementId, state: Measurement, command: asked.WeighValue, instrument: Instrument, act: Act
) -> tuple[Event, ...]:
    if command.ambition not in instrument.ambitions:
        raise errors.UnknownQuestion(question=command.ambition)
    weight = checked_number(command.weight)
    current = state.weights.get(command.ambition)
    if current == weight:
        return ()
    if current != command.seen:
        raise errors.AnswerHasMoved(question=command.ambition, now=current, wanted=weight)
    event = happened.ValueWeighed if current is None else happened.WeightingRevised
    reason = _text(measurement, command.reason) if command.reason else None
    return (event(at=act.at, by=act.by, ambition=command.ambition, weight=weight, reason=reason),)


def _answer(
    measurement: MeasurementId, state: Measurement, command: asked.AnswerQuestion, instrument: Instrument, act: Act
) -> tuple[Event, ...]:
    _asked(state, command.question, instrument)
    answer = checked(command.answer)
    current = state.answer_to(command.question)
    if current == answer:
        return ()
    if current != command.seen:
        raise errors.AnswerHasMoved(question=command.question, now=current, wanted=answer)
    if command.question in state.own_questions:
        return (own.answered(command.question, answer, current, act),)
    is_first = current is None or command.question in state.adopted
    event = happened.QuestionAnswered if is_first else happened.AnswerRevised
    reason = _text(measurement, command.reason) if command.reason else None
    return (event(at=act.at, by=act.by, question=command.question, answer=answer, reason=reason),)


def _withdraw(state: Measurement, command: asked.WithdrawAnswer, act: Act) -> tuple[Event, ...]:
    current = state.answer_to(command.question)
    if current is None:
        return ()
    if current != command.seen:
        raise errors.AnswerHasMoved(question=command.question, now=current, wanted=None)
    if command.question in state.own_questions:
        return (own.withdrawn(command.question, act),)
    return (happened.AnswerWithdrawn(at=act.at, by=act.by, question=command.question),)


def _comment(
    measurement: MeasurementId, state: Measurement, command: asked.NoteComment, instrument: Instrument, act: Act
) -> tuple[Event, ...]:
    _asked(state, command.question, instrument)
    current = state.comments.get(command.question)
    if (current.revision if current else 0) != command.seen:
        raise errors.CommentHasMoved(question=command.question)
    if not command.text.strip():
        return (happened.CommentWithdrawn(at=act.at, by=act.by, question=command.question),) if current else ()
    event = happened.CommentReworded if current else happened.CommentNoted
    return (event(at=act.at, by=act.by, question=command.question, text=_text(measurement, command.text)),)


def reveal(
    state: Measurement, question: QuestionId, ballots: Iterable[Ballot], instrument: Instrument, act: Act
) -> tuple[Event, ...]:
    """Shows the private answers to a question to all at once; nothing when they are shown already.

    Raises `TooFewToReveal`, `UnknownQuestion`, and what `decide` raises of a measurement that takes no answers.
    """
    return private.revealed(_open(state), question, ballots, instrument, act)


def adopt(
    state: Measurement,
    command: asked.AdoptMedians,
    ballots: Mapping[QuestionId, Collection[Ballot]],
    instrument: Instrument,
    act: Act,
) -> tuple[Event, ...]:
    """The medians of a field that the group never talked about, as answers; what lies in its boxes is shown first.

    A box with fewer than three stays shut. Nothing where all of it is adopted. Raises `UnknownField`,
    `FieldIsTalkedAbout`, `MediansHaveMoved`, `NothingToAdopt`, and what `decide` raises of a measurement that takes no
    answers.
    """
    return adopting.adopted(_open(state), command, ballots, instrument, act)


def _close(state: Measurement, instrument: Instrument, act: Act) -> tuple[Event, ...]:
    """A paused measurement can be closed as it stands."""
    if state.status is not Status.PAUSED:
        _open(state)
    if not state.answers:
        raise errors.NothingAnsweredYet
    return (
        happened.MeasurementClosed(
            at=act.at,
            by=act.by,
            figures=profile(instrument, state.weights, state.answers),
            scoring_version=SCORING_VERSION,
            instrument_sha256=state.instrument_sha256,
            spreads=private.spreads(state, instrument),
        ),
    )


def _end_uncompleted(state: Measurement, instrument: Instrument, act: Act) -> tuple[Event, ...]:
    """Also of one that is paused. Nothing where it was ended so before."""
    if state.status is Status.NOT_COMPLETED:
        return ()
    if state.status is not Status.PAUSED:
        _open(state)
    if state.answers:
        raise errors.SomethingIsAgreed
    spreads = private.spreads(state, instrument)
    return (happened.MeasurementNotCompleted(at=act.at, by=act.by, spreads=spreads),)


def end_by_time(
    state: Measurement,
    ballots: Mapping[QuestionId, Collection[Ballot]],
    instrument: Instrument,
    act: Act,
) -> tuple[Event, ...]:
    """What ends a measurement whose time is over, paused or not: private answers that lie in a box are shown first.

    A box with fewer than three stays shut. Then the measurement is closed, or is not completed where nothing was
    agreed. Nothing where it has ended before. Source: domain model, section 6.
    """
    if state.status in ENDED:
        return ()
    events = private.all_revealed(state, instrument.questions, ballots, instrument, act)
    for event in events:
        state = evolve(state, event)
    ended = _close(state, instrument, act) if state.answers else _end_uncompleted(state, instrument, act)
    return (*events, *ended)


def _asked(state: Measurement, question: QuestionId, instrument: Instrument) -> None:
    """Whether there is such a question: the model's, or one of the workspace's own."""
    if question not in instrument.questions and question not in state.own_questions:
        raise errors.UnknownQuestion(question=question)


def _paused(_: Measurement, act: Act) -> Event:
    return happened.MeasurementPaused(at=act.at, by=act.by)


def _not_voided(state: Measurement) -> None:
    if state.status is Status.VOIDED:
        raise errors.MeasurementIsVoided


def _open(state: Measurement) -> Measurement:
    """The state itself, if it takes answers."""
    match state.status:
        case Status.OPEN:
            return state
        case Status.PAUSED:
            raise errors.MeasurementIsPaused
        case Status.CLOSED:
            raise errors.MeasurementIsClosed(closed_at=state.closed_at)
        case Status.NOT_COMPLETED:
            raise errors.MeasurementIsNotCompleted
        case Status.VOIDED:
            raise errors.MeasurementIsVoided
        case _:
            assert_never(state.status)


def _counted(attendance: Mapping[Sector, int]) -> Mapping[Sector, int]:
    counted = {sector: attendance[sector] for sector in Sector if attendance.get(sector)}
    if not counted or any(not 0 < count <= MOST_PEOPLE for count in counted.values()):
        raise errors.NobodyIsHere
    return counted


def _text(measurement: MeasurementId, text: str) -> Clear:
    """What the group writes belongs to the measurement, not to whoever typed it."""
    return clear(SubjectId(measurement), text)
