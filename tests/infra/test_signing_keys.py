"""The keys that sign checkpoints: one after the other, each endorsed by the one before, and wrapped."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import pairwise

import asyncpg
import pytest
from database_plugin import DatabaseCopy

from infra.database import Database
from infra.keys import SealIsBroken
from infra.keys.sealing import new_key
from infra.keys.signing import SigningKeys, is_signed, key_change
from infra.keys.signing_rows import SigningKey, signing_keys
from infra.master_keys import MasterKey, MasterKeyIsMissing, MasterKeys

pytestmark = pytest.mark.anyio

OLD, NEW = MasterKey("2025", new_key()), MasterKey("2026", new_key())
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
async def keyring_database(emptied_database: DatabaseCopy) -> AsyncIterator[Database]:
    async with Database.opened(emptied_database.url("samson_keyring"), size=4) as opened:
        yield opened


@pytest.fixture
def keys(keyring_database: Database) -> SigningKeys:
    return SigningKeys(keyring_database, MasterKeys(OLD))


async def public(database: Database) -> list[SigningKey]:
    async with database.transaction() as connection:
        return await signing_keys(connection)


async def test_the_first_key_is_made_when_it_is_first_needed(keys: SigningKeys, keyring_database: Database) -> None:
    assert await public(keyring_database) == []
    signer = await keys.signer(NOW)
    assert is_signed(signer.key.public_key, b"said", signer.sign(b"said"))
    assert not is_signed(signer.key.public_key, b"not said", signer.sign(b"said"))
    assert await public(keyring_database) == [SigningKey(1, signer.key.public_key, None, NOW)]


async def test_many_who_need_the_first_key_at_once_get_one(keys: SigningKeys, keyring_database: Database) -> None:
    signers = await asyncio.gather(*(keys.signer(NOW) for _ in range(8)))
    assert len({signer.key.public_key for signer in signers}) == len(await public(keyring_database)) == 1


async def test_each_new_key_is_endorsed_by_the_one_before(keys: SigningKeys, keyring_database: Database) -> None:
    for _ in range(3):
        await keys.rotate(NOW)
    found = await public(keyring_database)
    assert [key.number for key in found] == [1, 2, 3, 4]
    for before, after in pairwise(found):
        assert after.endorsement is not None
        assert is_signed(before.public_key, key_change(before.public_key, after.public_key), after.endorsement)
    assert (await keys.signer(NOW)).key == found[-1]


async def test_two_changes_at_once_leave_one_line_of_keys(keys: SigningKeys, keyring_database: Database) -> None:
    await keys.signer(NOW)
    await asyncio.gather(*(keys.rotate(NOW) for _ in range(3)))
    numbers = [key.number for key in await public(keyring_database)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert (await keys.signer(NOW)).key.number == len(numbers)


async def test_keys_outlive_a_change_of_the_master_key(keys: SigningKeys, keyring_database: Database) -> None:
    before = await keys.signer(NOW)
    both, new = SigningKeys(keyring_database, MasterKeys(NEW, (OLD,))), SigningKeys(keyring_database, MasterKeys(NEW))
    with pytest.raises(MasterKeyIsMissing, match="2025"):
        await new.signer(NOW)
    assert [await both.rewrap() for _ in range(2)] == [1, 0]
    assert (await new.signer(NOW)).key == before.key


async def test_a_private_key_unwraps_under_its_own_number_only(
    keys: SigningKeys, emptied_database: DatabaseCopy
) -> None:
    await keys.signer(NOW)
    connection = await asyncpg.connect(emptied_database.admin_url)
    await connection.execute("update keys.signing_keys set number = 2")
    await connection.execute("update log.signing_keys set number = 2, endorsement = decode(repeat('00', 64), 'hex')")
    await connection.close()
    with pytest.raises(SealIsBroken, match="signing"):
        await keys.signer(NOW)


async def test_no_representation_shows_a_private_key(keys: SigningKeys) -> None:
    assert repr(await keys.signer(NOW)) == "Signer(1, …)"
