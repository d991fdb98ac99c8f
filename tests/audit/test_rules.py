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

BOTH = (
    b'"tally":{"counts":[0,0,2,0,0,2,0,0,2,0,0],"not_relevant":1,"number":6,'
    b'"sides":{"partner":[0,0,1,0,0,1,0,0,1,0,0],"public":[0,0,1,0,0,1,0,0,1,0,0]}}'
)
WHOLE = b'"tally":{"counts":[0,0,1,0,0,1,0,0,1,0,0],"not_relevant":1,"number":3,"sides":null}'
WITHHELD = b'"tally":{"counts":null,"not_relevant":2,"number":1,"sides":null}'
"""What the history reveals of three questions, in events; the rows hold the same without `tally`."""

SPREAD = b'"whole":{"consensus":"0.656951","deviation":"2.449490","mean":"5","number":3}'


def forged(was: bytes, *now: tuple[bytes, bytes]) -> Callable[[bytes], bytes]:
    """A tally that says something else, in the event and in the row, so that only a rule is against it."""
    other = was
    for this, that in now:
        assert this in other
        other = other.replace(this, that)
    bare = len(b'"tally":')

    def forge(export: bytes) -> bytes:
        assert export.count(was) == 1
        assert export.count(was[bare:]) == 2
        return rewritten(export, (was, other), (was[bare:], other[bare:]))

    return forge


GOOD: dict[str, Callable[[bytes], bytes]] = {
    "nothing": rewritten,
    "an answer": lambda export: rewritten(export, (ANSWER, b'{"answer":5,"at":' + AT), (NOTED, b'"answers":{"1-1":5}')),
    "a closing from before there were spreads": lambda export: rewritten(export, (b',"spreads":[]', b"")),
    "another number of those to whom it is not relevant": forged(WHOLE, (b'"not_relevant":1', b'"not_relevant":9')),
    "a line of a witness": lambda export: with_records(
        export, b"checkpoint", lambda body: body + b"\xe2\x80\x94 other AAAA\n"
    ),
}
BAD: dict[str, Callable[[bytes], bytes]] = {
    "a tally that its closing was not made of": forged(WHOLE, (b"[0,0,1,0", b"[0,0,0,1")),
    "counts that are not as many as the tally says": forged(WHOLE, (b'"number":3', b'"number":4')),
    "counts that are not eleven": forged(WHOLE, (b"1,0,0]", b"1,0]")),
    "a count below 0": forged(WHOLE, (b"[0,0,1,0", b"[2,0,-1,0")),
    "a tally of fewer than three": forged(WITHHELD, (b'"not_relevant":2', b'"not_relevant":1')),
    "counts of fewer than three": forged(WITHHELD, (b'"counts":null', b'"counts":[1,0,0,0,0,0,0,0,0,0,0]')),
    "counts that were kept back from three on": forged(WITHHELD, (b'"number":1', b'"number":3')),
    "one side alone": forged(BOTH, (b'"partner":[0,0,1,0,0,1,0,0,1,0,0],', b"")),
    "a side of fewer than three": forged(
        BOTH,
        (b'"partner":[0,0,1,0,0,1,', b'"partner":[0,0,1,0,0,0,'),
        (b'"public":[0,0,1,0,0,1,', b'"public":[0,0,1,0,0,2,'),
    ),
    "sides that are not the whole": forged(BOTH, (b'"public":[0,0,1,0', b'"public":[0,0,0,1')),
    "a tally that says more": forged(WHOLE, (b'"sides":null', b'"sides":null,"who":1')),
    "another consensus": lambda export: rewritten(export, (SPREAD, SPREAD.replace(b"6951", b"6952"))),
    "another mean": lambda export: rewritten(export, (SPREAD, SPREAD.replace(b'"5"', b'"4"'))),
    "a closing without the spreads that there are": lambda export: rewritten(export, (b'"spreads":[{', b'"spread":[{')),
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


async def test_private_answers_are_revealed_once(history: History, tmp_path: Path) -> None:
    export = rewritten(history.good, (b'"question":"1-2",' + WHOLE, b'"question":"1-1",' + WHOLE))
    ours, theirs = verdicts(export, tmp_path)
    assert [what for what in ours if what.endswith("the private answers to its question were revealed before")]
    assert [what for what in theirs if what.endswith("the question was revealed before")]
