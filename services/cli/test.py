"""`samson test`."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import click
import msgspec

from services.cli.check import Stopwatch
from services.cli.errors import CommandFailed
from services.cli.machine import CHROMIUM, HEADLESS, chromium, install, line_to_type
from services.cli.running import CHECKOUT
from services.cli.up import bring_frontend, bring_system_libraries

_PROGRAMS: Final = Path(sys.executable).parent


class Check(msgspec.Struct, frozen=True):
    """One static check."""

    name: str
    command: tuple[str, ...]


def static_checks() -> list[Check]:
    migrations = sorted(str(path.relative_to(CHECKOUT)) for path in (CHECKOUT / "infra" / "migrations").glob("*.sql"))
    return [
        Check("mypy", (sys.executable, "-m", "mypy")),
        Check("ruff check", (str(_PROGRAMS / "ruff"), "check", "--quiet")),
        Check("ruff format", (str(_PROGRAMS / "ruff"), "format", "--check", "--quiet")),
        Check("import contracts", (sys.executable, str(_PROGRAMS / "lint-imports"), "--no-logo")),
        Check("migrations", (str(_PROGRAMS / "squawk"), *migrations)),
    ]


@click.command(
    epilog="Example:  samson test        All of it.    samson test tests/domain -k profile    Only these tests.",
    context_settings={"ignore_unknown_options": True},
)
@click.option("--nightly", is_flag=True, help="Run the long tests too.")
@click.argument("tests", nargs=-1, type=click.UNPROCESSED)
def test(nightly: bool, tests: tuple[str, ...]) -> int:  # noqa: FBT001 (click's way)
    """Run all checks and tests, as every change has to pass them.

    TESTS go to pytest as they are, and then nothing but those tests runs.
    """
    if tests:
        _browser(required=False)
        return _pytest(tests)
    stopwatch = Stopwatch(click.echo)
    bring_system_libraries(stopwatch, required=True)
    bring_frontend(stopwatch)
    _browser(required=True)
    chosen = ["--hypothesis-profile", "nightly"] if nightly else ["-m", "not nightly"]
    with ThreadPoolExecutor(1) as beside:
        # The slowest check keeps one processor busy for a while, and the others would wait for it.
        checking = beside.submit(run_checks, static_checks())
        status = _pytest([*_side_by_side(), "-q", *chosen])
    return status or int(bool(checking.result()))


def _side_by_side() -> list[str]:
    """A worker takes file after file: what a file sets up is set up once, and what takes long stands early in a run.

    By `loadgroup` every test would go its own way, as xdist 3.8 loses its marks under pytest 9.2:
    https://github.com/pytest-dev/pytest-xdist/issues/1386

    One worker more than processors is no quicker: 12:02 and 12:16, where two took 12:23 and 11:40 on two.
    """
    return ["-n", str(os.cpu_count() or 1), "--dist", "loadfile", "--no-loadscope-reorder"]


def run_checks(checks: Sequence[Check]) -> list[str]:
    """Run all of them side by side and tell how each went; returns the names of those that failed.

    Tests report meanwhile on the same lines, so it is told in one go.
    """
    began = time.monotonic()
    told = []
    running = [
        (
            check,
            subprocess.Popen(check.command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True),
        )
        for check in checks
    ]
    failed = []
    for check, process in running:
        said, _ = process.communicate()
        told.append(f"{check.name:<18} {'ok' if process.returncode == 0 else 'FAILED'}")
        if process.returncode:
            told.append(said.rstrip())
            failed.append(check.name)
    verdict = f"failed: {', '.join(failed)}" if failed else "ok"
    click.echo("\n".join(["", *told, f"static checks took {time.monotonic() - began:.1f} s, {verdict}", ""]))
    return failed


def _browser(*, required: bool) -> None:
    """See to it that browser tests find a Chromium, by `$SAMSON_CHROMIUM`."""
    found = chromium()
    if found is None and required:
        with Stopwatch(click.echo).step("Chromium, for browser tests"):
            if not install(HEADLESS) and not install(CHROMIUM):
                _download_chromium()
        found = chromium()
        if found is None:
            raise CommandFailed(f"browser tests need Chromium. Type: {line_to_type(CHROMIUM, '--cask chromium')}")
    if found is not None:
        os.environ["SAMSON_CHROMIUM"] = found


def _download_chromium() -> None:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(command, capture_output=True, check=False)


def _pytest(arguments: Sequence[str]) -> int:
    """Its closing line is the last one of the whole run, as the checks are through long before."""
    sys.stdout.flush()
    done = subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=CHECKOUT, check=False)
    return done.returncode
