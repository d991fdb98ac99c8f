"""Releases of a simulated country that come with the product, for the demonstration.

Reckoning and auditing them takes longer than anybody waits for a demonstration, so releases and reports lie in a file
beside this one. Their snapshots are simulated anew. A release never changes: the file is made again only for another
country or other quarters, by `python -m services.simulation.shipping`.
"""

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from domain.national.history import Published
from domain.national.quarter import Quarter
from domain.national.release import read_release, release_bytes
from domain.national.report import AuditReport
from domain.national.ruleset import NEWEST, RULE_SETS
from services.simulation.nation import Nation
from services.simulation.playing import Played, play

NATION: Final = Nation(seed=8, first=Quarter(2024, 3), since=9)
"""When half of those that ever join have: uptake is seen to grow."""

QUARTERS: Final = 8
"""The last is the second quarter of 2026: the third is left to whoever tries the workshop."""

FILE: Final = Path(__file__).parent / "releases.json.gz"

_SECRET: Final = b"the demonstration's own, and nobody's secret"


class _Shipped(msgspec.Struct, frozen=True):
    release: msgspec.Raw
    report: AuditReport


_DECODER = msgspec.json.Decoder(list[_Shipped])


def shipped() -> Iterator[Played]:
    """In the order of quarters, as `play` gives them."""
    kept = _DECODER.decode(gzip.decompress(FILE.read_bytes()))
    for snapshot, one in zip(NATION.snapshots(QUARTERS), kept, strict=True):
        yield Played(Published(snapshot, read_release(bytes(one.release))), one.report)


def made() -> Iterator[Played]:
    """By the rules and the gate, as they are now."""
    return play(NATION.snapshots(QUARTERS), RULE_SETS[NEWEST], _SECRET)


def ship(played: Iterable[Played]) -> bytes:
    """What the file holds: the same bytes for the same releases and reports."""
    kept = [_Shipped(msgspec.Raw(release_bytes(one.published.release)), one.report) for one in played]
    return gzip.compress(msgspec.json.encode(kept), mtime=0)


if __name__ == "__main__":
    FILE.write_bytes(ship(made()))
