"""A whole `samson up` for tests, on a state folder of its own."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.support.waiting import eventually


class House:
    """A `samson up` that runs on a state folder of its own."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.output = state.parent / f"{state.name}.out"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "services.cli.main", "up", "--state", state],
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.output.read_text()

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.said()
        return "Ctrl-C stops everything" in self.said()

    def address(self) -> str:
        found = re.search(r"^ {2}(http://127\.0\.0\.1:\d+)$", self.said(), re.MULTILINE)
        assert found
        return found[1]

    def link(self, who: str) -> str:
        """The ready-made sign-in link of an address that begins so."""
        found = re.search(rf"^ {{2}}{who}\S*\s+(http\S+)$", self.said(), re.MULTILINE)
        assert found
        return found[1]

    def everybody(self) -> list[psutil.Process]:
        children: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        return children

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(60)


@contextmanager
def up(state: Path) -> Iterator[House]:
    house = House(state)
    try:
        assert eventually(house.is_ready, within=120), house.said()
        yield house
    finally:
        house.stop()
