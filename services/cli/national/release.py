"""`samson national release`: orders a release and waits for it. Two people of KS still have to approve it."""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

import click

from domain.errors import DomainError
from domain.ids import KS
from domain.instrument.model import Instrument
from domain.national.quarter import Quarter
from domain.national.report import AuditReport
from domain.national.ruleset import NEWEST, RULE_SETS
from domain.national_release.decisions import OrderRelease
from domain.national_release.state import Workshop
from infra.ending import end
from infra.identity import new_stream_id
from infra.national.releases import find_report
from infra.settings import Settings
from infra.translation.translator import Translator
from services.application.instruments import offered
from services.application.outbox import drain
from services.application.releases.computing import NationalWork, compute_release
from services.application.releases.deciding import (
    COMPUTE_RELEASE,
    SOFTWARE,
    all_releases,
    order_release,
    progress_of,
)
from services.application.world import World
from services.bootstrap import opened_national, opened_world
from services.cli.errors import CommandFailed
from services.cli.national.telling import audit_lines, quarter_named
from services.cli.running import running, state_option
from services.web.problems import words
from workers.projector import run as follow

CHOICES: Final = [str(one) for one in sorted(RULE_SETS)]

LOOK: Final = 0.5
"""Seconds between two looks at how far it has come."""


@click.command(epilog='Example:  samson national release 2026K1 --reason "KOSTRA groups were wrong"')
@click.argument("quarter")
@click.option(
    "--rules", type=click.Choice([str(one) for one in sorted(RULE_SETS)]), default=str(NEWEST), show_default=True
)
@click.option("--reason", default="", help="Why there is a new version, of a quarter that is published already.")
@state_option
def release(quarter: str, rules: str, reason: str, state: Path | None) -> None:
    """Compute a release of QUARTER, such as 2026K1, and audit it.

    It is proposed to KS, where two people approve it before anything is published. Exits 0 only if the audit is passed.
    """
    wanted = quarter_named(quarter)
    with running(state) as settings:
        try:
            workshop, report, instrument = asyncio.run(_release(settings, wanted, int(rules), reason))
        except DomainError as error:
            raise CommandFailed(words(Translator("en"), error)) from None
    if report is None:
        told = Translator("en")(f"release.given-up.{workshop.given_up}") if workshop.given_up else "it was withdrawn"
        raise CommandFailed(f"nothing is proposed: {told}")
    for line in audit_lines(report, instrument):
        click.echo(line)
    if not report.passed:
        raise CommandFailed("the release does not pass its audit, and nobody can approve it")
    click.echo(f"{wanted} is proposed. Two people of KS approve it at /ks/releases/{wanted}.")


async def _release(
    settings: Settings, quarter: Quarter, ruleset: int, reason: str
) -> tuple[Workshop, AuditReport | None, Instrument]:
    async with opened_world(settings, "samson_worker") as world, opened_national(settings) as national:
        version = (await all_releases(world)).workshop(quarter).next_version
        order = new_stream_id()
        command = OrderRelease(quarter=quarter, version=version, ruleset=ruleset, order=order, reason=reason)
        await order_release(world, SOFTWARE, command, order)
        # Nothing is frozen before every log is taken in. Where a projector runs already, this one only waits.
        following = asyncio.create_task(follow(settings))
        try:
            workshop = await _waited(world, national, quarter, order)
        finally:
            await end(following)
        instrument, _ = await offered(world)
        if workshop.proposal is None:
            return workshop, None, instrument
        async with world.releases.reading(KS) as connection:
            return workshop, await find_report(connection, workshop.proposal.report_sha256), instrument


async def _waited(world: World, national: NationalWork, quarter: Quarter, order: UUID) -> Workshop:
    """A worker that runs may take it; where none does, it is computed here."""
    handlers = {COMPUTE_RELEASE: partial(compute_release, world, national)}
    working = asyncio.create_task(drain(world.database, handlers, timedelta(seconds=50)))
    shown = ""
    try:
        while True:
            workshop = (await all_releases(world)).workshop(quarter)
            if workshop.order is None or workshop.order.id != order:
                return workshop
            progress = await progress_of(world, order)
            told = f"step {progress.step} of {progress.steps}" if progress else "waiting for its turn"
            if told != shown:
                click.echo(told, err=True)
                shown = told
            if working.done():
                working.result()
                working = asyncio.create_task(drain(world.database, handlers, timedelta(seconds=50)))
            await asyncio.wait([working], timeout=LOOK)
            await asyncio.sleep(LOOK if working.done() else 0)
    finally:
        await working
