"""Where somebody begins who came without an errand."""

from infra.accounts.people import AccountId
from services.application.world import World
from services.web.belonging import belongings_of
from services.web.local_paths import HOME


async def landing(world: World, account: AccountId) -> str:
    """The one workspace that they belong to, else the list of all of them, which shows KS's page too."""
    match await belongings_of(world, account):
        case [only]:
            return f"/w/{only.workspace.slug}"
        case _:
            return HOME
