"""Ways to prove who one is. Each ends in a `SignedIn`, which is all that a session asks for.

A new way (a passkey, OpenID Connect) is a module beside this one with tables of its own: docs/decisions/sign-in.md.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Literal

import msgspec

from domain.errors import DomainError
from infra.accounts.people import Account, AccountId, find_account_by_email
from infra.accounts.tokens import sha256_of_token
from infra.database import Database
from infra.identity import new_token

Method = Literal["email-link", "invitation", "one-click"]

PATH = "/sign-in/link/"
"""Followed by the token: a page whose button posts, as scanners follow the links in mails."""

LINK_LIVES = timedelta(minutes=15)
MOST_OPEN_LINKS = 5
"""Per account. A second lock behind the rate limit, which is gone when Valkey is."""


class SignedIn(msgspec.Struct, frozen=True):
    """That somebody has proved to be the owner of an account, and how."""

    account: AccountId
    method: Method


class SignInLinkRefused(DomainError):
    """`reason` is `used`, `expired` or `unknown`."""

    code: ClassVar[str] = "sign_in_link_refused"


class EmailLink(msgspec.Struct, frozen=True):
    """A link that was just made, on its way into a mail."""

    account: Account
    token: str

    def __repr__(self) -> str:
        return f"EmailLink({self.account.id}, …)"


COUNT_OPEN_LINKS = """
    select count(*)
    from accounts.sign_in_links
    where account_id = $1 and used_at is null and expires_at > $2
"""

INSERT_LINK = """
    insert into accounts.sign_in_links (token_sha256, account_id, expires_at)
    values ($1, $2, $3)
"""


async def make_email_link(database: Database, email: str, now: datetime) -> EmailLink | None:
    """As `samson_worker`, when the mail is sent. `None` for an unknown address, or one with too many open links."""
    async with database.transaction() as connection:
        account = await find_account_by_email(connection, email)
        if account is None or await connection.fetchval(COUNT_OPEN_LINKS, account.id, now) >= MOST_OPEN_LINKS:
            return None
        token = new_token()
        await connection.execute(INSERT_LINK, sha256_of_token(token), account.id, now + LINK_LIVES)
    return EmailLink(account, token)


FIND_LINK_TO_USE = """
    select account_id, used_at is not null as used, expires_at <= $2 as expired
    from accounts.sign_in_links
    where token_sha256 = $1
    for update
"""

CLOSE_LINKS_OF_ACCOUNT = """
    update accounts.sign_in_links
    set used_at = $2
    where account_id = $1 and used_at is null
"""


async def sign_in_by_email_link(database: Database, token: str, now: datetime) -> SignedIn:
    """Uses the link up, and every other open one of the same account. Raises `SignInLinkRefused`.

    Only ever behind a POST.
    """
    async with database.transaction() as connection:
        row = await connection.fetchrow(FIND_LINK_TO_USE, sha256_of_token(token), now)
        if row is None:
            raise SignInLinkRefused(reason="unknown")
        if row["used"]:
            raise SignInLinkRefused(reason="used")
        if row["expired"]:
            raise SignInLinkRefused(reason="expired")
        await connection.execute(CLOSE_LINKS_OF_ACCOUNT, row["account_id"], now)
    return SignedIn(row["account_id"], "email-link")
