"""The chain: what the database writes is what anybody can reckon again, and every change shows."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from domain.ids import TenantId
from infra.eventlog.chain import GENESIS, ChainIsBroken, ChainPoint, EventRow, follow, leaf_hash, link, payload_hash
from infra.eventlog.mapper import SealedStoredEvent
from infra.eventlog.recorder import LogRecorder, TenantConnections
from infra.eventlog.statements import READ_CHAIN
from infra.migrations.roles import WORKER
from tests.database_plugin import DatabaseCopy
from tests.support.logs import new_tenant

LEAF = """
    select log.leaf(
      %(tenant_id)s, %(position)s, %(originator_id)s, %(originator_version)s, %(topic)s, %(subject_id)s,
      %(state_hash)s, %(sealed_hash)s, %(recorded_at)s, %(command_id)s
    )
"""

HASHES = some.binary(min_size=32, max_size=32)
MOMENTS = some.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001
TOPICS = some.text(some.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)

ROWS = some.builds(
    EventRow,
    tenant_id=some.integers(1, 2**31 - 1),
    position=some.integers(1, 2**63 - 1),
    originator_id=some.uuids(),
    originator_version=some.integers(0, 2**63 - 1),
    topic=TOPICS,
    state=some.binary(),
    sealed=some.none(),
    subject_id=some.none() | some.uuids(),
    state_hash=HASHES,
    sealed_hash=HASHES,
    chain_hash=HASHES,
    recorded_at=MOMENTS,
    command_id=some.uuids(),
)


@pytest.fixture(scope="module")
def admin(database: DatabaseCopy) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database.admin_url, autocommit=True) as connection:
        yield connection


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=ROWS)
def test_database_and_twin_agree_on_every_leaf(admin: psycopg.Connection[Any], row: EventRow) -> None:
    assert admin.execute(LEAF, msgspec.structs.asdict(row)).fetchone() == (leaf_hash(row),)


def chained(database: DatabaseCopy, commands: Sequence[Sequence[StoredEvent]]) -> tuple[TenantId, list[EventRow]]:
    """A fresh log with these commands in it, as it was written."""
    tenant = new_tenant(database)
    connections = TenantConnections(database.url(WORKER), tenant, size=1)
    for events in commands:
        LogRecorder(connections).insert_events(events)
    with connections.transaction() as connection:
        rows = connection.execute(READ_CHAIN, [tenant, 0, 1000]).fetchall()
    connections.close()
    return tenant, [EventRow(*row) for row in rows]


def stored(number: int, sealed: bytes | None = None, subject: UUID | None = None) -> SealedStoredEvent:
    return SealedStoredEvent(uuid4(), number, f"emne.æøå.v{number}", b'{"n":%d}' % number, sealed, subject)


@pytest.fixture(scope="module")
def log(database: DatabaseCopy) -> tuple[TenantId, list[EventRow]]:
    return chained(database, [[stored(1), stored(2, b"sealed", uuid4())], [stored(3)], [stored(4), stored(5)]])


def test_a_log_follows_from_its_beginning_to_its_head(
    log: tuple[TenantId, list[EventRow]], admin: psycopg.Connection[Any]
) -> None:
    tenant, rows = log
    head = admin.execute("select position, chain_hash from log.tenant_head where tenant_id = %s", [tenant]).fetchone()
    assert head is not None
    assert follow(tenant, rows) == ChainPoint(*head)
    assert follow(tenant, rows[3:], follow(tenant, rows[:3])) == ChainPoint(*head)


def test_the_first_event_is_linked_to_nothing_but_zeros(log: tuple[TenantId, list[EventRow]]) -> None:
    _, rows = log
    assert rows[0].chain_hash == link(bytes(32), leaf_hash(rows[0]))
    assert bytes(32) == GENESIS


def test_the_times_of_recording_never_go_back_and_are_one_per_command(log: tuple[TenantId, list[EventRow]]) -> None:
    _, rows = log
    assert [row.recorded_at for row in rows] == sorted(row.recorded_at for row in rows)
    assert rows[0].recorded_at == rows[1].recorded_at
    assert rows[0].command_id == rows[1].command_id != rows[2].command_id


OTHER: dict[str, Callable[[EventRow], object]] = {
    "tenant_id": lambda row: row.tenant_id + 1,
    "position": lambda row: row.position + 1,
    "originator_id": lambda _: uuid4(),
    "originator_version": lambda row: row.originator_version + 1,
    "topic": lambda row: row.topic + "x",
    "state": lambda row: row.state + b" ",
    "sealed": lambda row: None if row.sealed else b"x",
    "subject_id": lambda row: None if row.subject_id else uuid4(),
    "state_hash": lambda _: payload_hash(b"other"),
    "sealed_hash": lambda _: payload_hash(b"other"),
    "chain_hash": lambda row: row.chain_hash[::-1],
    "recorded_at": lambda row: row.recorded_at + timedelta(microseconds=1),
    "command_id": lambda _: uuid4(),
}


def test_every_column_is_tried() -> None:
    assert list(OTHER) == list(EventRow.__struct_fields__)


@pytest.mark.parametrize("column", OTHER)
@pytest.mark.parametrize("index", [0, 1, 4])
def test_a_change_of_any_column_shows(log: tuple[TenantId, list[EventRow]], column: str, index: int) -> None:
    tenant, rows = log
    changed = msgspec.structs.replace(rows[index], **{column: OTHER[column](rows[index])})
    with pytest.raises(ChainIsBroken) as broken:
        follow(tenant, [*rows[:index], changed, *rows[index + 1 :]])
    assert broken.value.position == index + 1


@pytest.mark.parametrize("column", ["state", "sealed"])
def test_a_payload_that_is_changed_with_its_hash_shows_too(log: tuple[TenantId, list[EventRow]], column: str) -> None:
    tenant, rows = log
    forged = msgspec.structs.replace(rows[1], **{column: b"forged", f"{column}_hash": payload_hash(b"forged")})
    with pytest.raises(ChainIsBroken):
        follow(tenant, [rows[0], forged, *rows[2:]])


def test_an_event_that_is_removed_shows(log: tuple[TenantId, list[EventRow]]) -> None:
    tenant, rows = log
    with pytest.raises(ChainIsBroken, match="position 2: position 3 stands in its place"):
        follow(tenant, [rows[0], *rows[2:]])


def test_two_events_that_are_swapped_show(log: tuple[TenantId, list[EventRow]]) -> None:
    tenant, rows = log
    renumbered = [msgspec.structs.replace(rows[2], position=2), msgspec.structs.replace(rows[1], position=3)]
    with pytest.raises(ChainIsBroken):
        follow(tenant, [rows[0], *renumbered, *rows[3:]])


def test_a_log_that_is_cut_off_ends_before_its_head(
    log: tuple[TenantId, list[EventRow]], admin: psycopg.Connection[Any]
) -> None:
    tenant, rows = log
    head = admin.execute("select position, chain_hash from log.tenant_head where tenant_id = %s", [tenant]).fetchone()
    assert head is not None
    assert follow(tenant, rows[:-1]) != ChainPoint(*head)
