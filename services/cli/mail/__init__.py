"""`samson mail`: what becomes of letters after they have left the house."""

from typing import Final

import click

from services.cli.table import table_of

COMMANDS: Final[dict[str, str]] = {
    "returned": "services.cli.mail.returned:returned",
}
"""Every command and where it stands: `module:function`."""


@click.group(cls=table_of(COMMANDS), epilog="Example:  samson mail returned < message.eml")
def mail() -> None:
    """Take in what comes back of letters."""
