"""`samson workspace create`: a municipality begins."""

import asyncio
from pathlib import Path

import click

from domain.errors import DomainError
from domain.workspace.decisions import FoundWorkspace
from infra.accounts.directory import WorkspaceNameIsTaken
from infra.municipalities import MunicipalityIsAmbiguous, find_municipality, slug
from infra.settings import Settings
from services.application.founding import create_workspace, invitation_link
from services.bootstrap import opened_world
from services.cli.errors import CommandFailed
from services.cli.running import running, state_option

HOME = "NO"


@click.group()
def workspace() -> None:
    """Look after the municipalities' workspaces.

    Example: samson workspace create Arendal --admin somebody@arendal.example
    """


@workspace.command(epilog="Example:  samson workspace create Arendal --admin somebody@arendal.example")
@click.argument("name")
@click.option("--admin", required=True, help="The e-mail address of its first administrator.")
@click.option("--slug", "address", help="Its name in addresses. Default: made from the name.")
@click.option("--number", help="Its official number, where two municipalities have the same name.")
@click.option("--country", default=HOME, show_default=True, help="Two capital letters; a foreign one is a guest.")
@state_option
def create(  # noqa: PLR0917 (click passes them by name)
    name: str, admin: str, address: str | None, number: str | None, country: str, state: Path | None
) -> None:
    """Make a workspace and invite its first administrator by e-mail."""
    command = founding(name, address, number, country)
    with running(state) as settings:
        try:
            link = asyncio.run(_create(settings, command, admin))
        except WorkspaceNameIsTaken:
            raise CommandFailed(f"there is a workspace {command.slug} already: choose another --slug") from None
        except DomainError as error:
            raise CommandFailed(f"the workspace cannot be made: {error.code.replace('_', ' ')}") from None
    click.echo(f"Made {command.name}, at /w/{command.slug}. {admin} is invited by e-mail.")
    if link is not None:
        click.echo(f"The invitation: {link}")


def founding(name: str, address: str | None, number: str | None, country: str) -> FoundWorkspace:
    """A municipality of Norway by its official name and number, anything else as it was typed."""
    try:
        known = find_municipality(name, number) if country == HOME else None
    except MunicipalityIsAmbiguous as error:
        raise CommandFailed(
            f"two municipalities are called {name}: say --number, one of {error.data['numbers']}"
        ) from None
    if known is None:
        return FoundWorkspace(slug=address or slug(name), name=name, country=country, number=number)
    return FoundWorkspace(slug=address or known.slug, name=known.name, country=country, number=known.number)


async def _create(settings: Settings, command: FoundWorkspace, admin: str) -> str | None:
    """The invitation's link, where whoever types is who tries it out on this machine."""
    async with opened_world(settings, "samson_worker") as world:
        founded = await create_workspace(world, command, admin)
        if settings.mode != "embedded":
            return None
        return await invitation_link(world, founded, admin, settings.base_url)
