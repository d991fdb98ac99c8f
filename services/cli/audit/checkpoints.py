"""`samson audit checkpoint`, `keys`, `rotate-key`, `prove` and `prove-growth`: what stands outside the database."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import click

from infra.accounts.directory import Workspace, find_workspace
from infra.accounts.tidying import every_tenant
from infra.eventlog.chain import ChainIsBroken
from infra.eventlog.notes import verifier_key
from infra.keys.signing_rows import SigningKey, signing_keys
from services.application.checkpoints.proofs import prove_event, prove_growth
from services.application.checkpoints.signing import Notary, sign_log
from services.application.world import World
from services.bootstrap import notary_of, opened_world
from services.cli.errors import CommandFailed
from services.cli.running import running, state_option

Answer = TypeVar("Answer")


@click.command(epilog="Example:  samson audit checkpoint arendal > kept.txt")
@click.argument("workspace")
@state_option
def checkpoint(workspace: str, state: Path | None) -> None:
    """Sign what a workspace's log holds now, and print the signed checkpoint."""

    async def sign(notary: Notary) -> str:
        found = await _named(notary.world, workspace)
        try:
            signed = await sign_log(notary, found.tenant)
        except ChainIsBroken as broken:
            raise CommandFailed(f"it is not signed, as {broken}") from None
        if signed is None:
            raise CommandFailed(f"the log of {workspace} is empty")
        return signed.text

    click.echo(_asked(state, sign), nl=False)


@click.command(epilog="Example:  samson audit keys arendal")
@click.argument("workspace", required=False)
@state_option
def keys(workspace: str | None, state: Path | None) -> None:
    """Print the public signing keys, oldest first: as /log-keys does, or as the verifier keys of a workspace's log.

    Whoever trusts one trusts those after it.
    """

    async def listed(notary: Notary) -> list[str]:
        found = await _named(notary.world, workspace) if workspace else None
        async with notary.world.database.transaction() as connection:
            made = await signing_keys(connection)
        if found is None:
            return [key.record for key in made]
        return [verifier_key(notary.origin(found.tenant), key.public_key) for key in made]

    for line in _asked(state, listed):
        click.echo(line)


@click.command("rotate-key", epilog="Example:  samson audit rotate-key")
@state_option
def rotate_key(state: Path | None) -> None:
    """Make a new signing key, which the one before endorses. Earlier checkpoints stay good."""

    async def rotated(notary: Notary) -> SigningKey:
        return await notary.world.keyring.signing.rotate(notary.world.clock.now())

    click.echo(f"Key {_asked(state, rotated).number} signs from now on.")


@click.command(epilog="Example:  samson audit prove arendal 117 -o event-117.tlog-proof")
@click.argument("workspace")
@click.argument("position", type=click.IntRange(min=1))
@click.option("-o", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
@state_option
def prove(workspace: str, position: int, file: Path, state: Path | None) -> None:
    """Write the proof that an event stands in the newest checkpoint, as a C2SP tlog-proof."""

    async def proven(notary: Notary) -> str | None:
        found = await _named(notary.world, workspace)
        async with notary.world.database.reading(found.tenant) as connection:
            return await prove_event(connection, found.tenant, position)

    _write(file, _asked(state, proven), f"event {position} of {workspace} is not signed: samson audit checkpoint")


@click.command("prove-growth", epilog="Example:  samson audit prove-growth arendal 100 250 -o growth.txt")
@click.argument("workspace")
@click.argument("old", type=click.IntRange(min=1))
@click.argument("new", type=click.IntRange(min=1))
@click.option("-o", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
@state_option
def prove_growth_between(workspace: str, old: int, new: int, file: Path, state: Path | None) -> None:
    """Write the proof that the log of one checkpoint is the beginning of another's, both named by their sizes."""

    async def proven(notary: Notary) -> str | None:
        found = await _named(notary.world, workspace)
        async with notary.world.database.reading(found.tenant) as connection:
            return await prove_growth(connection, found.tenant, old, new)

    _write(file, _asked(state, proven), f"{workspace} has no checkpoints of {old} and, later, {new} events")


def _asked(state: Path | None, do: Callable[[Notary], Awaitable[Answer]]) -> Answer:
    async def opened() -> Answer:
        async with opened_world(settings, "samson_worker") as world:
            return await do(notary_of(world, settings))

    with running(state) as settings:
        return asyncio.run(opened())


async def _named(world: World, slug: str) -> Workspace:
    for tenant in await every_tenant(world.database):
        found = await find_workspace(world.database, tenant)
        if found is not None and found.slug == slug:
            return found
    raise CommandFailed(f"there is no workspace {slug}")


def _write(file: Path, text: str | None, otherwise: str) -> None:
    if text is None:
        raise CommandFailed(otherwise)
    file.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {file}.")
