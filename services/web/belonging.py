"""Where somebody belongs now, by what the workspaces' own logs say."""

from datetime import datetime

import msgspec

from domain.audit_access.state import Standing as AuditStanding
from domain.workspace.state import Standing
from infra.accounts.directory import Membership, Workspace, memberships_of
from infra.accounts.people import AccountId
from projections.audit_accesses.queries import audit_access
from projections.people.queries import person
from services.application.world import World
from services.web.place import Capacity, Outsider


class Belonging(msgspec.Struct, frozen=True):
    """A workspace, and what one may do there; `until` is an auditor's first moment without access."""

    workspace: Workspace
    role: Capacity
    until: datetime | None = None


async def belongings_of(world: World, account: AccountId) -> list[Belonging]:
    """Only where somebody has joined and not left, and an auditor only while the access runs."""
    found = [await _belonging(world, membership) for membership in await memberships_of(world.database, account)]
    return [belonging for belonging in found if belonging is not None]


async def _belonging(world: World, membership: Membership) -> Belonging | None:
    workspace, subject = membership.workspace, membership.subject
    async with world.database.reading(workspace.tenant) as connection:
        who = await person(connection, workspace.tenant, subject)
        access = None if who else await audit_access(connection, workspace.tenant, subject)
    if who is not None:
        return Belonging(workspace, who.role) if who.standing is Standing.JOINED else None
    if access is not None and access.standing(world.clock.now()) is AuditStanding.ACTIVE:
        return Belonging(workspace, Outsider.AUDITOR, access.until)
    return None
