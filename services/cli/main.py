"""`samson`: one module per command, loaded when it is called."""

import importlib
import os
import sys
from typing import Final, cast

import click

from infra.embedded.process import EmbeddedServerFailed, stop_when_orphaned
from infra.settings import BrokenSetting
from services.cli.errors import CommandFailed

COMMANDS: Final = {
    "bench": "services.cli.bench:bench",
    "demo": "services.cli.demo:demo",
    "instrument": "services.cli.instrument:instrument",
    "doctor": "services.cli.doctor:doctor",
    "health": "services.cli.health:health",
    "mailcatcher": "services.cli.mailcatcher:mailcatcher",
    "migrate": "services.cli.migrate:migrate",
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


class CommandTable(click.Group):
    """Imports a command's module when it is asked for, so that none waits for what the others need."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's)
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        return cast("click.Command", getattr(importlib.import_module(module), name))


@click.group(cls=CommandTable, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def samson() -> None:
    """Measure how well municipalities and their partners create solutions together.

    Begin with:  ./samson up
    """


def main(arguments: list[str] | None = None) -> int:
    """Run one command. 0 on success only; an error is one clear line on standard error."""
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
