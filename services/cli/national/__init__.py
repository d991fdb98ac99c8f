"""`samson national`: what the country's figures are made of, and their releases."""

from typing import Final

import click

from services.cli.table import table_of

COMMANDS: Final[dict[str, str]] = {
    "audit": "services.cli.national.audit:audit",
    "classify": "services.cli.national.classify:classify",
    "release": "services.cli.national.release:release",
}
"""Every command and where it stands: `module:function`."""


@click.group(cls=table_of(COMMANDS), epilog="Example:  samson national release 2026K3")
def national() -> None:
    """Look after the country's figures: what they are made of, and their releases."""
