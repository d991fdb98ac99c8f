"""The people of the demonstration, as the front page of the embedded mode offers them."""

from collections.abc import Sequence

import msgspec

from domain.workspace.events import Role
from domain.workspace.state import Standing
from infra.accounts.directory import Membership, memberships_of
from infra.accounts.people import Account, AccountId
from infra.translation.translator import Translator
from projections.people.queries import person
from services.application.world import World
from services.web.opening import Opened, personal_texts


class PersonToTry(msgspec.Struct, frozen=True):
    """`workspace` and `role` are those of the first workspace; a KS analyst has neither."""

    account: AccountId
    name: str
    workspace: str | None
    role: Role | None


async def named_people_to_try(world: World, accounts: Sequence[Account], t: Translator) -> list[PersonToTry]:
    return [await _named(world, account, t) for account in accounts]


async def _named(world: World, account: Account, t: Translator) -> PersonToTry:
    for membership in await memberships_of(world.database, account.id):
        found = await _in_workspace(world, account, membership, t)
        if found is not None:
            return found
    return PersonToTry(account=account.id, name=account.email, workspace=None, role=None)


async def _in_workspace(world: World, account: Account, membership: Membership, t: Translator) -> PersonToTry | None:
    tenant = membership.workspace.tenant
    async with world.database.reading(tenant) as connection:
        who = await person(connection, tenant, membership.subject)
    if who is None or who.standing is not Standing.JOINED:
        return None
    opened = await Opened.of(world, tenant, personal_texts([who]), t)
    return PersonToTry(account=account.id, name=opened.name(who), workspace=membership.workspace.name, role=who.role)
