"""What all benches share: their result, how it is told, and a database to spoil."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Any, Literal
from uuid import uuid4

import click
import msgspec
import psycopg
from psycopg.sql import SQL, Identifier

from infra.migrations.roles import open_database
from infra.settings import Role, Settings, with_path
from services.cli.running import bring_up_to_date

Better = Literal["higher", "lower"]


class Result(msgspec.Struct, frozen=True):
    """Medians of `runs` runs. `ratio` says how many times better ours is: more than 1 is better, whatever the unit."""

    name: str
    unit: str
    ours: float
    baseline: float
    baseline_name: str
    ratio: float
    runs: int
    details: dict[str, Any]


def result(
    name: str,
    unit: str,
    ours: Sequence[float],
    baseline: tuple[str, Sequence[float]],
    better: Better,
    **details: Any,
) -> Result:
    """`baseline` is its name and what was measured of it; all single measurements go into the details."""
    baseline_name, baseline_runs = baseline
    our_median, baseline_median = median(ours), median(baseline_runs)
    ratio = our_median / baseline_median if better == "higher" else baseline_median / our_median
    return Result(
        name=name,
        unit=unit,
        ours=round(our_median, 3),
        baseline=round(baseline_median, 3),
        baseline_name=baseline_name,
        ratio=round(ratio, 2),
        runs=len(ours),
        details={
            "ours": [round(one, 3) for one in ours],
            "baseline": [round(one, 3) for one in baseline_runs],
            **details,
        },
    )


def _rounded(runs: Sequence[float]) -> list[float]:
    return [round(one, 3) for one in runs]


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


def tell(found: Result, *, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode(found))
        return
    click.echo(f"{found.name}: {found.ours:,.0f} {found.unit}")
    click.echo(f"{found.baseline_name}: {found.baseline:,.0f} {found.unit}")
    click.echo(f"{found.ratio:,.1f} times as good, medians of {found.runs} runs")


def telling(what: str) -> Callable[[str], None]:
    """Says on standard error what is being done, so that standard output stays the result's."""

    def say(step: str) -> None:
        click.echo(f"{what}: {step}", err=True)

    return say


@contextmanager
def scratch_database(settings: Settings, template: Settings | None = None) -> Iterator[Settings]:
    """A migrated database of its own, or a copy of another scratch database; dropped at the end."""
    name = f"samson_bench_{uuid4().hex[:12]}"
    original = "template0" if template is None else template.database_url.rpartition("/")[2]
    with psycopg.connect(settings.database_url, autocommit=True) as admin:
        admin.execute(SQL("create database {} template {}").format(Identifier(name), Identifier(original)))
        try:
            scratch = msgspec.structs.replace(settings, database_url=with_path(settings.database_url, name))
            if template is None:
                bring_up_to_date(scratch)
            else:
                with psycopg.connect(scratch.database_url, autocommit=True) as inside:
                    open_database(inside)
            yield scratch
        finally:
            admin.execute(SQL("drop database {} with (force)").format(Identifier(name)))


def schema_for(settings: Settings, schema: str, role: Role) -> None:
    """A schema in which `role` may make tables, for the baseline's own."""
    with psycopg.connect(settings.database_url, autocommit=True) as admin:
        admin.execute(SQL("grant {} to current_user with set true").format(Identifier(role)))
        admin.execute(SQL("create schema {} authorization {}").format(Identifier(schema), Identifier(role)))
