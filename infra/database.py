"""Connections to PostgreSQL, one pool per role.

Who the work is for is set with the beginning of each transaction, in the same round trip, and ends with it.
Every transaction sets all of `SETTINGS`, so even a connection that somebody left dirty carries nothing over.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from types import MappingProxyType
from typing import Self
from uuid import UUID

import asyncpg
from asyncpg import Connection, Pool

from domain.ids import TenantId

TENANT = "samson.tenant_id"
ACCOUNT = "samson.account_id"
INVITATION = "samson.invitation"
"""The hash of an invitation's token in hexadecimal."""

ROOM_CODE = "samson.room_code"
"""The code by which a phone joins a live session."""

SEAT = "samson.seat"
"""The hash of the token of a device in a live session, in hexadecimal."""

SETTINGS = (TENANT, ACCOUNT, INVITATION, ROOM_CODE, SEAT)

NOBODY: Mapping[str, str] = MappingProxyType({})

STATEMENT_TIMEOUT = 10.0
"""Seconds. Nothing that a page waits for takes longer; a rebuild asks for more."""


PING = "select 1"


class TransactionWasLost(Exception):
    """A statement failed, the failure was passed over, and so PostgreSQL turned the commit into a rollback."""


class Database:
    """One role's connections."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @classmethod
    async def open(cls, url: str, *, size: int = 10, statement_timeout: float = STATEMENT_TIMEOUT) -> Self:
        """Connections are made when they are first needed, at most `size`; the first one is made now."""
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=size,
            reset=_nothing_to_reset,
            server_settings={
                "statement_timeout": f"{statement_timeout * 1000:.0f}",
                "idle_in_transaction_session_timeout": f"{statement_timeout * 2000:.0f}",
                "jit": "off",
            },
        )
        return cls(pool)

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, url: str, *, size: int = 10, statement_timeout: float = STATEMENT_TIMEOUT
    ) -> AsyncIterator[Self]:
        database = await cls.open(url, size=size, statement_timeout=statement_timeout)
        try:
            yield database
        finally:
            await database.close()

    async def close(self) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def tenant(self, tenant: TenantId) -> AsyncIterator[Connection]:
        """A transaction that sees and writes one tenant's rows."""
        async with self.transaction({TENANT: str(int(tenant))}) as connection:
            yield connection

    @asynccontextmanager
    async def reading(self, tenant: TenantId) -> AsyncIterator[Connection]:
        """A transaction that sees one tenant's rows, and in which PostgreSQL refuses every write."""
        async with self.transaction({TENANT: str(int(tenant))}, begin="begin read only") as connection:
            yield connection

    @asynccontextmanager
    async def snapshot(self, tenant: TenantId) -> AsyncIterator[Connection]:
        """As `reading`, with all statements seeing the same moment."""
        begin = "begin isolation level repeatable read read only"
        async with self.transaction({TENANT: str(int(tenant))}, begin=begin) as connection:
            yield connection

    @asynccontextmanager
    async def account(self, account: UUID) -> AsyncIterator[Connection]:
        """A transaction that sees what a signed-in account may see without any workspace."""
        async with self.transaction({ACCOUNT: str(UUID(str(account)))}) as connection:
            yield connection

    @asynccontextmanager
    async def transaction(
        self, settings: Mapping[str, str] = NOBODY, *, begin: str = "begin"
    ) -> AsyncIterator[Connection]:
        """A transaction with exactly these settings; every other one of `SETTINGS` is empty."""
        async with self._pool.acquire() as connection:
            try:
                await connection.execute(f"{begin}; {_assignments(settings)}")
                yield connection
            except BaseException:
                await _roll_back(connection)
                raise
            if await connection.execute("commit") != "COMMIT":
                raise TransactionWasLost

    @asynccontextmanager
    async def single_statements(self) -> AsyncIterator[Connection]:
        """A connection without a transaction, for statements that set their own tenant (`log.append`)."""
        async with self._pool.acquire() as connection:
            yield connection

    async def answers(self) -> bool:
        """Whether PostgreSQL is there and lets this role in."""
        async with self._pool.acquire() as connection:
            return bool(await connection.fetchval(PING) == 1)


def _assignments(settings: Mapping[str, str]) -> str:
    if unknown := settings.keys() - set(SETTINGS):
        raise KeyError(*unknown)
    values = {name: settings.get(name, "").replace("'", "''") for name in SETTINGS}
    return "; ".join(f"set local {name} = '{value}'" for name, value in values.items())


async def _roll_back(connection: Connection) -> None:
    """Best effort: a connection that can't roll back is closed by the pool, which ends its transaction too."""
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
        await connection.execute("rollback")


async def _nothing_to_reset(_: Connection) -> None:
    """The pool has rolled back what was open; the rest ended with its transaction.

    asyncpg's own reset costs a round trip at every release and would undo nothing more.
    """
