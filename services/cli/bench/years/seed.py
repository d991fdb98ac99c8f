"""`samson bench seed`: years of many municipalities in a folder, to look around in and to measure on."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import click
import psycopg

from infra.accounts.directory import every_slug
from infra.settings import Settings
from services.cli.bench.frame import telling
from services.cli.bench.years.sizes import sized
from services.cli.bench.years.writing import Written, Years, catch_up, slug_of, write_years
from services.cli.errors import CommandFailed
from services.cli.running import running

FULL = 357
"""The municipalities of Norway."""


@click.command(epilog="Example:  samson bench seed --state /var/tmp/norway --workspaces 357")
@sized(FULL)
@click.option(
    "--state",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of an installation to fill: made up people and figures, so never one that is in use.",
)
def seed(workspaces: int, years: Years, state: Path) -> None:
    """Write made-up years through the log, and let the read models catch up.

    What was written before is left as it is: run it again with a larger number, and only the rest is written.
    """
    with running(state) as settings:
        fill(settings, workspaces, years)


def fill(settings: Settings, workspaces: int, years: Years) -> int:
    """Up to so many workspaces; returns how many events were written for those that were not there."""
    say = telling("seed")
    there = seeded(settings)
    if there >= workspaces:
        say(f"{there} workspaces are there already")
        return 0
    began = time.perf_counter()
    written = asyncio.run(write_years(settings, range(there, workspaces), years, _telling(say, workspaces - there)))
    events = sum(one.events for one in written)
    say(f"{events:,} events in {time.perf_counter() - began:.0f} s; the read models catch up")
    began = time.perf_counter()
    asyncio.run(catch_up(settings, lambda _: None))
    say(f"level after {time.perf_counter() - began:.0f} s")
    settle(settings)
    return events


def seeded(settings: Settings) -> int:
    """How many of the bench's workspaces there are. They are numbered without a gap unless somebody stopped it."""
    with psycopg.connect(settings.database_url, autocommit=True) as admin:
        numbers = {slug for slug in every_slug(admin) if slug.startswith("bench-")}
    there = next(number for number in range(len(numbers) + 1) if slug_of(number) not in numbers)
    if there != len(numbers):
        raise CommandFailed(f"an earlier seeding was stopped half-way, after {there} workspaces: begin in a new folder")
    return there


def enough_seeded(settings: Settings, fewest: int) -> int:
    """How many there are; raises `CommandFailed` where they are fewer than that."""
    there = seeded(settings)
    if there < fewest:
        raise CommandFailed(f"there are {there} workspaces of the bench: run samson bench seed first")
    return there


def settle(settings: Settings) -> None:
    """What autovacuum has done long before in a database that grew in years."""
    with psycopg.connect(settings.database_url, autocommit=True) as admin:
        admin.execute("vacuum (analyze)")


def _telling(say: Callable[[str], None], wanted: int) -> Callable[[Written], None]:
    began, written = time.perf_counter(), list[Written]()

    def done(one: Written) -> None:
        written.append(one)
        events, seconds = sum(each.events for each in written), time.perf_counter() - began
        say(f"{len(written)} of {wanted} workspaces, {events:,} events, {events / seconds:,.0f} events/s")

    return done
