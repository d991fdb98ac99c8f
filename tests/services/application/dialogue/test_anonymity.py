"""From the whole database, the log and Valkey nobody can tell who gave which private answer. Source: domain model, 8.

The test is a game. Two meetings are alike in everything but who answered what, and in which order they did. Whoever
holds a copy of every table, with the order in which its rows were written and where they lie, must not be able to
tell which of the two it is: then no join and no timing can either, whatever somebody thinks of later.

Random values (ids, tokens, keys, seals, hashes) are replaced by their lengths, times of the clock by one word: what is
random tells nothing by itself, and where one appears twice it is replaced by the same mark, so that joins are seen.
"""

import re
from collections.abc import Sequence
from itertools import count
from typing import Any

import psycopg
import pytest
from database_plugin import DatabaseCopy, copied
from meetings import Device, opened_meeting
from psycopg.sql import SQL, Identifier
from redis import Redis

from domain.ids import QuestionId
from domain.scoring.answer import Answer
from domain.sectors import Sector
from infra.accounts.tokens import sha256_of_token

pytestmark = pytest.mark.anyio

TABLES = """
    select nspname, relname
    from pg_class
    join pg_namespace on pg_namespace.oid = relnamespace
    where relkind = 'r' and nspname not like 'pg\\_%' and nspname not in ('information_schema', 'migrations')
    order by 1, 2
"""
ROWS = SQL("select xmin::text::bigint, ctid::text, t.* from {} as t")

NOTE = "update dialogue.seats set name = name where token_sha256 = %s"

RANDOM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{40,}")
"""Ids, and bytes in hexadecimal, wherever they stand, in the middle of an event's JSON too."""

CODE = re.compile(r"\bcode=\w+")
"""Random too, in a form of its own."""

CLOCK = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:?\d\d|Z)?")

TENANT = 77_777
"""The same in both meetings, because the partition follows from it."""

GROUP = (Sector.MUNICIPALITY, Sector.STATE, Sector.MUNICIPALITY, Sector.CITIZENS)
"""One of them is alone on a side: whoever could see a ballot's side would know whose it is."""

FIRST, SECOND = QuestionId("1-1"), QuestionId("1-2")

Said = Sequence[tuple[int, QuestionId, Answer]]
"""Who (by the number of the device) answered what, in the order in which they did."""

MARKS = b"health:"
"""Left by the processes of other tests: that they get on."""

AS_THEY_CAME: Said = (
    (0, FIRST, 2), (1, FIRST, 7), (2, FIRST, 9), (3, FIRST, 4),
    (0, SECOND, 1), (1, SECOND, 8), (2, SECOND, 5), (3, SECOND, "not_relevant"),
)  # fmt: skip

OTHERWISE: Sequence[Said] = (
    tuple(reversed(AS_THEY_CAME[:4])) + tuple(reversed(AS_THEY_CAME[4:])),
    (
        (0, FIRST, 9), (1, FIRST, 4), (2, FIRST, 2), (3, FIRST, 7),
        (3, SECOND, 8), (2, SECOND, 1), (1, SECOND, "not_relevant"), (0, SECOND, 5),
    ),
    # One changes an answer twice on the way, which must not show either.
    ((1, FIRST, 0), *AS_THEY_CAME[:3], (1, FIRST, 3), (3, FIRST, 4), (1, FIRST, 7), *AS_THEY_CAME[4:]),
)  # fmt: skip
"""In another order; from other people, the one alone on a side among them; and after second thoughts."""


async def held(
    database: DatabaseCopy,
    redis_url: str,
    said: Said,
    *,
    reveal: bool = False,
    noting: bool = False,
    alone: bool = False,
) -> list[str]:
    """Everything that is kept of such a meeting, as whoever holds a copy of it all can see it.

    `alone`: the group answers by the links in its letters, and comes on the roll by it.
    """
    with Redis.from_url(redis_url) as valkey:
        valkey.flushdb()
        async with opened_meeting(database, redis_url, TENANT) as meeting:
            devices = [await meeting.join(sector, name) for sector, name in zip(GROUP, "ABCD", strict=True)]
            invitations = [await meeting.invite(sector) for sector in GROUP]
            for who, question, answer in said:
                if alone:
                    await meeting.answer_alone(invitations[who], {question: answer})
                else:
                    await meeting.answer(devices[who], {question: answer})
                if noting:
                    _note(database, devices[who])
            if reveal:
                await meeting.reveal(FIRST)
                await meeting.reveal(SECOND)
        with psycopg.connect(database.admin_url) as connection:
            rows = seen_in(connection)
        return rows + sorted(f"{key!r}" for key in valkey.scan_iter() if not key.startswith(MARKS))


def _note(database: DatabaseCopy, device: Device) -> None:
    with psycopg.connect(database.admin_url) as connection:
        connection.execute(NOTE, [sha256_of_token(device.token)])


def seen_in(connection: psycopg.Connection[Any]) -> list[str]:
    """Each row with its rank in time and its rank in its table, in the order of time."""
    found = []
    for schema, table in connection.execute(TABLES).fetchall():
        cursor = connection.execute(ROWS.format(Identifier(schema, table)))
        assert cursor.description is not None
        names = [column.name for column in cursor.description[2:]]
        rows = sorted(cursor.fetchall(), key=lambda row: _place(row[1]))
        for rank, (written, _, *values) in enumerate(rows):
            cells = " ".join(f"{name}={_text(value)}" for name, value in zip(names, values, strict=True))
            found.append((written, f"{schema}.{table}", rank, cells))
    found.sort()
    moments = {written: number for number, written in enumerate(sorted({row[0] for row in found}))}
    return _unmarked([f"{moments[written]} {table} {rank} {cells}" for written, table, rank, cells in found])


def _place(ctid: str) -> tuple[int, ...]:
    return tuple(map(int, ctid.strip("()").split(",")))


def _text(value: object) -> str:
    if not isinstance(value, bytes):
        return str(value)
    try:
        return value.decode() if value.startswith(b"{") else value.hex()
    except UnicodeDecodeError:
        return value.hex()


def _unmarked(lines: Sequence[str]) -> list[str]:
    """Random values by length, and by the number of their first appearance."""
    marks: dict[str, str] = {}
    numbers = count(1)

    def mark(found: re.Match[str]) -> str:
        return marks.setdefault(found.group(), f"<{len(found.group())}#{next(numbers)}>")

    return [RANDOM.sub(mark, CLOCK.sub("<moment>", CODE.sub("code", line))) for line in lines]


@pytest.mark.parametrize("alone", [False, True], ids=["on phones in the room", "by the links in letters"])
@pytest.mark.parametrize("reveal", [False, True], ids=["before the reveal", "after the reveal"])
async def test_who_answered_what_and_in_which_order_leaves_no_trace(
    fresh_database: DatabaseCopy, cluster_url: str, redis_url: str, *, reveal: bool, alone: bool
) -> None:
    one = await held(fresh_database, redis_url, AS_THEY_CAME, reveal=reveal, alone=alone)
    for otherwise in OTHERWISE:
        with copied(cluster_url) as another:
            assert await held(another, redis_url, otherwise, reveal=reveal, alone=alone) == one


async def test_the_game_is_lost_by_a_table_that_notes_when_somebody_answered(
    fresh_database: DatabaseCopy, cluster_url: str, redis_url: str
) -> None:
    """Not a time, not a word: it is enough that a device's row is written again with its answer."""
    one = await held(fresh_database, redis_url, AS_THEY_CAME, noting=True)
    with copied(cluster_url) as another:
        assert await held(another, redis_url, OTHERWISE[0], noting=True) != one
