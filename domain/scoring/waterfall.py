"""Why a figure moved between two measurements: parts that add up to the difference, exactly.

Every waterfall takes `continues`: for each later question the earlier one that it goes on from, as
`domain.instrument.continuation` says. Formulas and their sources: `docs/scoring.md`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Final

import msgspec

from domain.ids import FieldId, QuestionId, ValueId
from domain.instrument.model import Instrument
from domain.scoring.answer import NOT_RELEVANT, is_relevant
from domain.scoring.profile import FieldFigures, Figure, Profile, QuestionFigures

Continuation = Mapping[QuestionId, QuestionId]

NOTHING: Final = Fraction(0)


class Moment(msgspec.Struct, frozen=True, dict=True):
    """One measurement's figures, and the instrument that they were made with.

    Every question's waterfall looks them up again, so what they are looked up in is made once.
    """

    instrument: Instrument
    figures: Profile

    @cached_property
    def fields(self) -> Mapping[FieldId, FieldFigures]:
        return {each.field: each for each in self.figures.fields}

    @cached_property
    def questions(self) -> Mapping[QuestionId, QuestionFigures]:
        return {each.question: each for field in self.figures.fields for each in field.questions}

    @cached_property
    def weightings(self) -> Mapping[ValueId, Figure]:
        return {each.value: each.weighting for each in self.figures.values}

    @cached_property
    def shares(self) -> Mapping[QuestionId, Mapping[ValueId, Fraction]]:
        """How much of a question's weighting is each value's; together 1. In the instrument's order."""
        values = [value.id for value in self.instrument.values]
        return {key: _shares(question.links, values) for key, question in self.instrument.questions.items()}


class Cause(StrEnum):
    """Why a question counts at one of the two times only."""

    UNANSWERED = "unanswered"
    NOT_RELEVANT = "not-relevant"
    VERSION = "version"
    """The other version of the instrument has no such question."""


class Shift(msgspec.Struct, frozen=True):
    """A question that left or entered."""

    question: QuestionId
    cause: Cause


class StepKind(StrEnum):
    LEAVING = "leaving"
    ANSWER = "answer"
    VALUE = "value"
    LINKS = "links"
    WEIGHTING = "weighting"
    ENTERING = "entering"


class Step(msgspec.Struct, frozen=True):
    """`of` is the later question's id, or the value's; empty for what is not one question's or value's."""

    kind: StepKind
    amount: Fraction
    of: str = ""


class Waterfall(msgspec.Struct, frozen=True):
    """`before` and all steps together are `after`. `left` and `entered` name the questions behind those steps.

    A step is there whenever it can move the figure, also where its amount is 0.
    """

    before: Fraction
    after: Fraction
    steps: tuple[Step, ...]
    left: tuple[Shift, ...] = ()
    entered: tuple[Shift, ...] = ()


class Missing(StrEnum):
    """Why there is no waterfall."""

    BEFORE = "before"
    AFTER = "after"
    NOTHING_CONTINUES = "nothing-continues"
    PART = "part"
    """A value that counts at one of the times has no weighting at the other."""


Pair = tuple[QuestionFigures, QuestionFigures]
"""A question's figures, earlier and later."""


def score_waterfall(earlier: FieldFigures, later: FieldFigures, continues: Continuation) -> Waterfall | Missing:
    """With `C` the questions answered both times: leaving `M_C(a1) − S1`, answers, entering `S2 − M_C(a2)`.

    Each question's part of the answers is `(a2 − a1) / |C|`.
    """
    if earlier.score is None or later.score is None:
        return Missing.BEFORE if earlier.score is None else Missing.AFTER
    pairs = _pairs(earlier, later, continues, _is_answered)
    if not pairs:
        return Missing.NOTHING_CONTINUES
    count = len(pairs)
    answers = [
        Step(StepKind.ANSWER, Fraction(_number(after) - _number(before), count), after.question)
        for before, after in pairs
    ]
    return _framed(
        (earlier, earlier.score, Fraction(sum(_number(before) for before, _ in pairs), count)),
        (later, later.score, Fraction(sum(_number(after) for _, after in pairs), count)),
        answers,
        continues,
        _is_answered,
    )


def weighting_waterfall(earlier: Moment, later: Moment, field: FieldId, continues: Continuation) -> Waterfall | Missing:
    """Of a field: with `C` the questions relevant both times, as for the score; in the middle the values and links."""
    then, now = earlier.fields.get(field), later.fields.get(field)
    if then is None or then.weighting is None:
        return Missing.BEFORE
    if now is None or now.weighting is None:
        return Missing.AFTER
    pairs = _pairs(then, now, continues, _is_relevant)
    if not pairs:
        return Missing.NOTHING_CONTINUES
    moved = [_moved_weighting(earlier, later, pair) for pair in pairs]
    if any(steps is None for steps in moved):
        return Missing.PART
    return _framed(
        (then, then.weighting, _mean(before.weighting for before, _ in pairs)),
        (now, now.weighting, _mean(after.weighting for _, after in pairs)),
        _averaged([steps for steps in moved if steps is not None], [value.id for value in later.instrument.values]),
        continues,
        _is_relevant,
    )


def importance_waterfall(
    earlier: Moment, later: Moment, question: QuestionId, continues: Continuation
) -> Waterfall | Missing:
    """Of a question: `n · (w2 − w1)` for each value, with `n = c / Σ c`; and the links, where versions differ.

    Where both move, each is the mean over both orders of moving them.
    """
    pair = _pair(earlier, later, question, continues)
    if pair is None:
        return Missing.NOTHING_CONTINUES
    before, after = pair[0].weighting, pair[1].weighting
    if before is None or after is None:
        return Missing.BEFORE if before is None else Missing.AFTER
    steps = _moved_weighting(earlier, later, pair)
    return Missing.PART if steps is None else Waterfall(before, after, tuple(steps))


def gap_waterfall(earlier: Moment, later: Moment, question: QuestionId, continues: Continuation) -> Waterfall | Missing:
    """Of a question: the part by the weighting and the part by the answer, as the mean over both orders (Shapley).

    The gap is cut off at 0, so that each part depends on where the other stands; see `docs/decisions/gap-parts.md`.
    """
    pair = _pair(earlier, later, question, continues)
    if pair is None:
        return Missing.NOTHING_CONTINUES
    (then, now) = pair
    if then.gap is None or then.weighting is None:
        return Missing.BEFORE
    if now.gap is None or now.weighting is None:
        return Missing.AFTER

    def gap(weighting: Fraction, answer: int) -> Fraction:
        return max(NOTHING, weighting - answer)

    first, second = (then.weighting, _number(then)), (now.weighting, _number(now))
    by_weighting_first = gap(second[0], first[1]) - then.gap
    by_weighting_last = now.gap - gap(first[0], second[1])
    by_weighting = (by_weighting_first + by_weighting_last) / 2
    return Waterfall(
        before=then.gap,
        after=now.gap,
        steps=(
            Step(StepKind.WEIGHTING, by_weighting),
            Step(StepKind.ANSWER, now.gap - then.gap - by_weighting, now.question),
        ),
    )


def _moved_weighting(earlier: Moment, later: Moment, pair: Pair) -> list[Step] | None:
    """`None` if a value that is linked at either time has no weighting at one of them."""
    before, after = earlier.shares[pair[0].question], later.shares[pair[1].question]
    steps, links = list[Step](), NOTHING
    for value in dict.fromkeys((*after, *before)):
        first, second = earlier.weightings.get(value), later.weightings.get(value)
        if first is None or second is None:
            return None
        share, was = after.get(value, NOTHING), before.get(value, NOTHING)
        steps.append(Step(StepKind.VALUE, (share + was) / 2 * (second - first), value))
        if share != was:
            links += (share - was) * (first + second) / 2
    return steps if before == after else [*steps, Step(StepKind.LINKS, links)]


def _shares(links: Mapping[ValueId, int], values: Sequence[ValueId]) -> dict[ValueId, Fraction]:
    whole = sum(links.values())
    return {value: Fraction(links[value], whole) for value in values if links.get(value)}


def _averaged(moved: Sequence[Sequence[Step]], values: Sequence[ValueId]) -> list[Step]:
    """The same steps of several questions, as steps of their mean: the values in their order, then the links."""
    total: dict[tuple[StepKind, str], Fraction] = {}
    for step in (step for steps in moved for step in steps):
        key = step.kind, step.of
        total[key] = total.get(key, NOTHING) + step.amount
    order: list[tuple[StepKind, str]] = [*((StepKind.VALUE, value) for value in values), (StepKind.LINKS, "")]
    return [Step(kind, total[kind, of] / len(moved), of) for kind, of in order if (kind, of) in total]


Side = tuple[FieldFigures, Fraction, Fraction]
"""The field at one time, its figure, and the mean over the questions that continue."""

Counts = Callable[[QuestionFigures], bool]
"""Whether a question is among those that a figure is the mean of."""


def _framed(earlier: Side, later: Side, middle: Sequence[Step], continues: Continuation, counts: Counts) -> Waterfall:
    """The steps in the middle between what left and what entered."""
    came_from = {before: after for after, before in continues.items()}
    left = _shifts(earlier[0], later[0], came_from, counts)
    entered = _shifts(later[0], earlier[0], continues, counts)
    leaving = [Step(StepKind.LEAVING, earlier[2] - earlier[1])] if left else []
    entering = [Step(StepKind.ENTERING, later[1] - later[2])] if entered else []
    return Waterfall(
        before=earlier[1], after=later[1], steps=(*leaving, *middle, *entering), left=left, entered=entered
    )


def _shifts(here: FieldFigures, there: FieldFigures, to: Continuation, counts: Counts) -> tuple[Shift, ...]:
    """The questions that count here and not there, each with what it is there."""
    others = {each.question: each for each in there.questions}
    found = ((each, others.get(to.get(each.question, QuestionId("")))) for each in here.questions if counts(each))
    return tuple(Shift(each.question, _cause(other)) for each, other in found if other is None or not counts(other))


def _cause(other: QuestionFigures | None) -> Cause:
    if other is None:
        return Cause.VERSION
    return Cause.NOT_RELEVANT if other.answer == NOT_RELEVANT else Cause.UNANSWERED


def _pairs(earlier: FieldFigures, later: FieldFigures, continues: Continuation, counts: Counts) -> list[Pair]:
    then = {each.question: each for each in earlier.questions if counts(each)}
    return [
        (then[continues[each.question]], each)
        for each in later.questions
        if counts(each) and continues.get(each.question) in then
    ]


def _pair(earlier: Moment, later: Moment, question: QuestionId, continues: Continuation) -> Pair | None:
    came_from = continues.get(question)
    before = None if came_from is None else earlier.questions.get(came_from)
    after = later.questions.get(question)
    return None if before is None or after is None else (before, after)


def _is_answered(figures: QuestionFigures) -> bool:
    return isinstance(figures.answer, int)


def _is_relevant(figures: QuestionFigures) -> bool:
    return is_relevant(figures.answer)


def _number(figures: QuestionFigures) -> int:
    """The answer of a question that has one."""
    if not isinstance(figures.answer, int):
        raise TypeError(f"{figures.question} has no answer")
    return figures.answer


def _mean(weightings: Iterable[Figure]) -> Fraction:
    """Of weightings that are all there."""
    numbers = [weighting for weighting in weightings if weighting is not None]
    return sum(numbers, NOTHING) / len(numbers)
