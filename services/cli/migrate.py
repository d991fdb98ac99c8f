"""`samson migrate`."""

from pathlib import Path

import click

from services.cli.running import bring_up_to_date, servers, state_option


@click.command(epilog="Example:  samson migrate --state /var/lib/samson")
@state_option
def migrate(state: Path | None) -> None:
    """Bring the database to the newest definition. Does nothing where that is done."""
    with servers(state) as settings:
        applied = bring_up_to_date(settings)
    for name in applied:
        click.echo(f"applied {name}")
    if not applied:
        click.echo("The database is up to date.")
