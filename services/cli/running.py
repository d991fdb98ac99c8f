"""Where a command runs: on the servers that the environment names, or on embedded ones of a state folder."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from infra.embedded.environment import embedded_environment
from infra.embedded.servers import embedded_servers
from infra.migrations.runner import migrate
from infra.settings import ROLES, Settings
from services.application.instruments import publish_instruments
from services.bootstrap import opened_world
from services.cli.errors import CommandFailed

CHECKOUT: Final = Path(__file__).parent.parent.parent

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

state_option: Decorator = click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep all data in this folder and run the embedded servers on it. Default: .samson/state in the checkout.",
)


def state_folder(given: Path | None) -> Path:
    """The folder asked for, else one of this checkout's own, so that two clones never share data."""
    return (given or CHECKOUT / ".samson" / "state").resolve()


@contextmanager
def servers(state: Path | None) -> Iterator[Settings]:
    """The settings of servers that answer, in the environment of this process too while the block runs.

    Embedded ones are started if they do not run yet.
    """
    if os.environ.get("SAMSON_DATABASE_URL"):
        if state is not None:
            raise CommandFailed("--state is for the embedded servers, but SAMSON_DATABASE_URL names another one")
        yield Settings.from_environment()
        return
    folder = state_folder(state)
    with embedded_servers(folder) as addresses:
        environment = embedded_environment(folder, addresses)
        os.environ.update(environment)
        try:
            yield Settings.from_environment()
        finally:
            for name in environment:
                os.environ.pop(name, None)


@contextmanager
def running(state: Path | None) -> Iterator[Settings]:
    """As `servers`, with an embedded database brought to the newest definition. Others are migrated when asked."""
    with servers(state) as settings:
        if settings.mode == "embedded" and not os.environ.get("SAMSON_SUPERVISOR"):
            bring_up_to_date(settings)
        yield settings


def bring_up_to_date(settings: Settings) -> tuple[str, ...]:
    """Migrate as the administrator, then publish what instruments are new; returns the names of what was applied."""
    applied = migrate(settings.database_url, {role: settings.master_keys.database_password(role) for role in ROLES})
    asyncio.run(_publish(settings))
    return applied


async def _publish(settings: Settings) -> None:
    async with opened_world(settings, "samson_worker") as world:
        await publish_instruments(world)
