"""Limits are for one machine, also where a proxy stands in front."""

from types import SimpleNamespace

import pytest

from services.web.machine import machine_of

PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "machine"),
    [
        (0, "", PROXY),
        (0, "203.0.113.7", PROXY),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "made up, 203.0.113.7", "203.0.113.7"),
        (2, "made up, 203.0.113.7, 10.0.0.9", "203.0.113.7"),
        (2, "10.0.0.9", PROXY),
        (1, "", PROXY),
    ],
)
def test_only_what_our_own_proxies_say_is_believed(proxies: int, forwarded: str, machine: str) -> None:
    request = SimpleNamespace(
        client=SimpleNamespace(host=PROXY),
        headers={"x-forwarded-for": forwarded} if forwarded else {},
        app=SimpleNamespace(state=SimpleNamespace(settings=SimpleNamespace(proxies=proxies))),
    )
    assert machine_of(request) == machine
