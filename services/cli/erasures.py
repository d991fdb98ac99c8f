"""`samson erasures`."""

import asyncio
from pathlib import Path

import click

from infra.settings import Settings
from services.application.forgetting import repeat_erasures
from services.bootstrap import opened_world
from services.cli.running import running, state_option


@click.group(epilog="Example:  samson erasures repeat")
def erasures() -> None:
    """People and texts that were erased."""


@erasures.command(epilog="Example:  samson erasures repeat")
@state_option
def repeat(state: Path | None) -> None:
    """Carry out again every erasure that the logs have recorded: after restoring an older copy of the keys.

    Safe to interrupt and to repeat. Reports concerned are printed anew.
    """
    with running(state) as settings:
        done = asyncio.run(_repeat(settings))
    click.echo(f"repeated {done} erasures" if done else "No erasure is recorded.")


async def _repeat(settings: Settings) -> int:
    async with opened_world(settings, "samson_worker") as world:
        return await repeat_erasures(world, settings.mail_catcher_dir)
