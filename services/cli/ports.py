"""Which ports an installation takes: never a fixed one, as two of them may share a machine."""

import socket
from pathlib import Path

from infra.embedded.environment import Doors
from infra.embedded.process import free_port
from services.cli.errors import CommandFailed


def choose_doors(state: Path, wanted: int | None) -> Doors:
    """The port asked for, else the one of the last time, so that a bookmark stays good, else a free one."""
    remembered = state / "port"
    if wanted is not None and not is_free(wanted):
        raise CommandFailed(f"port {wanted} is taken: choose another --port")
    last = int(remembered.read_text(encoding="ascii")) if remembered.exists() else None
    web = wanted or (last if last is not None and is_free(last) else free_port())
    remembered.write_text(str(web), encoding="ascii")
    return Doors(web=web, smtp=free_port())


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
