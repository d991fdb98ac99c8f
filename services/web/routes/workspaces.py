"""The workspaces that somebody belongs to."""

import msgspec
from litestar import get
from litestar.response import Template

from domain.workspace.events import Role
from domain.workspace.state import Standing
from infra.accounts.directory import Membership, Workspace, memberships_of
from infra.accounts.people import Account
from projections.people.queries import person
from services.application.world import World
from services.web.access import signed_in
from services.web.given import GivenWorld
from services.web.pages import AnyRequest, page


class Belonging(msgspec.Struct, frozen=True):
    """A workspace, and what one may do there."""

    workspace: Workspace
    role: Role


@get("/workspaces", opt=signed_in())
async def show_workspaces(request: AnyRequest, world: GivenWorld) -> Template:
    return page(request, "workspaces.html", belongings=await belongings_of(world, request.user))


async def belongings_of(world: World, account: Account) -> list[Belonging]:
    """Only where the workspace's own log says that they have joined."""
    found = [await _belonging(world, membership) for membership in await memberships_of(world.database, account.id)]
    return [belonging for belonging in found if belonging is not None]


async def _belonging(world: World, membership: Membership) -> Belonging | None:
    tenant = membership.workspace.tenant
    async with world.database.reading(tenant) as connection:
        who = await person(connection, tenant, membership.subject)
    if who is None or who.standing is not Standing.JOINED:
        return None
    return Belonging(workspace=membership.workspace, role=who.role)


ROUTES = (show_workspaces,)
