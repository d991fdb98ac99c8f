import os
import subprocess
from pathlib import Path

import pytest

from services.cli.running import CHECKOUT


@pytest.mark.nightly
def test_a_fresh_clone_runs_one_measurement_with_one_command(tmp_path: Path) -> None:
    """On a PATH without the tools of whoever develops here."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", CHECKOUT, clone], check=True)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SAMSON_", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [clone / "samson", "up", "--check"],
        cwd=tmp_path,
        env=environment | {"PATH": "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    assert "all of it" in done.stdout
