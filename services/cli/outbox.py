"""`samson outbox`."""

import asyncio
from pathlib import Path

import click

from infra.outbox import Backlog, measure_backlog, take_up_again
from infra.settings import Settings
from services.bootstrap import opened_world
from services.cli.running import running, state_option


@click.command(epilog="Example:  samson outbox --again")
@click.option("--again", is_flag=True, help="Take up what was set aside, once its cause is mended.")
@state_option
def outbox(again: bool, state: Path | None) -> None:  # noqa: FBT001  # click hands a flag over so
    """Say what work waits, and what was set aside after failing for good."""
    with running(state) as settings:
        taken_up, backlog = asyncio.run(_look(settings, again=again))
    if again:
        click.echo(f"taken up again: {taken_up}")
    click.echo(f"waiting: {backlog.waiting} (the eldest for {backlog.eldest.total_seconds():.0f} s)")
    click.echo(f"set aside: {backlog.set_aside}")


async def _look(settings: Settings, *, again: bool) -> tuple[int, Backlog]:
    async with opened_world(settings, "samson_worker") as world:
        taken_up = await take_up_again(world.database) if again else 0
        return taken_up, await measure_backlog(world.database)
