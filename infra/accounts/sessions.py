"""Signed-in browsers: a random token in a cookie, its hash in the database.

A session ends 30 days after its start, when it was not used for a whole day (in Norway), or by signing out.
Days and not hours, because the only trace of its use that we keep is a day.
"""

from datetime import date, datetime, timedelta

import msgspec

from infra.accounts.people import Account, AccountId
from infra.accounts.sign_in import SignedIn
from infra.accounts.tokens import sha256_of_token
from infra.database import Database
from infra.identity import new_token
from infra.translation.writing import OSLO

LONGEST = timedelta(days=30)
UNUSED = timedelta(days=1)


class Session(msgspec.Struct, frozen=True):
    """`last_seen` is before today where this is the first use today: then it has to be noted."""

    account: Account
    last_seen: date


def today(now: datetime) -> date:
    return now.astimezone(OSLO).date()


INSERT_SESSION = """
    insert into accounts.sessions (token_sha256, account_id, method, created_at, expires_at, last_seen)
    values ($1, $2, $3, $4, $5, $6)
"""


async def start_session(database: Database, signed_in: SignedIn, now: datetime) -> str:
    """The token for the cookie."""
    token = new_token()
    async with database.single_statements() as connection:
        await connection.execute(
            INSERT_SESSION,
            sha256_of_token(token),
            signed_in.account,
            signed_in.method,
            now,
            now + LONGEST,
            today(now),
        )
    return token


FIND_SESSION = """
    select account.account_id, account.email, account.ks_role, session.last_seen
    from accounts.sessions as session
    join accounts.accounts as account using (account_id)
    where session.token_sha256 = $1 and session.expires_at > $2 and session.last_seen >= $3
"""


async def find_session(database: Database, token: str, now: datetime) -> Session | None:
    """Writes nothing; `None` for a token that is unknown, ended or too old."""
    async with database.single_statements() as connection:
        row = await connection.fetchrow(FIND_SESSION, sha256_of_token(token), now, today(now) - UNUSED)
    return None if row is None else Session(Account(row[0], row[1], row[2]), row[3])


NOTE_USE = """
    update accounts.sessions
    set last_seen = $2
    where token_sha256 = $1 and last_seen < $2
"""


async def note_use(database: Database, token: str, now: datetime) -> None:
    """Once a day is enough."""
    async with database.single_statements() as connection:
        await connection.execute(NOTE_USE, sha256_of_token(token), today(now))


END_SESSION = """
    delete from accounts.sessions
    where token_sha256 = $1
"""


async def end_session(database: Database, token: str) -> None:
    async with database.single_statements() as connection:
        await connection.execute(END_SESSION, sha256_of_token(token))


END_SESSIONS_OF_ACCOUNT = """
    delete from accounts.sessions
    where account_id = $1
"""


async def end_all_sessions(database: Database, account: AccountId) -> None:
    """Sign out everywhere: a lost phone, a borrowed machine."""
    async with database.single_statements() as connection:
        await connection.execute(END_SESSIONS_OF_ACCOUNT, account)
