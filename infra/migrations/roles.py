"""The database's roles. None is a superuser, none may bypass row-level security."""

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from psycopg import Connection
from psycopg.errors import DuplicateObject, InternalError_, UniqueViolation
from psycopg.sql import SQL, Identifier, Literal

OWNER: Final = "samson_owner"
"""Owns every schema, never logs in. Migrations, rebuilds and swaps run as this role."""

WEB: Final = "samson_web"
WORKER: Final = "samson_worker"
PROJECTOR: Final = "samson_projector"
KEYRING: Final = "samson_keyring"
KS: Final = "samson_ks"
NATIONAL: Final = "samson_national"
"""Makes the country's figures: it reads what municipalities that share contribute, and nothing else of any tenant."""

LOGIN_ROLES: Final = (WEB, WORKER, PROJECTOR, KEYRING, KS, NATIONAL)

FIND_ROLES_ABOVE_THE_LAW = """
    select rolname
    from pg_roles
    where rolname = any(%(roles)s) and (rolsuper or rolbypassrls)
    order by rolname
"""


class RoleIsTooPowerful(Exception):
    """A role of ours is a superuser or may bypass row-level security: tenants would not be kept apart."""


class RolePasswordMissing(Exception):
    """Every role that logs in needs a password."""


PAUSE: Final = 0.05
ATTEMPTS: Final = 100


def create_roles(connection: Connection[Any], passwords: Mapping[str, str]) -> None:
    """Make what is missing and set the passwords anew. `connection` is an administrator's, in autocommit."""
    if missing := [role for role in LOGIN_ROLES if not passwords.get(role)]:
        raise RolePasswordMissing(", ".join(missing))
    for _ in range(ATTEMPTS):
        # Roles belong to the whole cluster, advisory locks to one database: another database of ours may be at it too.
        with suppress(InternalError_, UniqueViolation):
            _make_roles(connection, passwords)
            return
        time.sleep(PAUSE)
    _make_roles(connection, passwords)


def _make_roles(connection: Connection[Any], passwords: Mapping[str, str]) -> None:
    _create(connection, OWNER, SQL("nologin"))
    for role in LOGIN_ROLES:
        _create(connection, role, SQL("login"))
        connection.execute(SQL("alter role {} password {}").format(Identifier(role), Literal(passwords[role])))
    _refuse_powerful_roles(connection)
    for role in (OWNER, PROJECTOR):
        # The projector's too, because a rebuild ends by moving its positions.
        connection.execute(SQL("grant {} to current_user with set true").format(Identifier(role)))


def open_database(connection: Connection[Any]) -> None:
    """Say who may enter this database; needed in a copy too, as a copy has none of its template's grants."""
    name = Identifier(connection.info.dbname)
    roles = SQL(", ").join(map(Identifier, LOGIN_ROLES))
    connection.execute(SQL("revoke all on database {} from public").format(name))
    connection.execute(SQL("grant connect on database {} to {}").format(name, roles))
    connection.execute(SQL("grant connect, create on database {} to {}").format(name, Identifier(OWNER)))


def _create(connection: Connection[Any], role: str, login: SQL) -> None:
    statement = SQL("create role {} {} nosuperuser nobypassrls nocreatedb nocreaterole noreplication")
    try:
        connection.execute(statement.format(Identifier(role), login))
    except (DuplicateObject, UniqueViolation):
        # Roles belong to the whole cluster: another database of ours has made it, perhaps this very moment.
        return


def _refuse_powerful_roles(connection: Connection[Any]) -> None:
    rows = connection.execute(FIND_ROLES_ABOVE_THE_LAW, {"roles": [OWNER, *LOGIN_ROLES]}).fetchall()
    if rows:
        raise RoleIsTooPowerful(", ".join(row[0] for row in rows))
