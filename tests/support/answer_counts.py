"""A small read model for tests: how many answers each stream has, and their sum. It can be told to choke."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import psycopg
from asyncpg import Connection

from domain.event import Event
from domain.ids import TenantId
from domain.measurement.events import AnswerRevised, QuestionAnswered
from infra.database import Database
from infra.eventlog.log import EventLog
from infra.eventlog.records import Recorded
from infra.migrations.roles import PROJECTOR, WEB
from infra.migrations.runner import as_owner
from projections.follower import Follower
from projections.projection import Projection
from tests.database_plugin import DatabaseCopy
from tests.support.logs import NoKeys, answered, append, new_tenant, versions

DEFINITION = """
    drop schema if exists read_answer_counts cascade;
    create schema read_answer_counts;
    grant usage on schema read_answer_counts to samson_web, samson_projector;

    create table read_answer_counts.counts (
      tenant_id integer not null,
      stream_id uuid not null,
      answers integer not null,
      total integer not null,
      last_position bigint not null,
      primary key (tenant_id, stream_id)
    );
    create index counts_by_total on read_answer_counts.counts (tenant_id, total);
    call log.guard('read_answer_counts.counts');
    grant select on read_answer_counts.counts to samson_web;
    grant select, insert, update, delete on read_answer_counts.counts to samson_projector;
"""

ADD = """
    insert into read_answer_counts.counts as old (tenant_id, stream_id, answers, total, last_position)
    select $1, stream_id, count(*), sum(answer), max(position)
    from unnest($2::uuid[], $3::integer[], $4::bigint[]) as new (stream_id, answer, position)
    group by stream_id
    on conflict (tenant_id, stream_id) do update
    set answers = old.answers + excluded.answers,
        total = old.total + excluded.total,
        last_position = excluded.last_position
"""

READ = """
    select stream_id, answers, total, last_position
    from read_answer_counts.counts
    where tenant_id = $1
    order by stream_id
"""

Row = tuple[UUID, int, int, int]


class Indigestible(Exception):
    """What a read model with a fault in it raises."""


def define(database: DatabaseCopy) -> None:
    """Empty, and at the beginning of every log."""
    with psycopg.connect(database.admin_url, autocommit=True) as connection:
        connection.execute("delete from log.tracking where projection like 'answer_counts%'")
        with as_owner(connection):
            connection.execute(DEFINITION)


def _answer_in(event: Event) -> int:
    assert isinstance(event, QuestionAnswered | AnswerRevised)
    assert isinstance(event.answer, int)
    return event.answer


def answer_counts(chokes_on: Callable[[Recorded], bool] = lambda _: False, weight: int = 1) -> Projection:
    """`weight` stands for a change of the read model's logic."""

    async def apply(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
        if any(chokes_on(record) for record in records):
            raise Indigestible
        await connection.execute(
            ADD,
            tenant,
            [record.originator_id for record in records],
            [_answer_in(record.event) * weight for record in records],
            [record.position for record in records],
        )

    return Projection(name="answer_counts", events=(QuestionAnswered, AnswerRevised), apply=apply)


async def read(connection: Connection, tenant: TenantId) -> list[Row]:
    return [tuple(row) for row in await connection.fetch(READ, tenant)]


class World:
    """A database with the read model in it, one tenant, and what it takes to write and to follow."""

    def __init__(self, database: DatabaseCopy, web: Database, projector: Database) -> None:
        self.database = database
        self.web = web
        self.projector = projector
        self.log = EventLog(web, NoKeys())
        self.tenant = new_tenant(database)

    async def answer(self, *answers: int, stream: UUID | None = None, after: int = 0) -> UUID:
        stream = stream or uuid4()
        await append(self.log, self.tenant, versions(stream, [answered(answer) for answer in answers], after))
        return stream

    def follower(self, projection: Projection | None = None, page: int = 1000) -> Follower:
        return Follower(self.projector, [projection or answer_counts()], page=page)

    async def rows(self, tenant: TenantId | None = None) -> list[Row]:
        async with self.web.reading(tenant or self.tenant) as connection:
            return await read(connection, tenant or self.tenant)

    async def tracking(self, projection: str = "answer_counts") -> tuple[int, str | None]:
        query = "select position, parked_reason from log.tracking where tenant_id = $1 and projection = $2"
        async with self.web.reading(self.tenant) as connection:
            return tuple(await connection.fetchrow(query, self.tenant, projection))


@asynccontextmanager
async def opened(database: DatabaseCopy) -> AsyncIterator[World]:
    define(database)
    async with (
        Database.opened(database.url(WEB), size=2) as web,
        Database.opened(database.url(PROJECTOR), size=6) as projector,
    ):
        yield World(database, web, projector)
