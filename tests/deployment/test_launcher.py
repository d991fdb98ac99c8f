import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.cli.running import CHECKOUT

UV = """#!/bin/sh
echo "uv $*" >>"$CALLS"
case $1 in
  venv)
    for folder in "$@"; do :; done
    mkdir -p "$folder/bin" "$folder/lib/python3.11/site-packages"
    printf '#!/bin/sh\\necho "python $*"\\n' >"$folder/bin/python"
    chmod +x "$folder/bin/python" ;;
  pip) exit "${SYNC_FAILS:-0}" ;;
esac
"""
TOOLS = ("sh", "readlink", "dirname", "cmp", "cp", "rm", "sed", "mkdir", "chmod", "cat", "env")


class Checkout:
    """A folder with the script and its locks, and a PATH on which only what a test puts there is found."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a checkout"
        self.path = folder / "bin"
        self.calls = folder / "calls"
        (self.root / "locks").mkdir(parents=True)
        self.path.mkdir()
        shutil.copy(CHECKOUT / "samson", self.root)
        shutil.copy(CHECKOUT / "locks" / "uv.txt", self.root / "locks")
        for kind in ("runtime", "development"):
            (self.root / "locks" / f"{kind}.txt").write_text("first\n")
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found
            (self.path / tool).symlink_to(found)

    def put(self, name: str, script: str) -> None:
        (self.path / name).write_text(script)
        (self.path / name).chmod(0o755)

    def run(self, *arguments: str, script: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [script or self.root / "samson", *arguments],
            env={"PATH": str(self.path), "CALLS": str(self.calls), "HOME": str(self.root)} | environment,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )

    def forget_calls(self) -> None:
        self.calls.unlink(missing_ok=True)

    def called(self) -> list[str]:
        return self.calls.read_text().splitlines() if self.calls.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path)
    made.put("uv", UV)
    return made


def test_the_scripts_are_portable_shell() -> None:
    shellcheck = Path(sys.executable).parent / "shellcheck"
    checked = subprocess.run(
        [shellcheck, "-s", "sh", CHECKOUT / "samson", CHECKOUT / ".ci" / "run"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.stdout == ""
    assert checked.returncode == 0


def test_the_first_start_installs_the_locked_packages_and_hands_over(checkout: Checkout) -> None:
    done = checkout.run("up", "--port", "8000")
    assert done.returncode == 0
    assert done.stdout == "python -P -m services.cli.main up --port 8000\n"
    (venv, sync) = checkout.called()
    assert venv.startswith("uv venv")
    assert "--require-hashes" in sync
    assert sync.endswith("locks/runtime.txt")


def test_the_second_start_installs_nothing(checkout: Checkout) -> None:
    checkout.run("up")
    checkout.forget_calls()
    assert checkout.run("up").stdout == "python -P -m services.cli.main up\n"
    assert checkout.called() == []


def test_a_changed_lock_is_installed_into_the_same_environment(checkout: Checkout) -> None:
    checkout.run("up")
    checkout.forget_calls()
    (checkout.root / "locks" / "runtime.txt").write_text("second\n")
    checkout.run("up")
    (sync,) = checkout.called()
    assert sync.startswith("uv pip sync")


def test_testing_installs_what_development_takes_and_running_keeps_it(checkout: Checkout) -> None:
    checkout.run("up")
    checkout.forget_calls()
    checkout.run("test")
    assert checkout.called()[-1].endswith("locks/development.txt")
    checkout.forget_calls()
    checkout.run("up")
    assert checkout.called() == []


def test_a_failed_installation_is_said_and_tried_again(checkout: Checkout) -> None:
    failed = checkout.run("up", SYNC_FAILS="1")
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert "the locked packages could not be installed" in failed.stderr
    assert checkout.run("up").returncode == 0


def test_it_works_through_a_symbolic_link_from_anywhere(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to(checkout.root / "samson")
    (tmp_path / "two").symlink_to("one")
    assert checkout.run("up", script=tmp_path / "two").stdout == "python -P -m services.cli.main up\n"
    assert (checkout.root / ".venv" / "samson-runtime.txt").exists()


def test_arguments_arrive_as_they_were_given(checkout: Checkout) -> None:
    (checkout.root / ".venv" / "bin").mkdir(parents=True)
    python = checkout.root / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\nfor each in "$@"; do echo "<$each>"; done\n')
    python.chmod(0o755)
    shutil.copy(checkout.root / "locks" / "runtime.txt", checkout.root / ".venv" / "samson-runtime.txt")
    assert checkout.run("test me", "", "*").stdout.splitlines()[-3:] == ["<test me>", "<>", "<*>"]


def test_without_uv_it_brings_one_by_venv_and_pip(checkout: Checkout) -> None:
    (checkout.path / "uv").rename(checkout.path / "uv-to-bring")
    pip = f'#!/bin/sh\necho "pip $*" >>"$CALLS"\ncp {checkout.path}/uv-to-bring "${{0%/*}}/uv"\n'
    checkout.put(
        "python3",
        '#!/bin/sh\nfor folder in "$@"; do :; done\nmkdir -p "$folder/bin"\n'
        f'cat >"$folder/bin/python" <<\'END\'\n{pip}END\nchmod +x "$folder/bin/python"\n',
    )
    done = checkout.run("up")
    assert done.returncode == 0, done.stderr
    assert "--require-hashes" in checkout.called()[0]
    assert (checkout.root / ".samson" / "uv" / "bin" / "uv").exists()


def test_without_venv_it_asks_the_official_installer_for_the_locked_version(checkout: Checkout) -> None:
    (checkout.path / "uv").rename(checkout.path / "uv-to-bring")
    checkout.put("python3", "#!/bin/sh\nexit 1\n")
    install = f'mkdir -p "$UV_INSTALL_DIR"; cp {checkout.path}/uv-to-bring "$UV_INSTALL_DIR/uv"'
    checkout.put("curl", f'#!/bin/sh\necho "curl $*" >>"$CALLS"\necho \'{install}\'\n')
    done = checkout.run("up")
    assert done.returncode == 0, done.stderr
    version = (CHECKOUT / "locks" / "uv.txt").read_text().removeprefix("uv==").split()[0]
    assert f"/uv/{version}/" in checkout.called()[0]


def test_with_nothing_to_bring_uv_by_it_says_the_one_line_to_type(checkout: Checkout) -> None:
    (checkout.path / "uv").unlink()
    refused = checkout.run("up")
    assert refused.returncode == 1
    assert "apt-get install -y python3-venv" in refused.stderr.splitlines()[-1]
