"""Sentences for what happens to a workspace's own questions. What one asks stands beneath: it has no name."""

from domain.measurement import events as happened
from domain.measurement.own_questions import number_of
from domain.measurement.state import Measurement
from infra.translation.translator import Translator
from services.web.presenting.replay.naming import amount_words


class NoSentence(LookupError):
    """An event that nobody has taught us to tell, or one of another aggregate."""


def own_sentence(event: happened.OwnQuestionEvent, before: Measurement | None, t: Translator) -> str:
    """As `sentence` says; raises `NoSentence` for one that it was not taught."""
    match event:
        case happened.OwnQuestionAdded():
            return t("replay.own.added", number=number_of(event.question))
        case happened.OwnQuestionReworded():
            return t("replay.own.reworded", number=number_of(event.question))
        case happened.OwnQuestionRemoved():
            return t("replay.own.removed", number=number_of(event.question))
        case happened.OwnQuestionAnswered():
            return t("replay.own.answered", number=number_of(event.question), after=amount_words(event.answer, t))
        case happened.OwnAnswerRevised():
            was, now = _before(event, before, t), amount_words(event.answer, t)
            return t("replay.own.revised", number=number_of(event.question), before=was, after=now)
        case happened.OwnAnswerWithdrawn():
            return t("replay.own.withdrawn", number=number_of(event.question), before=_before(event, before, t))
        case _:
            raise NoSentence(event.TOPIC)


def own_comment_sentence(
    event: happened.CommentNoted | happened.CommentReworded | happened.CommentWithdrawn, t: Translator
) -> str:
    number = number_of(event.question)
    match event:
        case happened.CommentNoted():
            return t("replay.own.comment.noted", number=number)
        case happened.CommentReworded():
            return t("replay.own.comment.reworded", number=number)
        case happened.CommentWithdrawn():
            return t("replay.own.comment.withdrawn", number=number)


def _before(
    event: happened.OwnAnswerRevised | happened.OwnAnswerWithdrawn, before: Measurement | None, t: Translator
) -> str:
    return amount_words(before.own_answers.get(event.question) if before else None, t)
