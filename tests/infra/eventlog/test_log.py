"""What the log promises, to whoever appends through asyncpg and through psycopg alike."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import IntegrityError

from domain.ids import TenantId
from infra.database import Database
from infra.eventlog.errors import CommandIdReused, OtherTenant, StaleVersion, TenantHasNoLog
from infra.eventlog.log import EventLog
from infra.eventlog.mapper import EventMapper
from infra.eventlog.recorder import LogRecorder, TenantConnections
from infra.eventlog.records import NewEvent
from infra.migrations.roles import WEB, WORKER
from tests.database_plugin import DatabaseCopy
from tests.support.logs import NoKeys, answered, new_tenant, versions

pytestmark = pytest.mark.anyio

WRITERS = 8
REQUEST = b"\x01" * 32


class Log(Protocol):
    """What both adapters can do."""

    async def append(
        self, tenant: TenantId, events: Sequence[NewEvent], command: UUID, request: bytes
    ) -> Sequence[int]: ...

    async def positions(self, tenant: TenantId, after: int, limit: int) -> Sequence[int]: ...

    async def stream(self, tenant: TenantId, originator: UUID) -> Sequence[NewEvent]: ...


class ThroughAsyncpg:
    def __init__(self, log: EventLog) -> None:
        self.log = log

    async def append(self, tenant: TenantId, events: Sequence[NewEvent], command: UUID, request: bytes) -> range:
        appended = await self.log.append(tenant, command, request, events)
        return range(appended.first, appended.last + 1)

    async def positions(self, tenant: TenantId, after: int, limit: int) -> list[int]:
        return [record.position for record in await self.log.read_log(tenant, after, limit)]

    async def stream(self, tenant: TenantId, originator: UUID) -> list[NewEvent]:
        records = await self.log.read_stream(tenant, originator)
        return [NewEvent(record.originator_id, record.originator_version, record.event) for record in records]


class ThroughPsycopg:
    def __init__(self, database: DatabaseCopy) -> None:
        self.url = database.url(WORKER)
        self.mapper = EventMapper()
        self.recorders: dict[TenantId, tuple[TenantConnections, LogRecorder]] = {}

    def recorder(self, tenant: TenantId) -> LogRecorder:
        if tenant not in self.recorders:
            connections = TenantConnections(self.url, tenant)
            self.recorders[tenant] = connections, LogRecorder(connections)
        return self.recorders[tenant][1]

    async def append(
        self, tenant: TenantId, events: Sequence[NewEvent], command: UUID, request: bytes
    ) -> Sequence[int]:
        stored = [self.mapper.to_stored_event(new) for new in events]
        return await asyncio.to_thread(
            self.recorder(tenant).insert_events, stored, command_id=command, request_hash=request
        )

    async def positions(self, tenant: TenantId, after: int, limit: int) -> list[int]:
        read = self.recorder(tenant).select_notifications
        return [one.id for one in await asyncio.to_thread(read, after, limit, inclusive_of_start=False)]

    async def stream(self, tenant: TenantId, originator: UUID) -> list[NewEvent]:
        stored = await asyncio.to_thread(self.recorder(tenant).select_events, originator)
        return [self.mapper.to_domain_event(one) for one in stored]


@asynccontextmanager
async def opened(kind: str, database: DatabaseCopy) -> AsyncIterator[Log]:
    if kind == "asyncpg":
        async with Database.opened(database.url(WEB), size=WRITERS) as pool:
            yield ThroughAsyncpg(EventLog(pool, NoKeys()))
    else:
        through = ThroughPsycopg(database)
        yield through
        for connections, _ in through.recorders.values():
            connections.close()


@pytest.fixture(params=["asyncpg", "psycopg"])
async def log(request: pytest.FixtureRequest, database: DatabaseCopy) -> AsyncIterator[Log]:
    async with opened(request.param, database) as log:
        yield log


@pytest.fixture
def tenant(database: DatabaseCopy) -> TenantId:
    return new_tenant(database)


async def test_events_come_back_as_they_were(log: Log, tenant: TenantId) -> None:
    events = versions(uuid4(), [answered(7), answered(10)])
    await log.append(tenant, events, uuid4(), REQUEST)
    assert await log.stream(tenant, events[0].originator_id) == events


async def test_positions_are_contiguous_over_streams_and_failures(log: Log, tenant: TenantId) -> None:
    taken = versions(uuid4(), [answered(1), answered(2)])
    assert list(await log.append(tenant, taken, uuid4(), REQUEST)) == [1, 2]
    with pytest.raises(IntegrityError):
        await log.append(tenant, taken, uuid4(), REQUEST)
    assert list(await log.append(tenant, versions(uuid4(), [answered(3)]), uuid4(), REQUEST)) == [3]
    assert await log.positions(tenant, 0, 10) == [1, 2, 3]


async def test_a_stale_version_is_refused_with_everything_beside_it(log: Log, tenant: TenantId) -> None:
    stream, other = uuid4(), uuid4()
    await log.append(tenant, versions(stream, [answered(1)]), uuid4(), REQUEST)
    with pytest.raises(StaleVersion):
        await log.append(tenant, [*versions(other, [answered(5)]), *versions(stream, [answered(2)])], uuid4(), REQUEST)
    assert await log.stream(tenant, other) == []
    assert len(await log.stream(tenant, stream)) == 1


async def test_a_command_that_comes_twice_finds_its_first_result(log: Log, tenant: TenantId) -> None:
    command, events = uuid4(), versions(uuid4(), [answered(1), answered(2)])
    first = await log.append(tenant, events, command, REQUEST)
    await log.append(tenant, versions(uuid4(), [answered(3)]), uuid4(), REQUEST)
    assert list(await log.append(tenant, events, command, REQUEST)) == list(first) == [1, 2]
    assert await log.positions(tenant, 0, 10) == [1, 2, 3]


async def test_a_command_id_is_not_used_for_another_request(log: Log, tenant: TenantId) -> None:
    command = uuid4()
    await log.append(tenant, versions(uuid4(), [answered(1)]), command, REQUEST)
    with pytest.raises(CommandIdReused):
        await log.append(tenant, versions(uuid4(), [answered(1)]), command, b"\x02" * 32)
    assert await log.positions(tenant, 0, 10) == [1]


async def test_the_same_command_at_the_same_time_is_carried_out_once(log: Log, tenant: TenantId) -> None:
    command, events = uuid4(), versions(uuid4(), [answered(1)])
    results = await asyncio.gather(*(log.append(tenant, events, command, REQUEST) for _ in range(WRITERS)))
    assert [list(result) for result in results] == [[1]] * WRITERS


async def test_a_tenant_without_a_log_is_refused(log: Log) -> None:
    with pytest.raises(TenantHasNoLog):
        await log.append(TenantId(9_999), versions(uuid4(), [answered(1)]), uuid4(), REQUEST)


async def test_tenants_have_positions_and_streams_of_their_own(
    log: Log, tenant: TenantId, database: DatabaseCopy
) -> None:
    other, events = new_tenant(database), versions(uuid4(), [answered(1)])
    assert list(await log.append(tenant, events, uuid4(), REQUEST)) == [1]
    assert list(await log.append(other, events, uuid4(), REQUEST)) == [1]
    assert await log.positions(other, 0, 10) == [1]


async def test_a_tenant_never_waits_for_another_one(log: Log, tenant: TenantId, database: DatabaseCopy) -> None:
    """While a writer of one tenant sits on its head, the other tenant appends."""
    other = new_tenant(database)
    async with Database.opened(database.url(WORKER), size=1) as slow, slow.tenant(other) as connection:
        await EventLog(slow, NoKeys()).append(
            other, uuid4(), REQUEST, versions(uuid4(), [answered(1)]), connection=connection
        )
        async with asyncio.timeout(5):
            await log.append(tenant, versions(uuid4(), [answered(1)]), uuid4(), REQUEST)
    assert await log.positions(tenant, 0, 10) == await log.positions(other, 0, 10) == [1]


async def test_a_reader_never_skips_an_event_of_eight_writers_at_once(log: Log, tenant: TenantId) -> None:
    """What makes a lock-free log lose events to its readers: positions given out before, committed after."""
    commands = 15

    async def write(number: int) -> None:
        for _ in range(commands):
            await log.append(tenant, versions(uuid4(), [answered(number)] * 3), uuid4(), REQUEST)

    async def read() -> list[int]:
        seen: list[int] = []
        while len(seen) < WRITERS * commands * 3:
            seen += await log.positions(tenant, seen[-1] if seen else 0, 7)
        return seen

    reading = asyncio.create_task(read())
    async with asyncio.timeout(60):
        await asyncio.gather(*(write(number) for number in range(WRITERS)))
        assert await reading == list(range(1, WRITERS * commands * 3 + 1))


async def test_an_append_in_another_tenants_transaction_is_refused(database: DatabaseCopy, tenant: TenantId) -> None:
    other = new_tenant(database)
    async with Database.opened(database.url(WEB), size=1) as pool:
        log = EventLog(pool, NoKeys())
        with pytest.raises(OtherTenant):
            async with pool.tenant(other) as connection:
                await log.append(tenant, uuid4(), REQUEST, versions(uuid4(), [answered(1)]), connection=connection)
        assert await log.head(tenant) == await log.head(other) == 0
