"""The migration runner, against real databases of the test cluster."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from database_plugin import PASSWORDS, DatabaseCopy, located
from psycopg.sql import SQL, Identifier

from infra.embedded.servers import embedded_servers
from infra.migrations.roles import (
    FIND_ROLES_ABOVE_THE_LAW,
    LOGIN_ROLES,
    OWNER,
    WEB,
    RoleIsTooPowerful,
    RolePasswordMissing,
    create_roles,
)
from infra.migrations.runner import (
    DatabaseIsNewer,
    Migration,
    MigrationNameIsWrong,
    MigrationWasEdited,
    migrate,
    read_migrations,
)

FIRST = Migration("0001_trees", "a1", "create table public.trees (name text primary key);")
SECOND = Migration("0002_birch", "b2", "insert into public.trees values ('birch');")


@pytest.fixture
def grove(empty_database: DatabaseCopy) -> DatabaseCopy:
    """An empty database where our owner may make tables in `public`."""
    with psycopg.connect(empty_database.admin_url, autocommit=True) as connection:
        connection.execute("grant all on schema public to public")
    return empty_database


def trees(database: DatabaseCopy) -> list[str]:
    with psycopg.connect(database.admin_url) as connection:
        return [row[0] for row in connection.execute("select name from public.trees order by name")]


def test_a_migration_is_applied_once(grove: DatabaseCopy) -> None:
    assert migrate(grove.admin_url, PASSWORDS, [FIRST, SECOND]) == ("0001_trees", "0002_birch")
    assert migrate(grove.admin_url, PASSWORDS, [FIRST, SECOND]) == ()
    assert trees(grove) == ["birch"]


def test_an_edited_migration_is_refused_and_nothing_is_applied(grove: DatabaseCopy) -> None:
    migrate(grove.admin_url, PASSWORDS, [FIRST])
    edited = Migration(FIRST.name, "other", FIRST.sql)
    with pytest.raises(MigrationWasEdited, match="0001_trees"):
        migrate(grove.admin_url, PASSWORDS, [edited, SECOND])
    assert trees(grove) == []


def test_old_code_refuses_a_newer_database(grove: DatabaseCopy) -> None:
    migrate(grove.admin_url, PASSWORDS, [FIRST, SECOND])
    with pytest.raises(DatabaseIsNewer, match="0002_birch"):
        migrate(grove.admin_url, PASSWORDS, [FIRST])


def test_a_migration_that_fails_in_the_middle_leaves_nothing(grove: DatabaseCopy) -> None:
    broken = Migration("0002_broken", "c3", "insert into public.trees values ('oak'); select 1/0;")
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(grove.admin_url, PASSWORDS, [FIRST, broken])
    assert trees(grove) == []
    assert migrate(grove.admin_url, PASSWORDS, [FIRST, SECOND]) == ("0002_birch",)


def test_two_runners_at_once_apply_each_migration_once(grove: DatabaseCopy) -> None:
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda _: migrate(grove.admin_url, PASSWORDS, [FIRST, SECOND]), range(2)))
    assert sorted(runs) == [(), ("0001_trees", "0002_birch")]
    assert trees(grove) == ["birch"]


def test_a_migration_gives_up_on_a_table_that_stays_busy(grove: DatabaseCopy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.migrations.runner.LOCK_TIMEOUT", "50ms")
    migrate(grove.admin_url, PASSWORDS, [FIRST])
    with psycopg.connect(grove.admin_url) as reader:
        reader.execute("select * from public.trees")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            migrate(grove.admin_url, PASSWORDS, [FIRST, Migration("0002_drop", "d4", "drop table public.trees;")])


@pytest.fixture
def untouched_cluster(tmp_path: Path) -> Iterator[str]:
    """The superuser's address of a cluster in which none of our roles exist."""
    with embedded_servers(tmp_path, "fast") as addresses:
        yield addresses.database_url


def test_the_product_migrates_from_an_ordinary_role_that_owns_the_database(untouched_cluster: str) -> None:
    """A hosted PostgreSQL rarely hands out a superuser."""
    with psycopg.connect(untouched_cluster, autocommit=True) as connection:
        connection.execute("create role landlord login createrole password 'secret'")
        connection.execute("create database house owner landlord template template0")
    landlord = located(untouched_cluster, "house", "landlord", "secret")
    assert migrate(landlord, PASSWORDS) == tuple(migration.name for migration in read_migrations())
    assert migrate(landlord, PASSWORDS) == ()
    with psycopg.connect(located(untouched_cluster, "house", WEB, PASSWORDS[WEB])) as connection:
        assert connection.execute("select count(*) from log.events").fetchone() == (0,)


def test_every_role_that_logs_in_has_a_password(empty_database: DatabaseCopy) -> None:
    with pytest.raises(RolePasswordMissing, match="samson_web"):
        migrate(empty_database.admin_url, PASSWORDS | {WEB: ""}, [])


def test_a_role_that_row_level_security_cannot_bind_is_refused(
    empty_database: DatabaseCopy, monkeypatch: pytest.MonkeyPatch
) -> None:
    strong = f"strong_{uuid4().hex[:8]}"
    monkeypatch.setattr("infra.migrations.roles.OWNER", strong)
    with psycopg.connect(empty_database.admin_url, autocommit=True) as connection:
        connection.execute(SQL("create role {} bypassrls").format(Identifier(strong)))
        try:
            with pytest.raises(RoleIsTooPowerful, match=strong):
                create_roles(connection, PASSWORDS)
        finally:
            connection.execute(SQL("drop role {}").format(Identifier(strong)))


def test_databases_of_one_cluster_can_be_migrated_at_the_same_time(cluster_url: str) -> None:
    def make_roles_again_and_again(_: int) -> None:
        with psycopg.connect(cluster_url, autocommit=True) as connection:
            for _ in range(20):
                create_roles(connection, PASSWORDS)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(make_roles_again_and_again, range(4)))


def test_no_role_is_a_superuser_or_bypasses_row_level_security(database: DatabaseCopy) -> None:
    with psycopg.connect(database.admin_url) as connection:
        rows = connection.execute(FIND_ROLES_ABOVE_THE_LAW, {"roles": [OWNER, *LOGIN_ROLES]}).fetchall()
    assert rows == []


def test_a_file_is_named_by_its_number_and_what_it_does(tmp_path: Path) -> None:
    (tmp_path / "1_first.sql").write_text("select 1")
    with pytest.raises(MigrationNameIsWrong, match=r"1_first\.sql"):
        read_migrations(tmp_path)


def test_two_files_never_share_a_number(tmp_path: Path) -> None:
    (tmp_path / "0001_first.sql").write_text("select 1")
    (tmp_path / "0001_second.sql").write_text("select 1")
    with pytest.raises(MigrationNameIsWrong, match=r"0001_first\.sql, 0001_second\.sql"):
        read_migrations(tmp_path)


@pytest.mark.parametrize("role", LOGIN_ROLES)
def test_every_role_reaches_the_database_by_its_password(database: DatabaseCopy, role: str) -> None:
    with psycopg.connect(database.url(role)) as connection:
        assert connection.execute("select current_user").fetchone() == (role,)
