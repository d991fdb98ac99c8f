"""Whatever somebody changes in the database or in the file, the verifier finds it; and says which event it was."""

import re
from pathlib import Path
from random import Random

import asyncpg
import msgspec
import pytest

from services.application.auditing.export import Signed, SigningKey
from services.verifier.verify import Report
from tests.audit.history import ORIGIN, History, Signer, checked, leaves_of, root_of
from tests.audit.tampering import Change, Tamperer
from tests.audit.verdicts import mutated, rearranged

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


@pytest.mark.parametrize("seed", SEEDS)
async def test_every_change_in_the_file_is_found(history: History, tmp_path: Path, seed: int) -> None:
    random, missed = Random(seed), []
    for _ in range(EACH):
        what, export = mutated(history.good, random)
        if not checked(export, tmp_path).findings:
            missed.append(what)
    assert missed == []


async def test_a_record_removed_doubled_or_moved_is_found_though_the_hash_is_made_anew(
    history: History, tmp_path: Path
) -> None:
    random, missed = Random(1), []
    for _ in range(EACH):
        what, export = rearranged(history.good, random)
        if not checked(export, tmp_path).findings:
            missed.append(what)
    assert missed == []


async def test_garbage_is_found_and_never_breaks_the_verifier(tmp_path: Path) -> None:
    random = Random(3)
    for length in range(200):
        assert checked(random.randbytes(length), tmp_path).findings
        assert checked(b"samson-audit-export 1\n1\n" + random.randbytes(length), tmp_path).findings


async def test_a_rewritten_log_without_checkpoints_is_found_with_one_that_was_kept(
    history: History, admin: asyncpg.Connection, tmp_path: Path
) -> None:
    transaction = admin.transaction()
    await transaction.start()
    await Tamperer(admin, history.tenant, 20, Random(5)).rewrite()
    bare = msgspec.structs.replace(history, signed=Signed(ORIGIN, history.signed.keys))
    export = await bare.exported(admin)
    await transaction.rollback()
    assert checked(export, tmp_path).findings == []
    kept = checked(export, tmp_path, kept=history.signed.checkpoints[2]).findings
    assert [finding.where for finding in kept] == ["kept checkpoint of 30 events"]


async def test_a_log_signed_with_another_key_is_found_with_the_key_that_was_kept(
    history: History, admin: asyncpg.Connection, tmp_path: Path
) -> None:
    leaves, other = leaves_of(history.good), Signer(ORIGIN, b"other")
    signed = Signed(ORIGIN, (SigningKey(other.public, None),), (other.note(len(leaves), root_of(leaves)),))
    async with admin.transaction():
        export = await msgspec.structs.replace(history, signed=signed).exported(admin)
    assert checked(export, tmp_path).findings == []
    assert checked(export, tmp_path, history.verifier_key).findings


async def test_a_key_that_nobody_endorsed_is_not_trusted(
    history: History, admin: asyncpg.Connection, tmp_path: Path
) -> None:
    leaves, old, other = leaves_of(history.good), Signer(ORIGIN, b"old"), Signer(ORIGIN, b"other")
    keys = SigningKey(old.public, None), SigningKey(other.public, other.endorsement(other))
    signed = Signed(ORIGIN, keys, (other.note(len(leaves), root_of(leaves)),))
    async with admin.transaction():
        export = await msgspec.structs.replace(history, signed=signed).exported(admin)
    wheres = {finding.where for finding in checked(export, tmp_path, old.verifier_key).findings}
    assert wheres == {"key 2", "checkpoints"}
