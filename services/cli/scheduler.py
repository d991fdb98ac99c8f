"""`samson scheduler`."""

from pathlib import Path

import click

from services.cli.running import running, state_option
from workers.app import configure


@click.command(epilog="Example:  samson scheduler")
@state_option
def scheduler(state: Path | None) -> None:
    """Send the tick, once at the start and then every minute. Run one of these, never two."""
    with running(state) as settings:
        configure(settings).Beat(loglevel="INFO", quiet=True).run()
