"""Waiting for what another process does, without sleeping longer than it takes."""

import time
from collections.abc import Callable


def eventually(holds: Callable[[], bool], within: float = 30.0) -> bool:
    """Whether `holds` came true within so many seconds. It is asked often, so it may do work of its own."""
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
