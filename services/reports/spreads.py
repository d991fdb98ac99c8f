"""Which spreads a measurement's pages show: what people answered each for themselves, question by question."""

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from domain.ids import QuestionId
from domain.instrument.model import Field, Instrument, Question
from domain.measurement.private_answers import spreads
from domain.measurement.state import Measurement
from domain.scoring.answer import Answer
from domain.scoring.spread import Spread
from domain.scoring.tally import Counts, QuestionSpread, Tally, question_spread
from services.reports.distribution import Counted, Distribution


def spreads_of(state: Measurement, instrument: Instrument) -> Mapping[QuestionId, QuestionSpread]:
    """As published when it was closed; while it is open, of the answers that are revealed so far."""
    found = state.spreads or spreads(state, instrument)
    return {one.question: one for one in found}


def _spread_at(state: Measurement, instrument: Instrument, question: QuestionId) -> QuestionSpread | None:
    """As in `spreads_of`, without the other questions: a live session shows one at a time, again and again."""
    if state.spreads:
        return next((one for one in state.spreads if one.question == question), None)
    return question_spread(question, state.tallies[question]) if question in instrument.questions else None


def distribution_of(
    counted: Tally,
    apart: QuestionSpread | None,
    *,
    id: str,  # noqa: A002 – the field's own name
    title: str,
    agreed: Answer | None = None,
) -> Distribution:
    """`agreed` is whatever the question is answered with; only a number is marked on the scale."""
    sides = counted.sides or {}
    return Distribution(
        id=id,
        title=title,
        answered=counted.number,
        not_relevant=counted.not_relevant,
        whole=_counted(counted.counts, apart.whole if apart else None),
        sides={side: Counted(counts, apart.sides[side]) for side, counts in sides.items()} if apart else {},
        agreed=agreed if isinstance(agreed, int) else None,
    )


def _counted(counts: Counts | None, apart: Spread | None) -> Counted | None:
    return Counted(counts, apart) if counts is not None and apart is not None else None


def distribution_at(
    state: Measurement, instrument: Instrument, question: QuestionId, *, title: str
) -> Distribution | None:
    """None where the answers to the question were not revealed."""
    counted = state.tallies.get(question)
    if counted is None:
        return None
    found = distribution_of(
        counted,
        _spread_at(state, instrument, question),
        id=f"apart-{question}",
        title=title,
        agreed=state.answers.get(question),
    )
    return replace(found, adopted=question in state.adopted)


def distributions(state: Measurement, instrument: Instrument, *, title: str) -> Mapping[QuestionId, Distribution]:
    """Of every question whose answers were revealed."""
    found = {key: distribution_at(state, instrument, key, title=title) for key in state.tallies}
    return {key: one for key, one in found.items() if one is not None}


class Apart(msgspec.Struct, frozen=True):
    """A question, and how far the answers to it lay apart."""

    question: Question
    field: Field
    spread: Spread


def furthest_apart(state: Measurement, instrument: Instrument) -> list[Apart]:
    """The lowest consensus first, ties in the instrument's order. Where all answered the same, nothing is apart."""
    found = [
        Apart(question=instrument.questions[key], field=instrument.field_of[key], spread=one.whole)
        for key, one in spreads_of(state, instrument).items()
        if one.whole.deviation
    ]
    return sorted(found, key=lambda one: one.spread.consensus)
