"""Tenants are kept apart by the database itself. Its catalogue is asked, so that new tables fall under it too."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier, Literal

from infra.migrations.roles import KEYRING, LOGIN_ROLES, NATIONAL, OWNER, PROJECTOR, WORKER
from tests.database_plugin import DatabaseCopy, copied

OURS = "nspname not like 'pg\\_%' and nspname not in ('information_schema', 'public')"

TENANT_TABLES = f"""
    select format('%I.%I', nspname, relname), relrowsecurity, relforcerowsecurity, relispartition
    from pg_class
    join pg_namespace on pg_namespace.oid = relnamespace
    join pg_attribute on attrelid = pg_class.oid and attname = 'tenant_id' and not attisdropped
    where relkind in ('r', 'p') and {OURS}
    order by 1
"""

POLICIES = f"""
    select format('%I.%I', nspname, relname), polname, polcmd,
      (select array_agg(case when role = 0 then 'public' else role::regrole::text end order by role)
       from unnest(polroles) as role),
      pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
    from pg_policy
    join pg_class on pg_class.oid = polrelid
    join pg_namespace on pg_namespace.oid = relnamespace
    where {OURS}
    order by 1, 2
"""

OWN_TENANT = "(tenant_id = ( SELECT log.tenant() AS tenant))"

CONTRIBUTED = {
    f"read_contributions.{name}"
    for name in ("contributors", "contributed_actions", "contributed_collaborations", "contributed_measurements")
}

BEYOND_THE_TENANT = {
    ("log.tenant_head", "every_head", "r", (PROJECTOR, WORKER)),
    ("log.tracking", "every_tracking", "*", (PROJECTOR,)),
    ("log.outbox", "every_work", "*", (WORKER,)),
    ("log.checkpoints", "every_checkpoint", "r", (WORKER,)),
    ("accounts.reminded_days", "every_day", "r", (WORKER,)),
    ("campaigns.looks", "every_look", "r", (WORKER,)),
    ("accounts.memberships", "own_account", "r", ("public",)),
    ("accounts.workspaces", "own_account", "r", ("public",)),
    ("accounts.invitations", "own_token", "r", ("public",)),
    ("accounts.invitations", "own_address", "r", ("public",)),
    ("dialogue.rooms", "own_code", "r", ("public",)),
    ("dialogue.seats", "own_seat", "r", ("public",)),
    *((table, "every_sharer", "r", (NATIONAL,)) for table in CONTRIBUTED),
    *((table, "who_shares", "r", (NATIONAL,)) for table in CONTRIBUTED),
}
"""Who sees rows of more than one tenant: how far logs and read models are, what is signed, what is reminded of, where
campaigns have something to do, what work waits, a person's own, what the holder of a code or of a device's token
finds, and what is contributed to the country's figures by those who share."""

SEES_ALL = {
    (PROJECTOR, "log.tenant_head"),
    (WORKER, "log.tenant_head"),
    (PROJECTOR, "log.tracking"),
    (WORKER, "log.outbox"),
    (WORKER, "log.checkpoints"),
    (WORKER, "accounts.reminded_days"),
    (WORKER, "campaigns.looks"),
    *((NATIONAL, table) for table in CONTRIBUTED),
}

RIGHT, WRONG = 8, 9

EXAMPLES = {
    "integer": "8",
    "bigint": "8",
    "smallint": "8",
    "text": "'x'",
    "uuid": "gen_random_uuid()",
    "bytea": "sha256('x')",
    "boolean": "true",
    "jsonb": "'{}'",
    "date": "current_date",
    "timestamp with time zone": "clock_timestamp()",
    "double precision": "1",
    "numeric": "1",
    "text[]": "'{}'",
}


@pytest.fixture
def admin(database: DatabaseCopy) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database.admin_url, autocommit=True) as connection:
        yield connection


def test_every_table_of_tenants_has_forced_row_level_security(admin: psycopg.Connection[Any]) -> None:
    tables = admin.execute(TENANT_TABLES).fetchall()
    print(f"{len(tables)} tables with a tenant_id")  # noqa: T201 -- the count shows that something was checked
    assert "log.events" in {name for name, *_ in tables}
    assert [name for name, enabled, forced, _ in tables if not (enabled and forced)] == []


def test_every_table_of_tenants_is_open_to_its_own_tenant_only(admin: psycopg.Connection[Any]) -> None:
    policies = admin.execute(POLICIES).fetchall()
    own = {
        table
        for table, name, command, roles, using, check in policies
        if (name, command, roles, using) == ("own_tenant", "*", ["public"], OWN_TENANT) and check in (None, OWN_TENANT)
    }
    assert {name for name, *_ in admin.execute(TENANT_TABLES).fetchall()} - own == set()


def test_whoever_sees_more_than_one_tenant_is_listed(admin: psycopg.Connection[Any]) -> None:
    found = {
        (table, name, command, tuple(sorted(roles)))
        for table, name, command, roles, *_ in admin.execute(POLICIES).fetchall()
        if name != "own_tenant"
    }
    assert found == BEYOND_THE_TENANT


def test_the_national_work_reads_nothing_of_any_tenant_but_what_is_contributed(admin: psycopg.Connection[Any]) -> None:
    reached = {name for name, *_ in admin.execute(TENANT_TABLES).fetchall() if reaches(admin, NATIONAL, name)}
    assert reached == CONTRIBUTED


def reaches(admin: psycopg.Connection[Any], role: str, table: str) -> bool:
    """In any way at all."""
    asked = """
        select bool_or(has_table_privilege(%s, %s, privilege))
        from unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as privilege
    """
    return bool(admin.execute(asked, [role, table]).fetchone() == (True,))


@pytest.fixture(scope="module")
def filled(cluster_url: str, _template: None) -> Iterator[DatabaseCopy]:
    """A row of the right tenant in every table. What else the tables ask of a row is of no matter here."""
    with copied(cluster_url) as database:
        with psycopg.connect(database.admin_url, autocommit=True) as connection:
            connection.execute("set session_replication_role = replica")
            for table in tenant_tables(connection):
                fill(connection, table)
        yield database


def tenant_tables(connection: psycopg.Connection[Any]) -> list[str]:
    return [name for name, _, _, partition in connection.execute(TENANT_TABLES).fetchall() if not partition]


def fill(connection: psycopg.Connection[Any], table: str) -> None:
    checks = "select conname from pg_constraint where conrelid = %s::regclass and contype = 'c'"
    for (check,) in connection.execute(checks, [table]).fetchall():
        connection.execute(SQL("alter table {} drop constraint {}").format(SQL(table), Identifier(check)))
    columns = """
        select attname, format_type(atttypid, atttypmod) from pg_attribute
        where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
    """
    names, kinds = zip(*connection.execute(columns, [table]).fetchall(), strict=True)
    connection.execute(
        SQL("insert into {} ({}) values ({})").format(
            SQL(table), SQL(", ").join(map(Identifier, names)), SQL(", ").join(SQL(EXAMPLES[kind]) for kind in kinds)
        )
    )


@pytest.mark.parametrize("role", LOGIN_ROLES)
def test_no_table_says_anything_without_a_tenant_or_to_the_wrong_one(filled: DatabaseCopy, role: str) -> None:
    with psycopg.connect(filled.url(role), autocommit=True) as connection:
        asked = [table for table in tenant_tables(connection) if may_select(connection, table)]
        said = {table: [rows_for(connection, table, tenant) for tenant in ("", WRONG, RIGHT)] for table in asked}
    print(f"{role}: {len(asked)} tables, each with no tenant, the wrong one and the right one")  # noqa: T201
    assert {table for table, (_, _, right) in said.items() if right == 0} == set()
    leaks = {table for table, (none, wrong, _) in said.items() if none or wrong}
    assert leaks == {table for who, table in SEES_ALL if who == role}


def may_select(connection: psycopg.Connection[Any], table: str) -> bool:
    usage = """
        select has_schema_privilege(relnamespace, 'usage') and has_table_privilege(oid, 'select')
        from pg_class where oid = %s::regclass
    """
    try:
        row = connection.execute(usage, [table]).fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return False
    return bool(row and row[0])


def rows_for(connection: psycopg.Connection[Any], table: str, tenant: int | str) -> int:
    connection.execute(SQL("set samson.tenant_id = {}").format(Literal(str(tenant))))
    row = connection.execute(SQL("select count(*) from {}").format(SQL(table))).fetchone()
    return int(row[0]) if row else 0


def test_the_owner_sees_no_more_than_the_tenant_that_is_set(filled: DatabaseCopy) -> None:
    with psycopg.connect(filled.admin_url, autocommit=True) as connection:
        connection.execute(SQL("set role {}").format(Identifier(OWNER)))
        for table in tenant_tables(connection):
            assert [rows_for(connection, table, tenant) for tenant in ("", WRONG)] == [0, 0], table


def test_nobody_writes_another_tenants_rows(filled: DatabaseCopy) -> None:
    """`own_tenant` holds for writing too: a projector that works for one tenant can't write for another."""
    with psycopg.connect(filled.url(PROJECTOR)) as connection:
        connection.execute(SQL("set local samson.tenant_id = {}").format(Literal(str(WRONG))))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "insert into read_people.people (tenant_id, subject_id, role, standing, email, invited_at)"
                " values (%s, gen_random_uuid(), 'x', 'x', '', now())",
                [RIGHT],
            )


def test_nobody_but_the_append_function_writes_events(admin: psycopg.Connection[Any]) -> None:
    writing = """
        select role, tables.oid::regclass::text, privilege
        from pg_class as tables
        cross join unnest(%s::text[]) as role
        cross join unnest(array['insert', 'update', 'delete', 'truncate']) as privilege
        where tables.relnamespace = 'log'::regnamespace and tables.relname ~ '^(events|tenant_head|commands|snapshots)'
          and tables.relkind in ('r', 'p') and has_table_privilege(role, tables.oid, privilege)
    """
    assert admin.execute(writing, [list(LOGIN_ROLES)]).fetchall() == []


def test_no_partition_is_reached_around_its_table(admin: psycopg.Connection[Any]) -> None:
    reaching = """
        select role, tables.oid::regclass::text
        from unnest(%s::text[]) as role, pg_class as tables
        where tables.relispartition and tables.relkind = 'r' and has_table_privilege(role, tables.oid, 'select')
    """
    assert admin.execute(reaching, [list(LOGIN_ROLES)]).fetchall() == []


def test_no_function_acts_as_a_superuser_and_those_that_act_as_the_owner_are_closed(
    admin: psycopg.Connection[Any],
) -> None:
    definers = f"""
        select pg_proc.oid::regprocedure::text, rolsuper or rolbypassrls, proconfig,
          exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0)
        from pg_proc
        join pg_roles on pg_roles.oid = proowner
        join pg_namespace on pg_namespace.oid = pronamespace
        where prosecdef and {OURS}
        order by 1
    """
    found = admin.execute(definers).fetchall()
    print(f"{len(found)} functions that act as their owner")  # noqa: T201
    assert any(name.startswith("log.append(") for name, *_ in found)
    assert [name for name, powerful, _, _ in found if powerful] == []
    assert [name for name, _, settings, _ in found if not any("search_path=" in one for one in settings or [])] == []
    assert [name for name, _, _, public in found if public] == []


def test_everything_belongs_to_the_owner(admin: psycopg.Connection[Any]) -> None:
    owners = f"""
        select distinct relowner::regrole::text from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where {OURS}
        union
        select distinct nspowner::regrole::text from pg_namespace where {OURS}
    """
    assert admin.execute(owners).fetchall() == [(OWNER,)]


def test_no_view_looks_past_row_level_security(admin: psycopg.Connection[Any]) -> None:
    """A view reads as its owner unless it says `security_invoker`; a materialised one always does."""
    views = f"""
        select pg_class.oid::regclass::text from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where {OURS} and (
          relkind = 'm' or relkind = 'v' and not coalesce(reloptions, '{{}}') @> '{{security_invoker=true}}'
        )
    """
    assert admin.execute(views).fetchall() == []


def test_keys_are_for_the_keyring_alone(admin: psycopg.Connection[Any]) -> None:
    others = "select role from unnest(%s::text[]) as role where has_schema_privilege(role, 'keys', 'usage')"
    assert admin.execute(others, [list(LOGIN_ROLES)]).fetchall() == [(KEYRING,)]
