"""Garbage is collected as anywhere, but not looked for again and again in what a run has collected and imported.

All that is there until a worker ends. Going through it took an eighth of what a worker does.
"""

import gc

SELDOM = 1_000
"""The old generation is gone through when the middle one was so many times. Ten is usual."""


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, SELDOM)
