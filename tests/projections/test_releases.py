"""Which releases are published: from KS's log, read as KS's role, and stored bytes by their hash."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import asyncpg
import pytest

from domain.ids import KS, TenantId
from domain.national.quarter import Quarter
from domain.national.release import Release, release_bytes
from domain.national.snapshot import sha256_of
from infra.database import Database
from infra.migrations.roles import KS as KS_ROLE
from infra.migrations.roles import LOGIN_ROLES, NATIONAL, WORKER
from infra.national.papers import find_paper, keep_paper, papers
from infra.national.releases import find_body, find_report, keep_release
from projections.releases.queries import find, newest, published_releases, series
from tests.database_plugin import DatabaseCopy
from tests.support.releases import hand_made, passed_report, publish_release
from tests.support.worlds import opened_world

pytestmark = pytest.mark.anyio


@pytest.fixture
async def ks(emptied_database: DatabaseCopy) -> AsyncIterator[Database]:
    async with Database.opened(emptied_database.url(KS_ROLE), size=2) as opened:
        yield opened


async def published(database: DatabaseCopy, redis_url: str, *releases: Release) -> None:
    async with opened_world(database, redis_url, WORKER) as world:
        for release in releases:
            await publish_release(database, world.log, release)


async def test_what_is_published_is_found_with_the_bytes_that_were_hashed(
    emptied_database: DatabaseCopy, redis_url: str, ks: Database
) -> None:
    release = hand_made()
    await published(emptied_database, redis_url, release)
    async with ks.reading(KS) as connection:
        found = await find(connection, release.quarter)
        assert found is not None
        assert (found.body, found.release) == (release_bytes(release), release)
        assert found.published.release_sha256 == sha256_of(found.body)
        assert await find_body(connection, found.published.release_sha256) == found.body
        assert await find_report(connection, found.published.report_sha256) == passed_report(release)
        assert await find(connection, Quarter(2026, 2)) is None
        assert await find(connection, release.quarter, version=2) is None


async def test_a_second_version_is_what_a_quarter_says_and_the_first_stays_readable(
    emptied_database: DatabaseCopy, redis_url: str, ks: Database
) -> None:
    first, second, later = hand_made(), hand_made(version=2, base="5.5"), hand_made("2026K2", base="6.0")
    await published(emptied_database, redis_url, first, later, second)
    async with ks.reading(KS) as connection:
        found = await published_releases(connection)
        assert [(str(one.quarter), one.version, one.superseded) for one in found] == [
            ("2026K2", 1, False),
            ("2026K1", 2, False),
            ("2026K1", 1, True),
        ]
        said = [await find(connection, first.quarter), await find(connection, first.quarter, 1)]
        assert [one.release for one in said if one] == [second, first]
        at_last = await newest(connection)
        assert at_last is not None
        assert at_last.release == later
        assert [one.release for one in await series(connection)] == [second, later]


async def test_what_is_only_kept_is_not_published(emptied_database: DatabaseCopy, ks: Database) -> None:
    national = Database.opened(emptied_database.url(NATIONAL), size=1)
    async with national as opened, opened.transaction() as connection:
        await keep_release(connection, hand_made())
        await keep_release(connection, hand_made())
    async with ks.reading(KS) as connection:
        assert await published_releases(connection) == []
        assert await newest(connection) is None


@pytest.mark.parametrize("role", LOGIN_ROLES)
@pytest.mark.parametrize("table", ["national.releases", "national.reports", "national.papers"])
@pytest.mark.parametrize("statement", ["update {} set {} = null", "delete from {}", "truncate {}"])
async def test_nobody_changes_or_deletes_a_release_its_report_or_its_paper(
    emptied_database: DatabaseCopy, role: str, table: str, statement: str
) -> None:
    column = {"national.releases": "body", "national.reports": "report", "national.papers": "paper"}[table]
    async with Database.opened(emptied_database.url(role), size=1) as opened:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with opened.transaction() as connection:
                await connection.execute(statement.format(table, column))


async def test_a_release_is_kept_under_the_hash_of_its_bytes_and_no_other(emptied_database: DatabaseCopy) -> None:
    forged = "insert into national.releases values (sha256('another'), '2026K1', 1, 1, 'forged')"
    async with Database.opened(emptied_database.url(NATIONAL), size=1) as national:
        with pytest.raises(asyncpg.CheckViolationError):
            async with national.transaction() as connection:
                await connection.execute(forged)


async def test_a_paper_is_kept_by_a_worker_for_ks_alone_and_the_first_one_stays(
    emptied_database: DatabaseCopy, redis_url: str, ks: Database
) -> None:
    release, now = hand_made(), datetime(2026, 5, 4, tzinfo=UTC)
    await published(emptied_database, redis_url, release)
    sha256, elsewhere = sha256_of(release_bytes(release)), TenantId(KS + 1)
    async with Database.opened(emptied_database.url(WORKER), size=1) as worker:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with worker.tenant(elsewhere) as connection:
                await keep_paper(connection, sha256, "nb", b"paper", now)
        for paper in (b"paper", b"another"):
            async with worker.tenant(KS) as connection:
                await keep_paper(connection, sha256, "nb", paper, now)
    async with ks.reading(KS) as connection:
        assert await find_paper(connection, sha256, "nb") == b"paper"
        assert await find_paper(connection, sha256, "en") is None
        assert await papers(connection) == {sha256: {"nb": sha256_of(b"paper")}}
    async with ks.reading(elsewhere) as connection:
        assert await papers(connection) == {}


@pytest.mark.parametrize("role", sorted({*LOGIN_ROLES} - {WORKER}))
async def test_no_page_and_no_other_role_prints(emptied_database: DatabaseCopy, role: str) -> None:
    async with Database.opened(emptied_database.url(role), size=1) as opened:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with opened.tenant(KS) as connection:
                await keep_paper(connection, "00" * 32, "nb", b"paper", datetime(2026, 5, 4, tzinfo=UTC))


READABLE = """
    select nspname || '.' || relname
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'p', 'v', 'm') and nspname not like 'pg\\_%' and nspname <> 'information_schema'
      and nspname not like '%\\_next'
      and has_schema_privilege(nspname, 'usage') and has_table_privilege(pg_class.oid, 'select')
    order by 1
"""

WRITABLE = """
    select nspname || '.' || relname
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'p', 'v', 'm') and nspname not like 'pg\\_%' and nspname <> 'information_schema'
      and nspname not like '%\\_next'
      and has_table_privilege(pg_class.oid, 'insert, update, delete, truncate')
"""


async def test_ks_reads_releases_and_nothing_else(ks: Database) -> None:
    async with ks.reading(KS) as connection:
        assert [row[0] for row in await connection.fetch(READABLE)] == [
            "national.papers",
            "national.releases",
            "national.reports",
            "read_releases.releases",
        ]
        assert await connection.fetch(WRITABLE) == []
