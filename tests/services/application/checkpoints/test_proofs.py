"""What checkpoints prove, checked with nothing but the texts that are given out."""

import base64
from collections.abc import AsyncIterator
from itertools import combinations

import pytest

from infra.eventlog.merkle import is_consistent
from services.application.checkpoints.proofs import prove_event, prove_growth
from services.application.checkpoints.signing import Notary, sign_log
from tests.database_plugin import DatabaseCopy
from tests.support.checkpoints import grow, opened_notary, read_note
from tests.support.logs import new_tenant

pytestmark = pytest.mark.anyio


@pytest.fixture
async def notary(emptied_database: DatabaseCopy, redis_url: str) -> AsyncIterator[Notary]:
    async with opened_notary(emptied_database, redis_url) as opened:
        yield opened


async def test_growth_between_any_two_checkpoints_is_proven(notary: Notary, emptied_database: DatabaseCopy) -> None:
    tenant, sizes = new_tenant(emptied_database), (3, 4, 11, 16, 30)
    for before, size in zip((0, *sizes), sizes, strict=False):
        await grow(notary.world, tenant, size - before)
        await sign_log(notary, tenant)
    async with notary.world.database.reading(tenant) as connection:
        for old, new in combinations(sizes, 2):
            text = await prove_growth(connection, tenant, old, new)
            assert text is not None
            old_statement, old_lines, hashes, statement, lines = text.split("\n\n")
            before, after = read_note(f"{old_statement}\n\n{old_lines}\n"), read_note(f"{statement}\n\n{lines}")
            proof = [base64.b64decode(line, validate=True) for line in hashes.split("\n")]
            assert (before.size, after.size) == (old, new)
            assert is_consistent(old, before.root, new, after.root, proof)


async def test_there_is_no_proof_of_what_is_not_signed(notary: Notary, emptied_database: DatabaseCopy) -> None:
    tenant = new_tenant(emptied_database)
    async with notary.world.database.reading(tenant) as connection:
        assert await prove_event(connection, tenant, 1) is None
    await grow(notary.world, tenant, 2)
    await sign_log(notary, tenant)
    await grow(notary.world, tenant, 2)
    async with notary.world.database.reading(tenant) as connection:
        assert await prove_event(connection, tenant, 2) is not None
        for position in (0, -1, 3, 4, 10**17):
            assert await prove_event(connection, tenant, position) is None
        for old, new in ((1, 2), (2, 4), (2, 1), (2, 2)):
            assert await prove_growth(connection, tenant, old, new) is None
