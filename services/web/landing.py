"""Where somebody begins who came without an errand."""

from infra.accounts.directory import memberships_of
from infra.accounts.people import AccountId
from services.application.world import World
from services.web.local_paths import HOME


async def landing(world: World, account: AccountId, ks_role: str | None = None) -> str:
    """The one workspace that they belong to, else the list of all of them."""
    memberships = await memberships_of(world.database, account)
    match memberships:
        case [only] if ks_role is None:
            return f"/w/{only.workspace.slug}"
        case [] if ks_role is not None:
            return "/ks"
        case _:
            return HOME
