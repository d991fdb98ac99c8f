import asyncio
from datetime import datetime, timedelta

import asyncpg
import pytest

from infra.accounts.one_click import (
    OnlyInTheEmbeddedMode,
    one_click_links,
    people_to_try,
    sign_in_as,
    sign_in_by_one_click,
)
from infra.accounts.people import Account, ensure_account, find_account_by_email, give_ks_role
from infra.accounts.sign_in import (
    LINK_LIVES,
    MOST_OPEN_LINKS,
    SignedIn,
    SignInLinkRefused,
    make_email_link,
    sign_in_by_email_link,
)
from infra.accounts.tidying import KEPT_TO_EXPLAIN, delete_ended_sessions_and_links
from infra.database import Database

pytestmark = pytest.mark.anyio


async def link_token(worker: Database, email: str, now: datetime) -> str:
    link = await make_email_link(worker, email, now)
    assert link is not None
    return link.token


async def test_an_address_is_one_account_whatever_its_letters_case(
    worker: Database, account: Account, email: str, now: datetime
) -> None:
    async with worker.transaction() as connection:
        assert await ensure_account(connection, email.upper(), now) == account
        assert await find_account_by_email(connection, email.lower()) == account
        assert account.email == email


async def test_a_link_signs_in_once(web: Database, worker: Database, account: Account, now: datetime) -> None:
    token = await link_token(worker, account.email, now)
    assert await sign_in_by_email_link(web, token, now) == SignedIn(account.id, "email-link")
    with pytest.raises(SignInLinkRefused) as refusal:
        await sign_in_by_email_link(web, token, now)
    assert refusal.value.data == {"reason": "used"}


async def test_a_double_click_signs_in_once(web: Database, worker: Database, account: Account, now: datetime) -> None:
    token = await link_token(worker, account.email, now)
    both = await asyncio.gather(
        sign_in_by_email_link(web, token, now), sign_in_by_email_link(web, token, now), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in both) == ["SignInLinkRefused", "SignedIn"]


async def test_a_link_lives_fifteen_minutes(web: Database, worker: Database, account: Account, now: datetime) -> None:
    token = await link_token(worker, account.email, now)
    with pytest.raises(SignInLinkRefused) as refusal:
        await sign_in_by_email_link(web, token, now + LINK_LIVES)
    assert refusal.value.data == {"reason": "expired"}
    assert await sign_in_by_email_link(web, token, now + timedelta(minutes=14, seconds=59))


async def test_one_link_used_closes_the_others_of_its_account(
    web: Database, worker: Database, account: Account, now: datetime
) -> None:
    first, second = [await link_token(worker, account.email, now) for _ in range(2)]
    await sign_in_by_email_link(web, second, now)
    with pytest.raises(SignInLinkRefused) as refusal:
        await sign_in_by_email_link(web, first, now)
    assert refusal.value.data == {"reason": "used"}


async def test_a_made_up_token_signs_nobody_in(web: Database, now: datetime) -> None:
    with pytest.raises(SignInLinkRefused) as refusal:
        await sign_in_by_email_link(web, "x" * 43, now)
    assert refusal.value.data == {"reason": "unknown"}


async def test_an_unknown_address_gets_no_link(worker: Database, now: datetime) -> None:
    assert await make_email_link(worker, "nobody@arendal.example", now) is None


async def test_an_account_has_few_open_links_at_a_time(worker: Database, account: Account, now: datetime) -> None:
    for _ in range(MOST_OPEN_LINKS):
        assert await make_email_link(worker, account.email, now)
    assert await make_email_link(worker, account.email, now) is None
    assert await make_email_link(worker, account.email, now + LINK_LIVES)


async def test_no_token_lies_in_the_database(worker: Database, account: Account, now: datetime) -> None:
    token = await link_token(worker, account.email, now)
    async with worker.transaction() as connection:
        rows = await connection.fetch("select link::text from accounts.sign_in_links as link")
    assert rows
    assert not any(token in row[0] or token.encode().hex() in row[0] for row in rows)


async def test_no_link_shows_its_token_when_printed(worker: Database, account: Account, now: datetime) -> None:
    link = await make_email_link(worker, account.email, now)
    assert link is not None
    assert link.token not in repr(link)


async def test_old_links_are_deleted_when_they_need_no_explaining(
    web: Database, worker: Database, account: Account, now: datetime
) -> None:
    token = await link_token(worker, account.email, now)
    for later, reason in [(timedelta(), "expired"), (KEPT_TO_EXPLAIN, "unknown")]:
        await delete_ended_sessions_and_links(worker, now + LINK_LIVES + later)
        with pytest.raises(SignInLinkRefused) as refusal:
            await sign_in_by_email_link(web, token, now + LINK_LIVES)
        assert refusal.value.data == {"reason": reason}


async def test_the_web_makes_nobody_an_analyst(web: Database, worker: Database, account: Account) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await give_ks_role(web, account.id, "analyst")
    await give_ks_role(worker, account.id, "analyst")
    async with web.transaction() as connection:
        found = await find_account_by_email(connection, account.email)
    assert found is not None
    assert found.ks_role == "analyst"


async def test_a_one_click_link_works_again_and_again(web: Database, worker: Database, account: Account) -> None:
    (link,) = await one_click_links(worker, "embedded", "http://127.0.0.1:8080", [account.email])
    token = link.url.removeprefix("http://127.0.0.1:8080/sign-in/one-click/")
    assert link.account == account
    assert token not in repr(link)
    for _ in range(2):
        assert await sign_in_by_one_click(web, "embedded", token) == SignedIn(account.id, "one-click")


async def test_one_click_links_are_refused_in_hosted_mode(web: Database, worker: Database, account: Account) -> None:
    with pytest.raises(OnlyInTheEmbeddedMode):
        await one_click_links(worker, "hosted", "https://samson.example", [account.email])
    (link,) = await one_click_links(worker, "embedded", "", [account.email])
    with pytest.raises(SignInLinkRefused):
        await sign_in_by_one_click(web, "hosted", link.url.rpartition("/")[2])


async def test_a_new_start_ends_the_one_click_links_of_the_last(
    web: Database, worker: Database, account: Account
) -> None:
    (before,) = await one_click_links(worker, "embedded", "", [account.email])
    await one_click_links(worker, "embedded", "", [account.email])
    with pytest.raises(SignInLinkRefused):
        await sign_in_by_one_click(web, "embedded", before.url.rpartition("/")[2])


async def test_people_to_try_are_those_with_a_link_and_can_be_chosen(
    web: Database, worker: Database, account: Account, email: str, now: datetime
) -> None:
    async with worker.transaction() as connection:
        other = await ensure_account(connection, f"x{email}", now)
    await one_click_links(worker, "embedded", "", [account.email])
    assert await people_to_try(web) == [account]
    assert await sign_in_as(web, "embedded", account.id) == SignedIn(account.id, "one-click")
    for mode, who in [("embedded", other.id), ("hosted", account.id)]:
        with pytest.raises(SignInLinkRefused):
            await sign_in_as(web, mode, who)


async def test_there_is_no_one_click_link_for_nobody(worker: Database) -> None:
    with pytest.raises(LookupError, match="nobody signs in as ghost@arendal"):
        await one_click_links(worker, "embedded", "", ["ghost@arendal.example"])
