"""Groups of commands whose modules are loaded when they are called."""

import importlib
from collections.abc import Mapping
from typing import cast

import click


def table_of(commands: Mapping[str, str]) -> type[click.Group]:
    """A group of these commands, each with where it stands: `module:function`. None waits for what others import."""

    class CommandTable(click.Group):
        def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
            return sorted(commands)

        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's)
            if cmd_name not in commands:
                return None
            module, _, name = commands[cmd_name].partition(":")
            return cast("click.Command", getattr(importlib.import_module(module), name))

    return CommandTable
