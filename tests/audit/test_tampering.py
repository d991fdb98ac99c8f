"""Whatever somebody changes in the database or in the file, the verifier finds it; and says which event it was."""

import re
from pathlib import Path
from random import Random

import asyncpg
import pytest

from services.verifier.verify import Report
from tests.audit.history import History, checked, leaves_of
from tests.audit.tampering import Change, Tamperer

pytestmark = pytest.mark.anyio

ORDINARY = range(10)
NIGHTLY = range(10, 210)
EACH = 25
"""Changes of the database with one seed, and as many of the file."""

SEEDS = [*ORDINARY, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in NIGHTLY)]


def events_named(report: Report) -> set[int]:
    return {int(found[1]) for finding in report.findings if (found := re.match(r"event (\d+)", finding.where))}


def complaint(change: Change, report: Report) -> str | None:
    if not report.findings:
        return f"{change.what}: not found"
    if change.events and not change.events & events_named(report):
        return f"{change.what}: found, but no event named: {report.findings[:3]}"
    return None


@pytest.mark.parametrize("seed", SEEDS)
async def test_every_change_in_the_database_is_found_and_its_event_named(
    history: History, admin: asyncpg.Connection, tmp_path: Path, seed: int
) -> None:
    random, last = Random(seed), len(leaves_of(history.good))
    complaints = []
    for _ in range(EACH):
        transaction = admin.transaction()
        await transaction.start()
        change = await Tamperer(admin, history.tenant, last, random).change()
        export = await history.exported(admin)
        await transaction.rollback()
        complaints.append(complaint(change, checked(export, tmp_path)))
    assert [found for found in complaints if found] == []


def mutated(content: bytes, random: Random) -> tuple[str, bytes]:
    at = random.randrange(len(content))
    flipped = bytes([content[at] ^ 1 << random.randrange(8)])
    match random.choice(("flip", "remove", "insert", "double", "cut")):
        case "flip":
            return f"byte {at} flipped", content[:at] + flipped + content[at + 1 :]
        case "remove":
            return f"byte {at} removed", content[:at] + content[at + 1 :]
        case "insert":
            return f"a byte inserted at {at}", content[:at] + flipped + content[at:]
        case "double":
            return f"byte {at} doubled", content[:at] + content[at : at + 1] + content[at:]
        case _:
            return f"cut off at {at}", content[:at]


@pytest.mark.parametrize("seed", SEEDS)
async def test_every_change_in_the_file_is_found(history: History, tmp_path: Path, seed: int) -> None:
    random, missed = Random(seed), []
    for _ in range(EACH):
        what, export = mutated(history.good, random)
        if not checked(export, tmp_path).findings:
            missed.append(what)
    assert missed == []
