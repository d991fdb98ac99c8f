"""Releases and reports of their audits, byte for byte, each under the SHA-256 of its bytes. Written once.

The national work writes (`samson_national`); KS's role reads (`samson_ks`). Which of them is published is another
question: see `projections.releases`.
"""

from collections.abc import Iterable

import msgspec
from asyncpg import Connection

from domain.national.release import Release, read_release, release_bytes
from domain.national.report import AuditReport
from domain.national.snapshot import sha256_of

_REPORTS = msgspec.json.Decoder(AuditReport)
_ENCODER = msgspec.json.Encoder(order="deterministic")

KEEP_RELEASE = """
    insert into national.releases (release_sha256, quarter, version, ruleset, body)
    values ($1, $2, $3, $4, $5)
    on conflict do nothing
"""

KEEP_REPORT = """
    insert into national.reports (report_sha256, release_sha256, snapshot_sha256, report)
    values ($1, $2, $3, $4)
    on conflict do nothing
"""


async def keep_release(connection: Connection, release: Release) -> str:
    """Its hash. One that is there already is left as it is. `connection` is the national work's."""
    body = release_bytes(release)
    sha256 = sha256_of(body)
    await connection.execute(
        KEEP_RELEASE, bytes.fromhex(sha256), str(release.quarter), release.version, release.ruleset, body
    )
    return sha256


async def keep_report(connection: Connection, report: AuditReport) -> str:
    """Its hash; the release that it is about is kept before. `connection` is the national work's."""
    kept = _ENCODER.encode(report)
    sha256 = sha256_of(kept)
    of_release, of_snapshot = bytes.fromhex(report.release_sha256), bytes.fromhex(report.snapshot_sha256)
    await connection.execute(KEEP_REPORT, bytes.fromhex(sha256), of_release, of_snapshot, kept)
    return sha256


FIND_BODY = """
    select body
    from national.releases
    where release_sha256 = $1
"""

FIND_REPORT = """
    select report
    from national.reports
    where report_sha256 = $1
"""


async def find_body(connection: Connection, sha256: str) -> bytes | None:
    """As it was hashed. `connection` is KS's role's or the national work's."""
    body: bytes | None = await connection.fetchval(FIND_BODY, bytes.fromhex(sha256))
    return body


async def find_release(connection: Connection, sha256: str) -> Release | None:
    body = await find_body(connection, sha256)
    return None if body is None else read_release(body)


LIST_SIMULATED = """
    select encode(release_sha256, 'hex') as sha256
    from national.releases
    where release_sha256 = any($1) and (convert_from(body, 'UTF8')::jsonb -> 'simulated')::boolean
    order by release_sha256
"""


async def simulated_among(connection: Connection, hashes: Iterable[str]) -> frozenset[str]:
    """Those of the releases that are of no real municipality. `connection` is KS's role's."""
    rows = await connection.fetch(LIST_SIMULATED, [bytes.fromhex(one) for one in hashes])
    return frozenset(row["sha256"] for row in rows)


async def find_report(connection: Connection, sha256: str) -> AuditReport | None:
    kept = await connection.fetchval(FIND_REPORT, bytes.fromhex(sha256))
    return None if kept is None else _REPORTS.decode(kept)
