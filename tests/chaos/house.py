"""What sends the letters of a round, on servers of its own, and how each part of it is killed.

Its parts are those of `samson up` but for the pages and the mail catcher, by the same commands, and what brings them
back is what does so there: the keeper for the servers, the supervisor for the processes.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from random import Random
from subprocess import Popen
from typing import assert_never

import msgspec
import psutil
import psycopg
import redis

from domain.campaign.events import RoundOpened
from infra.doorbell import Doorbell
from infra.embedded.environment import Doors
from infra.embedded.supervisor import Supervisor
from infra.settings import Settings
from projections.registry import PROJECTIONS
from services.application.campaigns.inviting import CAMPAIGN_INVITATION
from services.cli.parts import parts

GLANCE = 0.03

BELL = 2.0
"""Seconds of standstill after which somebody's click rings the doorbell. Without, all waits for the tick's minute."""

DEATH = 60.0

PROGRESS = """
    select
        (select count(*) from log.events where topic = %s),
        coalesce(sum(attempts), 0)::int,
        count(*) filter (where done_at is null and available_at <= clock_timestamp()),
        count(*) filter (where done_at is null),
        count(*) filter (where available_at = 'infinity'),
        (
            select count(*)
            from log.tenant_head as head
            cross join unnest(%s::text[]) as name
            left join log.tracking on tracking.tenant_id = head.tenant_id and tracking.projection = name
            where head.position > coalesce(tracking.position, 0)
        )
    from log.outbox
    where kind = %s
"""

WORKERS_LINES = "select pid from pg_stat_activity where usename = 'samson_worker' order by pid"

END_LEASES = """
    update log.outbox
    set available_at = clock_timestamp()
    where kind = %s and done_at is null and available_at < 'infinity'
"""


class Target(StrEnum):
    WORKER = "worker"
    SCHEDULER = "scheduler"
    VALKEY = "Valkey"
    POSTGRES = "PostgreSQL"


class Progress(msgspec.Struct, frozen=True):
    """`opened` rounds; how often a letter was `taken` up; letters that are `due`, `left` to be done and `set_aside`.

    `behind` are read models of one workspace each that have events to take in.
    """

    opened: int
    taken: int
    due: int
    left: int
    set_aside: int
    behind: int


class NothingMoves(AssertionError):
    """With what was still missing."""


class House:
    """One thread has to do everything here, as the processes live as long as it (see `Supervisor`)."""

    def __init__(self, settings: Settings, supervisor: Supervisor, said: list[str], patience: float) -> None:
        self._settings = settings
        self._supervisor = supervisor
        self._patience = patience
        self._bell = Doorbell(settings.redis_url)
        self._connection: psycopg.Connection | None = None
        self.said = said

    def close(self) -> None:
        self._hang_up()
        self._bell.close()

    def until(self, holds: Callable[[Progress], bool], what: str) -> Progress:
        """Go on as `samson up` does. Raises `NothingMoves` when nothing has moved for as long as its patience."""
        seen, moved, rung = None, time.monotonic(), 0.0
        while True:
            self._supervisor.watch()
            progress = self._progress()
            if progress is not None and holds(progress):
                return progress
            now = time.monotonic()
            if progress is not None and progress != seen:
                seen, moved = progress, now
            if now - moved > self._patience:
                last = " | ".join(self.said[-8:])
                raise NothingMoves(f"{what} does not come: for {self._patience:.0f} s it is {seen}. Last said: {last}")
            if progress is not None and progress.due and now - max(moved, rung) > BELL:
                rung = now
                self._bell._ring()  # in this thread, as there must be no other one
            time.sleep(GLANCE)

    def kill(self, target: Target, draw: Random) -> str:
        """By SIGKILL, as soon as it is there to be killed. Says what of it."""
        waiting = time.monotonic() + self._patience
        while (killed := self._try_to_kill(target, draw)) is None:
            self._supervisor.watch()
            if time.monotonic() > waiting:
                raise NothingMoves(f"{target} is not there to be killed. Last said: {' | '.join(self.said[-8:])}")
            time.sleep(GLANCE)
        return killed

    def end_leases(self) -> float:
        """As ten minutes would. Only where nobody works: what is left of the worker is killed first.

        Answers when its successor began to start, in seconds since 1970.
        """
        worker = self._process("worker")
        if worker is not None:
            _kill_group(worker)
        while not self._leases_end():
            time.sleep(GLANCE)
        self.until(lambda _: self._process("worker") is not None, "another worker")
        return time.time()

    def _leases_end(self) -> bool:
        try:
            self._connected().execute(END_LEASES, [CAMPAIGN_INVITATION])
        except psycopg.OperationalError:
            self._hang_up()
            return False
        return True

    def _try_to_kill(self, target: Target, draw: Random) -> str | None:
        try:
            return self._found_and_killed(target, draw)
        except (psutil.NoSuchProcess, ProcessLookupError):
            return None  # it went by itself, just now

    def _found_and_killed(self, target: Target, draw: Random) -> str | None:
        match target:
            case Target.WORKER:
                return self._kill_worker(draw)
            case Target.SCHEDULER:
                return self._kill_scheduler()
            case Target.VALKEY:
                return self._kill_valkey()
            case Target.POSTGRES:
                return self._kill_postgres(draw)
            case _:
                assert_never(target)

    def _kill_worker(self, draw: Random) -> str | None:
        worker = self._process("worker")
        if worker is None:
            return None
        hands = sorted(hand.pid for hand in psutil.Process(worker.pid).children())
        match draw.choice(("all", "head", "hand")):
            case "hand" if hands:
                os.kill(draw.choice(hands), signal.SIGKILL)
                return "a process that works on a task"
            case "head":
                worker.kill()
                worker.wait(DEATH)
                return "the process that hands out tasks"
            case _:
                _kill_group(worker)
                return "all its processes"

    def _kill_scheduler(self) -> str | None:
        scheduler = self._process("scheduler")
        if scheduler is None:
            return None
        scheduler.kill()
        scheduler.wait(DEATH)
        return "it"

    def _kill_valkey(self) -> str | None:
        try:
            with redis.Redis.from_url(self._settings.redis_url) as client:
                server = psutil.Process(int(client.info("server")["process_id"]))
        except redis.RedisError:
            return None
        server.kill()
        server.wait(DEATH)
        return "it"

    def _kill_postgres(self, draw: Random) -> str | None:
        try:
            with psycopg.connect(self._settings.database_url, autocommit=True) as connection:
                server = psutil.Process(connection.info.backend_pid).parent()
                lines = [pid for (pid,) in connection.execute(WORKERS_LINES)]
                assert server is not None
                if lines and draw.random() < 1 / 3:
                    os.kill(draw.choice(lines), signal.SIGKILL)
                    return "a process of a worker's connection"
                server.kill()
        except psycopg.OperationalError:
            return None
        server.wait(DEATH)
        return "the first of its processes"

    def _process(self, name: str) -> "Popen[bytes] | None":
        """`None` while it waits to be started again."""
        (child,) = (child for child in self._supervisor._children if child._part.name == name)
        process = child._process
        return process if process is not None and process.poll() is None else None

    def _progress(self) -> Progress | None:
        """`None` while PostgreSQL is away."""
        try:
            asked = [RoundOpened.TOPIC, [projection.name for projection in PROJECTIONS], CAMPAIGN_INVITATION]
            row = self._connected().execute(PROGRESS, asked).fetchone()
        except psycopg.OperationalError:
            self._hang_up()
            return None
        assert row is not None
        return Progress(*row)

    def _connected(self) -> psycopg.Connection:
        if self._connection is None:
            self._connection = psycopg.connect(self._settings.database_url, autocommit=True, connect_timeout=10)
        return self._connection

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _kill_group(process: "Popen[bytes]") -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(DEATH)


@contextmanager
def opened_house(settings: Settings, doors: Doors, logs: Path, patience: float) -> Iterator[House]:
    """With worker, scheduler and projector at work until the end of the block."""
    said: list[str] = []
    (at_work,) = (tier for tier in parts(doors, settings.redis_url) if any(part.name == "worker" for part in tier))
    supervisor = Supervisor([at_work], {}, logs, said.append)
    house = House(settings, supervisor, said, patience)
    supervisor.start()
    try:
        yield house
    finally:
        supervisor.stop()
        house.close()
