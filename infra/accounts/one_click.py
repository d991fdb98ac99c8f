"""Ready-made sign-in links for those who try the product on their own machine.

They can be used again and again while the embedded mode runs, are made anew at each start, and are refused
everywhere else.
"""

from collections.abc import Sequence

import msgspec

from infra.accounts.people import Account, AccountId, find_account_by_email
from infra.accounts.sign_in import SignedIn, SignInLinkRefused
from infra.accounts.tokens import sha256_of_token
from infra.database import Database
from infra.identity import new_token
from infra.settings import Mode

PATH = "/sign-in/one-click/"


class OnlyInTheEmbeddedMode(Exception):
    """A hosted installation has no ready-made sign-in links."""


class OneClickLink(msgspec.Struct, frozen=True):
    """One person to try, and the address that signs in as them."""

    account: Account
    url: str

    def __repr__(self) -> str:
        return f"OneClickLink({self.account!r}, …)"


DELETE_ONE_CLICK_LINKS = """
    delete from accounts.one_click_links
"""

INSERT_ONE_CLICK_LINK = """
    insert into accounts.one_click_links (token_sha256, account_id)
    values ($1, $2)
"""


async def one_click_links(
    database: Database, mode: Mode, base_url: str, emails: Sequence[str]
) -> tuple[OneClickLink, ...]:
    """As `samson_worker`, at the start of `samson up`: one link per account, in the given order; older ones end."""
    if mode != "embedded":
        raise OnlyInTheEmbeddedMode
    links: list[OneClickLink] = []
    async with database.transaction() as connection:
        await connection.execute(DELETE_ONE_CLICK_LINKS)
        for email in emails:
            account = await find_account_by_email(connection, email)
            if account is None:
                raise LookupError(f"nobody signs in as {email}")
            token = new_token()
            await connection.execute(INSERT_ONE_CLICK_LINK, sha256_of_token(token), account.id)
            links.append(OneClickLink(account, f"{base_url}{PATH}{token}"))
    return tuple(links)


FIND_ONE_CLICK_LINK = """
    select account_id
    from accounts.one_click_links
    where token_sha256 = $1
"""


async def sign_in_by_one_click(database: Database, mode: Mode, token: str) -> SignedIn:
    """Raises `SignInLinkRefused`, in a hosted installation always."""
    if mode != "embedded":
        raise SignInLinkRefused(reason="unknown")
    async with database.single_statements() as connection:
        account = await connection.fetchval(FIND_ONE_CLICK_LINK, sha256_of_token(token))
    if account is None:
        raise SignInLinkRefused(reason="unknown")
    return SignedIn(account, "one-click")


LIST_PEOPLE_TO_TRY = """
    select account.account_id, account.email, account.ks_role
    from accounts.accounts as account
    where exists (
        select from accounts.one_click_links as link where link.account_id = account.account_id
    )
    order by account.email_key
"""


async def people_to_try(database: Database) -> list[Account]:
    """Who has a ready-made link: nobody in a hosted installation. By address."""
    async with database.single_statements() as connection:
        return [Account(*row) for row in await connection.fetch(LIST_PEOPLE_TO_TRY)]


async def sign_in_as(database: Database, mode: Mode, account: AccountId) -> SignedIn:
    """As one of `people_to_try`, chosen on a page of the same machine. Raises `SignInLinkRefused`."""
    if mode != "embedded" or account not in {one.id for one in await people_to_try(database)}:
        raise SignInLinkRefused(reason="unknown")
    return SignedIn(account, "one-click")
