"""Accounts: one per e-mail address, whatever its letters' case."""

from datetime import datetime
from typing import Literal, NewType
from uuid import UUID, uuid4

import msgspec
from asyncpg import Connection

from infra.database import Database

AccountId = NewType("AccountId", UUID)
KsRole = Literal["analyst"]


class Account(msgspec.Struct, frozen=True):
    """Someone who can sign in. What they may do in a workspace is said by that workspace's log."""

    id: AccountId
    email: str
    ks_role: KsRole | None

    def __repr__(self) -> str:
        return f"Account({self.id}, …)"


FIND_ACCOUNT_BY_EMAIL = """
    select account_id, email, ks_role
    from accounts.accounts
    where email_key = lower($1)
"""


async def find_account_by_email(connection: Connection, email: str) -> Account | None:
    row = await connection.fetchrow(FIND_ACCOUNT_BY_EMAIL, email)
    return None if row is None else Account(*row)


INSERT_ACCOUNT = """
    insert into accounts.accounts (account_id, email, created_at)
    values ($1, $2, $3)
    on conflict (email_key) do nothing
"""


async def ensure_account(connection: Connection, email: str, now: datetime) -> Account:
    """The account of an address, made when there is none. `email` is one that its owner has proved to read."""
    await connection.execute(INSERT_ACCOUNT, uuid4(), email, now)
    account = await find_account_by_email(connection, email)
    if account is None:
        raise LookupError("an account was deleted while it was being made")
    return account


SET_KS_ROLE = """
    update accounts.accounts
    set ks_role = $2
    where account_id = $1
"""


async def give_ks_role(database: Database, account: AccountId, role: KsRole | None) -> None:
    """As `samson_worker`: the web cannot make anybody an analyst."""
    async with database.transaction() as connection:
        await connection.execute(SET_KS_ROLE, account, role)
