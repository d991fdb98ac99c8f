"""What `samson up` says when everything runs."""

import asyncio
from pathlib import Path

import click

from infra.accounts.one_click import OneClickLink, one_click_links
from infra.database import Database
from infra.migrations.roles import WORKER
from infra.settings import Settings
from services.application.demonstration.cast import people_to_try


def welcome(settings: Settings, state: Path) -> None:
    """The address, a ready-made link for each kind of user, and where everything lies."""
    click.echo(f"\n  {settings.base_url}\n\nSign in with one click, on this machine only:")
    for link in ready_made_links(settings):
        click.echo(f"  {link.account.email:<28} {link.url}")
    click.echo(f"\nData and logs: {state}\nCtrl-C stops everything and keeps the data.\n")


def ready_made_links(settings: Settings) -> tuple[OneClickLink, ...]:
    """New ones for this start: those of earlier ones end."""
    return asyncio.run(_links(settings))


async def _links(settings: Settings) -> tuple[OneClickLink, ...]:
    async with Database.opened(settings.role_url(WORKER)) as database:
        return await one_click_links(database, settings.mode, settings.base_url, people_to_try())
