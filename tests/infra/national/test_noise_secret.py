"""What small noise is drawn from: one for ever, whatever becomes of the master key."""

import asyncio
from collections.abc import AsyncIterator
from fractions import Fraction

import asyncpg
import pytest
from database_plugin import DatabaseCopy

from domain.national.noise import in_sum
from domain.national.quarter import Quarter
from domain.national.ruleset import rule_set
from domain.national.variables import VARIABLES
from infra.database import Database
from infra.keys import SealIsBroken
from infra.keys.sealing import new_key
from infra.master_keys import MasterKey, MasterKeyIsMissing, MasterKeys
from infra.migrations.roles import LOGIN_ROLES, NATIONAL
from infra.national.noise_secret import noise_secret, rewrap_noise_secret

pytestmark = pytest.mark.anyio

OLD, NEW = MasterKey("2025", new_key()), MasterKey("2026", new_key())


@pytest.fixture
async def national(emptied_database: DatabaseCopy) -> AsyncIterator[Database]:
    async with Database.opened(emptied_database.url(NATIONAL), size=4) as opened:
        yield opened


async def secret(national: Database, keys: MasterKeys) -> bytes:
    async with national.transaction() as connection:
        return await noise_secret(connection, keys)


async def rewrap(national: Database, keys: MasterKeys) -> int:
    async with national.transaction() as connection:
        return await rewrap_noise_secret(connection, keys)


def drawn(from_secret: bytes) -> Fraction:
    numbers = {f"11{one:02}": Fraction(one) for one in range(8)}
    return in_sum(from_secret, Quarter(2026, 1), VARIABLES[0], numbers, rule_set(2))


async def test_the_same_question_has_the_same_noise_after_the_master_key_was_changed(national: Database) -> None:
    before = drawn(await secret(national, MasterKeys(OLD)))
    assert drawn(await secret(national, MasterKeys(NEW, (OLD,)))) == before
    assert [await rewrap(national, MasterKeys(NEW, (OLD,))) for _ in range(2)] == [1, 0]
    assert drawn(await secret(national, MasterKeys(NEW))) == before


async def test_without_the_key_that_wrapped_it_no_other_is_made(national: Database) -> None:
    before = await secret(national, MasterKeys(OLD))
    with pytest.raises(MasterKeyIsMissing, match="2025"):
        await secret(national, MasterKeys(NEW))
    assert await secret(national, MasterKeys(OLD)) == before


async def test_many_who_need_it_first_at_once_get_one(national: Database) -> None:
    found = await asyncio.gather(*(secret(national, MasterKeys(OLD)) for _ in range(4)))
    assert len({*found}) == 1


async def test_a_key_of_something_else_does_not_pass_for_it(national: Database, emptied_database: DatabaseCopy) -> None:
    await secret(national, MasterKeys(OLD))
    connection = await asyncpg.connect(emptied_database.admin_url)
    await connection.execute("update national.noise_secret set wrapped_key = decode(repeat('00', 60), 'hex')")
    await connection.close()
    with pytest.raises(SealIsBroken):
        await secret(national, MasterKeys(OLD))


@pytest.mark.parametrize("role", [role for role in LOGIN_ROLES if role != NATIONAL])
async def test_nobody_but_the_national_work_reads_it(emptied_database: DatabaseCopy, role: str) -> None:
    async with Database.opened(emptied_database.url(role), size=1) as opened:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with opened.transaction() as connection:
                await connection.fetch("select * from national.noise_secret")


async def test_the_national_work_deletes_it_not(national: Database) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with national.transaction() as connection:
            await connection.execute("delete from national.noise_secret")
