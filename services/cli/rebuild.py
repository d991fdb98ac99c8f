"""`samson rebuild`."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import asyncpg
import click

from infra.database import Database
from infra.migrations.roles import PROJECTOR
from infra.settings import Settings
from projections.projection import Projection
from projections.rebuild import Comparison, Rebuild, RebuildIsRunning, RebuildIsStuck
from projections.registry import PROJECTIONS
from services.cli.errors import CommandFailed
from services.cli.running import running, state_option

STATEMENT_TIMEOUT: Final = 300.0

CONNECTIONS: Final = 6


@click.command(epilog="Example:  samson rebuild people")
@click.argument("read_model", type=click.Choice([projection.name for projection in PROJECTIONS]))
@click.option("--compare-only", is_flag=True, help="Do not swap; exit 1 when the new version differs.")
@state_option
def rebuild(read_model: str, *, compare_only: bool, state: Path | None) -> None:
    """Build READ_MODEL anew from the event log and put it in the old one's place. Pages can be read all the while."""
    projection = next(one for one in PROJECTIONS if one.name == read_model)
    with running(state) as settings:
        try:
            comparison = asyncio.run(_rebuild(settings, projection, compare_only=compare_only))
        except RebuildIsRunning as error:
            raise CommandFailed(f"somebody else is rebuilding {read_model} right now") from error
        except RebuildIsStuck as error:
            raise CommandFailed(f"{read_model} stays as it is: the new version can't digest {error}") from error
    click.echo(told(comparison))
    if compare_only and comparison.differing_rows:
        raise CommandFailed(f"{read_model} is not what the event log makes it")


async def _rebuild(settings: Settings, projection: Projection, *, compare_only: bool) -> Comparison:
    async with opened_rebuild(settings, projection, _Progress()) as rebuild:
        return await _step_by_step(rebuild, compare_only=compare_only)


@asynccontextmanager
async def opened_rebuild(
    settings: Settings, projection: Projection, progress: Callable[[int], None]
) -> AsyncIterator[Rebuild]:
    """With the connections that it needs."""
    admin = await asyncpg.connect(settings.database_url)
    try:
        url = settings.role_url(PROJECTOR)
        async with Database.opened(url, size=CONNECTIONS, statement_timeout=STATEMENT_TIMEOUT) as database:
            yield Rebuild(admin, database, projection, progress)
    finally:
        await admin.close()


async def _step_by_step(rebuild: Rebuild, *, compare_only: bool) -> Comparison:
    await rebuild.stage()
    await rebuild.catch_up()
    comparison = await rebuild.compare()
    if compare_only:
        await rebuild.discard()
    else:
        await rebuild.swap()
    return comparison


class _Progress:
    """A line on standard error that counts the positions, while somebody is looking."""

    def __init__(self) -> None:
        self._done = 0

    def __call__(self, positions: int) -> None:
        self._done += positions
        if sys.stderr.isatty():
            click.echo(f"\r{self._done:,} positions taken in", err=True, nl=False)


def told(comparison: Comparison) -> str:
    moved = f", {comparison.moved_on} kept moving" if comparison.moved_on else ""
    behind = f", {comparison.behind} where the projector has not caught up" if comparison.behind else ""
    return f"{comparison.compared} tenants compared{moved}{behind}: {comparison.differing_rows} rows differ"
