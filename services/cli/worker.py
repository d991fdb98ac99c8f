"""`samson worker`."""

from pathlib import Path

import click

from services.cli.running import running, state_option
from workers.app import configure


@click.command(epilog="Example:  samson worker --concurrency 4")
@click.option("--concurrency", default=2, show_default=True, help="How many tasks run at the same time.")
@state_option
def worker(concurrency: int, state: Path | None) -> None:
    """Do the work that takes time: reports, mail, national releases."""
    with running(state) as settings:
        configure(settings).worker_main(
            ["worker", f"--concurrency={concurrency}", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
        )
