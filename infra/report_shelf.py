"""What is ordered as a PDF, reports and answer sheets: from the order through the rendering to the file."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec
from asyncpg import Connection, Record

from domain.ids import MeasurementId, SubjectId, TenantId
from infra.translation.catalogue import Language

RENDER: Final = "report.render"
"""The kind of outbox work that an order leads to; its payload names the report."""


class Kind(StrEnum):
    REPORT = "report"
    ANSWER_SHEETS = "answer_sheets"
    """To be filled in by hand. They hold no sealed text, so that no erasure has them printed anew."""


class Status(StrEnum):
    QUEUED = "queued"
    RENDERING = "rendering"
    DONE = "done"
    FAILED = "failed"


class Order(msgspec.Struct, frozen=True):
    """What is to be printed. `version` is the measurement's when it was ordered."""

    id: UUID
    measurement: MeasurementId
    version: int
    language: Language
    ordered_by: SubjectId
    ordered_at: datetime
    kind: Kind = Kind.REPORT


class Report(msgspec.Struct, frozen=True):
    """An order and how far it has come: `step` of `steps`, 0 of 0 before the first.

    `edition` counts how often it was printed: an erasure has it printed anew.
    """

    order: Order
    status: Status
    step: int
    steps: int
    finished_at: datetime | None
    edition: int = 1


ORDER = """
insert into reports.reports
    (tenant_id, report_id, measurement_id, measurement_version, language, ordered_by, ordered_at, kind)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (tenant_id, report_id) do nothing
"""

ENQUEUE = "select log.enqueue($1, array[row($2::text, $3::jsonb, null)]::log.new_outbox[])"


async def order(connection: Connection, tenant: TenantId, ordered: Order) -> bool:
    """Write the order and the work that follows, in the caller's transaction. `False`: it was ordered before."""
    tag = await connection.execute(
        ORDER,
        tenant,
        ordered.id,
        ordered.measurement,
        ordered.version,
        ordered.language,
        ordered.ordered_by,
        ordered.ordered_at,
        ordered.kind,
    )
    if tag != "INSERT 0 1":
        return False
    await connection.execute(ENQUEUE, tenant, RENDER, msgspec.json.encode({"report": str(ordered.id)}).decode())
    return True


ONE = """
select report_id, measurement_id, measurement_version, language, ordered_by, ordered_at,
       status, step, steps, finished_at, edition, kind
from reports.reports
where tenant_id = $1 and report_id = $2
"""

OF_MEASUREMENT = """
select report_id, measurement_id, measurement_version, language, ordered_by, ordered_at,
       status, step, steps, finished_at, edition, kind
from reports.reports
where tenant_id = $1 and measurement_id = $2 and kind = $3
order by ordered_at desc, report_id
"""

ORDERED_BY = """
select report_id, measurement_id, measurement_version, language, ordered_by, ordered_at,
       status, step, steps, finished_at, edition, kind
from reports.reports
where tenant_id = $1 and ordered_by = $2
order by ordered_at, report_id
"""

FILE = """
select file from reports.reports where tenant_id = $1 and report_id = $2 and measurement_id = $3 and kind = $4
"""


async def report(connection: Connection, tenant: TenantId, which: UUID) -> Report | None:
    row = await connection.fetchrow(ONE, tenant, which)
    return _report(row) if row else None


async def reports_of(
    connection: Connection, tenant: TenantId, measurement: MeasurementId, kind: Kind = Kind.REPORT
) -> list[Report]:
    """Newest first."""
    return [_report(row) for row in await connection.fetch(OF_MEASUREMENT, tenant, measurement, kind)]


async def ordered_by(connection: Connection, tenant: TenantId, subject: SubjectId) -> list[Report]:
    """Oldest first."""
    return [_report(row) for row in await connection.fetch(ORDERED_BY, tenant, subject)]


async def file_of(
    connection: Connection, tenant: TenantId, measurement: MeasurementId, which: UUID, kind: Kind = Kind.REPORT
) -> bytes | None:
    """The PDF; `None` while there is none, or when it is of another measurement or kind."""
    file: bytes | None = await connection.fetchval(FILE, tenant, which, measurement, kind)
    return file


PROGRESS = """
update reports.reports set status = 'rendering', step = $3, steps = $4, finished_at = null
where tenant_id = $1 and report_id = $2 and status <> 'done'
"""

FINISH = """
update reports.reports set status = 'done', step = steps, finished_at = $3, file = $4
where tenant_id = $1 and report_id = $2 and edition = $5
"""

FAIL = """
update reports.reports set status = 'failed', finished_at = $3
where tenant_id = $1 and report_id = $2 and status <> 'done'
"""


async def progress(connection: Connection, tenant: TenantId, which: UUID, step: int, steps: int) -> None:
    await connection.execute(PROGRESS, tenant, which, step, steps)


async def finish(
    connection: Connection, tenant: TenantId, which: UUID, at: datetime, file: bytes, *, edition: int = 1
) -> None:
    """Keeps nothing where the texts were gathered for an earlier edition: something in them may be erased since."""
    await connection.execute(FINISH, tenant, which, at, file, edition)


async def fail(connection: Connection, tenant: TenantId, which: UUID, at: datetime) -> None:
    """So that the page can say so; ordering again is a new report."""
    await connection.execute(FAIL, tenant, which, at)


PRINT_ANEW = """
update reports.reports
set status = 'queued', step = 0, steps = 0, finished_at = null, file = null, edition = edition + 1
where tenant_id = $1 and measurement_id = any($2::uuid[]) and status <> 'failed' and kind = 'report'
returning report_id
"""


async def print_anew(connection: Connection, tenant: TenantId, measurements: Collection[MeasurementId]) -> None:
    """Delete the files of these measurements' reports and order them again, in the caller's transaction."""
    for row in await connection.fetch(PRINT_ANEW, tenant, list(measurements)):
        work = msgspec.json.encode({"report": str(row["report_id"])}).decode()
        await connection.execute(ENQUEUE, tenant, RENDER, work)


def _report(row: Record) -> Report:
    return Report(
        order=Order(
            id=row["report_id"],
            measurement=MeasurementId(row["measurement_id"]),
            version=row["measurement_version"],
            language=row["language"],
            ordered_by=SubjectId(row["ordered_by"]),
            ordered_at=row["ordered_at"],
            kind=Kind(row["kind"]),
        ),
        status=Status(row["status"]),
        step=row["step"],
        steps=row["steps"],
        finished_at=row["finished_at"],
        edition=row["edition"],
    )
