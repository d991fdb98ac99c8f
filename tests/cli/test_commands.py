import importlib
import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from services.cli import main as command_line
from services.cli.main import COMMANDS, THREADS, samson


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "services.cli.main", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    shown = CliRunner().invoke(samson, [name, "--help"])
    assert shown.exit_code == 0
    command = samson.get_command(click.Context(samson), name)
    assert command is not None
    assert command.help
    if not isinstance(command, click.Group):
        assert f"samson {name}" in (command.epilog or "")
        assert "Example:" in shown.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_named_as_it_is_called(name: str) -> None:
    module, _, function = COMMANDS[name].partition(":")
    assert getattr(importlib.import_module(module), function).name == name


COMPUTING = """
import os, sys
from services.cli.main import main

assert "numpy" not in sys.modules
main(["bench", "national", "--help"])
import numpy
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
@pytest.mark.parametrize("chosen", ["", "2"])
def test_a_command_computes_with_one_thread_unless_it_is_told_otherwise(chosen: str) -> None:
    rest = {name: value for name, value in os.environ.items() if name != THREADS}
    environment = {**rest, THREADS: chosen} if chosen else rest
    done = subprocess.run(
        [sys.executable, "-c", COMPUTING], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    assert int(done.stdout.splitlines()[-1]) == min(int(chosen or "1"), len(os.sched_getaffinity(0)))


def test_an_unknown_command_is_refused_with_status_2() -> None:
    refused = run("dance")
    assert refused.returncode == 2
    assert "No such command 'dance'" in refused.stderr
    assert refused.stdout == ""


def test_a_state_folder_and_a_database_elsewhere_exclude_each_other() -> None:
    refused = run("migrate", "--state", "somewhere", SAMSON_DATABASE_URL="postgresql://db.example/samson")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert refused.stderr.startswith("samson: --state is for the embedded servers")


def test_a_missing_setting_is_one_line_on_standard_error() -> None:
    refused = run("migrate", SAMSON_DATABASE_URL="postgresql://db.example/samson", SAMSON_REDIS_URL="")
    assert refused.returncode == 1
    assert refused.stderr == "samson: SAMSON_REDIS_URL is not set\n"


def test_what_nobody_foresaw_is_one_line_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command
    def broken() -> None:
        raise ZeroDivisionError("one\ntwo")

    monkeypatch.setattr(command_line.samson, "get_command", lambda *_: broken)
    monkeypatch.delenv("SAMSON_TRACEBACK", raising=False)
    assert command_line.main(["anything"]) == 1
    assert capsys.readouterr().err == "samson: ZeroDivisionError: one two (SAMSON_TRACEBACK=1 shows where)\n"


def test_the_traceback_is_there_for_who_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(command_line.samson, "get_command", lambda *_: broken)
    monkeypatch.setenv("SAMSON_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        command_line.main(["anything"])


def test_ctrl_c_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command
    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line.samson, "get_command", lambda *_: stopped)
    assert command_line.main(["anything"]) == 130
