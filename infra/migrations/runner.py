"""Brings a database to the newest definition. Forward only: what is applied is never edited and never undone."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from infra.migrations.roles import OWNER, create_roles, open_database

FOLDER = Path(__file__).parent

LOCK_TIMEOUT = "5s"
"""A migration that waits for a busy table stops everybody who comes after it, so it gives up early instead."""

LOCK = "select pg_advisory_lock(hashtextextended('samson.migrations', 0))"
UNLOCK = "select pg_advisory_unlock(hashtextextended('samson.migrations', 0))"

CREATE_LEDGER = """
    create schema if not exists migrations;
    create table if not exists migrations.applied (
      name text primary key,
      sha256 text not null,
      applied_at timestamptz not null default clock_timestamp()
    );
"""
LIST_APPLIED = "select name, sha256 from migrations.applied order by name"
RECORD_APPLIED = "insert into migrations.applied (name, sha256) values (%(name)s, %(sha256)s)"


class MigrationWasEdited(Exception):
    """An applied migration has another content now: write a new one instead."""


class DatabaseIsNewer(Exception):
    """The database holds a migration that this code does not know."""


class MigrationNameIsWrong(Exception):
    """A migration is named `NNNN_what.sql`, with a number of its own."""


class Migration(msgspec.Struct, frozen=True):
    """One file: its name without `.sql`, the hexadecimal hash of its content, and its SQL."""

    name: str
    sha256: str
    sql: str


def migrate(
    admin_url: str, passwords: Mapping[str, str], migrations: Sequence[Migration] | None = None
) -> tuple[str, ...]:
    """Make the roles and apply what is missing, in the order of numbers. Returns the names of what was applied.

    `admin_url` is a superuser's, or that of a role with CREATEROLE that owns the database.
    `passwords` are those of `roles.LOGIN_ROLES`. Several may call this at once: one works, the others wait.
    """
    wanted = read_migrations() if migrations is None else migrations
    with psycopg.connect(admin_url, autocommit=True) as connection, _alone(connection):
        create_roles(connection, passwords)
        open_database(connection)
        with as_owner(connection):
            connection.execute(CREATE_LEDGER)
            applied: dict[str, str] = dict(connection.execute(LIST_APPLIED).fetchall())
        missing = _missing(wanted, applied)
        for migration in missing:
            _apply(connection, migration)
    return tuple(migration.name for migration in missing)


def read_migrations(folder: Path = FOLDER) -> tuple[Migration, ...]:
    paths = sorted(folder.glob("*.sql"))
    numbers = [path.name[:4] for path in paths]
    if wrong := [path.name for path in paths if not re.fullmatch(r"\d{4}_[a-z0-9_]+", path.stem)]:
        raise MigrationNameIsWrong(", ".join(wrong))
    if len(set(numbers)) < len(numbers):
        raise MigrationNameIsWrong(", ".join(path.name for path in paths if numbers.count(path.name[:4]) > 1))
    return tuple(
        Migration(path.stem, hashlib.sha256(path.read_bytes()).hexdigest(), path.read_text("utf-8")) for path in paths
    )


@contextmanager
def as_owner(connection: Connection[Any]) -> Iterator[None]:
    """One transaction as the owner of the schemas, with a short patience for locks."""
    with connection.transaction():
        connection.execute(SQL("set local lock_timeout = {}").format(LOCK_TIMEOUT))
        connection.execute(SQL("set local role {}").format(Identifier(OWNER)))
        yield


@contextmanager
def _alone(connection: Connection[Any]) -> Iterator[None]:
    connection.execute(LOCK)
    try:
        yield
    finally:
        connection.execute(UNLOCK)


def _missing(wanted: Sequence[Migration], applied: Mapping[str, str]) -> tuple[Migration, ...]:
    if unknown := applied.keys() - {migration.name for migration in wanted}:
        raise DatabaseIsNewer(", ".join(sorted(unknown)))
    if edited := [m.name for m in wanted if m.name in applied and applied[m.name] != m.sha256]:
        raise MigrationWasEdited(", ".join(edited))
    return tuple(migration for migration in wanted if migration.name not in applied)


def _apply(connection: Connection[Any], migration: Migration) -> None:
    with as_owner(connection):
        connection.execute(migration.sql.encode())
        connection.execute(RECORD_APPLIED, {"name": migration.name, "sha256": migration.sha256})
