"""What an export is made of besides the log itself: whose it is, and what was signed of it."""

from urllib.parse import urlsplit

from domain.ids import TenantId
from infra.accounts.directory import Workspace, find_workspace
from infra.accounts.tidying import every_tenant
from infra.database import Database
from services.application.auditing.export import Signed
from services.application.world import World


async def find_by_slug(database: Database, slug: str) -> Workspace | None:
    """As `samson_worker`, which sees which logs there are, and each workspace only by itself."""
    for tenant in await every_tenant(database):
        workspace = await find_workspace(database, tenant)
        if workspace is not None and workspace.slug == slug:
            return workspace
    return None


async def signed_of(_: World, tenant: TenantId, base_url: str) -> Signed:
    """The log's name in checkpoints. Nothing is signed yet."""
    return Signed(origin=f"{urlsplit(base_url).hostname}/log/{tenant}")
