"""`samson demo`."""

import asyncio
from pathlib import Path

import click

from infra.database import Database
from infra.migrations.roles import NATIONAL, WEB, WORKER
from infra.settings import Settings
from services.application.demonstration.country import load_country
from services.application.demonstration.loading import load_demonstration
from services.bootstrap import opened_world
from services.cli.running import running, state_option


@click.command(epilog="Example:  samson demo")
@state_option
def demo(state: Path | None) -> None:
    """Load the demonstration: seven collaborations of a research report, and figures of a country that is simulated.

    Does nothing where it is loaded.
    """
    with running(state) as settings:
        bring_demonstration(settings)
    click.echo("The demonstration is loaded.")


def bring_demonstration(settings: Settings) -> None:
    """Into the log; the projector makes pages of it."""
    asyncio.run(_load(settings))


async def _load(settings: Settings) -> None:
    pages, national = (Database.opened(settings.role_url(role), size=1) for role in (WEB, NATIONAL))
    async with opened_world(settings, WORKER) as world, pages as web, national as releases:
        await load_demonstration(world)
        await load_country(world, web, releases)
