"""`samson up`: everything on this machine, under one supervisor."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

import click

from infra.embedded.environment import Doors, close_doors, open_doors
from infra.embedded.locks import FileLock
from infra.embedded.supervisor import Supervisor
from infra.identity import new_token
from infra.settings import Settings
from services.cli import frontend
from services.cli.catching_up import wait_for_read_models
from services.cli.check import Stopwatch, journey
from services.cli.demo import bring_demonstration
from services.cli.errors import CommandFailed
from services.cli.machine import PANGO, install, line_to_type, pango_loads
from services.cli.parts import ask_health, parts
from services.cli.ports import chosen_doors
from services.cli.running import bring_up_to_date, servers, state_folder, state_option
from services.cli.welcome import welcome

_PATIENCE: Final = 180.0
_GLANCE: Final = 0.2
_HOPELESS: Final = 4
"""Restarts before everything is healthy for the first time, after which waiting helps no more."""


class _Terminated(KeyboardInterrupt):
    """SIGTERM: as if somebody had pressed Ctrl-C."""


@click.command(epilog="Example:  samson up --port 8000")
@state_option
@click.option("--port", type=click.IntRange(1, 65535), help="The port of the pages. Default: last time's, if free.")
@click.option("--check", is_flag=True, help="Run one measurement through to its PDF, say what took how long, stop.")
@click.option("--without-pdf", is_flag=True, help="Go on where the system library for PDF reports is missing.")
def up(state: Path | None, port: int | None, check: bool, without_pdf: bool) -> None:  # noqa: FBT001 (click's way)
    """Run everything on this machine until Ctrl-C: database, pages, worker, scheduler, projector, mail catcher.

    All data is in the folder given by --state. With --check and without --state, in one that is thrown away.
    """
    signal.signal(signal.SIGTERM, _terminate)
    stopwatch = Stopwatch(click.echo)
    bring_system_libraries(stopwatch, required=not without_pdf)
    bring_frontend(stopwatch)
    with (
        _folder(state, throwaway=check) as folder,
        _alone(folder),
        chosen_doors(folder, port) as doors,
        _everything(folder, doors, stopwatch) as (settings, supervisor),
    ):
        if check:
            journey(settings, stopwatch)
            stopwatch.total("all of it")
            return
        welcome(settings, folder)
        _watch_until_stopped(supervisor)
    click.echo("Stopped.")


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise _Terminated


def bring_system_libraries(stopwatch: Stopwatch, *, required: bool) -> None:
    """Install Pango where it is missing and may be installed, else say the line that does it."""
    if pango_loads():
        return
    with stopwatch.step("Pango, for PDF reports"):
        install(PANGO)
    if required and not pango_loads():
        line = line_to_type(PANGO, "pango")
        raise CommandFailed(f"PDF reports need a system library. Type: {line}   or go on with: samson up --without-pdf")


def bring_frontend(stopwatch: Stopwatch) -> None:
    if not frontend.is_current():
        with stopwatch.step("front-end packages"):
            frontend.install()


@contextmanager
def _folder(state: Path | None, *, throwaway: bool) -> Iterator[Path]:
    if state is None and throwaway:
        made = state_folder(Path(tempfile.mkdtemp(prefix="samson-check-")))
        yield made
        shutil.rmtree(made)  # only once all of it worked: a failure leaves its logs
    else:
        folder = state_folder(state)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One `samson up` on a state folder."""
    address = folder / "address"
    with FileLock(folder / "up.lock") as lock:
        if not lock.try_to_take():
            where = address.read_text(encoding="utf-8") if address.exists() else "which is just starting"
            raise CommandFailed(f"samson up already runs on {folder}: {where}")
        try:
            yield
        finally:
            address.unlink(missing_ok=True)


@contextmanager
def _everything(folder: Path, doors: Doors, stopwatch: Stopwatch) -> Iterator[tuple[Settings, Supervisor]]:
    """Servers, data and processes, healthy; stopped in the opposite order at the end."""
    with ExitStack() as stack:
        open_doors(folder, doors)
        stack.callback(close_doors, folder)
        with stopwatch.step("PostgreSQL and Valkey"):
            settings = stack.enter_context(servers(folder))
        with stopwatch.step("database definition"):
            bring_up_to_date(settings)
        with stopwatch.step("demonstration"):
            bring_demonstration(settings)
        instance = new_token()
        environment = {**os.environ, "SAMSON_INSTANCE": instance}
        supervisor = Supervisor(parts(doors, settings.redis_url), environment, folder / "log", click.echo)
        stack.callback(supervisor.stop)
        with stopwatch.step("web, worker, scheduler, projector, mail"):
            supervisor.start()
            _wait_until_healthy(supervisor, doors.web, instance, folder / "log")
        with stopwatch.step("read models"):
            wait_for_read_models(settings)
        (folder / "address").write_text(settings.base_url, encoding="utf-8")
        yield settings, supervisor


def _wait_until_healthy(supervisor: Supervisor, port: int, instance: str, logs: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    failing: tuple[str, ...] = ("web",)
    while time.monotonic() < deadline:
        supervisor.watch()
        if supervisor.restarts() >= _HOPELESS:
            raise CommandFailed(f"{supervisor.last_words()} (see {logs})")
        answer = ask_health(port)
        if answer is not None:
            if answer.instance != instance:
                raise CommandFailed(f"another program answers on port {port}: choose one with --port")
            if not answer.failing:
                return
            failing = answer.failing
        time.sleep(_GLANCE)
    raise CommandFailed(f"not healthy after {_PATIENCE:.0f} s: {', '.join(failing)} (see {logs})")


def _watch_until_stopped(supervisor: Supervisor) -> None:
    try:
        while True:
            supervisor.watch()
            time.sleep(_GLANCE)
    except KeyboardInterrupt:
        click.echo("\nStopping …")
