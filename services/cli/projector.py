"""`samson projector`."""

import asyncio
import signal
from contextlib import suppress
from pathlib import Path

import click

from infra.settings import Settings
from services.cli.running import running, state_option
from workers.projector import run


@click.command(epilog="Example:  samson projector")
@state_option
def projector(state: Path | None) -> None:
    """Follow the event log and keep the read models."""
    with running(state) as settings:
        asyncio.run(_until_stopped(settings))


async def _until_stopped(settings: Settings) -> None:
    task = asyncio.create_task(run(settings))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
