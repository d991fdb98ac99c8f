"""What is published of the country, and the stored bytes of it. Every query is asked as `samson_ks`, for KS."""

from datetime import datetime

import msgspec
from asyncpg import Connection, Record

from domain.ids import KS
from domain.national.quarter import Quarter
from domain.national.release import Release, read_release


class PublishedVersion(msgspec.Struct, frozen=True):
    """`superseded`: the quarter has a later version. This one stays readable under its own address."""

    quarter: Quarter
    version: int
    ruleset: int
    release_sha256: str
    report_sha256: str
    published_at: datetime
    superseded: bool


class ReadRelease(msgspec.Struct, frozen=True):
    """`body` is what was hashed, `release` what it says."""

    published: PublishedVersion
    body: bytes
    release: Release


PUBLISHED = """
select quarter, version, ruleset, encode(release_sha256, 'hex') as release_sha256,
       encode(report_sha256, 'hex') as report_sha256, published_at,
       version < max(version) over (partition by quarter) as superseded
from read_releases.releases
where tenant_id = $1
order by quarter desc, version desc
"""

BODY = """
select body
from national.releases
where release_sha256 = $1
"""


async def published_releases(connection: Connection) -> list[PublishedVersion]:
    """Every version of every quarter, the latest quarter and its last version first."""
    return [_published(row) for row in await connection.fetch(PUBLISHED, KS)]


async def newest(connection: Connection) -> ReadRelease | None:
    """The last version of the latest quarter; `None` before anything is published."""
    return await _read(connection, next(iter(await published_releases(connection)), None))


async def find(connection: Connection, quarter: Quarter, version: int | None = None) -> ReadRelease | None:
    """The quarter's last version, or the one with this number; `None` for what is not published."""
    wanted = [one for one in await published_releases(connection) if one.quarter == quarter]
    return await _read(connection, next((one for one in wanted if version in {None, one.version}), None))


async def series(connection: Connection) -> list[ReadRelease]:
    """The last version of each quarter, the earliest first."""
    last = [one for one in await published_releases(connection) if not one.superseded]
    read = [await _read(connection, one) for one in reversed(last)]
    return [one for one in read if one is not None]


async def _read(connection: Connection, one: PublishedVersion | None) -> ReadRelease | None:
    if one is None:
        return None
    body = await connection.fetchval(BODY, bytes.fromhex(one.release_sha256))
    return ReadRelease(published=one, body=body, release=read_release(body))


def _published(row: Record) -> PublishedVersion:
    return PublishedVersion(
        quarter=Quarter.read(row["quarter"]),
        version=row["version"],
        ruleset=row["ruleset"],
        release_sha256=row["release_sha256"],
        report_sha256=row["report_sha256"],
        published_at=row["published_at"],
        superseded=row["superseded"],
    )
