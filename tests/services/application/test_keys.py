from uuid import uuid4

import pytest

from domain.ids import SubjectId
from domain.text import Clear
from infra.master_keys import MasterKey, MasterKeys
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
    async with opened_world(emptied_database, redis_url, "samson_worker", keys=both) as world:
        assert [await rewrap_all_keys(world) for _ in range(2)] == [4, 0], "three subjects and a signing key"
    async with opened_world(emptied_database, redis_url, "samson_worker", keys=MasterKeys(NEW)) as world:
        assert (await world.keyring.signing.signer(world.clock.now())).key == signer.key
        for tenant in tenants:
            part = sealed[tenant]["comment"]
            assert await world.keyring.open(tenant, [part]) == {part: f"i {tenant}"}
