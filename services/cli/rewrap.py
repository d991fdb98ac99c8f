"""`samson rewrap`."""

import asyncio
from pathlib import Path

import click

from infra.settings import Settings
from services.application.keys import rewrap_all_keys
from services.bootstrap import opened_national, opened_world
from services.cli.running import running, state_option


@click.command(epilog="Example:  samson rewrap")
@state_option
def rewrap(state: Path | None) -> None:
    """Wrap all keys by the current master key, so that the older ones can be thrown away.

    Safe to interrupt and to repeat. Texts stay readable all the time.
    """
    with running(state) as settings:
        keys = asyncio.run(_rewrap(settings))
    click.echo(f"wrapped {keys} keys anew" if keys else "All keys are wrapped by the current master key.")


async def _rewrap(settings: Settings) -> int:
    async with opened_world(settings, "samson_worker") as world, opened_national(settings) as national:
        return await rewrap_all_keys(world, national.database, settings.master_keys)
