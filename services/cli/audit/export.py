"""`samson audit export`."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

import click

from infra.eventlog.chain import ChainIsBroken
from infra.settings import Settings
from services.application.auditing.export import export as write
from services.application.auditing.exporting import find_by_slug, find_taken_in, signed_of
from services.application.checkpoints.signing import sign_log
from services.bootstrap import notary_of, opened_world
from services.cli.errors import CommandFailed
from services.cli.running import running, state_option


@click.command(epilog="Example:  samson audit export arendal -o arendal.samson")
@click.argument("workspace")
@click.option(
    "-o",
    "output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write it. What stands there is replaced once the new one is whole.",
)
@state_option
def export(workspace: str, output: Path, state: Path | None) -> None:
    """Write the whole history of WORKSPACE (its name in addresses) into one file, to be verified anywhere."""
    with running(state) as settings, _replacing(output) as file:
        asyncio.run(_export(settings, workspace, file))
    click.echo(f"Wrote {output}. To verify it:  samson audit verify {output}")


async def _export(settings: Settings, slug: str, file: BinaryIO) -> None:
    async with opened_world(settings, "samson_worker") as world:
        workspace = await find_by_slug(world.database, slug)
        if workspace is None:
            raise CommandFailed(f"there is no workspace {slug}")
        # What is broken is not signed, but exported, so that the verifier can say what is wrong.
        with suppress(ChainIsBroken):
            await sign_log(notary_of(world, settings), workspace.tenant)
        signed = await signed_of(world, workspace.tenant, settings.log_name)
        await write(world.database, workspace, signed, file, partial(find_taken_in, world))


@contextmanager
def _replacing(output: Path) -> Iterator[BinaryIO]:
    """A file beside `output` that takes its place when the block has ended well, and else is gone."""
    handle, name = mkstemp(dir=output.resolve().parent, prefix=".export-")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(handle)
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)
