"""Access tokens: by which a program reaches what one member of one workspace reaches, and never more.

The token begins with the workspace's number, so that it is looked for among that workspace's rows only.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec
from asyncpg import Record

from domain.ids import SubjectId, TenantId
from infra.accounts.people import Account
from infra.accounts.tokens import sha256_of_token
from infra.database import Database
from infra.identity import new_token

BEGINNING: Final = "samson"
"""By which a token that went astray is known for what it is."""

SECRET: Final = 43
"""Characters of `new_token`."""

LARGEST_TENANT: Final = 2**31 - 1


class Scope(StrEnum):
    """What a token is for, in the words of the API."""

    SERIES_READ = "series:read"
    ACTIONS_READ = "actions:read"
    ACTIONS_WRITE = "actions:write"


class AccessToken(msgspec.Struct, frozen=True):
    """`last_used` is a day in Norway, `None` before the first use."""

    id: UUID
    subject: SubjectId
    name: str
    scopes: frozenset[Scope]
    issued_at: datetime
    expires_at: datetime
    last_used: date | None


class Bearer(msgspec.Struct, frozen=True):
    """Whose token a request carries, and which."""

    tenant: TenantId
    slug: str
    account: Account
    token: AccessToken


ISSUE = """
    insert into accounts.access_tokens
        (tenant_id, token_id, subject_id, token_sha256, name, scopes, issued_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (tenant_id, token_id) do nothing
"""


async def add_token(database: Database, tenant: TenantId, token: AccessToken) -> str | None:
    """The secret, which is shown once and kept nowhere; `None` where the token was issued before."""
    secret = f"{BEGINNING}_{tenant}_{new_token()}"
    async with database.tenant(tenant) as connection:
        done = await connection.execute(
            ISSUE,
            tenant,
            token.id,
            token.subject,
            sha256_of_token(secret),
            token.name,
            sorted(token.scopes),
            token.issued_at,
            token.expires_at,
        )
    return secret if done == "INSERT 0 1" else None


FIND_BEARER = """
    select token.token_id, token.subject_id, token.name, token.scopes, token.issued_at, token.expires_at,
           token.last_used, workspace.slug, account.account_id, account.email, account.ks_role
    from accounts.access_tokens as token
    join accounts.workspaces as workspace using (tenant_id)
    join accounts.memberships as membership using (tenant_id, subject_id)
    join accounts.accounts as account using (account_id)
    where token.tenant_id = $1 and token.token_sha256 = $2 and token.expires_at > $3
"""


async def find_bearer(database: Database, secret: str, now: datetime) -> Bearer | None:
    """Writes nothing; `None` for a token that is unknown, revoked or over."""
    tenant = _tenant_of(secret)
    if tenant is None:
        return None
    async with database.reading(tenant) as connection:
        row = await connection.fetchrow(FIND_BEARER, tenant, sha256_of_token(secret), now)
    return None if row is None else Bearer(tenant, row["slug"], Account(*tuple(row)[8:]), _token(row))


def _tenant_of(secret: str) -> TenantId | None:
    beginning, _, rest = secret.partition("_")
    number, _, random = rest.partition("_")
    if beginning != BEGINNING or len(random) != SECRET or not (number.isascii() and number.isdigit()):
        return None
    return TenantId(int(number)) if len(number) <= len(str(LARGEST_TENANT)) and int(number) <= LARGEST_TENANT else None


NOTE_USE = """
    update accounts.access_tokens
    set last_used = $3
    where tenant_id = $1 and token_id = $2 and (last_used is null or last_used < $3)
"""


async def note_token_use(database: Database, tenant: TenantId, token: UUID, day: date) -> None:
    """Once a day is enough."""
    async with database.tenant(tenant) as connection:
        await connection.execute(NOTE_USE, tenant, token, day)


LIST_TOKENS = """
    select token_id, subject_id, name, scopes, issued_at, expires_at, last_used
    from accounts.access_tokens
    where tenant_id = $1 and ($2::uuid is null or subject_id = $2) and expires_at > $3
    order by issued_at desc, token_id
"""


async def tokens_of(database: Database, tenant: TenantId, whose: SubjectId | None, now: datetime) -> list[AccessToken]:
    """Those that still open something, newest first: one member's, or (`None`) the whole workspace's."""
    async with database.reading(tenant) as connection:
        return [_token(row) for row in await connection.fetch(LIST_TOKENS, tenant, whose, now)]


REVOKE = """
    delete from accounts.access_tokens
    where tenant_id = $1 and token_id = $2 and ($3::uuid is null or subject_id = $3)
"""


async def revoke_token(database: Database, tenant: TenantId, token: UUID, whose: SubjectId | None) -> None:
    """From now on it opens nothing. `whose` keeps to that member's; one that is not there is revoked already."""
    async with database.tenant(tenant) as connection:
        await connection.execute(REVOKE, tenant, token, whose)


def _token(row: Record) -> AccessToken:
    return AccessToken(
        id=row["token_id"],
        subject=SubjectId(row["subject_id"]),
        name=row["name"],
        scopes=_scopes(row["scopes"]),
        issued_at=row["issued_at"],
        expires_at=row["expires_at"],
        last_used=row["last_used"],
    )


def _scopes(stored: Sequence[str]) -> frozenset[Scope]:
    return frozenset(Scope(one) for one in stored)
