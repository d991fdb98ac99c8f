"""Another verifier than ours, written from `docs/audit.md` alone, is any `tests/audit/*_verifier.py` that has

    findings(file: Path, key: str | None, checkpoint: Path | None) -> list[str]

with one text for each thing that is wrong. What it says is its own; whether it says anything has to be the same.
"""

import hashlib
import importlib
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.audit.history import records_of

Findings = Callable[[Path, str | None, Path | None], list[str]]

FOLDER = Path(__file__).parent


def other_verifiers() -> list[Findings]:
    found = sorted(FOLDER.glob("*_verifier.py"))
    return [importlib.import_module(f"tests.audit.{path.stem}").findings for path in found]


def mutated(content: bytes, random: Random) -> tuple[str, bytes]:
    """One byte or the end of the file, whatever stands there."""
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


def resealed(content: bytes) -> bytes:
    """With the hash at its end made anew, as somebody would who wants to pass."""
    body = content[: content.rindex(b"end 64\n")] if b"end 64\n" in content else content
    return body + b"end 64\n" + hashlib.sha256(body).hexdigest().encode() + b"\n"


def rearranged(content: bytes, random: Random) -> tuple[str, bytes]:
    """One whole record removed, doubled, or exchanged with the next; the hash at the end made anew.

    No checkpoint is removed: what it said, the larger ones say, so that nobody can tell.
    """
    begins = [content.rindex(b"\n", 0, begin - 1) + 1 if begin > 22 else 0 for begin, _ in records_of(content)]
    records = [content[begin:end] for begin, end in zip(begins, [*begins[1:], len(content)], strict=True)][:-1]
    at = random.randrange(len(records) - 1)
    way = random.choice(("removed", "doubled", "exchanged"))
    if way == "removed" and records[at].startswith(b"checkpoint "):
        way = "doubled"
    match way:
        case "removed":
            del records[at]
        case "doubled":
            records.insert(at, records[at])
        case _:
            records[at : at + 2] = records[at + 1], records[at]
    return f"record {at} {way}", resealed(b"".join(records))
