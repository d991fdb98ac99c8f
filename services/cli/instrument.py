"""`samson instrument`: what keeps a file from being published, and a version as its file."""

import asyncio
import os
from pathlib import Path
from typing import Final

import click

from domain.instrument.check import Problem, check, unknown_predecessor
from domain.instrument.model import Instrument
from domain.instrument.reading import InstrumentIsUnreadable, language_sha256, read_file, structure_sha256
from infra.instruments import InstrumentIsUnknown, instrument_files, shipped_instruments
from infra.settings import Settings
from infra.translation.translator import Translator
from services.application.instruments import SAMSON, instrument_shelf, published_file
from services.bootstrap import opened_world
from services.cli.errors import CommandFailed
from services.cli.running import running, state_option
from services.web.presenting.instrument_problems import sentence as said

ENGLISH: Final = Translator("en")

File: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def instrument() -> None:
    """Look after the SAMSON instrument's files.

    Example: samson instrument check domain/instrument/samson-v1.toml
    """


@instrument.command(name="check")
@click.argument("file", type=File)
@click.option(
    "--follows", type=File, help="The file of the version that FILE follows. Default: found among the shipped ones."
)
@click.pass_context
def check_file(context: click.Context, file: Path, follows: Path | None) -> None:
    """Check that FILE is a sound instrument. Exits 1 with one line for each problem.

    Example: samson instrument check samson-v2.toml --follows samson-v1.toml
    """
    found = _read(file)
    problems = _problems(found, _predecessor(found, follows))
    for problem in problems:
        click.echo(f"{file}: {sentence(problem)}", err=True)
    if problems:
        context.exit(1)
    click.echo(summary(found))


@instrument.command(epilog="Example:  samson instrument export 1 -o samson-v1.toml")
@click.argument("version", type=click.IntRange(min=0))
@click.option("-o", "output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
@state_option
def export(version: int, output: Path, state: Path | None) -> None:
    """Write VERSION of the instrument as its file, byte for byte.

    A shipped version needs no database. With --state, or where SAMSON_DATABASE_URL names a database, it is the file
    that is published there, with the languages that KS has added.
    """
    shipped = instrument_files().get((SAMSON, version))
    if shipped is None or state is not None or os.environ.get("SAMSON_DATABASE_URL"):
        with running(state) as settings:
            content = asyncio.run(_published(settings, version))
    else:
        content = shipped
    try:
        output.write_bytes(content)
    except OSError as error:
        raise CommandFailed(f"{output} cannot be written: {error.strerror}") from error
    click.echo(f"Wrote {output}. To check it:  samson instrument check {output}")


async def _published(settings: Settings, version: int) -> bytes:
    async with opened_world(settings, "samson_worker") as world:
        try:
            return await published_file(world, version)
        except InstrumentIsUnknown as error:
            known = sorted(one.number for one in (await instrument_shelf(world)).published(SAMSON))
            there = ", ".join(map(str, known)) or "none"
            raise CommandFailed(f"version {version} is neither shipped nor published; published: {there}") from error


def _read(file: Path) -> Instrument:
    try:
        return read_file(file.read_bytes())
    except InstrumentIsUnreadable as error:
        raise CommandFailed(f"{file} cannot be read as an instrument: {error.data['detail']}") from error
    except OSError as error:
        raise CommandFailed(f"{file} cannot be read as an instrument: {error}") from error


def _predecessor(found: Instrument, given: Path | None) -> Instrument | None:
    """The file that was given, else the shipped version; `None` where neither is what the instrument follows."""
    if found.follows is None:
        return None
    if given is not None:
        earlier = _read(given)
        return earlier if (earlier.id, earlier.version) == (found.id, found.follows) else None
    try:
        return shipped_instruments().by_version(found.id, found.follows).instrument
    except InstrumentIsUnknown:
        return None


def _problems(found: Instrument, predecessor: Instrument | None) -> list[Problem]:
    if found.follows is not None and predecessor is None:
        return [unknown_predecessor(found), *check(found)]
    return check(found, predecessor)


def sentence(problem: Problem) -> str:
    """One line: what it is about, and what is wrong with it."""
    return f"{problem.where} {said(problem, ENGLISH)}"


def summary(found: Instrument) -> str:
    """One line on a sound instrument, with the hashes that would freeze it."""
    languages = ", ".join(f"{language} {sha256[:12]}" for language, sha256 in language_sha256(found).items())
    return (
        f"{found.id} version {found.version} is sound: {len(found.values)} values, {len(found.ambitions)} ambition "
        f"questions, {len(found.fields)} fields, {len(found.questions)} questions; "
        f"structure {structure_sha256(found)[:12]}, words {languages}"
    )
