"""`samson national audit`: tries a stored release once more."""

import asyncio
from pathlib import Path

import click

from domain.instrument.model import Instrument
from domain.national.quarter import Quarter
from infra.settings import Settings
from services.application.instruments import offered
from services.application.releases.auditing import Audited, audit_again
from services.bootstrap import opened_national, opened_world
from services.cli.errors import CommandFailed
from services.cli.national.telling import audit_lines, quarter_named
from services.cli.running import running, state_option
from services.disclosure import gate


@click.command(epilog="Example:  samson national audit 2026K1 --version 1")
@click.argument("quarter")
@click.option("--version", type=click.IntRange(min=1), help="Which version. Default: the proposal, else the last one.")
@state_option
def audit(quarter: str, version: int | None, state: Path | None) -> None:
    """Audit the stored release of QUARTER again, together with all that was published before it.

    Changes nothing. Exits 0 only if the audit is passed.
    """
    wanted = quarter_named(quarter)
    with running(state) as settings:
        found, instrument = asyncio.run(_audit(settings, wanted, version))
    if found is None:
        raise CommandFailed(f"there is no release of {wanted}{f' with version {version}' if version else ''}")
    standing = "published" if found.is_published else "proposed"
    click.echo(f"{wanted} version {found.version} ({standing}), with {found.before} published before it")
    for line in audit_lines(found.report, instrument):
        click.echo(line)
    if not found.report.passed:
        raise CommandFailed("the release does not pass its audit")


async def _audit(settings: Settings, quarter: Quarter, version: int | None) -> tuple[Audited | None, Instrument]:
    async with opened_world(settings, "samson_worker") as world, opened_national(settings) as national:
        instrument, _ = await offered(world)
        return await audit_again(world, national.database, gate.audit, quarter, version), instrument
