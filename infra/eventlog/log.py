"""The log as the product uses it: appended to and read through asyncpg."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, Protocol
from uuid import UUID

import asyncpg
import msgspec
from asyncpg import Connection

from domain.event import Event
from domain.ids import SubjectId, TenantId
from domain.text import Clear, Sealed
from infra.database import Database
from infra.eventlog import statements
from infra.eventlog.errors import CommandIdReused, refusal
from infra.eventlog.mapper import NO_PARTS, EventMapper
from infra.eventlog.records import Appended, NewEvent, OutboxRow, Recorded

__all__ = ["Appended", "EventLog", "NewEvent", "OutboxRow", "Recorded", "Sealer"]

NewRow = tuple[UUID, int, str, bytes, bytes | None, UUID | None]
"""As the type `log.new_event` has them."""


class Sealer(Protocol):
    """Who can seal the texts of an event that is about to be appended. The keyring does."""

    async def seal(
        self, tenant: TenantId, originator_id: UUID, originator_version: int, parts: Mapping[str, Clear]
    ) -> Mapping[str, Sealed]: ...


class Bell(Protocol):
    """Who hears that a log has grown. To lose a ring is harmless."""

    def ring(self) -> None: ...


class EventLog:
    """All tenants' logs. Every call names its tenant."""

    def __init__(
        self, database: Database, sealer: Sealer, mapper: EventMapper | None = None, bell: Bell | None = None
    ) -> None:
        """`database` connects as `samson_web` or `samson_worker`."""
        self._database = database
        self._sealer = sealer
        self._mapper = mapper or EventMapper()
        self._bell = bell

    async def open_tenant(self, tenant: TenantId) -> None:
        """Make an empty log, unless there is one. Only `samson_worker` may."""
        async with self._database.tenant(tenant) as connection:
            await connection.execute(statements.OPEN_TENANT, tenant)

    async def append(
        self,
        tenant: TenantId,
        command_id: UUID,
        request_hash: bytes,
        events: Sequence[NewEvent],
        outbox: Sequence[OutboxRow] = (),
        *,
        connection: Connection | None = None,
    ) -> Appended:
        """Append all events and their outbox rows, or nothing. A command that was appended before is not again.

        With a `connection` it is part of that transaction of the same tenant, else it is one by itself. Whoever
        brought a connection calls `ring` once that transaction is committed.
        Raises `StaleVersion` (an `IntegrityError`), `CommandIdReused`, `OtherTenant` and `TenantHasNoLog`.
        """
        rows = [await self._row(tenant, new) for new in events]
        work = [(row.kind, msgspec.json.encode(row.payload).decode(), row.available_at) for row in outbox]
        statement = statements.SET_TENANT_AND_APPEND if connection is None else statements.APPEND
        async with self._single(connection) as used:
            try:
                first, last = await used.fetchrow(statement, tenant, command_id, request_hash, rows, work)
            except asyncpg.PostgresError as error:
                raise refusal(error.sqlstate, str(error)) or error from error
        if connection is None:
            self.ring()
        return Appended(first, last)

    def ring(self) -> None:
        """Tell the projector that there is something to see. It looks by itself too, a little later."""
        if self._bell is not None:
            self._bell.ring()

    async def find_command(self, tenant: TenantId, command_id: UUID, request_hash: bytes) -> Appended | None:
        """What the command led to, if it was appended before. Raises `CommandIdReused`."""
        async with self._database.reading(tenant) as connection:
            row = await connection.fetchrow(statements.FIND_COMMAND, tenant, command_id)
        if row is None:
            return None
        if row["request_hash"] != request_hash:
            raise CommandIdReused(f"command {command_id} was another request")
        return Appended(row["first_position"], row["last_position"])

    async def appended_by(self, tenant: TenantId, command_id: UUID) -> list[Recorded]:
        """The events that a command led to; none where it was not carried out."""
        async with self._database.reading(tenant) as connection:
            row = await connection.fetchrow(statements.FIND_COMMAND, tenant, command_id)
        if row is None:
            return []
        first, last = row["first_position"], row["last_position"]
        return await self.read_log(tenant, first - 1, last - first + 1)

    async def read_stream(
        self, tenant: TenantId, originator_id: UUID, after_version: int = 0, *, connection: Connection | None = None
    ) -> list[Recorded]:
        """The events of one stream, oldest first. With a `connection`, in that transaction of the same tenant."""
        if connection is None:
            return await self._read(tenant, statements.READ_STREAM, originator_id, after_version)
        rows = await connection.fetch(statements.READ_STREAM, tenant, originator_id, after_version)
        return [self._mapper.recorded(tenant, row) for row in rows]

    async def read_log(self, tenant: TenantId, after: int, limit: int) -> list[Recorded]:
        """The next events of a tenant, oldest first. Positions have no gaps, so nothing can turn up later."""
        return await self._read(tenant, statements.READ_LOG, after, after + limit)

    async def read_kinds(self, tenant: TenantId, kinds: Collection[type[Event]], *, after: int = 0) -> list[Recorded]:
        """All events of a few rare kinds, oldest first."""
        head = await self.head(tenant)
        return await self._read(tenant, statements.READ_LOG_ON_TOPICS, after, head, [kind.TOPIC for kind in kinds])

    async def read_naming(self, tenant: TenantId, subject: SubjectId) -> list[Recorded]:
        """All events whose state names a pseudonym, in whatever field, oldest first. Goes through the whole log."""
        return await self._read(tenant, statements.READ_NAMING, subject)

    async def streams_among(self, tenant: TenantId, ids: Collection[UUID]) -> set[UUID]:
        """Which of these ids are streams of the log. A person's pseudonym never is one."""
        async with self._database.reading(tenant) as connection:
            rows = await connection.fetch(statements.STREAMS_AMONG, tenant, list(ids))
        return {row["originator_id"] for row in rows}

    async def head(self, tenant: TenantId) -> int:
        """The position of the last event; 0 where there is none."""
        async with self._database.reading(tenant) as connection:
            return await connection.fetchval(statements.FIND_HEAD, tenant) or 0

    async def _read(self, tenant: TenantId, statement: str, *arguments: Any) -> list[Recorded]:
        async with self._database.reading(tenant) as connection:
            rows = await connection.fetch(statement, tenant, *arguments)
        return [self._mapper.recorded(tenant, row) for row in rows]

    async def _row(self, tenant: TenantId, new: NewEvent) -> NewRow:
        texts = self._mapper.texts(new.event)
        place = new.originator_id, new.originator_version
        sealed = await self._sealer.seal(tenant, *place, texts) if texts else NO_PARTS
        stored = self._mapper.to_stored_event(new, sealed)
        return *place, stored.topic, stored.state, stored.sealed, stored.subject_id

    def _single(self, connection: Connection | None) -> AbstractAsyncContextManager[Connection]:
        return self._database.single_statements() if connection is None else nullcontext(connection)
