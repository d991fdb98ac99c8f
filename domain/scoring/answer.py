"""What a group can answer to a question."""

from typing import Final, Literal

from domain.errors import DomainError

LOWEST: Final = 0
HIGHEST: Final = 10

NOT_RELEVANT: Final = "not_relevant"

Answer = int | Literal["not_relevant"]
"""0 to 10, or *not relevant*, which is left out of every mean. An unanswered question has no `Answer` at all."""


class AnswerIsOffTheScale(DomainError):
    """An answer is a whole number from 0 to 10, or *not relevant*."""

    code = "answer_is_off_the_scale"


def checked(answer: object) -> Answer:
    """The answer itself; raises `AnswerIsOffTheScale` for anything that is not on the scale."""
    if answer == NOT_RELEVANT:
        return NOT_RELEVANT
    return checked_number(answer)


def checked_number(answer: object) -> int:
    """As `checked`, where *not relevant* is no answer: how important a value is."""
    if isinstance(answer, bool) or not isinstance(answer, int) or not LOWEST <= answer <= HIGHEST:
        raise AnswerIsOffTheScale(answer=answer, lowest=LOWEST, highest=HIGHEST)
    return answer


def is_relevant(answer: Answer | None) -> bool:
    """Relevant is whatever is not marked *not relevant*: unanswered questions too."""
    return answer != NOT_RELEVANT
