"""A frozen quarter is found by what is in it, and by the national work alone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from fractions import Fraction

import asyncpg
import pytest

from domain.national.groups import Place
from domain.national.quarter import Quarter
from domain.national.snapshot import Contributor, Part, Snapshot, sha256_of, snapshot_bytes
from domain.national.variables import VariableId
from infra.database import Database
from infra.migrations.roles import LOGIN_ROLES, NATIONAL
from infra.national.snapshots import find_snapshot, keep_snapshot, snapshots_of
from tests.database_plugin import DatabaseCopy

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)


@pytest.fixture
async def national(database: DatabaseCopy) -> AsyncIterator[Database]:
    async with Database.opened(database.url(NATIONAL), size=2) as opened:
        yield opened


def frozen(quarter: str, score: Fraction) -> Snapshot:
    values = {VariableId("score:equality"): score}
    place = Place(county="11", population=1_900, kostra="02")
    one = Contributor(number="1101", place=place, collaborations=1, values=values, themes={"housing": Part(1, values)})
    return Snapshot(quarter=Quarter.read(quarter), contributors=(one,))


async def test_a_frozen_quarter_is_found_by_its_hash_with_exact_numbers(national: Database) -> None:
    snapshot = frozen("2026K1", Fraction(17, 3))
    async with national.transaction() as connection:
        name = await keep_snapshot(connection, snapshot, NOON)
        assert await find_snapshot(connection, name) == snapshot
        assert await find_snapshot(connection, "00" * 32) is None
    assert name == sha256_of(snapshot_bytes(snapshot))


async def test_the_same_is_kept_once_and_another_one_of_the_quarter_beside_it(national: Database) -> None:
    first, second = frozen("2027K1", Fraction(5)), frozen("2027K1", Fraction(6))
    async with national.transaction() as connection:
        names = [await keep_snapshot(connection, one, NOON) for one in (first, first, second)]
        kept = await snapshots_of(connection, first.quarter)
    assert names[0] == names[1]
    assert sorted(kept) == sorted({names[0], names[2]})


@pytest.mark.parametrize("statement", ["update national.snapshots set quarter = ''", "delete from national.snapshots"])
async def test_nobody_changes_what_is_frozen(national: Database, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with national.transaction() as connection:
            await connection.execute(statement)


@pytest.mark.parametrize("role", [role for role in LOGIN_ROLES if role != NATIONAL])
async def test_nobody_else_reads_one(database: DatabaseCopy, role: str) -> None:
    async with Database.opened(database.url(role), size=1) as opened:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with opened.transaction() as connection:
                await connection.fetch("select * from national.snapshots")
