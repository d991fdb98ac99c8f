"""What every table holds, past every policy: to see that something wrote nothing."""

from collections.abc import Mapping

import psycopg
from psycopg.sql import SQL, Identifier

from tests.running_site import Site

TABLES = """
    select nspname, relname
    from pg_class
    join pg_namespace on pg_namespace.oid = relnamespace
    where relkind = 'r' and nspname not like 'pg\\_%' and nspname not in ('information_schema', 'public', 'migrations')
    order by 1, 2
"""

CONTENT = SQL("select count(*), coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') from {}.{} as t")

KEPT_BY_THE_PROJECTOR = {("log", "projection_health")}
"""It reports on itself every few seconds, whether anybody asks or not."""

Contents = Mapping[tuple[str, str], tuple[int, str]]


def contents(site: Site) -> Contents:
    """Rows and their hash, by schema and table."""
    with psycopg.connect(site.database.admin_url) as connection:
        found = {}
        for schema, table in set(connection.execute(TABLES).fetchall()) - KEPT_BY_THE_PROJECTOR:
            row = connection.execute(CONTENT.format(Identifier(schema), Identifier(table))).fetchone()
            assert row is not None
            found[schema, table] = row
    return found


def changed(before: Contents, after: Contents) -> list[str]:
    return sorted(".".join(name) for name in before.keys() | after.keys() if before.get(name) != after.get(name))
