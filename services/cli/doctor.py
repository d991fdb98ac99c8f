"""`samson doctor`."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from infra.embedded.process import namespaces_work
from services.cli import frontend
from services.cli.errors import CommandFailed
from services.cli.machine import CHROMIUM, PANGO, Need, chromium, line_to_type, pango_loads
from services.cli.running import state_folder, state_option

_ROOM: Final = 1_000_000_000
"""Bytes that packages, data and logs of a small installation want."""


@click.command(epilog="Example:  samson doctor")
@state_option
def doctor(state: Path | None) -> None:
    """Say what this machine lacks, and the line that mends it."""
    lacking = 0
    for need in needs(state_folder(state)):
        click.echo(f"{'ok     ' if need.remedy is None else 'missing'}  {need.name:<20} {need.purpose}")
        if need.remedy is not None:
            lacking += 1
            click.echo(f"         type: {need.remedy}")
    if lacking:
        raise CommandFailed(f"{lacking} thing{'s' if lacking > 1 else ''} missing")


def needs(state: Path) -> Iterator[Need]:
    yield Need(
        "Python", f"{platform.python_version()} runs everything", _unless(sys.version_info >= (3, 11), "./samson up")
    )
    yield Need("Pango", "PDF reports", _unless(pango_loads(), line_to_type(PANGO, "pango")))
    packages = frontend.is_current() or shutil.which("npm") is not None or frontend.NODE.exists()
    yield Need("front-end packages", "pages", _unless(packages, "./samson up (brings Node.js by itself)"))
    yield Need("Chromium", "browser tests only", _unless(chromium() is not None, line_to_type(CHROMIUM, "chromium")))
    yield Need("disk", f"{state} has room", _unless(_room(state) >= _ROOM, "free 1 GB, or choose another --state"))
    yield Need("PostgreSQL's user", _account(), None)


def _unless(fine: bool, remedy: str) -> str | None:  # noqa: FBT001 (a condition, not a mode)
    return None if fine else remedy


def _room(state: Path) -> int:
    """Free bytes where the state folder is, or will be."""
    folder = state
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _account() -> str:
    """Who the embedded PostgreSQL runs as."""
    if os.geteuid() != 0:
        return "runs as you"
    return "runs in a namespace of its own, as you are root" if namespaces_work() else "runs as nobody, as you are root"
