"""Which questions deserve the time that is left. A proposal, figured anew whenever somebody looks; the group decides.

All of it is ours; `docs/scoring.md`, “What the time is best spent on”, has the same formulas.
"""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Final

import msgspec

from domain.ids import QuestionId
from domain.instrument.model import Instrument
from domain.measurement.state import Measurement
from domain.scoring.answer import NOT_RELEVANT, Answer
from domain.scoring.profile import Figure, profile
from domain.scoring.tally import POINTS, Counts, Tally, spread_of

UNWEIGHED: Final = Fraction(5)
"""What a question without a weighting counts as: the middle of the scale, neither important nor not."""

WORTH_SAYING: Final = 2
"""The gap from which it is a reason, and from which an agreed question without an action comes back."""

FAR_APART: Final = 3
"""From the lowest to the highest private answer, the distance from which it is a reason."""


class Standing(StrEnum):
    """How far the group has come with a question."""

    UNTOUCHED = "untouched"
    REVEALED = "revealed"
    AGREED = "agreed"
    NOT_RELEVANT = "not-relevant"


class Source(StrEnum):
    """Where `a_q` is from."""

    AGREED = "agreed"
    PRIVATE = "private"
    LAST_TIME = "last-time"


class Reason(StrEnum):
    """Why a question is proposed."""

    APART = "apart"
    GAP = "gap"
    GAP_LAST_TIME = "gap-last-time"
    NO_ACTION = "no-action"
    CLOSE = "close"
    NOT_AGREED = "not-agreed"
    UNTOUCHED = "untouched"


class Entry(msgspec.Struct, frozen=True):
    """A proposed question. `reasons` are at least one, the heaviest first.

    `answer` is `a_q`, exact, `None` where nothing is known. `disagreement` is `D_q` and `priority` is `P_q`, each 0
    to 10. `lowest` and `highest` are of the private answers, where they were revealed and may be told.
    """

    question: QuestionId
    standing: Standing
    weighting: Figure
    answer: Figure
    source: Source | None
    disagreement: Fraction
    priority: Fraction
    lowest: int | None
    highest: int | None

    @property
    def urgency(self) -> Fraction:
        return self.disagreement + self.priority

    @property
    def gap(self) -> Fraction:
        return gap(self.weighting, self.answer)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        if self.standing is Standing.AGREED:
            return (Reason.NO_ACTION,)
        apart = (Reason.APART,) if self._lies_apart else ()
        low = self._low if self.gap >= WORTH_SAYING else ()
        heaviest = apart + low if self.disagreement >= self.priority else low + apart
        if self.standing is Standing.UNTOUCHED:
            return (*heaviest, Reason.UNTOUCHED)
        return heaviest or (Reason.NOT_AGREED if self.answer is None else Reason.CLOSE,)

    @property
    def _lies_apart(self) -> bool:
        return self.lowest is not None and self.highest is not None and self.highest - self.lowest >= FAR_APART

    @property
    def _low(self) -> tuple[Reason, ...]:
        return (Reason.GAP_LAST_TIME if self.source is Source.LAST_TIME else Reason.GAP,)


def agenda(
    instrument: Instrument, state: Measurement, earlier: Mapping[QuestionId, Answer], acted: Collection[QuestionId]
) -> tuple[Entry, ...]:
    """What is not done yet, what deserves time most first.

    `earlier` are the answers of the last comparable measurement under the questions that go on from theirs; `acted`
    are the questions that something is going to be done about. First come those that something known speaks for, by
    `D_q + P_q`; then those that nothing is known of, by `W_q`; then those that nothing known speaks for. Ties keep
    the instrument's order.
    """
    entries = (entry for entry in _entries(instrument, state, earlier) if _is_due(entry, acted))
    return tuple(sorted(entries, key=_place))


def room_for(minutes: int, each: int) -> int:
    """How many questions there is time for, at `each` minutes a question: at least one while there is time at all."""
    return max(1, minutes // each) if minutes > 0 else 0


def standing(answer: Answer | None, tally: Tally | None) -> Standing:
    if answer is not None:
        return Standing.NOT_RELEVANT if answer == NOT_RELEVANT else Standing.AGREED
    return Standing.UNTOUCHED if tally is None else Standing.REVEALED


def gap(weighting: Figure, answer: Figure) -> Fraction:
    """`max(0, W_q − a_q)`; nothing where one of them is not there."""
    return Fraction(0) if weighting is None or answer is None else max(Fraction(0), weighting - answer)


def disagreement(weighting: Figure, counts: Counts | None) -> Fraction:
    """`D_q = (1 − Cns_q) · W_q`, 0 to 10. Nothing where too few answered on the scale to tell."""
    found = spread_of(counts)
    return Fraction(0) if found is None else (1 - Fraction(found.consensus)) * _weight(weighting)


def priority(weighting: Figure, answer: Figure) -> Fraction:
    """`P_q = G_q · W_q / 10`, 0 to 10: the focus list's, of an answer that need not be agreed yet."""
    return gap(weighting, answer) * (weighting or 0) / 10


def _entries(instrument: Instrument, state: Measurement, earlier: Mapping[QuestionId, Answer]) -> Iterable[Entry]:
    """Every question, in the instrument's order. What was adopted without talk is still to be talked about."""
    figures = profile(instrument, state.weights, state.agreed)
    for found in (each for field in figures.fields for each in field.questions):
        tally = state.tallies.get(found.question)
        counts = tally.counts if tally else None
        where = standing(found.answer, tally)
        answer, source = _known(found.answer, tally, earlier.get(found.question))
        told = [point for point, count in zip(POINTS, counts, strict=True) if count] if counts else []
        yield Entry(
            question=found.question,
            standing=where,
            weighting=found.weighting,
            answer=answer,
            source=source,
            disagreement=disagreement(found.weighting, counts) if where is Standing.REVEALED else Fraction(0),
            priority=priority(found.weighting, answer),
            lowest=min(told, default=None),
            highest=max(told, default=None),
        )


def _known(agreed: Answer | None, tally: Tally | None, earlier: Answer | None) -> tuple[Figure, Source | None]:
    """`a_q`: the agreed answer, else the mean of the revealed ones, else the answer last time.

    Where too few of the revealed ones are on the scale, nothing is known: those who said that the question is not
    relevant now are not overruled by an answer from last time.
    """
    if agreed is not None:
        return (Fraction(agreed), Source.AGREED) if isinstance(agreed, int) else (None, None)
    if tally is not None:
        found = spread_of(tally.counts)
        return (found.mean, Source.PRIVATE) if found else (None, None)
    return (Fraction(earlier), Source.LAST_TIME) if isinstance(earlier, int) else (None, None)


def _is_due(entry: Entry, acted: Collection[QuestionId]) -> bool:
    """The talk about an agreed question has been had: what can be missing is something to do about its gap."""
    if entry.standing is Standing.AGREED:
        return entry.gap >= WORTH_SAYING and entry.question not in acted
    return entry.standing is not Standing.NOT_RELEVANT


def _place(entry: Entry) -> tuple[int, Fraction]:
    """Smaller comes first. Nothing known is no sign that all is well, and so comes before what is known to be."""
    if entry.urgency:
        return 0, -entry.urgency
    return (1, -_weight(entry.weighting)) if entry.answer is None else (2, Fraction(0))


def _weight(weighting: Figure) -> Fraction:
    return UNWEIGHED if weighting is None else weighting
