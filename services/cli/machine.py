"""What this machine has, and the one line that brings what it lacks."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

PANGO: Final = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
"""The Debian packages that WeasyPrint needs and no wheel carries."""

CHROMIUM: Final = ("chromium",)

HEADLESS: Final = ("chromium-headless-shell",)
"""Chromium without its windows, which opens a page three times as fast. Debian has it, Ubuntu does not."""

_PANGO_FILES: Final = {
    "linux": ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"),
    "darwin": ("libpango-1.0.dylib", "libpangoft2-1.0.dylib", "libharfbuzz-subset.dylib"),
}
_BROWSERS: Final = (*HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_BROWSERS: Final = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)


class Need(msgspec.Struct, frozen=True):
    """Something a machine may lack. `remedy` is the line to type, `None` when nothing is missing."""

    name: str
    purpose: str
    remedy: str | None


def pango_loads() -> bool:
    """By the names that the loader would have to find; an installed package alone proves nothing."""
    try:
        for name in _PANGO_FILES.get(sys.platform, ()):
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def chromium() -> str | None:
    """`$SAMSON_CHROMIUM`, else a Chromium or Chrome of the system, else the one that Playwright downloaded."""
    given = os.environ.get("SAMSON_CHROMIUM")
    if given:
        return given if Path(given).exists() else None
    for name in _BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    for path in (*_MAC_BROWSERS, *_playwrights_own()):
        if path.exists():
            return str(path)
    return None


def _playwrights_own() -> Sequence[Path]:
    cache = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ms-playwright"
    return sorted([*cache.glob("chromium-*/chrome-*/chrome"), *cache.glob("chromium-*/chrome-*/*.app/*/MacOS/*")])


def may_install() -> list[str] | None:
    """How apt-get can be called without asking anybody for a password; `None` where it can't."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n", "apt-get"]
    return None


def install(packages: Sequence[str]) -> bool:
    """Install Debian packages if that may be done without asking. Says nothing; the caller looks what came of it."""
    apt = may_install()
    if apt is None:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run([*apt, *step], env=quiet, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    return done.returncode == 0


def line_to_type(packages: Sequence[str], homebrew: str) -> str:
    """What a person types to install `packages`, or the Homebrew package `homebrew` on macOS."""
    if sys.platform == "darwin":
        return f"brew install {homebrew}"
    sudo = "" if os.geteuid() == 0 else "sudo "
    return f"{sudo}apt-get install -y {' '.join(packages)}"
