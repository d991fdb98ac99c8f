"""`samson serve`."""

import os
from pathlib import Path

import click
from granian import Granian
from granian.constants import Interfaces

from services.cli.running import running, state_option


@click.command(epilog="Example:  samson serve --host 0.0.0.0 --port 8000 --workers 4")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--workers", default=1, show_default=True, help="How many web processes share the port.")
@state_option
def serve(host: str, port: int, workers: int, state: Path | None) -> None:
    """Serve the pages over HTTP."""
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
            respawn_failed_workers=True,
            workers_kill_timeout=10,
        ).serve()
