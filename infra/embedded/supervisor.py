"""Keeps the processes of one installation going: starts them, watches them, starts them again, stops them in order."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from infra.embedded.process import Account, last_line, start_server

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 30.0
ASKED_EVERY: Final = 5.0
MISSES: Final = 3
SETTLED: Final = 60.0
"""Seconds of running after which an earlier failure is forgotten."""

_LARGE_LOG: Final = 5_000_000


def always() -> bool:
    return True


class Part(msgspec.Struct, frozen=True):
    """One process. It is restarted when it ends, and when it makes no progress any more.

    Progress is asked for every few seconds, once `grace` has passed; three times none in a row is a failure.
    """

    name: str
    command: tuple[str, ...]
    makes_progress: Callable[[], bool] = always
    grace: float = 90.0
    patience: float = 15.0
    """Seconds that it may take to stop."""


class Supervisor:
    """Call `start`, then `watch` often, then `stop`. One thread, which has to live as long as the processes.

    Tiers stop in the opposite order of their start, the parts of one tier together.
    """

    def __init__(
        self, tiers: Sequence[Sequence[Part]], environment: Mapping[str, str], logs: Path, say: Callable[[str], None]
    ) -> None:
        logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        known = {**os.environ, **environment, "SAMSON_SUPERVISOR": str(os.getpid()), "PYTHONUNBUFFERED": "1"}
        self._tiers = [[_Child(part, known, logs / f"{part.name}.log", say) for part in tier] for tier in tiers]
        self._children = [child for tier in self._tiers for child in tier]

    def start(self) -> None:
        for child in self._children:
            child.start()

    def watch(self) -> None:
        """Start again whoever is due. Returns at once."""
        for child in self._children:
            child.watch()

    def restarts(self) -> int:
        """How often something had to be started again."""
        return sum(child.restarts for child in self._children)

    def last_words(self) -> str:
        """What the part that failed last said."""
        return max(self._children, key=lambda child: child.failed_at).last_words

    def stop(self) -> None:
        """Stop the last tier first. Interrupted, it kills all that is left at once."""
        try:
            for tier in reversed(self._tiers):
                for child in tier:
                    child.ask_to_stop()
                for child in tier:
                    child.stop()
        finally:
            for child in self._children:
                child.kill()


class _Child:
    def __init__(self, part: Part, environment: Mapping[str, str], log: Path, say: Callable[[str], None]) -> None:
        self._part = part
        self._environment = environment
        self._log = log
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._log_began = 0
        self._asked_next = 0.0
        self._misses = 0
        self._pause = FIRST_PAUSE
        self._due = 0.0
        self.restarts = 0
        self.failed_at = 0.0
        self.last_words = ""

    def start(self) -> None:
        if self._log.exists() and self._log.stat().st_size > _LARGE_LOG:
            self._log.replace(self._log.with_suffix(".old.log"))
        with self._log.open("ab") as log:
            self._log_began = log.tell()
            self._process = start_server(
                list(self._part.command),
                account=Account(),
                log=log,
                death=signal.SIGTERM,
                environment=self._environment,
            )
        self._began = time.monotonic()
        self._asked_next = self._began + self._part.grace
        self._misses = 0

    def watch(self) -> None:
        now = time.monotonic()
        if self._process is None:
            if now >= self._due:
                self.restarts += 1
                self.start()
            return
        age = now - self._began
        if self._process.poll() is not None:
            self._failed(f"ended with status {self._process.returncode}", age)
        elif now >= self._asked_next:
            self._asked_next = now + ASKED_EVERY
            self._misses = 0 if self._part.makes_progress() else self._misses + 1
            if self._misses >= MISSES:
                self._failed("makes no progress", age)

    def _failed(self, how: str, age: float) -> None:
        self.kill()
        self._pause = FIRST_PAUSE if age > SETTLED else min(self._pause * 2, LONGEST_PAUSE)
        self._due, self.failed_at = time.monotonic() + self._pause, time.monotonic()
        self.last_words = f"{self._part.name} {how}: {last_line(self._log, self._log_began)}"
        self._say(f"{self.last_words}. Starting it again in {self._pause:.0f} s.")

    def ask_to_stop(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def stop(self) -> None:
        """Wait for it to stop, and insist once its patience is over. Its own children go with it."""
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(self._part.patience)
        self.kill()

    def kill(self) -> None:
        """Whatever is left of its process group."""
        if self._process is None:
            return
        process, self._process = self._process, None
        with suppress(ProcessLookupError, PermissionError):  # macOS answers the second for a group of zombies
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
