"""How many years of how many municipalities: what the commands that write them ask in the same words."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from services.cli.bench.years.writing import Years
from services.cli.running import Decorator

USUAL = Years()


def sized(workspaces: int, *, fewest: int = 1, fewest_quarters: int = 1) -> Decorator:
    """For a command that is called with `workspaces`, so many unless it is told otherwise, and with `years`."""

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        @click.option(
            "--workspaces",
            default=workspaces,
            show_default=True,
            type=click.IntRange(fewest),
            help="How many in the end.",
        )
        @click.option(
            "--collaborations",
            default=USUAL.collaborations,
            show_default=True,
            type=click.IntRange(1),
            help="Of each workspace.",
        )
        @click.option(
            "--quarters",
            default=USUAL.quarters,
            show_default=True,
            type=click.IntRange(fewest_quarters),
            help="Back from now.",
        )
        @wraps(command)
        def called(*, collaborations: int, quarters: int, **others: Any) -> None:
            command(years=Years(collaborations, quarters), **others)

        return called

    return decorated
