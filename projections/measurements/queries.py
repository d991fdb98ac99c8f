"""One measurement, or those of a collaboration in the order of time."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from asyncpg import Connection, Record

from domain.ids import CollaborationId, MeasurementId, TenantId
from domain.measurement.state import Measurement, Status
from projections.measurements.writer import STATE


class Measured(msgspec.Struct, frozen=True):
    """`version` is that of its last event."""

    id: MeasurementId
    version: int
    changed_at: datetime
    state: Measurement


class Summary(msgspec.Struct, frozen=True):
    """What a list needs, without the answers."""

    id: MeasurementId
    collaboration: CollaborationId
    status: Status
    practice: bool
    started_at: datetime
    closed_at: datetime | None
    changed_at: datetime


class Course(msgspec.Struct, frozen=True):
    """How far it is, and nothing of what is in it."""

    status: Status
    closed_at: datetime | None
    first_closed_at: datetime | None

    @property
    def was_closed_anew(self) -> bool:
        """It was closed, opened again, and closed once more."""
        return self.closed_at is not None and self.first_closed_at is not None and self.closed_at > self.first_closed_at


ONE = """
select measurement_id, version, changed_at, state from read_measurements.measurements
where tenant_id = $1 and measurement_id = $2
"""

AMONG = """
select measurement_id, version, changed_at, state from read_measurements.measurements
where tenant_id = $1 and measurement_id = any($2::uuid[])
order by measurement_id
"""

COURSES = """
select measurement_id, status, closed_at, first_closed_at from read_measurements.measurements
where tenant_id = $1 and measurement_id = any($2::uuid[])
order by measurement_id
"""

CLOSED = """
select measurement_id, version, changed_at, state from read_measurements.measurements
where tenant_id = $1 and collaboration_id = $2 and status = 'closed' and not practice
order by started_at, measurement_id
"""

LATEST = """
select distinct on (collaboration_id) measurement_id, version, changed_at, state
from read_measurements.measurements
where tenant_id = $1 and status = 'closed' and not practice
order by collaboration_id, started_at desc, measurement_id
"""

SUMMARIES = """
select measurement_id, collaboration_id, status, practice, started_at, closed_at, changed_at
from read_measurements.measurements
where tenant_id = $1
order by started_at, measurement_id
"""

UNDER_WAY = """
select measurement_id, collaboration_id, status, practice, started_at, closed_at, changed_at
from read_measurements.measurements
where tenant_id = $1 and status in ('open', 'paused')
order by started_at, measurement_id
"""

SUMMARIES_OF = """
select measurement_id, collaboration_id, status, practice, started_at, closed_at, changed_at
from read_measurements.measurements
where tenant_id = $1 and collaboration_id = $2
order by started_at desc, measurement_id
"""

CLOSED_AFTER = """
select measurement_id, version, changed_at, state from read_measurements.measurements
where tenant_id = $1 and status = 'closed' and not practice
  and ($2::uuid[] is null or collaboration_id = any($2::uuid[]))
  and ($3::timestamptz is null or (started_at, measurement_id) > ($3::timestamptz, $4::uuid))
order by started_at, measurement_id
limit $5
"""


COUNTED = """
select count(*) from read_measurements.measurements
where tenant_id = $1 and status = 'closed' and not practice
"""


async def measurement(connection: Connection, tenant: TenantId, which: MeasurementId) -> Measured | None:
    row = await connection.fetchrow(ONE, tenant, which)
    return _measured(row) if row else None


async def measurements_among(
    connection: Connection, tenant: TenantId, which: Collection[MeasurementId]
) -> dict[MeasurementId, Measured]:
    """Those of them that there are."""
    found = [_measured(row) for row in await connection.fetch(AMONG, tenant, list(which))]
    return {one.id: one for one in found}


async def courses_among(
    connection: Connection, tenant: TenantId, which: Collection[MeasurementId]
) -> dict[MeasurementId, Course]:
    """As `measurements_among`, of many at once."""
    return {
        MeasurementId(one): Course(Status(status), closed_at, first_closed_at)
        for one, status, closed_at, first_closed_at in await connection.fetch(COURSES, tenant, list(which))
    }


async def closed_measurements(
    connection: Connection, tenant: TenantId, collaboration: CollaborationId
) -> list[Measured]:
    """Those that count in the collaboration's series, oldest first."""
    return [_measured(row) for row in await connection.fetch(CLOSED, tenant, collaboration)]


async def latest_closed(connection: Connection, tenant: TenantId) -> list[Measured]:
    """The last closed measurement of each collaboration."""
    return [_measured(row) for row in await connection.fetch(LATEST, tenant)]


async def closed_after(
    connection: Connection,
    tenant: TenantId,
    of: Sequence[CollaborationId] | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Measured]:
    """A page of those that count in a series, by when they were begun; `of` these collaborations, or (`None`) all."""
    began, last = after or (None, None)
    rows = await connection.fetch(CLOSED_AFTER, tenant, None if of is None else list(of), began, last, limit)
    return [_measured(row) for row in rows]


async def count_closed(connection: Connection, tenant: TenantId) -> int:
    """Of the whole workspace: those that count in a series."""
    found: int = await connection.fetchval(COUNTED, tenant)
    return found


async def summaries(connection: Connection, tenant: TenantId) -> list[Summary]:
    return [_summary(row) for row in await connection.fetch(SUMMARIES, tenant)]


async def under_way(connection: Connection, tenant: TenantId) -> list[Summary]:
    """What is neither closed nor voided, of all collaborations, in the order of time; practice too."""
    return [_summary(row) for row in await connection.fetch(UNDER_WAY, tenant)]


async def summaries_of(connection: Connection, tenant: TenantId, collaboration: CollaborationId) -> list[Summary]:
    """Every measurement of one collaboration, newest first; practice and voided ones too."""
    return [_summary(row) for row in await connection.fetch(SUMMARIES_OF, tenant, collaboration)]


def _summary(row: Record) -> Summary:
    return Summary(
        id=MeasurementId(row["measurement_id"]),
        collaboration=CollaborationId(row["collaboration_id"]),
        status=Status(row["status"]),
        practice=row["practice"],
        started_at=row["started_at"],
        closed_at=row["closed_at"],
        changed_at=row["changed_at"],
    )


def _measured(row: Record) -> Measured:
    return Measured(
        id=MeasurementId(row["measurement_id"]),
        version=row["version"],
        changed_at=row["changed_at"],
        state=STATE.decode(row["state"]),
    )


SHOWN = """
select measurement_id::text, collaboration_id::text, status, practice,
       timestamptz_send(started_at) as started_at, timestamptz_send(closed_at) as closed_at,
       timestamptz_send(first_closed_at) as first_closed_at, version, timestamptz_send(changed_at) as changed_at, state
from read_measurements.measurements
where tenant_id = $1
order by measurement_id
"""


def shown_measurements(connection: Connection, tenant: TenantId) -> AsyncIterator[Record]:
    """Every row as it lies there, for the export: times as PostgreSQL sends them."""
    rows: AsyncIterator[Record] = connection.cursor(SHOWN, tenant)
    return rows
