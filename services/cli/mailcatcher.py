"""`samson mailcatcher`."""

import asyncio
import os
from pathlib import Path

import click

from infra.mail_catcher import catch_mail
from services.cli.errors import CommandFailed
from services.cli.running import state_folder, state_option


@click.command(epilog="Example:  SAMSON_MAIL_CATCHER_DIR=/mail samson mailcatcher --host 0.0.0.0 --port 1025")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=1025, show_default=True, help="The port to listen on; 0 takes a free one.")
@state_option
def mailcatcher(host: str, port: int, state: Path | None) -> None:
    """Take every mail over SMTP and keep it in a Maildir, for the page that shows caught mail.

    Nothing is sent on: for the embedded mode and for trying things out, never for real mail.
    """
    given = os.environ.get("SAMSON_MAIL_CATCHER_DIR")
    folder = Path(given) if given and state is None else state_folder(state) / "mail"

    def say(taken: int) -> None:
        click.echo(f"Catching mail on {host}:{taken} into {folder}")

    try:
        asyncio.run(catch_mail(folder, host, port, say))
    except OSError as error:
        raise CommandFailed(f"mail cannot be caught on {host}:{port}: {error.strerror}") from None
