"""What only the product's own log does: seal, leave work behind, find a command, take part in a transaction."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import psycopg
import pytest

from domain.ids import QuestionId, TenantId
from domain.measurement.events import CommentNoted
from domain.text import Clear, Sealed
from infra.database import Database
from infra.eventlog.bell import CHANNEL, ProjectorBell
from infra.eventlog.errors import CommandIdReused, StaleVersion
from infra.eventlog.log import EventLog
from infra.eventlog.records import Appended, OutboxRow
from infra.migrations.roles import WEB, WORKER
from tests.database_plugin import DatabaseCopy
from tests.support.builders import ANNA, NOON
from tests.support.logs import NoKeys, answered, append, new_tenant, versions

pytestmark = pytest.mark.anyio

REQUEST = b"\x01" * 32


@pytest.fixture
def tenant(database: DatabaseCopy) -> TenantId:
    return new_tenant(database)


@pytest.fixture
async def web(database: DatabaseCopy) -> AsyncIterator[Database]:
    async with Database.opened(database.url(WEB), size=4) as pool:
        yield pool


@pytest.fixture
def log(web: Database) -> EventLog:
    return EventLog(web, NoKeys())


def rows(database: DatabaseCopy, tenant: TenantId, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database.admin_url) as connection:
        return connection.execute(query, [tenant]).fetchall()


async def test_a_text_lies_sealed_in_the_log_and_comes_back_sealed(
    log: EventLog, tenant: TenantId, database: DatabaseCopy
) -> None:
    note = CommentNoted(at=NOON, by=ANNA, question=QuestionId("5-2"), text=Clear(ANNA, "hemmelig"))
    await append(log, tenant, versions(stream := uuid4(), [answered(), note]))
    (_, recorded) = await log.read_stream(tenant, stream)
    text = recorded.event.text
    assert isinstance(text, Sealed)
    assert (text.subject, text.originator_id, text.originator_version, text.part) == (ANNA, stream, 2, "text")
    assert text.ciphertext == b"gilemmeh"
    query = "select state, sealed, subject_id from log.events where tenant_id = %s order by position"
    (plain_state, plain_sealed, plain_subject), (state, sealed, subject) = rows(database, tenant, query)
    assert (plain_sealed, plain_subject) == (None, None)
    assert "answer" in json.loads(bytes(plain_state))
    assert "text" not in json.loads(bytes(state))
    assert b"hemmelig" not in bytes(sealed)
    assert subject == ANNA


async def test_work_is_left_behind_with_the_events_or_not_at_all(
    log: EventLog, tenant: TenantId, database: DatabaseCopy
) -> None:
    later = datetime(2027, 1, 1, tzinfo=UTC)
    work = [OutboxRow("report.render", {"report": 1}), OutboxRow("mail.reminder", {"to": "ø"}, later)]
    events = versions(uuid4(), [answered()])
    await log.append(tenant, uuid4(), REQUEST, events, work)
    with pytest.raises(StaleVersion):
        await log.append(tenant, uuid4(), REQUEST, events, work)
    query = """
        select kind, payload, attempts, done_at, available_at = '2027-01-01Z', available_at <= clock_timestamp()
        from log.outbox where tenant_id = %s order by id
    """
    assert rows(database, tenant, query) == [
        ("report.render", {"report": 1}, 0, None, False, True),
        ("mail.reminder", {"to": "ø"}, 0, None, True, False),
    ]


async def test_a_command_that_is_repeated_leaves_no_work_twice(
    log: EventLog, tenant: TenantId, database: DatabaseCopy
) -> None:
    command, events = uuid4(), versions(uuid4(), [answered()])
    for _ in range(2):
        await log.append(tenant, command, REQUEST, events, [OutboxRow("report.render", {})])
    assert rows(database, tenant, "select count(*) from log.outbox where tenant_id = %s") == [(1,)]


async def test_a_command_without_events_is_remembered_too(log: EventLog, tenant: TenantId) -> None:
    await append(log, tenant, versions(uuid4(), [answered()]))
    command = uuid4()
    assert await log.append(tenant, command, REQUEST, []) == Appended(2, 1)
    assert await log.find_command(tenant, command, REQUEST) == Appended(2, 1)
    assert await append(log, tenant, versions(uuid4(), [answered()])) == Appended(2, 2)


async def test_a_command_is_found_by_its_id_and_its_request(log: EventLog, tenant: TenantId) -> None:
    command = uuid4()
    assert await log.find_command(tenant, command, REQUEST) is None
    await log.append(tenant, command, REQUEST, versions(uuid4(), [answered(1), answered(2)]))
    assert await log.find_command(tenant, command, REQUEST) == Appended(1, 2)
    with pytest.raises(CommandIdReused):
        await log.find_command(tenant, command, b"\x02" * 32)


async def test_an_append_takes_part_in_a_transaction_and_goes_when_it_goes(
    log: EventLog, tenant: TenantId, web: Database
) -> None:
    async def request() -> None:
        async with web.tenant(tenant) as connection:
            await log.append(tenant, uuid4(), REQUEST, versions(uuid4(), [answered()]), connection=connection)
            raise KeyError

    with pytest.raises(KeyError):
        await request()
    assert await log.head(tenant) == 0


async def test_a_stream_is_read_from_where_one_left_off(log: EventLog, tenant: TenantId) -> None:
    await append(log, tenant, versions(stream := uuid4(), [answered(1), answered(2), answered(3)]))
    assert [one.originator_version for one in await log.read_stream(tenant, stream, after_version=1)] == [2, 3]


async def test_only_the_worker_opens_a_log_and_again_is_no_matter(database: DatabaseCopy, log: EventLog) -> None:
    tenant = TenantId(7_777)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await log.open_tenant(tenant)
    async with Database.opened(database.url(WORKER), size=1) as pool:
        worker = EventLog(pool, NoKeys())
        await worker.open_tenant(tenant)
        await append(worker, tenant, versions(uuid4(), [answered()]))
        await worker.open_tenant(tenant)
        assert await worker.head(tenant) == 1


async def test_ks_has_a_log_from_the_beginning(database: DatabaseCopy) -> None:
    query = "select count(*) from log.tenant_head where tenant_id = %s"
    assert rows(database, TenantId(1), query) == [(1,)]


async def test_the_bell_rings_for_many_appends_at_once(web: Database, tenant: TenantId, database: DatabaseCopy) -> None:
    heard = asyncio.Event()
    listener = await asyncpg.connect(database.url(WORKER))
    await listener.add_listener(CHANNEL, lambda *_: heard.set())
    bell = ProjectorBell(web)
    log = EventLog(web, NoKeys(), bell=bell)
    await asyncio.gather(*(append(log, tenant, versions(uuid4(), [answered()])) for _ in range(5)))
    async with asyncio.timeout(5):
        await heard.wait()
    await bell.close()
    await listener.close()
