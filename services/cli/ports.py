"""Which ports an installation takes: never a fixed one, as two of them may share a machine."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.embedded.environment import Doors
from infra.embedded.process import held_port
from services.cli.errors import CommandFailed


@contextmanager
def chosen_doors(state: Path, wanted: int | None) -> Iterator[Doors]:
    """The port asked for, else the one of the last time, so that a bookmark stays good, else a free one.

    They are kept until the end of the block: seconds pass before anybody listens there, and again at every restart.
    """
    with held_port(_web_port(state / "port", wanted)) as web, held_port() as smtp:
        (state / "port").write_text(str(web), encoding="ascii")
        yield Doors(web=web, smtp=smtp)


def _web_port(remembered: Path, wanted: int | None) -> int:
    """0 for any."""
    if wanted is not None:
        if not is_free(wanted):
            raise CommandFailed(f"port {wanted} is taken: choose another --port")
        return wanted
    last = int(remembered.read_text(encoding="ascii")) if remembered.exists() else 0
    return last if is_free(last) else 0


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen()
        except OSError:
            return False
    return True
