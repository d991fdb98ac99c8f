import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis
from waiting import eventually

from infra.health import last_progress
from workers.app import LONGEST_TASK, WITHHELD, app

WORKER = """
import asyncio, os, sys, time
import redis
from workers.app import app
from workers.stopping import told_to_stop

url, withheld = sys.argv[1], float(sys.argv[2])
app.conf.update(broker_url=url, result_backend=url)
app.conf.broker_transport_options = {
    **app.conf.broker_transport_options, "visibility_timeout": withheld, "unacked_restore_interval": 0.2
}
app.conf.worker_send_task_events = False

@app.task(name="note")
def note(wait):
    with redis.Redis.from_url(url) as client:
        client.rpush("noted", os.getpid())
    time.sleep(wait)
    with redis.Redis.from_url(url) as client:
        client.incr("done")

@app.task(name="listen")
def listen():
    with redis.Redis.from_url(url) as client:
        client.rpush("noted", os.getpid())
    asyncio.run(hear())
    with redis.Redis.from_url(url) as client:
        client.incr("done")

async def hear():
    async with told_to_stop() as stopping:
        await stopping.wait()
    async with told_to_stop() as stopping:
        await stopping.wait()

app.worker_main(["worker", "--concurrency=1", "--loglevel=ERROR", "--without-gossip", "--without-mingle"])
"""
BEAT = """
import sys
from workers.app import app
app.conf.update(broker_url=sys.argv[1], result_backend=sys.argv[1])
app.Beat(loglevel="ERROR", quiet=True).run()
"""


@contextmanager
def started(code: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own process group, all of which is gone afterwards."""
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code, *arguments],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(30)
            kill_all_of(process)


def kill_all_of(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@pytest.fixture
def valkey(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
        yield client


def send_note(url: str, wait: float) -> None:
    send(url, "note", wait)


def send(url: str, task: str, *arguments: object) -> None:
    with app.connection_for_write(url) as connection:
        app.send_task(task, arguments, connection=connection)


def number(client: redis.Redis, key: str) -> int:
    return int(client.get(key) or 0)  # type: ignore[arg-type]


def test_a_task_whose_process_is_killed_runs_again(redis_url: str, valkey: redis.Redis) -> None:
    with started(WORKER, redis_url, "60"):
        send_note(redis_url, 2.0)
        assert eventually(lambda: valkey.llen("noted") == 1)
        os.kill(int(valkey.lindex("noted", 0)), signal.SIGKILL)  # type: ignore[arg-type]
        assert eventually(lambda: number(valkey, "done") == 1)
        assert valkey.llen("noted") == 2


def test_a_task_whose_whole_worker_is_killed_runs_again_elsewhere(redis_url: str, valkey: redis.Redis) -> None:
    with started(WORKER, redis_url, "1") as first:
        send_note(redis_url, 0.5)
        assert eventually(lambda: valkey.llen("noted") == 1)
        kill_all_of(first)
        with started(WORKER, redis_url, "1"):
            assert eventually(lambda: number(valkey, "done") == 1)


def test_a_worker_takes_no_second_task_while_it_works_on_one(redis_url: str, valkey: redis.Redis) -> None:
    with started(WORKER, redis_url, "60"):
        for _ in range(4):
            send_note(redis_url, 1.0)
        assert eventually(lambda: valkey.llen("noted") == 1)
        assert valkey.llen("samson") >= 2


def test_a_task_hears_that_its_worker_is_told_to_stop_and_so_does_one_that_asks_later(
    redis_url: str, valkey: redis.Redis
) -> None:
    with started(WORKER, redis_url, "60") as worker:
        send(redis_url, "listen")
        assert eventually(lambda: valkey.llen("noted") == 1)
        assert number(valkey, "done") == 0
        worker.terminate()
        assert worker.wait(60) == 0
        assert number(valkey, "done") == 1


def test_a_task_is_withheld_from_others_for_longer_than_any_task_runs() -> None:
    assert WITHHELD > LONGEST_TASK == app.conf.task_time_limit
    assert app.conf.broker_transport_options["visibility_timeout"] == WITHHELD


def test_the_scheduler_ticks_at_its_start_and_leaves_its_mark(redis_url: str, valkey: redis.Redis) -> None:
    with started(BEAT, redis_url):
        assert eventually(lambda: last_progress(valkey, "scheduler") is not None)
        assert valkey.llen("samson") == 1


def test_the_scheduler_knows_no_local_time() -> None:
    assert app.conf.enable_utc is True
    assert app.conf.timezone == "UTC"
