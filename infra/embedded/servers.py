"""Using the embedded servers of a state folder: the first to come starts them, the last to leave stops them."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from infra.embedded.keeper import Addresses, addresses_file, keeper_lock, users_lock
from infra.embedded.locks import FileLock
from infra.embedded.process import Durability, EmbeddedServerFailed, last_line

_PATIENCE: Final = 180.0
_GLANCE: Final = 0.02
_CODE: Final = Path(__file__).parent.parent.parent


@contextmanager
def embedded_servers(state: Path, durability: Durability = "durable") -> Iterator[Addresses]:
    """Find or start the servers of `state`, and keep them while the block runs."""
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    with users_lock(state) as users:
        users.share()  # waits while a keeper whose users have all gone is stopping
        started, addresses = _find_or_start(state, durability)
        try:
            yield addresses
        finally:
            _leave(state, users)
            if started is not None:
                _wait_beside(started)


def _wait_beside(keeper: subprocess.Popen[bytes]) -> None:
    """A keeper outlives us where others still need it. It is our child until then, and is to leave no zombie."""
    threading.Thread(target=keeper.wait, daemon=True, name="keeper").start()


def _find_or_start(state: Path, durability: Durability) -> tuple[subprocess.Popen[bytes] | None, Addresses]:
    with FileLock(state / "start.lock") as starting:
        starting.take()
        if _is_kept(state):
            return None, _wait_for_addresses(state, None, 0)
        addresses_file(state).unlink(missing_ok=True)  # what a killed keeper left
        log = state / "keeper.log"
        with log.open("ab") as output:
            began = output.tell()
            keeper = subprocess.Popen(
                [sys.executable, "-m", "infra.embedded.keeper", str(state.resolve()), durability],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=_CODE,
                start_new_session=True,
            )
        return keeper, _wait_for_addresses(state, keeper, began)


def _is_kept(state: Path) -> bool:
    with keeper_lock(state) as keeper:
        return not keeper.try_to_share()


def _wait_for_addresses(state: Path, keeper: subprocess.Popen[bytes] | None, began: int) -> Addresses:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            return msgspec.json.decode(addresses_file(state).read_bytes(), type=Addresses)
        except FileNotFoundError:
            if keeper is not None and keeper.poll() is not None:
                raise EmbeddedServerFailed(last_line(state / "keeper.log", began)) from None
        time.sleep(_GLANCE)
    raise EmbeddedServerFailed(f"the embedded servers did not start within {_PATIENCE:.0f} s, see {state}/keeper.log")


def _leave(state: Path, users: FileLock) -> None:
    """Let go, and wait for the servers to stop if nobody else uses them."""
    users.release()
    deadline = time.monotonic() + _PATIENCE
    while _is_kept(state) and time.monotonic() < deadline:
        if users.try_to_share():
            others = not users.try_to_take()
            users.release()
            if others:
                return
        time.sleep(_GLANCE)
