"""All that has happened to a collaboration, by two short streams of the log."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.event import Event
from domain.happenings import Happening, Kind, between, happenings
from domain.ids import CollaborationId, TenantId
from domain.measurement.state import Status
from domain.streams import action_plan_stream
from infra.eventlog.log import EventLog
from projections.measurements.queries import Measured, Summary


async def past_of(
    log: EventLog, tenant: TenantId, which: CollaborationId, listed: Sequence[Summary]
) -> tuple[list[Event], tuple[Happening, ...]]:
    """The collaboration's events, and what they and those of its plan tell. `listed` are all of its measurements."""
    events = [record.event for record in await log.read_stream(tenant, which)]
    plan = [record.event for record in await log.read_stream(tenant, action_plan_stream(which))]
    return events, happenings(events, plan, _of_measurements(listed))


def _of_measurements(listed: Sequence[Summary]) -> Iterator[Happening]:
    """Of those that are no point of the series."""
    for one in listed:
        match one.status:
            case Status.VOIDED:
                yield Happening(one.changed_at, Kind.MEASUREMENT_VOIDED, measured=one.started_at)
            case Status.NOT_COMPLETED if not one.practice:
                at = one.closed_at or one.changed_at
                yield Happening(at, Kind.MEASUREMENT_NOT_COMPLETED, measured=one.started_at)
            case _:
                pass


def unfinished(listed: Sequence[Summary]) -> list[datetime]:
    """When those were begun that would have been a point of the series, and were not completed."""
    return [one.started_at for one in listed if one.status is Status.NOT_COMPLETED and not one.practice]


def within(found: Sequence[Happening], chosen: Sequence[Measured]) -> tuple[Happening, ...]:
    """From the first of the measurements to the last."""
    return between(found, chosen[0].state.started_at, chosen[-1].state.started_at)
