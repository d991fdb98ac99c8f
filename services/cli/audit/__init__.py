"""`samson audit`: what a workspace's history proves, on an export and without the product."""

from typing import Final

import click

from services.cli.table import table_of

COMMANDS: Final[dict[str, str]] = {
    "checkpoint": "services.cli.audit.checkpoints:checkpoint",
    "export": "services.cli.audit.export:export",
    "keys": "services.cli.audit.checkpoints:keys",
    "prove": "services.cli.audit.checkpoints:prove",
    "prove-growth": "services.cli.audit.checkpoints:prove_growth_between",
    "rotate-key": "services.cli.audit.checkpoints:rotate_key",
    "verify": "services.cli.audit.verify:verify",
}
"""Every command and where it stands: `module:function`."""


@click.group(cls=table_of(COMMANDS), epilog="Example:  samson audit verify arendal.samson")
def audit() -> None:
    """Export a workspace's history, and verify one."""
