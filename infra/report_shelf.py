"""What is ordered as a file: reports, answer sheets, comparisons and the like, from the order to what lies ready."""

from collections.abc import Collection, Mapping
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
    """To be filled in by hand."""

    COMPARISON = "comparison"
    MEETING = "meeting"
    """Of a collaboration, as comparisons are."""

    SERIES_CSV = "series_csv"
    SERIES_XLSX = "series_xlsx"
    """Of the whole workspace. They hold figures and names of collaborations."""


HOLDING_TEXTS: Final = frozenset({Kind.REPORT, Kind.COMPARISON, Kind.MEETING})
"""What an erasure of a text has printed anew. The others hold nothing that was sealed."""


class Status(StrEnum):
    QUEUED = "queued"
    RENDERING = "rendering"
    DONE = "done"
    FAILED = "failed"


class Chosen(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was chosen with the order: the measurements of a comparison, the minutes of a meeting's agenda."""

    measurements: tuple[MeasurementId, ...] = ()
    minutes: Mapping[str, int] = {}


class Order(msgspec.Struct, frozen=True):
    """What is to be made. `about` is the id of the measurement or collaboration, or the workspace's own stream.

    `version` is the measurement's when it was ordered, 0 of what is about something else.
    """

    id: UUID
    about: UUID
    language: Language
    ordered_by: SubjectId
    ordered_at: datetime
    kind: Kind = Kind.REPORT
    version: int = 0
    chosen: Chosen = Chosen()


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

    @property
    def is_under_way(self) -> bool:
        return self.status in {Status.QUEUED, Status.RENDERING}


class Ready(msgspec.Struct, frozen=True):
    """A file that is there to be fetched."""

    kind: Kind
    finished_at: datetime
    content: bytes


ORDER = """
insert into reports.reports
    (tenant_id, report_id, about, measurement_version, language, ordered_by, ordered_at, kind, chosen)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (tenant_id, report_id) do nothing
"""

ENQUEUE = "select log.enqueue($1, array[row($2::text, $3::jsonb, null)]::log.new_outbox[])"


async def order(connection: Connection, tenant: TenantId, ordered: Order) -> bool:
    """Write the order and the work that follows, in the caller's transaction. `False`: it was ordered before."""
    tag = await connection.execute(
        ORDER,
        tenant,
        ordered.id,
        ordered.about,
        ordered.version,
        ordered.language,
        ordered.ordered_by,
        ordered.ordered_at,
        ordered.kind,
        msgspec.json.encode(ordered.chosen).decode(),
    )
    if tag != "INSERT 0 1":
        return False
    await connection.execute(ENQUEUE, tenant, RENDER, msgspec.json.encode({"report": str(ordered.id)}).decode())
    return True


ONE = """
select report_id, about, measurement_version, language, ordered_by, ordered_at,
       status, step, steps, finished_at, edition, kind, chosen
from reports.reports
where tenant_id = $1 and report_id = $2
"""

ABOUT = """
select report_id, about, measurement_version, language, ordered_by, ordered_at,
       status, step, steps, finished_at, edition, kind, chosen
from reports.reports
where tenant_id = $1 and about = $2 and kind = any($3::text[])
order by ordered_at desc, report_id
"""

ORDERED_BY = """
select report_id, about, measurement_version, language, ordered_by, ordered_at,
       status, step, steps, finished_at, edition, kind, chosen
from reports.reports
where tenant_id = $1 and ordered_by = $2
order by ordered_at, report_id
"""

FILE = """
select kind, finished_at, file
from reports.reports
where tenant_id = $1 and report_id = $2 and about = $3 and kind = any($4::text[]) and file is not null
"""


async def report(connection: Connection, tenant: TenantId, which: UUID) -> Report | None:
    row = await connection.fetchrow(ONE, tenant, which)
    return _report(row) if row else None


async def reports_of(connection: Connection, tenant: TenantId, about: UUID, *kinds: Kind) -> list[Report]:
    """Of these kinds, newest first."""
    return [_report(row) for row in await connection.fetch(ABOUT, tenant, about, kinds)]


async def ordered_by(connection: Connection, tenant: TenantId, subject: SubjectId) -> list[Report]:
    """Oldest first."""
    return [_report(row) for row in await connection.fetch(ORDERED_BY, tenant, subject)]


async def ready(connection: Connection, tenant: TenantId, about: UUID, which: UUID, *kinds: Kind) -> Ready | None:
    """`None` while there is no file, or when it is about something else or of another kind."""
    row = await connection.fetchrow(FILE, tenant, which, about, kinds)
    return Ready(Kind(row["kind"]), row["finished_at"], row["file"]) if row else None


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


CLEAR = """
delete from reports.reports where tenant_id = $1 and kind = any($2::text[]) and ordered_at < $3
"""


async def clear(connection: Connection, tenant: TenantId, kinds: Collection[Kind], before: datetime) -> None:
    """Delete what was ordered earlier than that, however far it has come."""
    await connection.execute(CLEAR, tenant, list(kinds), before)


PRINT_ANEW = """
update reports.reports
set status = 'queued', step = 0, steps = 0, finished_at = null, file = null, edition = edition + 1
where tenant_id = $1 and about = any($2::uuid[]) and kind = any($3::text[]) and status <> 'failed'
returning report_id
"""


async def print_anew(connection: Connection, tenant: TenantId, about: Collection[UUID]) -> None:
    """Delete the files about these that can hold a text, and order them again, in the caller's transaction."""
    for row in await connection.fetch(PRINT_ANEW, tenant, list(about), sorted(HOLDING_TEXTS)):
        work = msgspec.json.encode({"report": str(row["report_id"])}).decode()
        await connection.execute(ENQUEUE, tenant, RENDER, work)


def _report(row: Record) -> Report:
    return Report(
        order=Order(
            id=row["report_id"],
            about=row["about"],
            version=row["measurement_version"],
            language=row["language"],
            ordered_by=SubjectId(row["ordered_by"]),
            ordered_at=row["ordered_at"],
            kind=Kind(row["kind"]),
            chosen=msgspec.json.decode(row["chosen"], type=Chosen),
        ),
        status=Status(row["status"]),
        step=row["step"],
        steps=row["steps"],
        finished_at=row["finished_at"],
        edition=row["edition"],
    )
