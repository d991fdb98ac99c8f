"""`samson bench`: how quick it is, beside what it is measured against, in the same call."""

from typing import Final

import click

from services.cli.table import table_of

BENCHES: Final = {
    "append": "services.cli.bench.append:append",
    "campaign": "services.cli.bench.campaign:campaign",
    "mail": "services.cli.bench.mail:mail",
    "national": "services.cli.bench.national:national",
    "pages": "services.cli.bench.years.pages:pages",
    "rebuild": "services.cli.bench.years.rebuilding:rebuild",
    "replay": "services.cli.bench.replay:replay",
    "session": "services.cli.bench.session.command:session",
    "verify": "services.cli.bench.verify:verify",
}
"""Every bench and where it stands: `module:function`."""

SEED: Final = {"seed": "services.cli.bench.years.seed:seed"}
"""No bench itself, and the only one that leaves something behind."""


@click.group(
    cls=table_of(BENCHES | SEED),
    invoke_without_command=True,
    epilog="Example:  samson bench append --json   (no name: all of them)",
)
@click.pass_context
def bench(context: click.Context) -> None:
    """Measure. Each bench works in a database of its own, which is gone afterwards; `seed` fills a folder to keep."""
    if context.invoked_subcommand is None:
        for name in sorted(BENCHES):
            command = bench.get_command(context, name)
            if command is not None:
                context.invoke(command)
