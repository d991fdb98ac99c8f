"""What the API answers with. A field that is there keeps its name and meaning as long as the address says `v1`."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

import msgspec

from domain.action_plan.state import Action
from domain.ids import QuestionId
from domain.measurement.state import Measurement
from domain.scoring.profile import FieldFigures, Profile, QuestionFigures
from domain.scoring.rounding import tenths
from domain.scoring.spread import Spread
from domain.scoring.tally import QuestionSpread
from domain.sectors import Side
from projections.collaborations.queries import Found
from projections.measurements.queries import Measured


class Number(msgspec.Struct, frozen=True):
    """`shown` is what the pages show, one decimal and half away from zero; `exact` is a fraction such as `20/3`."""

    shown: float
    exact: str


class PartnerShape(msgspec.Struct, frozen=True):
    name: str
    sector: str


class CollaborationShape(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    theme: str
    formed_at: datetime
    partners: tuple[PartnerShape, ...]


class MeasurementShape(msgspec.Struct, frozen=True):
    """A closed one that counts in the series. `first_closed_at` decides which quarter it belongs to."""

    id: UUID
    collaboration: UUID
    started_at: datetime
    closed_at: datetime | None
    first_closed_at: datetime | None
    mode: str
    instrument: str
    instrument_version: int
    instrument_sha256: str
    scoring_version: int | None


class ValueShape(msgspec.Struct, frozen=True):
    id: str
    weighting: Number | None


class SpreadShape(msgspec.Struct, frozen=True):
    """Of what people answered each for themselves, three at least. Deviation and consensus have six decimals."""

    number: int
    mean: Number | None
    deviation: str
    consensus: str


class SidesShape(msgspec.Struct, frozen=True):
    """Each of three answers at least: there are both or none."""

    public: SpreadShape
    partner: SpreadShape


class QuestionShape(msgspec.Struct, frozen=True):
    """`answer` is 0 to 10, `"not_relevant"`, or null where the question is unanswered: never 0 for that.

    `adopted_without_talk`: nobody agreed on it; it is the median of what everyone answered alone.
    """

    id: str
    answer: int | str | None
    adopted_without_talk: bool
    weighting: Number | None
    gap: Number | None
    spread: SpreadShape | None
    sides: SidesShape | None


class FieldShape(msgspec.Struct, frozen=True):
    id: str
    score: Number | None
    weighting: Number | None
    answered: int
    relevant: int
    questions: tuple[QuestionShape, ...]


class FiguresShape(msgspec.Struct, frozen=True):
    """As published. `thickness` is 0 (thin) to 100 (thick); a figure that is not there is null, never 0."""

    measurement: MeasurementShape
    values: tuple[ValueShape, ...]
    fields: tuple[FieldShape, ...]
    thickness: Number | None


class ActionShape(msgspec.Struct, frozen=True):
    """`text` is null once it was erased; `owner` is a partner of the collaboration, never a person."""

    id: UUID
    collaboration: UUID
    measurement: UUID
    question: str
    text: str | None
    status: str
    due: date | None
    owner: UUID | None


class Collaborations(msgspec.Struct, frozen=True):
    """`next` is the cursor of the next page, null on the last one."""

    items: tuple[CollaborationShape, ...]
    next: str | None


class Measurements(msgspec.Struct, frozen=True):
    """`next` as for `Collaborations`."""

    items: tuple[MeasurementShape, ...]
    next: str | None


class Actions(msgspec.Struct, frozen=True):
    """`next` as for `Collaborations`."""

    items: tuple[ActionShape, ...]
    next: str | None


def collaboration_shape(found: Found) -> CollaborationShape:
    partners = tuple(PartnerShape(one.name, one.sector) for one in found.state.partners.values())
    return CollaborationShape(found.id, found.state.name, found.state.theme, found.formed_at, partners)


def measurement_shape(measured: Measured) -> MeasurementShape:
    state: Measurement = measured.state
    return MeasurementShape(
        id=measured.id,
        collaboration=state.collaboration,
        started_at=state.started_at,
        closed_at=state.closed_at,
        first_closed_at=state.first_closed_at,
        mode=state.mode,
        instrument=state.instrument,
        instrument_version=state.instrument_version,
        instrument_sha256=state.instrument_sha256,
        scoring_version=state.scoring_version,
    )


def figures_shape(measured: Measured, figures: Profile) -> FiguresShape:
    spreads = {one.question: one for one in measured.state.spreads}
    return FiguresShape(
        measurement=measurement_shape(measured),
        values=tuple(ValueShape(one.value, _number(one.weighting)) for one in figures.values),
        fields=tuple(_field(one, measured.state.adopted, spreads) for one in figures.fields),
        thickness=_number(figures.thickness),
    )


def action_shape(action: Action, text: str | None) -> ActionShape:
    return ActionShape(
        id=action.id,
        collaboration=action.collaboration,
        measurement=action.measurement,
        question=action.question,
        text=text,
        status=action.status,
        due=action.due,
        owner=action.owner,
    )


def _field(
    figures: FieldFigures, adopted: Collection[QuestionId], spreads: Mapping[QuestionId, QuestionSpread]
) -> FieldShape:
    return FieldShape(
        id=figures.field,
        score=_number(figures.score),
        weighting=_number(figures.weighting),
        answered=figures.answered,
        relevant=figures.relevant,
        questions=tuple(_question(one, adopted, spreads.get(one.question)) for one in figures.questions),
    )


def _question(figures: QuestionFigures, adopted: Collection[QuestionId], apart: QuestionSpread | None) -> QuestionShape:
    return QuestionShape(
        id=figures.question,
        answer=figures.answer,
        adopted_without_talk=figures.question in adopted,
        weighting=_number(figures.weighting),
        gap=_number(figures.gap),
        spread=_spread(apart.whole) if apart else None,
        sides=_sides(apart.sides) if apart else None,
    )


def _sides(apart: Mapping[Side, Spread]) -> SidesShape | None:
    if apart.keys() != set(Side):
        return None
    return SidesShape(public=_spread(apart[Side.PUBLIC]), partner=_spread(apart[Side.PARTNER]))


def _spread(apart: Spread) -> SpreadShape:
    return SpreadShape(apart.number, _number(apart.mean), str(apart.deviation), str(apart.consensus))


def _number(figure: Fraction | None) -> Number | None:
    return None if figure is None else Number(tenths(figure) / 10, str(figure))
