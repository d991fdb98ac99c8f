"""One tenant's log behind the library's own interfaces, through psycopg.

The library's recorder suites run against these classes, so that the log keeps what the library promises; its tools
work on it. The product itself appends through `infra.eventlog.log`, by the same statements.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    IntegrityError,
    ListenNotifySubscription,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    Tracking,
)
from psycopg import Connection, RawCursor
from psycopg.types.composite import CompositeInfo, register_composite
from psycopg_pool import ConnectionPool

from domain.ids import TenantId
from infra.eventlog import statements
from infra.eventlog.errors import refusal
from infra.eventlog.mapper import SealedStoredEvent

LAST = 2**62
"""Beyond every position and every version."""

POLL = 0.05
"""Seconds between two looks for new events."""


class TenantConnections:
    """A pool in which every transaction works for one tenant."""

    def __init__(self, url: str, tenant: TenantId, size: int = 12) -> None:
        self.tenant = tenant
        self._pool = ConnectionPool(
            url, min_size=1, max_size=size, open=True, configure=_configure, kwargs={"cursor_factory": RawCursor}
        )

    def close(self) -> None:
        self._pool.close()

    @contextmanager
    def transaction(self) -> Iterator[Connection[tuple[Any, ...]]]:
        with self._pool.connection() as connection:
            try:
                connection.execute(statements.SET_TENANT, [self.tenant])
                yield connection
            except psycopg.Error as error:
                raise refusal(error.sqlstate, str(error)) or error from error


def _configure(connection: Connection[Any]) -> None:
    for name in ("log.new_event", "log.new_outbox"):
        info = CompositeInfo.fetch(connection, name)
        if info is None:
            raise LookupError(f"the database has no type {name}: is it migrated?")
        register_composite(info, connection)
    connection.commit()


class LogRecorder(ProcessRecorder):
    """Events with their positions, and tracking in the same transaction."""

    def __init__(self, connections: TenantConnections) -> None:
        self._connections = connections

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        tracking: Tracking | None = None,
        command_id: UUID | None = None,
        request_hash: bytes | None = None,
        **_: Any,
    ) -> Sequence[int]:
        """Positions of the events. Without a `command_id` each call is a command of its own."""
        if not stored_events and tracking is None:
            return []
        command = command_id or uuid4()
        request = request_hash or sha256(command.bytes).digest()
        with self._connections.transaction() as connection:
            if tracking is not None:
                _advance(connection, self._connections.tenant, tracking)
            if not stored_events:
                return []
            rows = _new_events(connection, stored_events)
            appended = connection.execute(
                statements.APPEND, [self._connections.tenant, command, request, rows, []]
            ).fetchone()
        first, last = appended or (1, 0)
        return list(range(first, last + 1))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        statement = statements.READ_STREAM_BACKWARDS if desc else statements.READ_STREAM_WITHIN
        return [SealedStoredEvent(*row) for row in self._select(statement, originator_id, *_bounds(gt, lte), limit)]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        after = 0 if start is None else start - inclusive_of_start
        until = LAST if stop is None else stop
        rows = self._select(statements.READ_NOTIFICATIONS, after, until, list(topics), limit)
        return [
            Notification(id=row[0], originator_id=row[1], originator_version=row[2], topic=row[3], state=row[4])
            for row in rows
        ]

    def max_notification_id(self) -> int | None:
        ((position, _),) = self._select(statements.FIND_HEAD)
        return position or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        return PollingSubscription(recorder=self, gt=gt, topics=topics)

    def insert_tracking(self, tracking: Tracking) -> None:
        with self._connections.transaction() as connection:
            _advance(connection, self._connections.tenant, tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        rows = self._select(statements.FIND_TRACKING, application_name)
        return rows[0][0] if rows else None

    def _select(self, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
        with self._connections.transaction() as connection:
            return connection.execute(statement, [self._connections.tenant, *arguments]).fetchall()


class SnapshotRecorder(AggregateRecorder):
    """Snapshots, which have a place in their stream and none in the log."""

    def __init__(self, connections: TenantConnections) -> None:
        self._connections = connections

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> None:
        with self._connections.transaction() as connection:
            rows = _new_events(connection, stored_events)
            connection.execute(statements.KEEP_SNAPSHOTS, [self._connections.tenant, rows])

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        statement = statements.READ_SNAPSHOTS_BACKWARDS if desc else statements.READ_SNAPSHOTS
        with self._connections.transaction() as connection:
            rows = connection.execute(
                statement, [self._connections.tenant, originator_id, *_bounds(gt, lte), limit]
            ).fetchall()
        return [StoredEvent(*row) for row in rows]


class PollingSubscription(ListenNotifySubscription[ApplicationRecorder]):
    """Looks again and again. A NOTIFY in every append would put all tenants' commits in one line."""

    def _loop_on_pull(self) -> None:
        try:
            while not self._has_been_stopped:
                self._pull()
                self._has_been_notified.wait(POLL)
        except BaseException as error:  # noqa: BLE001 -- the iterating thread raises it
            self._thread_error = self._thread_error or error
            self.stop()


def _advance(connection: Connection[tuple[Any, ...]], tenant: TenantId, tracking: Tracking) -> None:
    place = [tenant, tracking.application_name, tracking.notification_id]
    if connection.execute(statements.ADVANCE_TRACKING, place).fetchone() is None:
        raise IntegrityError(f"{tracking.application_name} has come as far as {tracking.notification_id} already")


def _new_events(connection: Connection[Any], stored_events: Sequence[StoredEvent]) -> list[Any]:
    """As values of the type `log.new_event`."""
    info = connection.adapters.types["log.new_event"]
    new_event = info.python_type  # type: ignore[attr-defined]
    return [
        new_event(
            stored.originator_id,
            stored.originator_version,
            stored.topic,
            stored.state,
            getattr(stored, "sealed", None),
            getattr(stored, "subject_id", None),
        )
        for stored in stored_events
    ]


def _bounds(gt: int | None, lte: int | None) -> tuple[int, int]:
    return -1 if gt is None else gt, LAST if lte is None else lte
