"""Which questions actions hang on: each by the number that it had in the version in which the action was suggested."""

from collections.abc import Mapping

import msgspec

from domain.action_plan.state import Action
from domain.ids import MeasurementId, QuestionId
from domain.instrument.continuation import lineage
from domain.instrument.model import Instrument, Question
from infra.instruments import InstrumentLibrary
from projections.measurements.queries import Measured


class Origin(msgspec.Struct, frozen=True):
    """An action's question as seen from another measurement than the one in which it was suggested.

    `question` is as it was asked then, `None` where that version is lost. `here` is its number in the other one,
    `None` where it is not asked there.
    """

    question: Question | None
    here: QuestionId | None


NOWHERE = Origin(None, None)


async def origin_of(
    library: InstrumentLibrary, action: Action, suggested_in: Measured | None, seen_from: Measured | None
) -> Origin:
    if suggested_in is None or not await library.has(suggested_in.state.instrument_sha256):
        return NOWHERE
    then = suggested_in.state.instrument_sha256
    question = (await library.by_hash(then)).questions.get(action.question)
    now = seen_from.state.instrument_sha256 if seen_from else None
    return Origin(question, await _number_in(library, action.question, then, now) if question and now else None)


async def _number_in(library: InstrumentLibrary, question: QuestionId, then: str, now: str) -> QuestionId | None:
    if then == now:
        return question
    line = await library.line(then, now)
    if not line:
        return None
    continues = lineage(line).questions.continues
    return next((later for later, earlier in continues.items() if earlier == question), None)


async def instruments_of(
    library: InstrumentLibrary, measured: Mapping[MeasurementId, Measured]
) -> Mapping[MeasurementId, Instrument]:
    """Without those whose version is lost."""
    return {
        which: await library.by_hash(one.state.instrument_sha256)
        for which, one in measured.items()
        if await library.has(one.state.instrument_sha256)
    }
