import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from houses import House, up
from waiting import eventually

from tests.support import asking


@dataclass(frozen=True)
class Past:
    """A `samson up` that has run: where, how it ended, all its processes, and those that were left when it had ended.

    By now none is there any more.
    """

    state: Path
    address: str
    keys: bytes
    said: str
    status: int
    everybody: list[psutil.Process]
    left: list[psutil.Process]


def ended(state: Path, how: signal.Signals) -> Past:
    with up(state) as house:
        address, everybody = house.address(), house.everybody()
        keys = (state / "master.keys").read_bytes()
        status = house.stop(how)
        left = [process for process in everybody if not has_gone(process)]
        assert eventually(lambda: all(has_gone(process) for process in everybody)), everybody
        return Past(state, address, keys, house.said(), status, everybody, left)


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Past:
    """The first start on a folder, which loads the demonstration; the two that follow find it there."""
    return ended(tmp_path_factory.mktemp("house") / "state", signal.SIGTERM)


@pytest.fixture(scope="module")
def killed(stopped: Past) -> Past:
    return ended(stopped.state, signal.SIGKILL)


@pytest.fixture(scope="module")
def house(killed: Past) -> Iterator[House]:
    with up(killed.state) as running:
        yield running


def samson(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "services.cli.main", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def has_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def one_of(house: House, command: str) -> psutil.Process | None:
    for process in psutil.Process(house.process.pid).children():
        with suppress(psutil.Error):
            if command in process.cmdline():
                return process
    return None


def test_every_part_is_healthy_when_the_address_is_printed(house: House) -> None:
    answer = asking.get(f"{house.address()}/healthz").json()
    assert answer["ok"] is True
    assert set(answer["parts"]) >= {"database", "valkey", "worker", "scheduler", "projector"}


def test_each_kind_of_user_has_a_link_that_signs_in(house: House) -> None:
    links = re.findall(rf"{house.address()}/sign-in/one-click/\S+", house.said())
    assert len(links) == len(set(links)) == 5


def test_another_command_on_the_same_folder_finds_the_running_servers(house: House) -> None:
    found = samson("health", "--state", house.state)
    assert found.returncode == 0
    assert "worker: last got something done" in found.stdout


def test_a_second_one_on_the_same_folder_is_refused_and_told_where_the_first_is(house: House) -> None:
    refused = samson("up", "--state", house.state)
    assert refused.returncode == 1
    assert refused.stderr.strip().endswith(house.address())
    assert asking.get(f"{house.address()}/healthz").status_code == 200


def test_a_taken_port_is_said_in_one_line(house: House, tmp_path: Path) -> None:
    port = house.address().rpartition(":")[2]
    refused = samson("up", "--state", tmp_path, "--port", port)
    assert refused.returncode == 1
    assert refused.stderr == f"samson: port {port} is taken: choose another --port\n"


def test_a_killed_process_is_started_again_and_that_is_said(house: House) -> None:
    first = one_of(house, "projector")
    assert first is not None
    first.kill()
    assert eventually(lambda: (now := one_of(house, "projector")) is not None and now.pid != first.pid)
    assert "projector ended with status -9" in house.said()


def test_sigterm_stops_everything(stopped: Past) -> None:
    assert stopped.status == 0
    assert len(stopped.everybody) >= 8
    assert stopped.left == []
    assert stopped.said.endswith("Stopped.\n")


def test_nobody_outlives_one_that_is_killed(killed: Past) -> None:
    assert killed.status == -signal.SIGKILL
    assert len(killed.everybody) >= 8


def test_each_start_finds_the_data_and_the_address_of_the_one_before(stopped: Past, killed: Past, house: House) -> None:
    assert stopped.address == killed.address == house.address()
    assert stopped.keys == killed.keys == (house.state / "master.keys").read_bytes()
