"""The pages and the projector as processes of their own, as they run in production, on a database of the bench's."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from infra.embedded.process import free_port
from infra.embedded.supervisor import Part, Supervisor
from infra.settings import Settings
from services.cli.bench.session.asking import HOST
from services.cli.errors import CommandFailed
from services.cli.parts import ask_health

PATIENCE: Final = 120.0
"""Seconds until the first page."""

GLANCE: Final = 0.1


TRIES: Final = 3


@contextmanager
def running_site(settings: Settings, processes: int) -> Iterator[int]:
    """The port that the pages are on."""
    with tempfile.TemporaryDirectory(prefix="samson-bench-") as logs:
        supervisor, port = _started(settings, processes, Path(logs))
        try:
            yield port
        finally:
            supervisor.stop()


def _started(settings: Settings, processes: int, logs: Path, tries: int = TRIES) -> tuple[Supervisor, int]:
    """On another port where the pages do not come: what was free may be somebody else's before they listen there."""
    port = free_port()
    serve = ("serve", "--host", HOST, "--port", str(port), "--workers", str(processes))
    parts = [[Part("projector", _command("projector"))], [Part("web", _command(*serve))]]
    environment = {"SAMSON_DATABASE_URL": settings.database_url, "SAMSON_BASE_URL": f"http://{HOST}:{port}"}
    supervisor = Supervisor(parts, environment, logs, _complain)
    try:
        supervisor.start()
        _wait(supervisor, port)
    except CommandFailed as failure:
        supervisor.stop()
        if tries == 1:
            raise
        _complain(str(failure))
        return _started(settings, processes, logs, tries - 1)
    except BaseException:
        supervisor.stop()
        raise
    return supervisor, port


def _wait(supervisor: Supervisor, port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while ask_health(port) is None:
        supervisor.watch()
        if supervisor.restarts() or time.monotonic() > deadline:
            raise CommandFailed(f"the pages do not answer: {supervisor.last_words()}")
        time.sleep(GLANCE)


def _complain(said: str) -> None:
    click.echo(said, err=True)


def _command(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-P", "-m", "services.cli.main", *arguments)


def processor_seconds(port: int) -> float | None:
    """What the web processes on this port have used so far; `None` where there is no `/proc` to ask."""
    groups: dict[int, float] = {}
    group_of_web = None
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        group = int(stat[2])
        groups[group] = groups.get(group, 0.0) + (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
        if b"serve" in command and str(port).encode() in command:
            group_of_web = group
    return groups[group_of_web] if group_of_web is not None else None
