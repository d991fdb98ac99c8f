from uuid import uuid4

import pytest

from domain.ids import SubjectId
from domain.text import Clear
from infra.database import Database
from infra.master_keys import MasterKey, MasterKeys
from infra.migrations.roles import NATIONAL
from infra.national.noise_secret import noise_secret
from services.application.keys import rewrap_all_keys
from tests.database_plugin import DatabaseCopy
from tests.support.logs import new_tenant
from tests.support.worlds import KEYS, opened_world

pytestmark = pytest.mark.anyio

NEW = MasterKey("new", b"n" * 32)


async def test_after_rewrapping_every_tenant_the_old_master_key_can_go(
    emptied_database: DatabaseCopy, redis_url: str
) -> None:
    tenants, stream = [new_tenant(emptied_database) for _ in range(3)], uuid4()
    async with opened_world(emptied_database, redis_url, "samson_worker") as world:
        sealed = {
            tenant: await world.keyring.seal(tenant, stream, 1, {"comment": Clear(SubjectId(uuid4()), f"i {tenant}")})
            for tenant in tenants
        }
        signer = await world.keyring.signing.signer(world.clock.now())
    both = MasterKeys(NEW, (KEYS.current,))
    async with (
        opened_world(emptied_database, redis_url, "samson_worker", keys=both) as world,
        Database.opened(emptied_database.url(NATIONAL), size=1) as national,
    ):
        async with national.transaction() as connection:
            noise = await noise_secret(connection, KEYS)
        found = [await rewrap_all_keys(world, national, both) for _ in range(2)]
    assert found == [5, 0], "three subjects, a signing key, and what noise is drawn from"
    async with opened_world(emptied_database, redis_url, "samson_worker", keys=MasterKeys(NEW)) as world:
        assert (await world.keyring.signing.signer(world.clock.now())).key == signer.key
        async with (
            Database.opened(emptied_database.url(NATIONAL), size=1) as national,
            national.transaction() as connection,
        ):
            assert await noise_secret(connection, MasterKeys(NEW)) == noise
        for tenant in tenants:
            part = sealed[tenant]["comment"]
            assert await world.keyring.open(tenant, [part]) == {part: f"i {tenant}"}
