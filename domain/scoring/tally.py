"""Private answers to one question, counted: what may be told of them without telling whose they are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

import msgspec

from domain.errors import DomainError
from domain.ids import QuestionId
from domain.scoring.answer import HIGHEST, LOWEST, NOT_RELEVANT, Answer, checked
from domain.scoring.spread import ENOUGH, Spread, spread
from domain.sectors import Side

Counts = tuple[int, ...]
"""Eleven numbers: how many answered 0, how many 1, and so on to 10."""

POINTS: Final = range(LOWEST, HIGHEST + 1)


class Ballot(msgspec.Struct, frozen=True):
    """A private answer, and the side that it is from. Whose it is stands nowhere."""

    side: Side
    answer: Answer


class TooFewToReveal(DomainError):
    """With fewer than three answers, whoever gave one could tell the others'."""

    code = "too_few_to_reveal"


class Tally(msgspec.Struct, frozen=True):
    """`number` counts the answers on the scale, and `counts` is there when they are at least three.

    `sides` is there when they are at least three on both: never one side alone, as the other would be the difference.

    Source: domain model, sections 3 and 8.
    """

    number: int
    not_relevant: int
    counts: Counts | None = None
    sides: Mapping[Side, Counts] | None = None


class QuestionSpread(msgspec.Struct, frozen=True):
    """How far the private answers to a question lie apart, in all and, where both may be told, on each side."""

    question: QuestionId
    whole: Spread
    sides: Mapping[Side, Spread]


def tally(ballots: Iterable[Ballot]) -> Tally:
    """The same for any order of the ballots.

    Raises `TooFewToReveal` for fewer than three, and `AnswerIsOffTheScale`: an answer that no count holds would make
    the counts another number than was answered.
    """
    cast = [Ballot(side=one.side, answer=checked(one.answer)) for one in ballots]
    if len(cast) < ENOUGH:
        raise TooFewToReveal(cast=len(cast), enough=ENOUGH)
    answers = {side: [one.answer for one in cast if one.side is side and one.answer != NOT_RELEVANT] for side in Side}
    on_the_scale = [answer for side in Side for answer in answers[side]]
    return Tally(
        number=len(on_the_scale),
        not_relevant=len(cast) - len(on_the_scale),
        counts=_counted(on_the_scale) if len(on_the_scale) >= ENOUGH else None,
        sides=(
            {side: _counted(answers[side]) for side in Side}
            if all(len(answers[side]) >= ENOUGH for side in Side)
            else None
        ),
    )


def question_spread(question: QuestionId, counted: Tally) -> QuestionSpread | None:
    """`None` where too few answered on the scale."""
    whole = spread_of(counted.counts)
    if whole is None:
        return None
    sides = {side: spread_of(counts) for side, counts in (counted.sides or {}).items()}
    return QuestionSpread(
        question=question, whole=whole, sides={side: found for side, found in sides.items() if found is not None}
    )


@lru_cache(maxsize=1024)
def spread_of(counts: Counts | None) -> Spread | None:
    """Asked again and again for what one session shows, and decimals of 50 digits take their time."""
    if counts is None:
        return None
    return spread([point for point, count in zip(POINTS, counts, strict=True) for _ in range(count)])


def lower_median(counts: Counts) -> int:
    """The answer in the middle; where two stand there, the lower of them, which somebody gave. Not of nobody's answers.

    Source: domain model, section 6, which asks for medians; that it is the lower one is ours.
    """
    in_order = [point for point, count in zip(POINTS, counts, strict=True) for _ in range(count)]
    return in_order[(len(in_order) - 1) // 2]


def _counted(answers: Iterable[Answer]) -> Counts:
    found = Counter(answers)
    return tuple(found[point] for point in POINTS)
