"""`samson national classify`: population and KOSTRA group of municipalities, from a file."""

import asyncio
from pathlib import Path
from typing import Final

import click

from domain.errors import DomainError
from domain.national.classification import Classification, ClassificationIsUnsound
from infra.clock import SystemClock
from infra.database import Database
from infra.municipalities import municipalities
from infra.settings import Settings
from infra.translation.translator import Translator
from services.application.national.classifying import import_classification
from services.cli.errors import CommandFailed
from services.cli.running import running, state_option

MOST_TOLD: Final = 50


@click.command(epilog="Example:  samson national classify figures.csv --by kari@ks.example")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", required=True, help="Who imports it; it is kept with the file.")
@state_option
def classify(file: Path, by: str, state: Path | None) -> None:
    """Import FILE, which takes the place of the one before it as a whole. If a line is wrong, nothing is imported."""
    with running(state) as settings:
        try:
            found = asyncio.run(_import(settings, file.read_bytes(), by))
        except ClassificationIsUnsound as error:
            raise CommandFailed(_told(file, error)) from None
        except DomainError as error:
            raise CommandFailed(f"{file} was not imported: {error.code.replace('_', ' ')}") from None
    click.echo(f"Imported {len(found.rows)} lines about {len({row.number for row in found.rows})} municipalities.")
    if unknown := _unknown(found):
        click.echo(f"Not among the municipalities that are known here, and so in no figure: {', '.join(unknown)}")


async def _import(settings: Settings, file: bytes, by: str) -> Classification:
    async with Database.opened(settings.role_url("samson_national"), size=1) as national:
        return await import_classification(national, SystemClock(), file, by)


def _told(file: Path, error: ClassificationIsUnsound) -> str:
    t, problems = Translator("en"), error.problems
    keys = {one.code: one.code.replace("_", "-") for one in problems}
    words = {code: t(f"classification-problem.{key}") for code, key in keys.items()}
    lines = [f"line {one.line}: {words[one.code]}" for one in problems[:MOST_TOLD]]
    more = [f"and {len(problems) - MOST_TOLD} more"] if len(problems) > MOST_TOLD else []
    return "\n".join([f"nothing of {file} was imported:", *lines, *more])


def _unknown(found: Classification) -> list[str]:
    """Numbers that neither are municipalities', nor have a county in the file, nor have ended."""
    known = {one.number for one in municipalities()}
    known |= {row.number for row in found.rows if row.continued_by or row.county}
    return sorted({row.number for row in found.rows} - known)
