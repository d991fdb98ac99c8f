"""The lines of a series: one for each value, field and question of each closed measurement, and one for thickness.

Every figure is the one that the measurement was published with. No text that somebody wrote, and nobody's name.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from enum import StrEnum

import msgspec

from domain.ids import TenantId
from domain.instrument.continuation import lineage, unrelated
from domain.instrument.model import Instrument, Wording
from domain.measurement.state import Measurement
from domain.scoring.answer import NOT_RELEVANT, Answer
from domain.scoring.profile import FieldFigures, Figure, QuestionFigures
from domain.scoring.spread import Spread
from infra.database import Database
from infra.eventlog.log import EventLog
from infra.instruments import InstrumentLibrary
from projections.collaborations.queries import Found
from projections.measurements.queries import Measured, closed_measurements
from services.reports.comparison import Comparison, compared, readable
from services.reports.figures import as_score, figures_of
from services.reports.series_export.against import (
    Against,
    field_against,
    question_against,
    thickness_against,
    value_against,
)
from services.reports.spreads import spreads_of


class What(StrEnum):
    """What a line is about."""

    VALUE = "value"
    FIELD = "field"
    QUESTION = "question"
    THICKNESS = "thickness"


class Given(StrEnum):
    """What the group answered a question with, in a word."""

    SCORE = "score"
    NOT_RELEVANT = "not_relevant"
    UNANSWERED = "unanswered"


class Measuring(msgspec.Struct, frozen=True):
    """A closed measurement in its series; `comparison` is with the one before, where there is one."""

    collaboration: Found
    measured: Measured
    instrument: Instrument
    comparison: Comparison | None

    @property
    def state(self) -> Measurement:
        return self.measured.state


class Line(msgspec.Struct, frozen=True):
    """`score` is 0 to 10, of thickness 0 to 100; what is not there for this kind of line is `None`.

    `adopted` counts the answers behind it that were adopted without talk.
    """

    occasion: Measuring
    what: What
    id: str
    name: Wording | None
    field: Wording | None
    against: Against
    score: Figure = None
    weighting: Figure = None
    gap: Figure = None
    answered: int | None = None
    relevant: int | None = None
    adopted: int | None = None
    given: Given | None = None
    spread: Spread | None = None


async def series(
    database: Database, log: EventLog, instruments: InstrumentLibrary, tenant: TenantId, found: Sequence[Found]
) -> AsyncIterator[list[Measuring]]:
    """One collaboration's closed measurements after the other's, oldest first, without practice and voided ones."""
    for collaboration in found:
        async with database.reading(tenant) as connection:
            closed = await closed_measurements(connection, tenant, collaboration.id)
        yield await _in_their_order(log, instruments, tenant, collaboration, closed)


async def _in_their_order(
    log: EventLog, instruments: InstrumentLibrary, tenant: TenantId, found: Found, closed: Sequence[Measured]
) -> list[Measuring]:
    there = await readable(instruments, closed)
    events = [one.event for one in await log.read_stream(tenant, found.id)] if len(there) > 1 else []
    listed: list[Measuring] = []
    for one in there:
        instrument, comparison = await instruments.by_hash(one.state.instrument_sha256), None
        if listed:
            before = listed[-1]
            line = await instruments.line(before.state.instrument_sha256, one.state.instrument_sha256)
            between = lineage(line) if line else unrelated(before.instrument, instrument)
            comparison = compared(before.state, one.state, (before.instrument, instrument), between, events)
        listed.append(Measuring(found, one, instrument, comparison))
    return listed


def lines(occasion: Measuring) -> Iterator[Line]:
    """In the instrument's order: values, then each field with its questions, then thickness."""
    instrument, figures = occasion.instrument, figures_of(occasion.state, occasion.instrument)
    values = {value.id: value for value in instrument.values}
    for value in figures.values:
        yield Line(
            occasion=occasion,
            what=What.VALUE,
            id=value.value,
            name=values[value.value].name,
            field=None,
            against=value_against(occasion.comparison, value.value),
            weighting=value.weighting,
        )
    for field in figures.fields:
        yield from _of_field(occasion, field)
    yield Line(
        occasion=occasion,
        what=What.THICKNESS,
        id="thickness",
        name=None,
        field=None,
        against=thickness_against(occasion.comparison),
        score=figures.thickness,
        adopted=sum(
            instrument.questions[key].thickness for key in occasion.state.adopted if key in instrument.questions
        ),
    )


def _of_field(occasion: Measuring, figures: FieldFigures) -> Iterator[Line]:
    named = next(field.name for field in occasion.instrument.fields if field.id == figures.field)
    yield Line(
        occasion=occasion,
        what=What.FIELD,
        id=figures.field,
        name=named,
        field=named,
        against=field_against(occasion.comparison, figures.field),
        score=figures.score,
        weighting=figures.weighting,
        answered=figures.answered,
        relevant=figures.relevant,
        adopted=sum(question.question in occasion.state.adopted for question in figures.questions),
    )
    spreads = spreads_of(occasion.state, occasion.instrument)
    for question in figures.questions:
        apart = spreads.get(question.question)
        yield _of_question(occasion, question, named, apart.whole if apart else None)


def _of_question(occasion: Measuring, figures: QuestionFigures, field: Wording, spread: Spread | None) -> Line:
    return Line(
        occasion=occasion,
        what=What.QUESTION,
        id=figures.question,
        name=occasion.instrument.questions[figures.question].name,
        field=field,
        against=question_against(occasion.comparison, figures.question),
        score=as_score(figures.answer),
        weighting=figures.weighting,
        gap=figures.gap,
        given=_given(figures.answer),
        adopted=int(figures.question in occasion.state.adopted),
        spread=spread,
    )


def _given(answer: Answer | None) -> Given:
    if answer is None:
        return Given.UNANSWERED
    return Given.NOT_RELEVANT if answer == NOT_RELEVANT else Given.SCORE
