import json
import logging
import time
from collections.abc import Iterator

import pytest
import redis

from infra.doorbell import DRAIN_OUTBOX, QUEUE, Doorbell


@pytest.fixture
def broker(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        client.delete(QUEUE)
        yield client
        client.delete(QUEUE)


def test_a_ring_asks_a_worker_to_drain_the_outbox(redis_url: str, broker: redis.Redis) -> None:
    doorbell = Doorbell(redis_url)
    doorbell.ring()
    doorbell.close()
    (message,) = broker.lrange(QUEUE, 0, -1)
    assert json.loads(message)["headers"]["task"] == DRAIN_OUTBOX


def test_many_rings_at_once_are_few(redis_url: str, broker: redis.Redis) -> None:
    doorbell = Doorbell(redis_url)
    for _ in range(100):
        doorbell.ring()
    doorbell.close()
    assert 1 <= broker.llen(QUEUE) < 50


def test_a_ring_after_the_last_one_left_is_a_ring_of_its_own(redis_url: str, broker: redis.Redis) -> None:
    doorbell = Doorbell(redis_url)
    doorbell.ring()
    deadline = time.monotonic() + 5
    while broker.llen(QUEUE) < 1 and time.monotonic() < deadline:
        pass
    doorbell.ring()
    doorbell.close()
    assert broker.llen(QUEUE) == 2


def test_nobody_waits_for_a_broker_that_is_away(caplog: pytest.LogCaptureFixture) -> None:
    doorbell = Doorbell("redis://127.0.0.1:1/0")
    with caplog.at_level(logging.WARNING, "samson.doorbell"):
        began = time.monotonic()
        doorbell.ring()
        assert time.monotonic() - began < 0.1
        doorbell.close()
    assert "the doorbell does not ring" in caplog.text
