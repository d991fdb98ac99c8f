"""One plain sentence for each event of a measurement, without who and when: those stand beside it."""

from domain.action_plan.events import ActionEvent
from domain.action_plan.state import Action
from domain.event import Event
from domain.ids import AmbitionId, QuestionId
from domain.instrument.model import Instrument
from domain.measurement import events as happened
from domain.measurement.own_questions import is_own
from domain.measurement.state import Measurement
from domain.scoring.answer import Answer
from infra.translation.translator import Translator
from services.web.presenting.replay.action_sentences import NO_PARTNERS, Partners, action_sentence
from services.web.presenting.replay.naming import amount_words, question_words, statement_words
from services.web.presenting.replay.own_sentences import NoSentence, own_comment_sentence, own_sentence
from services.web.presenting.replay.private_sentences import mode_sentence, private_sentence


def sentence(
    event: Event,
    before: Measurement | None,
    t: Translator,
    instrument: Instrument,
    *,
    action: Action | None = None,
    partners: Partners = NO_PARTNERS,
) -> str:
    """What happened. `before` is the measurement before the event, and `action` the action, if it is one's event.

    Without `before`, an answer or weight that was revised reads as if it had been empty.
    """
    match event:
        case ActionEvent():
            return action_sentence(event, action, t, instrument, partners)
        case (
            happened.QuestionAnswered()
            | happened.AnswerRevised()
            | happened.AnswerAdopted()
            | happened.AnswerWithdrawn()
        ):
            return _answer_sentence(event, before, t, instrument)
        case happened.ValueWeighed() | happened.WeightingRevised():
            return _weight_sentence(event, before, t, instrument)
        case happened.CommentNoted() | happened.CommentReworded() | happened.CommentWithdrawn():
            if is_own(event.question):
                return own_comment_sentence(event, t)
            return _comment_sentence(event, t, instrument)
        case happened.OwnQuestionEvent():
            return own_sentence(event, before, t)
        case (
            happened.AnswersRevealed()
            | happened.DissentNoted()
            | happened.DissentReworded()
            | happened.DissentWithdrawn()
        ):
            return private_sentence(event, t, instrument)
        case _:
            return _course_sentence(event, before, t)


def _comment_sentence(
    event: happened.CommentNoted | happened.CommentReworded | happened.CommentWithdrawn,
    t: Translator,
    instrument: Instrument,
) -> str:
    question = question_words(event.question, t, instrument)
    match event:
        case happened.CommentNoted():
            return t("replay.comment.noted", **question)
        case happened.CommentReworded():
            return t("replay.comment.reworded", **question)
        case happened.CommentWithdrawn():
            return t("replay.comment.withdrawn", **question)


def _answer_sentence(
    event: happened.QuestionAnswered | happened.AnswerRevised | happened.AnswerAdopted | happened.AnswerWithdrawn,
    before: Measurement | None,
    t: Translator,
    instrument: Instrument,
) -> str:
    question = question_words(event.question, t, instrument)
    was = amount_words(_answer_before(before, event.question), t)
    match event:
        case happened.QuestionAnswered():
            return t("replay.answer.first", **question, after=amount_words(event.answer, t))
        case happened.AnswerRevised():
            return t("replay.answer.revised", **question, before=was, after=amount_words(event.answer, t))
        case happened.AnswerAdopted():
            return t("replay.answer.adopted", **question, after=amount_words(event.answer, t))
        case happened.AnswerWithdrawn():
            return t("replay.answer.withdrawn", **question, before=was)


def _weight_sentence(
    event: happened.ValueWeighed | happened.WeightingRevised,
    before: Measurement | None,
    t: Translator,
    instrument: Instrument,
) -> str:
    statement = statement_words(event.ambition, t, instrument)
    match event:
        case happened.ValueWeighed():
            return t("replay.weight.first", **statement, after=event.weight)
        case happened.WeightingRevised():
            was = amount_words(_weight_before(before, event.ambition), t)
            return t("replay.weight.revised", **statement, before=was, after=event.weight)


def _course_sentence(event: Event, before: Measurement | None, t: Translator) -> str:
    match event:
        case happened.MeasurementStarted():
            return _start_sentence(event, t)
        case happened.AttendanceNoted():
            return _attendance_sentence(event, before, t)
        case happened.ModeSwitched():
            return mode_sentence(event.mode, t)
        case happened.MeasurementPaused():
            return t("replay.course.paused")
        case happened.MeasurementResumed():
            return t("replay.course.resumed")
        case happened.MeasurementClosed():
            return t("replay.course.closed")
        case happened.MeasurementNotCompleted():
            return t("replay.course.not-completed")
        case happened.MeasurementReopened():
            return t("replay.course.reopened")
        case happened.MeasurementVoided():
            return t("replay.course.voided")
        case happened.MeasurementMarkedAsPractice():
            return t("replay.course.practice")
        case happened.PracticeMarkLifted():
            return t("replay.course.real")
        case _:
            raise NoSentence(event.TOPIC)


def _start_sentence(event: happened.MeasurementStarted, t: Translator) -> str:
    people = sum(event.attendance.values())
    if not people:
        return t(
            "replay.course.started.practice.not-counted" if event.practice else "replay.course.started.not-counted"
        )
    return t("replay.course.started.practice" if event.practice else "replay.course.started", count=people)


def _attendance_sentence(event: happened.AttendanceNoted, before: Measurement | None, t: Translator) -> str:
    """One that a campaign started has no number of people before somebody counts them."""
    was = sum(before.attendance.values()) if before else 0
    after = sum(event.attendance.values())
    return (
        t("replay.course.attendance", before=was, after=after)
        if was
        else t("replay.course.attendance.first", after=after)
    )


def _answer_before(before: Measurement | None, question: QuestionId) -> Answer | None:
    return before.answers.get(question) if before else None


def _weight_before(before: Measurement | None, ambition: AmbitionId) -> int | None:
    return before.weights.get(ambition) if before else None
