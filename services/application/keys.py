"""Changing the master key: every key is wrapped anew."""

from infra.accounts.tidying import every_tenant
from services.application.world import World


async def rewrap_all_keys(world: World) -> int:
    """With the new master key first and the old one after it; `world` is the worker's. How many keys that were.

    Interrupted, it goes on where it was when it is called again.
    """
    tenants = sum([await world.keyring.rewrap(tenant) for tenant in await every_tenant(world.database)])
    return tenants + await world.keyring.signing.rewrap()
