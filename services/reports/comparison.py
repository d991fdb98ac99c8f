"""An earlier measurement beside a later one of the same collaboration, and what can be compared of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from domain.collaboration.state import partners_at
from domain.comparability import Comparability, Occasion, comparability
from domain.event import Event
from domain.ids import QuestionId, TenantId
from domain.instrument.continuation import Lineage, lineage, unrelated
from domain.instrument.model import Instrument
from domain.measurement.state import Measurement
from domain.scoring.answer import Answer
from domain.scoring.profile import SCORING_VERSION, Profile
from infra.eventlog.log import EventLog
from infra.instruments import InstrumentLibrary
from projections.measurements.queries import Measured
from services.reports.figures import figures_of


class Comparison(msgspec.Struct, frozen=True):
    """The earlier one with its own version, figures and answers, and what goes on from it to the later one."""

    measurement: Measurement
    instrument: Instrument
    figures: Profile
    between: Lineage
    found: Comparability

    @property
    def continues(self) -> Mapping[QuestionId, QuestionId]:
        """For each later question that goes on, the earlier one."""
        return self.between.questions.continues

    @property
    def answers(self) -> Mapping[QuestionId, Answer]:
        """The earlier answers under the later questions that go on from theirs."""
        given = self.measurement.answers
        return {later: given[earlier] for later, earlier in self.continues.items() if earlier in given}


async def readable(instruments: InstrumentLibrary, series: Sequence[Measured]) -> list[Measured]:
    """Those whose version of the instrument is there. One that is lost takes none of the others with it."""
    return [one for one in series if await instruments.has(one.state.instrument_sha256)]


async def compare(
    log: EventLog, instruments: InstrumentLibrary, tenant: TenantId, earlier: Measurement, later: Measurement
) -> Comparison:
    """Who the partners were is asked of the collaboration's own events: its read model knows today's only."""
    events = [record.event for record in await log.read_stream(tenant, later.collaboration)]
    return await compare_by(instruments, events, earlier, later)


async def compare_by(
    instruments: InstrumentLibrary, events: Sequence[Event], earlier: Measurement, later: Measurement
) -> Comparison:
    """As `compare`, where the collaboration's events are read already: once for many measurements."""
    line = await instruments.line(earlier.instrument_sha256, later.instrument_sha256)
    then, now = [await instruments.by_hash(one.instrument_sha256) for one in (earlier, later)]
    between = lineage(line) if line else unrelated(then, now)
    return compared(earlier, later, (then, now), between, events)


def compared(
    earlier: Measurement,
    later: Measurement,
    instruments: tuple[Instrument, Instrument],
    between: Lineage,
    events: Sequence[Event],
) -> Comparison:
    """`events` are the collaboration's."""
    then, now = (
        _occasion(one, instrument, events) for one, instrument in zip((earlier, later), instruments, strict=True)
    )
    return Comparison(
        measurement=earlier,
        instrument=instruments[0],
        figures=figures_of(earlier, instruments[0]),
        between=between,
        found=comparability(then, now, between),
    )


def _occasion(state: Measurement, instrument: Instrument, events: Sequence[Event]) -> Occasion:
    return Occasion(
        instrument=instrument,
        scoring_version=state.scoring_version or SCORING_VERSION,
        partners=partners_at(events, _counted_at(state, events)),
        sectors=frozenset(sector for sector, count in state.attendance.items() if count),
    )


def _counted_at(state: Measurement, events: Sequence[Event]) -> datetime:
    """When it was first closed, which no later correction moves; of one that never was, as things are now."""
    return state.first_closed_at or max((event.at for event in events), default=state.started_at)
