"""`samson`: one module per command, loaded when it is called."""

import os
import sys
from typing import Final

import click

from infra.embedded.process import EmbeddedServerFailed, stop_when_orphaned
from infra.settings import BrokenSetting
from services.cli.errors import CommandFailed
from services.cli.table import table_of

COMMANDS: Final = {
    "audit": "services.cli.audit:audit",
    "bench": "services.cli.bench:bench",
    "demo": "services.cli.demo:demo",
    "instrument": "services.cli.instrument:instrument",
    "doctor": "services.cli.doctor:doctor",
    "erasures": "services.cli.erasures:erasures",
    "health": "services.cli.health:health",
    "mail": "services.cli.mail:mail",
    "mailcatcher": "services.cli.mailcatcher:mailcatcher",
    "migrate": "services.cli.migrate:migrate",
    "national": "services.cli.national:national",
    "outbox": "services.cli.outbox:outbox",
    "projector": "services.cli.projector:projector",
    "rebuild": "services.cli.rebuild:rebuild",
    "rewrap": "services.cli.rewrap:rewrap",
    "scheduler": "services.cli.scheduler:scheduler",
    "serve": "services.cli.serve:serve",
    "test": "services.cli.test:test",
    "up": "services.cli.up:up",
    "worker": "services.cli.worker:worker",
    "workspace": "services.cli.workspace:workspace",
}
"""Every command and where it stands: `module:function`."""

INTERRUPTED: Final = 130

THREADS: Final = "OPENBLAS_NUM_THREADS"
"""How many threads NumPy computes with; it is read once, when NumPy is loaded.

Source: https://numpy.org/doc/stable/reference/global_state.html
"""


@click.group(cls=table_of(COMMANDS), context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def samson() -> None:
    """Measure how well municipalities and their partners create solutions together.

    Begin with:  ./samson up
    """


def main(arguments: list[str] | None = None) -> int:
    """Run one command. 0 on success only; an error is one clear line on standard error."""
    os.environ.setdefault(THREADS, "1")  # threads that wait for each other on a busy machine only spin
    supervisor = os.environ.get("SAMSON_SUPERVISOR")
    if supervisor:
        stop_when_orphaned(int(supervisor))
    try:
        status = samson.main(arguments, prog_name="samson", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    except (CommandFailed, BrokenSetting, EmbeddedServerFailed) as error:
        click.echo(f"samson: {error}", err=True)
        return 1
    except Exception as error:
        if os.environ.get("SAMSON_TRACEBACK"):
            raise
        said = " ".join(str(error).split()) or "no reason given"
        click.echo(f"samson: {type(error).__name__}: {said} (SAMSON_TRACEBACK=1 shows where)", err=True)
        return 1
    return status if isinstance(status, int) else 0


if __name__ == "__main__":
    sys.exit(main())
