"""What a paper about a collaboration rests on, whatever the paper is about."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.collaboration.state import Collaboration
from domain.event import Event
from domain.happenings import Happening
from domain.ids import CollaborationId, TenantId
from infra.accounts.directory import find_workspace
from projections.collaborations.queries import collaboration
from projections.measurements.queries import Measured, closed_measurements, summaries_of
from services.reports.comparison import readable
from services.reports.content import MeasurementIsMissing
from services.reports.past import past_of, unfinished
from services.reports.sources import Sources


class Background(msgspec.Struct, frozen=True):
    """`series` are the closed measurements that can be shown, oldest first. `events` are the collaboration's own.

    `unfinished` is when those were begun that were not completed.
    """

    workspace: str
    collaboration: Collaboration
    series: Sequence[Measured]
    events: Sequence[Event]
    past: tuple[Happening, ...]
    unfinished: Sequence[datetime]


async def background_of(sources: Sources, tenant: TenantId, which: CollaborationId) -> Background:
    """Raises `MeasurementIsMissing` of an unknown collaboration."""
    workspace = await find_workspace(sources.database, tenant)
    async with sources.database.reading(tenant) as connection:
        found = await collaboration(connection, tenant, which)
        closed = await closed_measurements(connection, tenant, which)
        listed = await summaries_of(connection, tenant, which)
    if workspace is None or found is None:
        raise MeasurementIsMissing
    events, past = await past_of(sources.log, tenant, which, listed)
    return Background(
        workspace=workspace.name,
        collaboration=found.state,
        series=await readable(sources.instruments, closed),
        events=events,
        past=past,
        unfinished=unfinished(listed),
    )
