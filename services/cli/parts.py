"""The processes of one installation, as `samson up` runs them."""

import http.client
import sys
from collections.abc import Callable
from typing import Final

import msgspec
import redis

from infra.embedded.environment import Doors
from infra.embedded.supervisor import Part
from infra.health import PARTS, last_progress
from infra.health import Part as Watched

_ANSWER: Final = 10.0


class HealthAnswer(msgspec.Struct, frozen=True):
    """What `/healthz` said, of which only this matters here."""

    status: int
    instance: str | None
    failing: tuple[str, ...]


def parts(doors: Doors, redis_url: str) -> list[list[Part]]:
    """In the order of their start; they stop in the opposite one, so the pages go first and caught mail last."""
    web = ("serve", "--port", str(doors.web))
    return [
        [Part("mailcatcher", _command("mailcatcher", "--port", str(doors.smtp)))],
        [Part(name, _command(name), makes_progress=_progress(name, redis_url)) for name in PARTS],
        [Part("web", _command(*web), makes_progress=lambda: ask_health(doors.web) is not None)],
    ]


def _command(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-P", "-m", "services.cli.main", *arguments)


def _progress(part: Watched, redis_url: str) -> Callable[[], bool]:
    def makes_progress() -> bool:
        try:
            with redis.Redis.from_url(redis_url, socket_timeout=5) as client:
                return last_progress(client, part) is not None
        except redis.RedisError:
            return True  # Valkey itself is being started again: that is not this part's fault

    return makes_progress


class _Body(msgspec.Struct):
    instance: str | None
    parts: dict[str, dict[str, object]]


def ask_health(port: int) -> HealthAnswer | None:
    """What the web process on this machine says of all parts; `None` when it says nothing that makes sense."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER)
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        body = msgspec.json.decode(response.read(), type=_Body)
    except (OSError, http.client.HTTPException, msgspec.DecodeError):
        return None
    finally:
        connection.close()
    failing = tuple(name for name, part in body.parts.items() if not part.get("ok"))
    return HealthAnswer(response.status, body.instance, failing)
