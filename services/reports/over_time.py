"""The closed measurements of one collaboration in a row: what can be compared of them, and a series of each figure."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

import msgspec

from domain.event import Event
from domain.happenings import Happening
from domain.instrument.model import Field, Instrument, worded
from infra.instruments import InstrumentLibrary
from infra.translation.translator import Translator
from infra.translation.writing import day_of
from projections.measurements.queries import Measured
from services.reports.comparison import Comparison, compare_by
from services.reports.figures import field_figures, figures_of
from services.reports.incomparable import marks, thickness_mark
from services.reports.series import Happened, Moment, Series


class OverTime(msgspec.Struct, frozen=True):
    """Oldest first. `steps` has each but the first beside the one before it, `to_last` each but the last beside it.

    `unfinished` are the days of measurements in between that were not completed: no points, but gaps in the line.
    """

    measured: tuple[Measured, ...]
    instruments: tuple[Instrument, ...]
    steps: tuple[Comparison, ...]
    to_last: tuple[Comparison, ...]
    unfinished: tuple[date, ...] = ()

    @property
    def instrument(self) -> Instrument:
        """The last one's, in whose order and words everything is told."""
        return self.instruments[-1]


async def over_time(
    instruments: InstrumentLibrary,
    measured: Sequence[Measured],
    events: Sequence[Event],
    unfinished: Sequence[datetime] = (),
) -> OverTime:
    """`measured` are one at least, each with its version at hand (`readable`). `events` are the collaboration's.

    `unfinished` is when those were begun that were not completed.
    """
    states = [one.state for one in measured]
    return OverTime(
        measured=tuple(measured),
        instruments=tuple([await instruments.by_hash(one.instrument_sha256) for one in states]),
        steps=tuple([await compare_by(instruments, events, one, other) for one, other in pairwise(states)]),
        to_last=tuple([await compare_by(instruments, events, one, states[-1]) for one in states[:-1]]),
        unfinished=tuple(day_of(one) for one in unfinished if states[0].started_at < one < states[-1].started_at),
    )


def numbered_marks(found: Sequence[Happening]) -> tuple[Happened, ...]:
    """As they stand in the list, from 1."""
    return tuple(Happened(day_of(one.at), number) for number, one in enumerate(found, start=1))


def field_series(over: OverTime, field: Field, t: Translator, happened: tuple[Happened, ...] = ()) -> Series:
    """`field` as the last instrument has it."""
    apart = [None, *(marks(step, (field,), t).get(field.id) for step in over.steps)]
    other = [False, *(step.found.weighting_of(field) is not None for step in over.steps)]
    found = [
        field_figures(figures_of(one.state, instrument), field.id)
        for one, instrument in zip(over.measured, over.instruments, strict=True)
    ]
    return Series(
        id=f"series-{field.id}",
        title=t("comparing.series.title", name=worded(field.name, t.language)[0]),
        moments=tuple(
            Moment(day_of(one.state.started_at), figures.score, figures.weighting, why, weighting_apart)
            for one, figures, why, weighting_apart in zip(over.measured, found, apart, other, strict=True)
        ),
        happened=happened,
        unfinished=over.unfinished,
    )


def thickness_series(over: OverTime, t: Translator, happened: tuple[Happened, ...] = ()) -> Series:
    """From thin to thick. A thickness has no weighting."""
    apart = [None, *(thickness_mark(step.found, t) for step in over.steps)]
    return Series(
        id="series-thickness",
        title=t("comparing.series.title", name=t("comparing.thickness")),
        moments=tuple(
            Moment(day_of(one.state.started_at), figures_of(one.state, instrument).thickness, apart=why)
            for one, instrument, why in zip(over.measured, over.instruments, apart, strict=True)
        ),
        happened=happened,
        unfinished=over.unfinished,
        most=100,
        ends=(t("continuum.thin"), t("continuum.thick")),
    )
