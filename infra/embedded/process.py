"""Starting a server that neither outlives us nor runs as root."""

import ctypes
import os
import pwd
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, Literal

import msgspec

Durability = Literal["durable", "fast"]
"""`fast` gives up what a power cut would need: for tests, whose data nobody misses."""

Step = Callable[[], None]

_NEW_USER_NAMESPACE: Final = 0x10000000
_SET_PARENT_DEATH_SIGNAL: Final = 1
_OVERFLOW_UID: Final = 65534
_ERROR: Final = re.compile(r"(\w+\.)*[A-Z][a-z0-9]+([A-Z]\w*)+(:|$)|.*\b(FATAL|PANIC):")
"""The last line of a traceback, or what PostgreSQL died of."""


class EmbeddedServerFailed(Exception):
    """Says in one line which server did not start, with the last line of its log."""


class Account(msgspec.Struct, frozen=True):
    """Who a server runs as: ourselves, or somebody with fewer rights when we are root."""

    uid: int | None = None
    steps: tuple[Step, ...] = ()
    """What the new process does before it becomes the server."""

    def own(self, path: Path) -> None:
        if self.uid is not None:
            os.chown(path, self.uid, -1)


def unprivileged_account() -> Account:
    """PostgreSQL refuses to run as root; a user namespace of its own is enough for it, and files stay root's."""
    if os.geteuid() != 0:
        return Account()
    if namespaces_work():
        return Account(steps=(_enter_namespace,))
    return Account(uid=pwd.getpwnam("nobody").pw_uid)


def namespaces_work() -> bool:
    """False under the default seccomp profile of a container, in a chroot, and on macOS."""
    if sys.platform != "linux":
        return False
    try:
        done = subprocess.run(["true"], preexec_fn=_enter_namespace, check=False)
    except subprocess.SubprocessError:
        return False
    return done.returncode == 0


def _enter_namespace() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_USER_NAMESPACE) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{_OVERFLOW_UID} 0 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{_OVERFLOW_UID} 0 1", encoding="ascii")


def dies_with(parent: int, by: signal.Signals) -> Step:
    """Linux sends `by` to the new process when `parent` has gone, whatever it went of."""

    def ask_the_kernel() -> None:
        if sys.platform != "linux":
            return
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, int(by))
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel


def stop_when_orphaned(parent: int) -> None:
    """Ask ourselves to stop when `parent` has gone: what `dies_with` is on Linux, this is everywhere."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="stop-when-orphaned").start()


def start_server(
    command: list[str | Path],
    *,
    account: Account,
    log: IO[bytes],
    death: signal.Signals,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a foreground child in a session of its own, so that Ctrl-C is ours to pass on."""
    steps = (*account.steps, dies_with(os.getpid(), death))

    def prepare() -> None:
        for step in steps:
            step()

    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd="/",
        env=environment,
        user=account.uid,
        extra_groups=None if account.uid is None else [],
        start_new_session=True,
        preexec_fn=prepare,  # noqa: PLW1509 (whoever starts servers has one thread)
    )


def stop_server(process: subprocess.Popen[bytes], *signals: signal.Signals, patience: float = 20.0) -> None:
    """Ask politely first, then less so; returns when it has gone."""
    for each in (*signals, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(each)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue


def free_port() -> int:
    """A port that was free a moment ago: whoever takes it has to be ready to ask again."""
    with held_port() as port:
        return port


@contextmanager
def held_port(wanted: int = 0) -> Iterator[int]:
    """A port, `wanted` or else a free one, that the kernel gives to nobody who asks for any while the block runs.

    A server that is told the number may listen there, now and when it is started again: on Linux two sockets that
    both say `SO_REUSEADDR`, as servers do, may have one port as long as only one of them listens. Other kernels do not
    allow it, so there the port is let go of at once. Raises `OSError` when somebody has it.
    """
    with socket.socket() as holder:
        if sys.platform == "linux":
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", wanted))
        port: int = holder.getsockname()[1]
        if sys.platform != "linux":
            holder.close()
        yield port


def private_file(path: Path, content: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    draft = path.with_name(f"{path.name}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    draft.replace(path)


def last_line(log: Path, since: int) -> str:
    """What a server said of its end, after byte `since` of its log: the last error in there, else the last line."""
    with log.open("rb") as file:
        file.seek(since)
        lines = file.read().decode("utf-8", "replace").strip().splitlines()
    errors = [line for line in lines if _ERROR.match(line)]
    return (errors or lines or ["it said nothing"])[-1].strip()
