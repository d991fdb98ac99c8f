"""`samson bench`: how quick it is, beside what it is measured against, in the same call."""

import importlib
from typing import Final, cast

import click

BENCHES: Final = {
    "append": "services.cli.bench.append:append",
    "replay": "services.cli.bench.replay:replay",
}
"""Every bench and where it stands: `module:function`."""


class BenchTable(click.Group):
    """Imports a bench when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return sorted(BENCHES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's)
        if cmd_name not in BENCHES:
            return None
        module, _, name = BENCHES[cmd_name].partition(":")
        return cast("click.Command", getattr(importlib.import_module(module), name))


@click.group(
    cls=BenchTable, invoke_without_command=True, epilog="Example:  samson bench append --json   (no name: all of them)"
)
@click.pass_context
def bench(context: click.Context) -> None:
    """Measure. Each bench works in a database of its own, which is gone afterwards."""
    if context.invoked_subcommand is None:
        for name in sorted(BENCHES):
            command = bench.get_command(context, name)
            if command is not None:
                context.invoke(command)
