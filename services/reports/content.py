"""What a printed report is about, gathered from read models, with its texts opened."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from domain.action_plan.events import Verdict
from domain.action_plan.state import Action
from domain.collaboration.state import Collaboration
from domain.ids import ActionId, MeasurementId, TenantId
from domain.instrument.model import Instrument
from domain.measurement.state import Measurement
from domain.scoring.profile import Profile
from domain.text import Sealed, Text
from infra.accounts.directory import find_workspace
from infra.database import Database
from infra.eventlog.log import EventLog
from infra.instruments import InstrumentLibrary
from infra.keys.keyring import Keyring
from projections.actions.queries import actions
from projections.collaborations.queries import collaboration
from projections.measurements.queries import closed_measurements, measurement, measurements_among
from services.reports.comparison import Comparison, compare, readable
from services.reports.figures import before, figures_of
from services.reports.origins import Origin, origin_of


class Judged(msgspec.Struct, frozen=True):
    """What the group said in this measurement of an action from before."""

    action: Action
    verdict: Verdict
    words: Text | None


class ReportContent(msgspec.Struct, frozen=True):
    """`earlier` is the measurement before. `opened` has the words of every sealed text; `None` is an erased one.

    `origins` has the question of each of the actions, as seen from this measurement.
    """

    workspace: str
    collaboration: Collaboration
    measurement: Measurement
    instrument: Instrument
    figures: Profile
    earlier: Comparison | None
    actions: tuple[Action, ...]
    origins: Mapping[ActionId, Origin]
    opened: Mapping[Sealed, str | None]
    printed_at: datetime
    judged: tuple[Judged, ...] = ()


class MeasurementIsMissing(LookupError):
    """The read models do not know the measurement (yet)."""


async def gather(
    database: Database,
    log: EventLog,
    keyring: Keyring,
    instruments: InstrumentLibrary,
    tenant: TenantId,
    *,
    which: MeasurementId,
    printed_at: datetime,
    version: int = 0,
) -> ReportContent:
    """As it was in that version, or later. Raises `MeasurementIsMissing`."""
    workspace = await find_workspace(database, tenant)
    async with database.reading(tenant) as connection:
        measured = await measurement(connection, tenant, which)
        found = await collaboration(connection, tenant, measured.state.collaboration) if measured else None
        if workspace is None or measured is None or found is None or measured.version < version:
            raise MeasurementIsMissing
        planned = await actions(connection, tenant, measured.state.collaboration)
        closed = await closed_measurements(connection, tenant, measured.state.collaboration)
        own = [action for action in planned if which in {action.measurement, action.agreed_in}]
        suggested_in = await measurements_among(connection, tenant, {action.measurement for action in own})
    opened = await keyring.open(tenant, set(_sealed(measured.state, found.state, planned)))
    instrument = await instruments.by_hash(measured.state.instrument_sha256)
    last = before(measured, await readable(instruments, closed))
    return ReportContent(
        workspace=workspace.name,
        collaboration=found.state,
        measurement=measured.state,
        instrument=instrument,
        figures=figures_of(measured.state, instrument),
        earlier=await compare(log, instruments, tenant, last.state, measured.state) if last else None,
        actions=tuple(own),
        origins={
            action.id: await origin_of(instruments, action, suggested_in.get(action.measurement), measured)
            for action in own
        },
        opened=opened,
        printed_at=printed_at,
        judged=tuple(
            Judged(action, action.verdicts[which], action.verdict_words.get(which))
            for action in planned
            if which in action.verdicts
        ),
    )


def _sealed(state: Measurement, found: Collaboration, planned: Sequence[Action]) -> Iterator[Sealed]:
    texts: list[Text | None] = [found.purpose, found.target_group, state.place, state.note]
    texts.extend(comment.text for comment in state.comments.values())
    texts.extend(dissent.text for dissent in state.dissents.values())
    texts.extend(own.text for own in state.own_questions.values())
    texts.extend(state.reasons.values())
    for action in planned:
        texts.extend((action.text, action.drop_reason, *action.verdict_words.values()))
    return (text for text in texts if isinstance(text, Sealed))
