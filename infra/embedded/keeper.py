"""The process that owns the embedded servers of one state folder.

It lives as long as somebody shares the lock `users`, and stops both servers when the last one has left or died.
So no command that uses the servers has to be the one that outlives the others.
"""

import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Final

import msgspec

from infra.embedded.locks import FileLock
from infra.embedded.postgres import EmbeddedPostgres
from infra.embedded.process import Durability, EmbeddedServerFailed, private_file
from infra.embedded.valkey import EmbeddedValkey

_GLANCE: Final = 0.1
_BREATH: Final = 1.0


class Addresses(msgspec.Struct, frozen=True):
    """Where the servers answer. Both addresses carry their passwords."""

    database_url: str
    redis_url: str


def addresses_file(state: Path) -> Path:
    return state / "servers.json"


def users_lock(state: Path) -> FileLock:
    return FileLock(state / "users.lock")


def keeper_lock(state: Path) -> FileLock:
    return FileLock(state / "keeper.lock")


class _Stopped(BaseException):
    """Somebody sent SIGTERM."""


def keep(state: Path, durability: Durability) -> None:
    """Start both servers, write down where they are, and wait until nobody uses them any more."""
    with users_lock(state) as users, keeper_lock(state) as mine:
        mine.take()
        if users.try_to_take():
            return  # whoever started us is gone already
        valkey = EmbeddedValkey(state, durability)
        postgres = EmbeddedPostgres(state, durability)
        try:
            addresses = Addresses(redis_url=valkey.start(), database_url=postgres.start())
            private_file(addresses_file(state), msgspec.json.encode(addresses).decode())
            _watch(users, valkey, postgres)
        finally:
            addresses_file(state).unlink(missing_ok=True)
            valkey.stop()
            postgres.stop()


def _watch(users: FileLock, *servers: EmbeddedValkey | EmbeddedPostgres) -> None:
    """A server that died is started again on its own port."""
    while not users.try_to_take():
        time.sleep(_GLANCE)
        for server in servers:
            if not server.is_running():
                sys.stderr.write(f"{type(server).__name__} died and is started again\n")
                time.sleep(_BREATH)
                server.start()


def _stop(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise _Stopped


def main() -> int:
    """`python -m infra.embedded.keeper STATE durable|fast`, started by `infra.embedded.servers`."""
    state, durability = Path(sys.argv[1]), msgspec.convert(sys.argv[2], Durability)
    signal.signal(signal.SIGTERM, _stop)
    try:
        keep(state, durability)
    except EmbeddedServerFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except _Stopped:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
