import hashlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.cli import doctor as doctor_module
from services.cli import frontend, machine
from services.cli.doctor import doctor, needs
from services.cli.errors import CommandFailed
from services.cli.machine import PANGO, Need, chromium, line_to_type, pango_loads
from services.cli.ports import chosen_doors
from services.cli.test import Check, run_checks, static_checks


def test_the_doctor_says_what_is_missing_and_the_line_that_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking = [Need("Python", "runs everything", None), Need("Pango", "PDF reports", "apt-get install -y pango")]
    monkeypatch.setattr(doctor_module, "needs", lambda _: iter(lacking))
    told = CliRunner().invoke(doctor, [])
    assert isinstance(told.exception, CommandFailed)
    assert "ok       Python" in told.output
    assert "missing  Pango" in told.output
    assert "type: apt-get install -y pango" in told.output


def test_the_doctor_is_content_where_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_module, "needs", lambda _: iter([Need("Python", "runs everything", None)]))
    assert CliRunner().invoke(doctor, []).exit_code == 0


def test_the_doctor_looks_at_a_state_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    disk = next(need for need in needs(tmp_path / "not" / "there") if need.name == "disk")
    assert disk.remedy is None


def test_pango_is_found_by_loading_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pango_loads()
    monkeypatch.setattr(machine, "_PANGO_FILES", {sys.platform: ("libpango-of-another-world.so",)})
    assert not pango_loads()


@pytest.mark.parametrize(("uid", "line"), [(0, "apt-get install -y"), (1000, "sudo apt-get install -y")])
def test_the_line_to_type_fits_who_types_it(monkeypatch: pytest.MonkeyPatch, uid: int, line: str) -> None:
    monkeypatch.setattr(machine.sys, "platform", "linux")
    monkeypatch.setattr(machine.os, "geteuid", lambda: uid)
    assert line_to_type(PANGO, "pango") == f"{line} libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def test_on_macos_the_line_is_homebrews(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.sys, "platform", "darwin")
    assert line_to_type(PANGO, "pango") == "brew install pango"


def test_nothing_is_installed_where_that_needs_a_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "apt-get").write_text("#!/bin/sh\ntouch called\n")
    (tmp_path / "sudo").write_text("#!/bin/sh\nexit 1\n")
    for file in tmp_path.iterdir():
        file.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    assert machine.install(PANGO) is False
    assert not (tmp_path / "called").exists()


def test_a_chosen_chromium_is_taken_and_a_wrong_one_is_not_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SAMSON_CHROMIUM", sys.executable)
    assert chromium() == sys.executable
    monkeypatch.setenv("SAMSON_CHROMIUM", str(tmp_path / "missing"))
    assert chromium() is None


def test_every_failed_check_is_told_not_only_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    checks = [
        Check("one", (sys.executable, "-c", "print('wrong in one'); raise SystemExit(1)")),
        Check("two", (sys.executable, "-c", "pass")),
        Check("three", (sys.executable, "-c", "print('wrong in three'); raise SystemExit(2)")),
    ]
    assert run_checks(checks) == ["one", "three"]
    told = capsys.readouterr().out
    assert "wrong in one" in told
    assert "wrong in three" in told


def test_what_is_checked_is_there_to_be_checked() -> None:
    names = [check.name for check in static_checks()]
    assert names == ["mypy", "ruff check", "ruff format", "import contracts", "migrations"]
    migrations = static_checks()[-1].command[1:]
    assert migrations
    assert all(Path(frontend.CHECKOUT, name).exists() for name in migrations)


def test_a_dangerous_migration_is_found(tmp_path: Path) -> None:
    migration = tmp_path / "0001_dangerous.sql"
    migration.write_text("alter table a add column b integer not null;\n")
    config = Path(frontend.CHECKOUT, ".squawk.toml")
    squawk = Path(sys.executable).parent / "squawk"
    found = subprocess.run([squawk, "-c", config, migration], capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert "adding-required-field" in found.stdout


def test_front_end_packages_are_current_only_for_their_lock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(frontend, "FOLDER", tmp_path)
    lock = tmp_path / "package-lock.json"
    lock.write_text("{}")
    assert not frontend.is_current()
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / ".samson-lock").write_text(hashlib.sha256(b"{}").hexdigest())
    assert frontend.is_current()
    lock.write_text('{"changed": true}')
    assert not frontend.is_current()


def test_a_failed_npm_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text("{}")
    failing = [sys.executable, "-c", "import sys; sys.exit('npm WARN old\\nnpm error no network\\nmore')"]
    monkeypatch.setattr(frontend, "FOLDER", tmp_path)
    monkeypatch.setattr(frontend, "npm", lambda: (failing, dict(os.environ)))
    with pytest.raises(CommandFailed, match=r"^npm ci failed: npm error no network$"):
        frontend.install()
    assert not frontend.is_current()


@pytest.mark.nightly
def test_a_machine_without_npm_gets_one_from_a_python_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(frontend, "NODE", tmp_path / "node")
    found = shutil.which
    monkeypatch.setattr(frontend.shutil, "which", lambda name: None if name in {"npm", "node"} else found(name))
    command, environment = frontend.npm()
    version = subprocess.run([*command, "--version"], env=environment, capture_output=True, text=True, check=True)
    assert int(version.stdout.split(".")[0]) >= 10


def test_the_port_of_the_last_time_is_taken_again_unless_somebody_else_has_it(tmp_path: Path) -> None:
    with chosen_doors(tmp_path, None) as first:
        pass
    with chosen_doors(tmp_path, None) as second:
        assert second.web == first.web
    with socket.socket() as other:
        other.bind(("127.0.0.1", first.web))
        other.listen()
        with chosen_doors(tmp_path, None) as third:
            assert third.web != first.web
