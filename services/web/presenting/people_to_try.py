"""The people of the demonstration, as the front page of the embedded mode offers them."""

from collections.abc import Sequence

import msgspec

from domain.workspace.events import Role
from domain.workspace.state import Standing
from infra.accounts.directory import Membership, memberships_of
from infra.accounts.people import Account, AccountId
from projections.people.queries import person
from services.application.world import World

ORDER = (*Role, None)


class PersonToTry(msgspec.Struct, frozen=True):
    """`workspace` and `role` are those of the first workspace; KS's people have neither, and are told by `email`."""

    account: AccountId
    email: str
    workspace: str | None = None
    role: Role | None = None


async def describe(world: World, accounts: Sequence[Account]) -> list[PersonToTry]:
    """Who may do most comes first, KS's people last."""
    described = [await _described(world, account) for account in accounts]
    return sorted(described, key=lambda person: (ORDER.index(person.role), person.workspace or "", person.email))


async def _described(world: World, account: Account) -> PersonToTry:
    for membership in await memberships_of(world.database, account.id):
        role = await _role(world, membership)
        if role is not None:
            return PersonToTry(account=account.id, email=account.email, workspace=membership.workspace.name, role=role)
    return PersonToTry(account=account.id, email=account.email)


async def _role(world: World, membership: Membership) -> Role | None:
    tenant = membership.workspace.tenant
    async with world.database.reading(tenant) as connection:
        who = await person(connection, tenant, membership.subject)
    return who.role if who and who.standing is Standing.JOINED else None
