"""`samson health`."""

from pathlib import Path
from typing import get_args

import click
import redis

from infra.health import PARTS, Part, last_progress
from services.cli.errors import CommandFailed
from services.cli.running import running, state_option


@click.command(epilog="Example:  samson health worker")
@click.argument("part", type=click.Choice(get_args(Part)), required=False)
@state_option
def health(part: Part | None, state: Path | None) -> None:
    """Say whether the worker, scheduler and projector get their work done.

    Fails when one of those asked for has been silent for too long: containers use it as their health check.
    """
    silent = []
    with running(state) as settings, redis.Redis.from_url(settings.redis_url) as client:
        for each in [part] if part else PARTS:
            progress = last_progress(client, each)
            click.echo(f"{each}: {f'last got something done at {progress:%H:%M:%S} UTC' if progress else 'silent'}")
            if progress is None:
                silent.append(each)
    if silent:
        raise CommandFailed(f"silent: {', '.join(silent)}")
