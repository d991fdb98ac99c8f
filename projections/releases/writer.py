"""Keeps `releases`: a row for each version of each quarter that was published."""

from collections.abc import Sequence

from asyncpg import Connection

from domain.ids import TenantId
from domain.national_release.events import ReleasePublished
from infra.eventlog.log import Recorded
from projections.projection import Projection

KEEP = """
insert into read_releases.releases
    (tenant_id, quarter, version, ruleset, release_sha256, report_sha256, published_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (tenant_id, quarter, version) do nothing
"""


async def apply(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
    await connection.executemany(
        KEEP,
        [
            (
                tenant,
                str(event.quarter),
                event.version,
                event.ruleset,
                bytes.fromhex(event.release_sha256),
                bytes.fromhex(event.report_sha256),
                event.at,
            )
            for record in records
            if isinstance(event := record.event, ReleasePublished)
        ],
    )


PROJECTION = Projection(name="releases", events=(ReleasePublished,), apply=apply)
