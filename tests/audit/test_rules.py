"""Rules of the page that no random change meets: each is held by both verifiers, and is all that is wrong."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.audit.forging import key_record, rewritten, with_records
from tests.audit.history import ORIGIN, History, Signer, checked
from tests.audit.second_verifier import findings
from tests.audit.verdicts import resealed
from tests.support.builders import NOON

pytestmark = pytest.mark.anyio

OLD, NEW = Signer(ORIGIN, b"old"), Signer(ORIGIN, b"new")
AT = msgspec.json.encode(NOON + timedelta(days=1))
ANSWER = b'{"answer":4,"at":' + AT
NOTED = b'"answers":{"1-1":4}'

GOOD: dict[str, Callable[[bytes], bytes]] = {
    "nothing": rewritten,
    "an answer": lambda export: rewritten(export, (ANSWER, b'{"answer":5,"at":' + AT), (NOTED, b'"answers":{"1-1":5}')),
    "a line of a witness": lambda export: with_records(
        export, b"checkpoint", lambda body: body + b"\xe2\x80\x94 other AAAA\n"
    ),
}
BAD: dict[str, Callable[[bytes], bytes]] = {
    "an answer above 10": lambda export: rewritten(
        export, (ANSWER, b'{"answer":11,"at":' + AT), (NOTED, b'"answers":{"1-1":11}')
    ),
    "a start that can't be read": lambda export: rewritten(export, (b'"mode":', b'"mood":')),
    "a state with white space": lambda export: rewritten(export, (ANSWER, b'{ "answer":4,"at":' + AT)),
    "a state with a key twice": lambda export: rewritten(export, (ANSWER, b'{"answer":4,"answer":4,"at":' + AT)),
    "another read model": lambda export: with_records(
        export, b"log", lambda body: body.replace(b'"shown":{', b'"shown":{"a":0,')
    ),
    "a read model beyond the log": lambda export: with_records(
        export, b"log", lambda body: body.replace(b'"actions":', b'"actions":9')
    ),
    "a number below 0": lambda export: with_records(
        export, b"log", lambda body: body.replace(b'"actions":', b'"actions":-')
    ),
    "a key that is there twice": lambda export: resealed(
        export.replace(b"\nevent ", b"\n" + key_record(3, NEW.public, NEW.endorsement(NEW)) + b"event ", 1)
    ),
    "an endorsement of the first key": lambda export: resealed(
        export.replace(key_record(1, OLD.public, None), key_record(1, OLD.public, OLD.endorsement(OLD)))
    ),
    "a further line in a checkpoint": lambda export: with_records(
        export, b"checkpoint", lambda body: body.replace(b"=\n\n", b"=\nmore\n\n")
    ),
    "a line of a witness that is no base64": lambda export: with_records(
        export, b"checkpoint", lambda body: body + b"\xe2\x80\x94 other AAA\n"
    ),
    "a link to a value that is not there": lambda export: with_records(
        export, b"instrument", lambda body: body.replace(b"links = { ", b"links = { nothing = 1, ")
    ),
}


def verdicts(export: bytes, folder: Path) -> tuple[list[str], list[str]]:
    ours = [f"{where}: {what}" for where, what in checked(export, folder).findings]
    return ours, findings(folder / "export.samson")


@pytest.mark.parametrize("what", GOOD)
async def test_what_the_page_allows_is_no_finding(history: History, tmp_path: Path, what: str) -> None:
    assert verdicts(GOOD[what](history.good), tmp_path) == ([], [])


@pytest.mark.parametrize("what", BAD)
async def test_what_the_page_forbids_is_found_by_both(history: History, tmp_path: Path, what: str) -> None:
    export = BAD[what](history.good)
    assert export != history.good
    ours, theirs = verdicts(export, tmp_path)
    assert ours
    assert theirs
