"""`samson national`: what the country's figures are made of."""

from typing import Final

import click

from services.cli.table import table_of

COMMANDS: Final[dict[str, str]] = {
    "classify": "services.cli.national.classify:classify",
}
"""Every command and where it stands: `module:function`."""


@click.group(cls=table_of(COMMANDS), epilog="Example:  samson national classify figures.csv --by kari@ks.example")
def national() -> None:
    """Look after what the country's figures are made of."""
