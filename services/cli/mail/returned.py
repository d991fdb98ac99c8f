"""`samson mail returned`."""

import asyncio
import mailbox
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO, Final

import click

from infra.mail.reports import LARGEST
from infra.mail.return_paths import ReturnPaths
from infra.settings import Settings
from services.application.returned_mail import FOLLOW_UPS, Reading, take_in
from services.bootstrap import opened_world, return_paths_of
from services.cli.errors import CommandFailed
from services.cli.running import running, state_option

TRY_AGAIN: Final = os.EX_TEMPFAIL
"""By which a mail server that hands a message over keeps it and comes again. At any other number it gives up."""

READ: Final = "S"


class NotTakenIn(click.ClickException):
    """The message is still where it was."""

    exit_code = TRY_AGAIN

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"samson: {self.message}", file=file, err=file is None)


@click.command(
    epilog="Example:  samson mail returned < message.eml   (or: samson mail returned --maildir /var/mail/retur)"
)
@click.argument("message", type=click.File("rb"), default="-")
@click.option(
    "--maildir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Take in all that is unread in this folder instead, and mark it as read.",
)
@state_option
def returned(message: BinaryIO, maildir: Path | None, state: Path | None) -> None:
    """Take in what a mail server sent back, or a complaint: from a file, or from standard input.

    Says what became of it. What is no report, or of no letter of ours, is passed over. Where a message cannot be taken
    in now, the exit code is 75, at which a mail server keeps it and tries again.
    """
    try:
        with running(state) as settings:
            messages = _unread(maildir) if maildir else iter([_read(message)])
            asyncio.run(_take_in(settings, _paths(settings), messages))
    except Exception as error:
        said = str(error) if isinstance(error, CommandFailed) else type(error).__name__
        raise NotTakenIn(f"the mail is not taken in: {said}") from error


def _paths(settings: Settings) -> ReturnPaths:
    paths = return_paths_of(settings)
    if paths is None:
        raise CommandFailed("SAMSON_MAIL_RETURN is not set, so no letter has an address of its own to come back to")
    return paths


async def _take_in(settings: Settings, paths: ReturnPaths, messages: Iterator[bytes]) -> None:
    """Each is said as it is done, and only then the next one fetched."""
    async with opened_world(settings, "samson_worker") as world:
        for message in messages:
            reading: Reading = await take_in(world, paths, message, FOLLOW_UPS)
            click.echo(reading)


def _read(message: BinaryIO) -> bytes:
    """Whoever hands it over is heard out; what is too long is cut."""
    content = message.read(LARGEST)
    while message.read(LARGEST):
        pass
    return content


def _unread(folder: Path) -> Iterator[bytes]:
    """A message is marked as read when the next one is asked for: then it is taken in."""
    box = mailbox.Maildir(folder, create=False)
    for key in sorted(box.iterkeys()):
        message = box.get_message(key)
        if READ in message.get_flags():
            continue
        yield box.get_bytes(key)[:LARGEST]
        message.set_subdir("cur")
        message.add_flag(READ)
        box[key] = message
