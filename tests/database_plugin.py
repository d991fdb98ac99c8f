"""A migrated database for tests: one template per run, one copy per worker, another copy for who asks for one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from domain.ids import KS
from infra.migrations.roles import LOGIN_ROLES, open_database
from infra.migrations.runner import migrate

TEMPLATE = "samson_template"

PASSWORDS = {role: f"password of {role}" for role in LOGIN_ROLES}

LOCK = "select pg_advisory_lock(hashtextextended('samson.tests.template', 0))"
FIND_TABLES = """
    select nspname, relname
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'p') and not relispartition
      and nspname not in ('pg_catalog', 'pg_toast', 'information_schema', 'migrations')
"""
FIND_TEMPLATE = "select 1 from pg_database where datname = %s"


@dataclass(frozen=True)
class DatabaseCopy:
    """A database of the test cluster, and how each role reaches it."""

    name: str
    admin_url: str

    def url(self, role: str) -> str:
        return located(self.admin_url, self.name, role, PASSWORDS[role])


def located(url: str, database: str, user: str = "", password: str = "") -> str:
    """`url` with another database and, where one is given, another user."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    login = f"{user}:{password.replace(' ', '%20')}" if user else parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{login}@{place}", path=f"/{database}"))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def database(cluster_url: str, _template: None) -> Iterator[DatabaseCopy]:
    """This worker's copy. Tests share it, so each opens tenants of its own."""
    with copied(cluster_url) as database:
        yield database


@pytest.fixture
def fresh_database(cluster_url: str, _template: None) -> Iterator[DatabaseCopy]:
    """A copy for one test, which nobody else has written to."""
    with copied(cluster_url) as database:
        yield database


@pytest.fixture(scope="session")
def _spare(cluster_url: str, _template: None) -> Iterator[DatabaseCopy]:
    with copied(cluster_url) as database:
        yield database


@pytest.fixture
def emptied_database(_spare: DatabaseCopy) -> DatabaseCopy:
    """As `fresh_database` in all but its making, which takes a fraction of the time: a copy without any rows."""
    with psycopg.connect(_spare.admin_url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        for table in connection.execute(FIND_TABLES).fetchall():
            connection.execute(SQL("delete from {}").format(Identifier(*table)))
        connection.execute("insert into log.tenant_head (tenant_id) values (%s)", [KS])
    return _spare


@pytest.fixture
def empty_database(cluster_url: str) -> Iterator[DatabaseCopy]:
    """A database that nothing has been migrated in."""
    with created(cluster_url, "template0") as database:
        yield database


@pytest.fixture(scope="session")
def _template(cluster_url: str) -> None:
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute(LOCK)
        if connection.execute(FIND_TEMPLATE, (TEMPLATE,)).fetchone():
            return
        draft = Identifier(f"{TEMPLATE}_draft")
        connection.execute(SQL("drop database if exists {} with (force)").format(draft))
        connection.execute(SQL("create database {} template template0").format(draft))
        migrate(located(cluster_url, f"{TEMPLATE}_draft"), PASSWORDS)
        connection.execute(SQL("alter database {} rename to {}").format(draft, Identifier(TEMPLATE)))


@contextmanager
def copied(cluster_url: str) -> Iterator[DatabaseCopy]:
    with created(cluster_url, TEMPLATE) as database:
        with psycopg.connect(database.admin_url, autocommit=True) as connection:
            open_database(connection)
        yield database


@contextmanager
def created(cluster_url: str, template: str) -> Iterator[DatabaseCopy]:
    name = f"samson_{uuid4().hex[:12]}"
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute(SQL("create database {} template {}").format(Identifier(name), Identifier(template)))
    try:
        yield DatabaseCopy(name, located(cluster_url, name))
    finally:
        with psycopg.connect(cluster_url, autocommit=True) as connection:
            connection.execute(SQL("drop database {} with (force)").format(Identifier(name)))
