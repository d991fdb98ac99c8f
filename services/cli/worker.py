"""`samson worker`."""

from pathlib import Path

import click
from celery.bin.celery import celery

from services.cli.running import running, state_option
from workers.app import configure


@click.command(epilog="Example:  samson worker --concurrency 4")
@click.option("--concurrency", default=2, show_default=True, help="How many tasks run at the same time.")
@state_option
def worker(concurrency: int, state: Path | None) -> int:
    """Do the work that takes time: reports, mail, national releases."""
    with running(state) as settings:
        configure(settings)
        return carried_out(
            ["worker", f"--concurrency={concurrency}", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
        )


def carried_out(arguments: list[str]) -> int:
    """The exit status of a command of Celery's. `worker_main` keeps it to itself.

    A worker that loses Valkey in the middle of a task may end by itself. With status 0, whatever starts a process
    again only where it failed would leave it lying.
    """
    return int(celery.main(["--app=workers.app:app", *arguments], standalone_mode=False) or 0)
