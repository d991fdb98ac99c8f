from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import uuid4

import pytest

from domain.ids import SubjectId, TenantId
from infra.accounts.directory import (
    Membership,
    Workspace,
    WorkspaceNameIsTaken,
    add_membership,
    add_workspace,
    find_membership,
    find_workspace,
    forget_member,
    is_member,
    members_of,
    memberships_of,
    next_tenant,
)
from infra.accounts.people import Account, ensure_account, find_account_by_email, give_ks_role
from infra.database import Database

pytestmark = pytest.mark.anyio

AddTown = Callable[[], Awaitable[Workspace]]


async def test_a_person_finds_where_they_belong_and_nothing_else(
    web: Database, worker: Database, add_town: AddTown, town: Workspace, account: Account, member: SubjectId
) -> None:
    elsewhere, foreign = await add_town(), await add_town()
    subject = SubjectId(uuid4())
    async with worker.tenant(elsewhere.tenant) as connection:
        await add_membership(connection, elsewhere.tenant, subject, account.id)
    assert await memberships_of(web, account.id) == [Membership(town, member), Membership(elsewhere, subject)]
    assert await find_membership(web, account.id, town.slug) == Membership(town, member)
    assert await find_membership(web, account.id, foreign.slug) is None
    assert await find_membership(web, account.id, "no-such-place") is None


async def test_a_workspace_is_found_by_its_number(web: Database, town: Workspace) -> None:
    assert await find_workspace(web, town.tenant) == town
    assert await find_workspace(web, TenantId(2_000_000)) is None


async def test_no_two_workspaces_have_the_same_short_name(worker: Database, town: Workspace) -> None:
    with pytest.raises(WorkspaceNameIsTaken, match=town.slug):
        await add_workspace(worker, Workspace(await next_tenant(worker), town.slug, "Andre", "NO", "municipality"))


async def test_adding_a_workspace_again_changes_nothing(web: Database, worker: Database, town: Workspace) -> None:
    await add_workspace(worker, Workspace(town.tenant, town.slug, "Et annet navn", "NO", "municipality"))
    assert await find_workspace(web, town.tenant) == town


async def test_every_new_workspace_gets_a_number_of_its_own(worker: Database) -> None:
    first, second = await next_tenant(worker), await next_tenant(worker)
    assert 1000 <= first < second


async def test_an_administrator_sees_who_belongs(
    web: Database, town: Workspace, account: Account, member: SubjectId
) -> None:
    assert await members_of(web, town.tenant) == {member: account}


async def test_an_address_that_belongs_is_known_to_its_workspace_alone(
    web: Database, add_town: AddTown, town: Workspace, account: Account, member: SubjectId
) -> None:
    assert await is_member(web, town.tenant, account.email.upper())
    assert not await is_member(web, town.tenant, f"x{account.email}")
    assert not await is_member(web, (await add_town()).tenant, account.email)


async def test_a_person_has_one_pseudonym_in_a_workspace(
    worker: Database, town: Workspace, account: Account, member: SubjectId
) -> None:
    async with worker.tenant(town.tenant) as connection:
        assert await add_membership(connection, town.tenant, member, account.id)
        assert not await add_membership(connection, town.tenant, SubjectId(uuid4()), account.id)


async def test_a_pseudonym_is_one_person(
    worker: Database, town: Workspace, member: SubjectId, email: str, now: datetime
) -> None:
    async with worker.tenant(town.tenant) as connection:
        other = await ensure_account(connection, f"x{email}", now)
        assert not await add_membership(connection, town.tenant, member, other.id)


async def test_who_is_forgotten_by_the_only_workspace_has_no_account_left(
    web: Database, town: Workspace, account: Account, member: SubjectId
) -> None:
    await forget_member(web, town.tenant, member)
    async with web.transaction() as connection:
        assert await find_account_by_email(connection, account.email) is None
    assert await members_of(web, town.tenant) == {}


async def test_who_belongs_elsewhere_keeps_the_account(
    web: Database, worker: Database, add_town: AddTown, town: Workspace, account: Account, member: SubjectId
) -> None:
    elsewhere, subject = await add_town(), SubjectId(uuid4())
    async with worker.tenant(elsewhere.tenant) as connection:
        await add_membership(connection, elsewhere.tenant, subject, account.id)
    await forget_member(web, town.tenant, member)
    assert await memberships_of(web, account.id) == [Membership(elsewhere, subject)]


async def test_an_analyst_keeps_the_account(
    web: Database, worker: Database, town: Workspace, account: Account, member: SubjectId
) -> None:
    await give_ks_role(worker, account.id, "analyst")
    await forget_member(web, town.tenant, member)
    async with web.transaction() as connection:
        assert await find_account_by_email(connection, account.email)


async def test_forgetting_a_stranger_changes_nothing(
    web: Database, town: Workspace, account: Account, member: SubjectId
) -> None:
    await forget_member(web, town.tenant, SubjectId(uuid4()))
    assert await members_of(web, town.tenant) == {member: account}
