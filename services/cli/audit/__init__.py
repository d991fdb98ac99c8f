"""`samson audit`: what a workspace's history proves, on an export and without the product."""

from typing import Final

import click

from services.cli.table import table_of

COMMANDS: Final[dict[str, str]] = {
    "export": "services.cli.audit.export:export",
    "verify": "services.cli.audit.verify:verify",
}
"""Every command and where it stands: `module:function`."""


@click.group(cls=table_of(COMMANDS), epilog="Example:  samson audit verify arendal.samson")
def audit() -> None:
    """Export a workspace's history, and verify one."""
