"""Two verifiers that know nothing of each other come to the same answer; and ours runs by itself."""

import subprocess
import sys
from pathlib import Path
from random import Random

import asyncpg
import pytest

from services.verifier import verify as verifier
from tests.audit.history import History, checked, leaves_of
from tests.audit.tampering import Tamperer
from tests.audit.verdicts import Findings, mutated, other_verifiers, rearranged, resealed

pytestmark = pytest.mark.anyio

CHANGES = 10

SEEDS = [7, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(8, 28))]

PROGRAM = Path(verifier.__file__)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("findings", other_verifiers())
async def test_two_verifiers_find_the_same_exports_good_and_bad(
    findings: Findings, history: History, admin: asyncpg.Connection, tmp_path: Path, seed: int
) -> None:
    random, disagreements = Random(seed), []
    kept, file = tmp_path / "kept.txt", tmp_path / "export.samson"
    exports = [("nothing", history.good)]
    for _ in range(CHANGES):
        transaction = admin.transaction()
        await transaction.start()
        change = await Tamperer(admin, history.tenant, len(leaves_of(history.good)), random).change()
        exports.append((change.what, await history.exported(admin)))
        await transaction.rollback()
        what, bytes_changed = mutated(history.good, random)
        exports += [(what, bytes_changed), (f"{what}, hash made anew", resealed(bytes_changed))]
        exports.append(rearranged(history.good, random))
    for what, export in exports:
        for key, note in ((None, None), (history.verifier_key, history.signed.checkpoints[1])):
            ours = checked(export, tmp_path, key, note).findings
            theirs = findings(file, key, kept if note else None)
            if bool(ours) is not bool(theirs):
                disagreements.append((what, ours[:3], theirs[:3]))
    assert disagreements == []


def run_alone(export: bytes, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    program, file = folder / "verify.py", folder / "export.samson"
    program.write_bytes(PROGRAM.read_bytes())
    file.write_bytes(export)
    command = [sys.executable, "-I", str(program), str(file), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


async def test_the_program_runs_by_itself_anywhere(history: History, tmp_path: Path) -> None:
    good = run_alone(history.good, tmp_path, "--key", history.verifier_key)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.splitlines()[-1] == "Nothing was found that is not as it should be."
    bad = run_alone(history.good.replace(b"samson", b"garbage"), tmp_path)
    assert (bad.returncode, bad.stderr) == (1, "")
