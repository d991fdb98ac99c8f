import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from waiting import eventually

from infra.embedded import supervisor as supervisor_module
from infra.embedded.supervisor import Part, Supervisor

WAITS = (sys.executable, "-c", "import time; print('here', flush=True); time.sleep(600)")
ENDS = (sys.executable, "-c", "print('the disk is full')")
STUBBORN = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); time.sleep(600)",
)
HAS_A_CHILD = (
    sys.executable,
    "-c",
    """import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)""",
)
SUPERVISES = """
import sys, time, pathlib
from infra.embedded.supervisor import Part, Supervisor
logs = pathlib.Path(sys.argv[1])
supervisor = Supervisor([[Part("one", (sys.executable, "-c", sys.argv[2]))]], {}, logs, print)
supervisor.start()
print("started", flush=True)
time.sleep(600)
"""


@contextmanager
def supervised(tiers: list[list[Part]], logs: Path) -> Iterator[tuple[Supervisor, list[str]]]:
    said: list[str] = []
    supervisor = Supervisor(tiers, {}, logs, said.append)
    supervisor.start()
    try:
        yield supervisor, said
    finally:
        supervisor.stop()


def process_of(supervisor: Supervisor) -> psutil.Process:
    process = supervisor._children[0]._process
    assert process is not None
    return psutil.Process(process.pid)


def wrote(log: Path, what: str) -> bool:
    return log.exists() and what in log.read_text()


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor_module, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(supervisor_module, "ASKED_EVERY", 0.02)


def test_a_child_that_is_killed_is_started_again_and_that_is_said(tmp_path: Path) -> None:
    with supervised([[Part("one", WAITS)]], tmp_path) as (supervisor, said):
        first = process_of(supervisor)
        first.kill()

        def restarted() -> bool:
            supervisor.watch()
            return supervisor.restarts() == 1

        assert eventually(restarted)
        assert process_of(supervisor).pid != first.pid
        assert said[0].startswith("one ended with status -9")


def test_the_pause_between_two_starts_grows(tmp_path: Path) -> None:
    with supervised([[Part("one", ENDS)]], tmp_path) as (supervisor, said):

        def failed_three_times() -> bool:
            supervisor.watch()
            return len(said) == 3

        assert eventually(failed_three_times)
        assert supervisor._children[0]._pause == pytest.approx(0.05 * 2**3)


def test_the_last_words_of_who_failed_are_told(tmp_path: Path) -> None:
    with supervised([[Part("two", WAITS), Part("one", ENDS)]], tmp_path) as (supervisor, said):

        def failed() -> bool:
            supervisor.watch()
            return bool(said)

        assert eventually(failed)
        assert supervisor.last_words() == "one ended with status 0: the disk is full"


def test_a_child_that_lives_but_makes_no_progress_is_started_again(tmp_path: Path) -> None:
    part = Part("one", WAITS, makes_progress=lambda: False, grace=0.1)
    with supervised([[part]], tmp_path) as (supervisor, said):
        first = process_of(supervisor)

        def restarted() -> bool:
            supervisor.watch()
            return supervisor.restarts() >= 1

        assert eventually(restarted)
        assert not first.is_running()
        assert said[0].startswith("one makes no progress")


def test_one_missed_answer_is_no_failure(tmp_path: Path) -> None:
    answers = iter([False, False, True, False, False, True])
    part = Part("one", WAITS, makes_progress=lambda: next(answers, True), grace=0)
    with supervised([[part]], tmp_path) as (supervisor, said):

        def asked_enough() -> bool:
            supervisor.watch()
            return next(answers, None) is None

        assert eventually(asked_enough)
        assert said == []


def test_stopping_stops_every_child_the_last_tier_first(tmp_path: Path) -> None:
    tells = (
        "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: (print(time.monotonic_ns()), sys.exit()));"
    )
    command = (sys.executable, "-c", tells + "print('here', flush=True); time.sleep(600)")
    with supervised([[Part("first", command)], [Part("second", command)]], tmp_path):
        for name in ("first", "second"):
            assert eventually(lambda log=tmp_path / f"{name}.log": wrote(log, "here"))  # type: ignore[misc]
    ended = [int((tmp_path / f"{name}.log").read_text().split()[1]) for name in ("first", "second")]
    assert ended[1] < ended[0]


def test_a_child_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    with supervised([[Part("one", STUBBORN, patience=0.2)]], tmp_path) as (supervisor, _):
        process = process_of(supervisor)
        assert eventually(lambda: wrote(tmp_path / "one.log", "here"))
    assert not process.is_running()


def test_the_childs_own_children_go_with_it(tmp_path: Path) -> None:
    with supervised([[Part("one", HAS_A_CHILD)]], tmp_path):
        log = tmp_path / "one.log"
        assert eventually(lambda: wrote(log, "\n"))
        grandchild = psutil.Process(int(log.read_text()))
    assert eventually(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE)


def test_a_killed_supervisor_leaves_no_orphan(tmp_path: Path) -> None:
    mark = "import time; time.sleep(600)"
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISES, str(tmp_path), mark], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        children = psutil.Process(process.pid).children()
        assert len(children) == 1
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert eventually(lambda: not children[0].is_running() or children[0].status() == psutil.STATUS_ZOMBIE)


def test_a_command_whose_supervisor_has_gone_stops_itself() -> None:
    code = (
        "import time; from infra.embedded.process import stop_when_orphaned; "
        f"stop_when_orphaned({os.getpid() + 1_000_000}); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        assert process.wait(20) == -signal.SIGTERM


def test_a_large_log_is_put_aside_at_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor_module, "_LARGE_LOG", 10)
    (tmp_path / "one.log").write_text("x" * 11)
    with supervised([[Part("one", WAITS)]], tmp_path):
        assert eventually(lambda: wrote(tmp_path / "one.log", "here"))
    assert (tmp_path / "one.old.log").read_text() == "x" * 11
