import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
import redis
from waiting import eventually

from infra.embedded import postgres as postgres_module
from infra.embedded.postgres import EmbeddedPostgres
from infra.embedded.process import Account, EmbeddedServerFailed
from infra.embedded.servers import embedded_servers
from infra.embedded.valkey import embedded_valkey

USER = """
import sys, pathlib
from infra.embedded.servers import embedded_servers
with embedded_servers(pathlib.Path(sys.argv[1]), "fast") as addresses:
    print(addresses.database_url, addresses.redis_url, flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(state: Path) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Somebody else who uses the servers of `state` until the block ends, and has nothing to say of it."""
    with subprocess.Popen(
        [sys.executable, "-W", "always::ResourceWarning", "-c", USER, str(state)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        database_url, redis_url = process.stdout.readline().split()
        try:
            yield process, database_url, redis_url
        finally:
            _, said = process.communicate()
            assert said == ""


def servers_of(state: Path) -> list[psutil.Process]:
    """The keeper by its command line, the servers by the folder that they work in."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd", "status"]):
        line, folder = process.info["cmdline"] or [], process.info["cwd"] or ""
        if process.info["status"] == psutil.STATUS_ZOMBIE:
            continue
        if folder.startswith(str(state)) or ("infra.embedded.keeper" in line and str(state) in line):
            found.append(process)
    return found


def has_gone(process: psutil.Process) -> bool:
    """With all that it held. What dies has lost its command line a while before it lets go of its locks."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def scalar(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
        return row and row[0]


def execute(url: str, query: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(query)


def test_two_runs_on_one_machine_do_not_meet(tmp_path: Path) -> None:
    with embedded_servers(tmp_path / "a", "fast") as ours, another_process(tmp_path / "b") as (_, theirs, their_redis):
        execute(ours.database_url, "CREATE TABLE mine (id int)")
        assert scalar(theirs, "SELECT to_regclass('mine') IS NULL") is True
        assert ours.redis_url != their_redis
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            scalar(ours.database_url.rpartition("@")[0] + "@" + theirs.rpartition("@")[2], "SELECT 1")


def test_two_starts_on_one_state_folder_find_each_other(tmp_path: Path) -> None:
    with another_process(tmp_path) as (_, theirs, their_redis), embedded_servers(tmp_path, "fast") as ours:
        assert (ours.database_url, ours.redis_url) == (theirs, their_redis)


def test_the_servers_stay_while_somebody_uses_them_and_stop_with_the_last(tmp_path: Path) -> None:
    with another_process(tmp_path) as (_, theirs, _redis):
        with embedded_servers(tmp_path, "fast"):
            pass
        assert scalar(theirs, "SELECT 1") == 1
    assert eventually(lambda: not servers_of(tmp_path))


def test_who_started_the_servers_can_leave_before_the_others(tmp_path: Path) -> None:
    with another_process(tmp_path) as (process, _url, _redis), embedded_servers(tmp_path, "fast") as ours:
        process.communicate()
        assert scalar(ours.database_url, "SELECT 1") == 1
    assert eventually(lambda: not servers_of(tmp_path))


def test_a_killed_user_leaves_no_orphan(tmp_path: Path) -> None:
    with another_process(tmp_path) as (process, _url, _redis):
        assert len(servers_of(tmp_path)) >= 3
        process.kill()
    assert eventually(lambda: not servers_of(tmp_path))


def test_a_killed_keeper_leaves_no_orphan_and_the_next_start_finds_its_data(tmp_path: Path) -> None:
    with another_process(tmp_path) as (_, theirs, _redis):
        execute(theirs, "CREATE TABLE kept (id int)")
        keeper = next(each for each in servers_of(tmp_path) if "infra.embedded.keeper" in each.cmdline())
        keeper.kill()
        assert eventually(lambda: has_gone(keeper))
        with embedded_servers(tmp_path, "fast") as ours:
            assert scalar(ours.database_url, "SELECT to_regclass('kept') IS NOT NULL") is True
    assert eventually(lambda: not servers_of(tmp_path))


def test_a_second_start_finds_what_the_first_one_wrote(tmp_path: Path) -> None:
    with embedded_servers(tmp_path) as first:
        execute(first.database_url, "CREATE TABLE kept AS SELECT 7 AS number")
        with redis.Redis.from_url(first.redis_url) as client:
            client.set("kept", "7")
    with embedded_servers(tmp_path) as second:
        assert scalar(second.database_url, "SELECT number FROM kept") == 7
        with redis.Redis.from_url(second.redis_url) as client:
            assert client.get("kept") == b"7"


def test_a_server_that_dies_comes_back_at_the_same_address(tmp_path: Path) -> None:
    with embedded_servers(tmp_path, "fast") as addresses:
        valkey = next(each for each in servers_of(tmp_path) if "valkey-server" in each.name())
        valkey.kill()

        def answers() -> bool:
            try:
                with redis.Redis.from_url(addresses.redis_url) as client:
                    return bool(client.ping())
            except redis.RedisError:
                return False

        assert eventually(lambda: valkey not in servers_of(tmp_path))
        assert eventually(answers)


def test_passwords_lie_in_files_that_only_the_owner_can_read(tmp_path: Path) -> None:
    with embedded_servers(tmp_path, "fast"):
        secrets = [tmp_path / "postgres" / "password", tmp_path / "valkey" / "valkey.conf", tmp_path / "servers.json"]
        assert [stat.S_IMODE(file.stat().st_mode) for file in secrets] == [0o600] * 3


def test_a_lost_password_is_said_and_not_replaced(tmp_path: Path) -> None:
    with embedded_servers(tmp_path, "fast"):
        pass
    (tmp_path / "postgres" / "password").unlink()
    with pytest.raises(EmbeddedServerFailed, match="password is missing"), embedded_servers(tmp_path, "fast"):
        pass


def test_an_unfinished_initialisation_is_begun_again(tmp_path: Path) -> None:
    draft = tmp_path / "postgres" / "data.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    with embedded_servers(tmp_path, "fast") as addresses:
        assert scalar(addresses.database_url, "SELECT 1") == 1


def test_a_process_number_that_went_to_somebody_else_does_not_hinder_the_start(tmp_path: Path) -> None:
    with embedded_servers(tmp_path, "fast"):
        pass
    (tmp_path / "postgres" / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    with embedded_servers(tmp_path, "fast") as addresses:
        assert scalar(addresses.database_url, "SELECT 1") == 1


def test_a_taken_port_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with embedded_valkey(tmp_path / "other", "fast") as taken:
        ports = iter([int(taken.rpartition(":")[2].partition("/")[0])])
        real = postgres_module.free_port
        monkeypatch.setattr(postgres_module, "free_port", lambda: next(ports, None) or real())
        server = EmbeddedPostgres(tmp_path, "fast")
        try:
            assert scalar(server.start(), "SELECT 1") == 1
        finally:
            server.stop()


def test_a_strangers_postgres_is_not_taken_for_ours(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path, "fast")
    try:
        server.start()
        server._installation = postgres_module.Installation(Path(), tmp_path / "elsewhere", Account())
        with pytest.raises(EmbeddedServerFailed, match="another PostgreSQL answers"):
            server._check()
    finally:
        server.stop()


def test_postgres_never_runs_as_root_not_even_where_namespaces_are_forbidden(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed, "fast", Account(uid=65534) if os.geteuid() == 0 else Account())
    try:
        assert scalar(server.start(), "SELECT 1") == 1
        assert server._process is not None
        assert psutil.Process(server._process.pid).uids().effective != 0
    finally:
        server.stop()
        shutil.rmtree(server._installation.home)
