import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from domain.ids import SubjectId
from infra.accounts.directory import Membership, Workspace, forget_member, members_of, memberships_of
from infra.accounts.invitations import (
    LIVES,
    Invitation,
    InvitationRefused,
    accept_invitation,
    find_invitation,
    issue_invitation,
    open_invitations,
    revoke_invitations,
)
from infra.accounts.people import Account, find_account_by_email
from infra.accounts.sign_in import SignedIn
from infra.accounts.tidying import KEPT_TO_EXPLAIN, delete_old_invitations
from infra.database import Database

pytestmark = pytest.mark.anyio

AddTown = Callable[[], Awaitable[Workspace]]


@pytest.fixture
def subject() -> SubjectId:
    return SubjectId(uuid4())


@pytest.fixture
async def token(worker: Database, town: Workspace, subject: SubjectId, email: str, now: datetime) -> str:
    return await issue_invitation(worker, town.tenant, subject, email, now)


async def reason_of_refusal(refused: Awaitable[object]) -> object:
    with pytest.raises(InvitationRefused) as refusal:
        await refused
    return refusal.value.data["reason"]


async def test_a_token_finds_its_own_invitation(
    web: Database, town: Workspace, subject: SubjectId, token: str, email: str, now: datetime
) -> None:
    assert await find_invitation(web, token, now) == Invitation(town.tenant, subject, email, now + LIVES)


async def test_a_made_up_token_finds_none(web: Database, now: datetime) -> None:
    assert await reason_of_refusal(find_invitation(web, "x" * 43, now)) == "unknown"


async def test_who_accepts_gets_an_account_and_is_a_member(
    web: Database, town: Workspace, subject: SubjectId, token: str, email: str, now: datetime
) -> None:
    signed_in = await accept_invitation(web, token, now)
    assert signed_in.method == "invitation"
    assert await memberships_of(web, signed_in.account) == [Membership(town, subject)]
    assert (await members_of(web, town.tenant))[subject].email == email


async def test_who_has_an_account_keeps_it(web: Database, account: Account, token: str, now: datetime) -> None:
    assert await accept_invitation(web, token, now) == SignedIn(account.id, "invitation")


async def test_an_invitation_is_accepted_once(web: Database, token: str, now: datetime) -> None:
    await accept_invitation(web, token, now)
    assert await reason_of_refusal(accept_invitation(web, token, now)) == "accepted"


async def test_a_double_click_accepts_once(web: Database, token: str, now: datetime) -> None:
    both = await asyncio.gather(
        accept_invitation(web, token, now), accept_invitation(web, token, now), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in both) == ["InvitationRefused", "SignedIn"]


async def test_accepting_one_closes_the_others_of_the_same_pseudonym(
    web: Database, worker: Database, town: Workspace, subject: SubjectId, token: str, email: str, now: datetime
) -> None:
    again = await issue_invitation(worker, town.tenant, subject, email, now)
    await accept_invitation(web, again, now)
    assert await reason_of_refusal(accept_invitation(web, token, now)) == "revoked"
    assert await open_invitations(web, town.tenant, now) == {}


async def test_a_revoked_invitation_opens_nothing(
    web: Database, town: Workspace, subject: SubjectId, token: str, now: datetime
) -> None:
    await revoke_invitations(web, town.tenant, subject, now)
    assert await reason_of_refusal(accept_invitation(web, token, now)) == "revoked"


async def test_an_invitation_lives_fourteen_days(web: Database, token: str, now: datetime) -> None:
    assert await reason_of_refusal(accept_invitation(web, token, now + timedelta(days=14))) == "expired"
    assert await accept_invitation(web, token, now + timedelta(days=14, seconds=-1))


async def test_a_member_is_not_made_a_second_member(
    web: Database, town: Workspace, account: Account, member: SubjectId, token: str, now: datetime
) -> None:
    assert await reason_of_refusal(accept_invitation(web, token, now)) == "other_member"
    assert await members_of(web, town.tenant) == {member: account}
    assert await find_invitation(web, token, now), "nothing of the refused attempt is left"


async def test_open_invitations_are_listed_once_per_pseudonym(
    web: Database, worker: Database, town: Workspace, subject: SubjectId, token: str, email: str, now: datetime
) -> None:
    later = now + timedelta(hours=1)
    await issue_invitation(worker, town.tenant, subject, email, later)
    newest = Invitation(town.tenant, subject, email, later + LIVES)
    assert await open_invitations(web, town.tenant, now) == {subject: newest}
    assert await open_invitations(web, town.tenant, later + LIVES) == {}


async def test_the_address_is_kept_only_while_the_invitation_is_open(
    web: Database, worker: Database, add_town: AddTown, email: str, now: datetime
) -> None:
    town = await add_town()
    accepted, revoked, expired = [SubjectId(uuid4()) for _ in range(3)]
    token = await issue_invitation(worker, town.tenant, accepted, email, now)
    await issue_invitation(worker, town.tenant, revoked, f"b{email}", now)
    await issue_invitation(worker, town.tenant, expired, f"c{email}", now)
    await accept_invitation(web, token, now)
    await revoke_invitations(web, town.tenant, revoked, now)
    await delete_old_invitations(worker, town.tenant, now + LIVES + KEPT_TO_EXPLAIN - timedelta(seconds=1))
    async with web.tenant(town.tenant) as connection:
        rows = await connection.fetch("select email from accounts.invitations order by email nulls first")
        assert [row["email"] for row in rows] == [None, None, f"c{email}"]
    await delete_old_invitations(worker, town.tenant, now + LIVES + KEPT_TO_EXPLAIN)
    async with web.tenant(town.tenant) as connection:
        assert await connection.fetchval("select count(*) from accounts.invitations") == 0


async def test_a_forgotten_person_leaves_no_invitation(
    web: Database, town: Workspace, subject: SubjectId, token: str, email: str, now: datetime
) -> None:
    await accept_invitation(web, token, now)
    await forget_member(web, town.tenant, subject)
    assert await reason_of_refusal(find_invitation(web, token, now)) == "unknown"
    async with web.transaction() as connection:
        assert await find_account_by_email(connection, email) is None


async def test_no_invitation_shows_its_address_when_printed(
    web: Database, token: str, email: str, now: datetime
) -> None:
    assert email not in repr(await find_invitation(web, token, now))
