"""The `eventsourcing` library's own PostgreSQL recorder and runner, as they come, to measure ours against."""

import os
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.persistence import Mapper, Tracking
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection as StockProjection
from eventsourcing.projection import ProjectionRunner
from psycopg import RawCursor
from psycopg.conninfo import conninfo_to_dict

from domain.ids import TenantId
from infra.eventlog.mapper import EventMapper
from infra.eventlog.records import NewEvent, Recorded
from infra.migrations.roles import PROJECTOR
from infra.settings import Settings
from projections.projection import Projection

SCHEMA: Final = "stock"

LONGEST: Final = 120.0
"""Seconds that its runner may take."""

EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def stock_recorder(url: str, connections: int) -> Iterator[PostgresApplicationRecorder]:
    """With its table made, and a pool of that many connections."""
    where = conninfo_to_dict(url)
    datastore = PostgresDatastore(
        dbname=str(where["dbname"]),
        host=str(where["host"]),
        port=str(where["port"]),
        user=str(where["user"]),
        password=str(where["password"]),
        pool_size=connections,
        schema=SCHEMA,
    )
    with datastore:
        recorder = PostgresApplicationRecorder(datastore)
        recorder.create_table()
        yield recorder


def stock_environment(url: str) -> dict[str, str]:
    """What the library's factories ask for."""
    where = conninfo_to_dict(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_SCHEMA": SCHEMA,
        **{f"POSTGRES_{key.upper()}": str(where[key]) for key in ("dbname", "host", "port", "user", "password")},
    }


@contextmanager
def working_for(tenant: TenantId) -> Iterator[None]:
    """Every libpq connection made meanwhile works for the tenant, so that the stock need not set it each time."""
    before = os.environ.get("PGOPTIONS")
    os.environ["PGOPTIONS"] = f"-c samson.tenant_id={tenant}"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PGOPTIONS"]
        else:
            os.environ["PGOPTIONS"] = before


class StockApplication(Application[UUID]):
    """The library's application on its own recorder, reading `stored_events`. Our mapper is quicker than its own."""

    name = "stored"

    def construct_mapper(self) -> Mapper[UUID]:
        mapper: Any = EventMapper()
        return mapper  # type: ignore[no-any-return]


def seconds_of_stock(
    settings: Settings,
    tenant: TenantId,
    projections: Sequence[Projection],
    topics: Sequence[str],
    application: type[StockApplication] = StockApplication,
) -> float:
    """Until its runner has recorded the last event that any of the read models follows. `topics` are those stored."""
    followed = frozenset[str]().union(*(one.topics() for one in projections))
    last = max(position for position, topic in enumerate(topics, start=1) if topic in followed)
    with working_for(tenant):
        runner = ProjectionRunner(
            application_class=application,
            projection_class=stock_projection(tenant, projections),
            view_class=StockView,
            env=stock_environment(settings.role_url(PROJECTOR)),
        )
        began = time.perf_counter()
        with runner:
            runner.wait(last, timeout=LONGEST)
            return time.perf_counter() - began


class StockView(PostgresTrackingRecorder):
    """The library's tracking beside the read model's tables."""


def stock_projection(tenant: TenantId, projections: Sequence[Projection]) -> type[StockProjection[StockView]]:
    """Our read models' own logic on the library's runner: an event at a time, each with its tracking record."""
    followed = [(projection.topics(), projection.apply) for projection in projections]

    class OneByOne(StockProjection[StockView]):
        name = "bench"
        topics = tuple(sorted(frozenset().union(*(topics for topics, _ in followed))))

        def process_event(self, domain_event: Any, tracking: Tracking) -> None:
            new: NewEvent = domain_event
            place = new.originator_id, new.originator_version
            record = Recorded(tenant, tracking.notification_id, *place, EPOCH, new.event)
            with self.view.datastore.transaction(commit=True) as cursor:
                connection = AsIfAsyncpg(cursor.connection)
                for topics, apply in followed:
                    if new.event.TOPIC in topics:
                        at_once(apply(connection, tenant, [record]))
                self.view._insert_tracking(cursor, tracking)  # noqa: SLF001 (what the library's own examples do)

    return OneByOne


class Row:
    """A row that is read by column, by number and in a row, as asyncpg's are."""

    __slots__ = ("_columns", "_values")

    def __init__(self, columns: Mapping[str, int], values: Sequence[Any]) -> None:
        self._columns = columns
        self._values = values

    def __getitem__(self, key: str | int) -> Any:
        return self._values[self._columns[key] if isinstance(key, str) else key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)


def rows_by_column(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], Row]:
    columns = {column.name: number for number, column in enumerate(cursor.description or ())}
    return lambda values: Row(columns, values)


class AsIfAsyncpg:
    """The part of asyncpg's connection that read models use, on a psycopg connection that answers at once."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._cursor = RawCursor(connection, row_factory=rows_by_column)

    async def execute(self, statement: str, *arguments: Any) -> str:
        return self._cursor.execute(statement.encode(), arguments).statusmessage or ""

    async def executemany(self, statement: str, arguments: Iterable[Sequence[Any]]) -> None:
        self._cursor.executemany(statement.encode(), arguments)

    async def fetch(self, statement: str, *arguments: Any) -> list[Row]:
        return self._cursor.execute(statement.encode(), arguments).fetchall()

    async def fetchrow(self, statement: str, *arguments: Any) -> Row | None:
        return self._cursor.execute(statement.encode(), arguments).fetchone()

    async def fetchval(self, statement: str, *arguments: Any) -> Any:
        row = await self.fetchrow(statement, *arguments)
        return row[0] if row else None


def at_once(work: Awaitable[None]) -> None:
    """Run a coroutine that never has to wait."""
    coroutine: Coroutine[Any, Any, None] = work  # type: ignore[assignment]
    try:
        coroutine.send(None)
    except StopIteration:
        return
    raise RuntimeError("a read model waited for something other than its connection")
