"""Changing the master key: every key is wrapped anew."""

from infra.accounts.tidying import every_tenant
from infra.database import Database
from infra.master_keys import MasterKeys
from infra.national.noise_secret import rewrap_noise_secret
from services.application.world import World


async def rewrap_all_keys(world: World, national: Database, keys: MasterKeys) -> int:
    """With the new master key first and the old one after it; `world` is the worker's. How many keys that were.

    `national` connects as `samson_national`.

    Interrupted, it goes on where it was when it is called again.
    """
    tenants = sum([await world.keyring.rewrap(tenant) for tenant in await every_tenant(world.database)])
    async with national.transaction() as connection:
        noise = await rewrap_noise_secret(connection, keys)
    return tenants + await world.keyring.signing.rewrap() + noise
