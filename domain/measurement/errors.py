"""The rules that a measurement holds to."""

from domain.errors import DomainError


class UnknownQuestion(DomainError):
    """The instrument of this measurement has no such question or ambition."""

    code = "unknown_question"


class UnknownField(DomainError):
    """The instrument of this measurement has no such field."""

    code = "unknown_field"


class MeasurementIsClosed(DomainError):
    """A closed measurement takes no more answers until it is reopened with a reason."""

    code = "measurement_is_closed"


class MeasurementIsPaused(DomainError):
    code = "measurement_is_paused"


class MeasurementIsNotCompleted(DomainError):
    """Its time is over. Whoever leads opens it again with a reason, and then it takes answers."""

    code = "measurement_is_not_completed"


class SomethingIsAgreed(DomainError):
    """A measurement with agreed answers is closed, and has figures."""

    code = "something_is_agreed"


class MeasurementIsVoided(DomainError):
    code = "measurement_is_voided"


class MeasurementIsOpen(DomainError):
    """Only what is closed can be reopened, only what is paused resumed."""

    code = "measurement_is_open"


class AnswerHasMoved(DomainError):
    """Somebody else agreed another answer after the page was shown. Nothing is written."""

    code = "answer_has_moved"


class FieldIsTalkedAbout(DomainError):
    """The group has agreed an answer in this field: what it did not answer stays unanswered."""

    code = "field_is_talked_about"


class NothingToAdopt(DomainError):
    """No question of the field has enough private answers on the scale."""

    code = "nothing_to_adopt"


class MediansHaveMoved(DomainError):
    """More of the field was revealed or adopted after the page was shown. Nothing is written."""

    code = "medians_have_moved"


class CommentHasMoved(DomainError):
    """Somebody else reworded the comment after the page was shown. Nothing is written."""

    code = "comment_has_moved"


class DissentHasMoved(DomainError):
    """Somebody else reworded the noted dissent after the page was shown. Nothing is written."""

    code = "dissent_has_moved"


class TooManyOwnQuestions(DomainError):
    """A measurement takes a few questions of one's own, so that the model's stay the conversation."""

    code = "too_many_own_questions"


class OwnQuestionHasMoved(DomainError):
    """Somebody else reworded the question after the page was shown. Nothing is written."""

    code = "own_question_has_moved"


class OwnQuestionIsInUse(DomainError):
    """What was answered or commented on is not removed: that is taken back first."""

    code = "own_question_is_in_use"


class NothingAnsweredYet(DomainError):
    """A measurement without a single answer cannot be closed; it can be voided."""

    code = "nothing_answered_yet"


class NobodyIsHere(DomainError):
    """An attendance counts whole people, and at least one of them."""

    code = "nobody_is_here"
