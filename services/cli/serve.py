"""`samson serve`."""

import os
from pathlib import Path
from typing import Final

import click
from granian import Granian
from granian.constants import Interfaces

from services.cli.open_files import allow_many_connections
from services.cli.running import running, state_option

AT_ONCE: Final = 16_384
"""Requests that one web process holds open. A phone in a live session holds one for as long as the session lasts.

The server's own default is 1,024 for all processes together: one more waits until another one ends.
"""


@click.command(epilog="Example:  samson serve --host 0.0.0.0 --port 8000 --workers 4")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--workers", default=1, show_default=True, help="How many web processes share the port.")
@state_option
def serve(host: str, port: int, workers: int, state: Path | None) -> None:
    """Serve the pages over HTTP."""
    allow_many_connections()
    with running(state) as settings:
        if settings.mode == "embedded" and not os.environ.get("SAMSON_SUPERVISOR"):
            os.environ["SAMSON_BASE_URL"] = f"http://{host}:{port}"
        Granian(
            "services.web.app:create_app",
            address=host,
            port=port,
            workers=workers,
            interface=Interfaces.ASGI,
            factory=True,
            websockets=False,
            backpressure=AT_ONCE,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
        ).serve()
