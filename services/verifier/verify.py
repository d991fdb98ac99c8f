"""Check an export of a workspace's history: without the product, its database or its keys.

    python verify.py FILE [--key VERIFIER-KEY] [--checkpoint FILE]

It needs Python 3.11 or newer and the package `cryptography`, and follows the page `docs/audit.md` from top to bottom.
It ends with 0 only if nothing was found. Whatever the file holds, what is wrong with it is said, and the rest checked.
"""

import argparse
import base64
import gc
import hashlib
import json
import math
import mmap
import re
import struct
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

sha256 = hashlib.sha256


class Finding(NamedTuple):
    where: str
    what: str


class Report(NamedTuple):
    findings: list[Finding]
    checked: list[str]


class FileIsBroken(Exception):
    """Nothing after this place can be told apart."""


class Wrong(ValueError):
    """What is wrong, in words, with what is being looked at."""


def said(error: Exception) -> str:
    """In words, without the program's own."""
    if isinstance(error, Wrong):
        return str(error)
    if isinstance(error, KeyError):
        return f"{error} is missing"
    return f"it can't be read ({' '.join(str(error).split())[:100] or type(error).__name__})"


# The file: records, each a line that names it and tells its length, and a body.

HEADING = re.compile(rb"([a-z-]{1,24}) (0|[1-9][0-9]{0,15})\n")
EVENT = re.compile(rb"event (0|[1-9][0-9]{0,9}) (0|[1-9][0-9]{0,9}) (0|[1-9][0-9]{0,9})\n")


class Records:
    """The records of a file, one after the other; `at` is the offset of the next."""

    def __init__(self, content: mmap.mmap) -> None:
        self.content = content
        self.at = 0

    def take(self, name: bytes) -> bytes | None:
        """The body of the next record, if that is one of this name."""
        heading = HEADING.match(self.content, self.at)
        if heading is None or heading[1] != name:
            return None
        begin = heading.end()
        end = begin + int(heading[2])
        self.pass_by(end)
        return self.content[begin:end]

    def take_all(self, name: bytes) -> Iterator[bytes]:
        while (body := self.take(name)) is not None:
            yield body

    def take_events(self) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
        """Header, chain hash, state and sealed parts of each."""
        content, match = self.content, EVENT.match
        while heading := match(content, self.at):
            begin = heading.end()
            chain_at = begin + int(heading[1])
            state_at = chain_at + 32
            sealed_at = state_at + int(heading[2])
            end = sealed_at + int(heading[3])
            self.pass_by(end)
            yield (
                content[begin:chain_at],
                content[chain_at:state_at],
                content[state_at:sealed_at],
                content[sealed_at:end],
            )

    def pass_by(self, end: int) -> None:
        if self.content[end : end + 1] != b"\n":
            raise FileIsBroken("a record does not end where its heading says")
        self.at = end + 1


def canonical(content: object) -> bytes:
    return ENCODER.encode(content).encode()


def refuse(number: str) -> Any:
    raise Wrong(f"{number} is no whole number")


ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":"))
DECODER = json.JSONDecoder(parse_float=refuse, parse_constant=refuse)


def read_json(text: bytes, keys: str) -> Any:
    content = DECODER.decode(text.decode())
    if canonical(content) != text:
        raise Wrong("it is not canonical JSON")
    if set(content) != set(keys.split()):
        raise Wrong(f"it does not hold {keys}, or more")
    return content


def as_text(value: Any) -> str:
    if type(value) is not str:
        raise Wrong(f"{str(value)[:60]} is no text")
    return value


def as_whole(value: Any, lowest: int = 0, highest: int = 2**63) -> int:
    if type(value) is not int or not lowest <= value <= highest:
        raise Wrong(f"{str(value)[:60]} is not a number as it should be")
    return value


def read_base64(text: str, length: int | None = None) -> bytes:
    content = base64.b64decode(text, validate=True)
    if length not in {None, len(content)} or base64.b64encode(content).decode() != text:
        raise Wrong("it is not base64 of as many bytes as it should be")
    return content


def differences(there: object, due: object, place: str = "") -> Iterator[str]:
    """Where two pieces of JSON differ, and how."""
    if isinstance(there, dict) and isinstance(due, dict):
        for key in sorted({*there, *due}):
            at = f"{place}.{key}" if place else key
            if key not in there or key not in due:
                yield f"{at} is missing" if key in due else f"{at} should not be there"
            else:
                yield from differences(there[key], due[key], at)
    elif isinstance(there, list) and isinstance(due, list) and len(there) == len(due):
        for number, (one, other) in enumerate(zip(there, due, strict=True)):
            yield from differences(one, other, f"{place}[{number}]")
    elif canonical(there) != canonical(due):
        yield f"{place} is {canonical(there).decode()}, but its events say {canonical(due).decode()}"


# Events and the chain.

PLACE = struct.Struct(">iq16sqi")
LEAF, LINK, NOTHING = b"\x00\x01", b"\x02", sha256(b"").digest()


class Event(NamedTuple):
    position: int
    stream: bytes
    version: int
    topic: str
    state: bytes
    sealed: bytes
    subject: bytes


def read_header(header: bytes) -> "tuple[int, int, bytes, int, Topic | None, bytes, bytes, bytes, bytes]":
    """Tenant, position, stream, version, topic if it counts, subject or nothing, the two hashes, command."""
    tenant, position, stream, version, length = PLACE.unpack_from(header)
    at = PLACE.size + length
    name, mark = header[PLACE.size : at], header[at : at + 1]
    end = at + 17 if mark == b"\x01" else at + 1
    if length < 0 or mark not in {b"\x00", b"\x01"} or len(header) != end + 88:
        raise Wrong("it has another form")
    topic = TOPICS.get(name)
    if topic is None:
        name.decode()
    hashes = header[end : end + 32], header[end + 32 : end + 64]
    return tenant, position, stream, version, topic, header[at + 1 : end], *hashes, header[-16:]


# Checkpoints: how many events there were, and what they were, signed.

NOTE = re.compile(
    r"(?P<text>(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,17})\n(?P<root>[^\n]+)\n)\n"
    r"(?P<lines>(?:— [^ \n]+ [^ \n]+\n)+)"
)


class SigningKey(NamedTuple):
    """`follows` says whether the key before it has endorsed it."""

    id: bytes
    bare: bytes
    follows: bool


class Note(NamedTuple):
    """`signers` are the keys of the file that have signed it, counted from 0."""

    size: int
    root: bytes
    signers: set[int]


def key_id(origin: str, bare: bytes) -> bytes:
    return sha256(origin.encode() + b"\n\x01" + bare).digest()[:4]


def is_signed(bare: bytes, signature: bytes, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bare).verify(signature, text)
    except InvalidSignature:
        return False
    return True


def read_note(body: bytes, origin: str, keys: list[SigningKey]) -> Note:
    """Rules 1 and 4."""
    found = NOTE.fullmatch(body.decode())
    if found is None:
        raise Wrong("it is not a signed note")
    if found["origin"] != origin:
        raise Wrong("it is of another log")
    signers = set()
    for line in found["lines"].splitlines():
        _, name, signature = line.split(" ")
        content = read_base64(signature)
        for number, key in enumerate(keys):
            if name == origin and content[:4] == key.id:
                if not is_signed(key.bare, content[4:], found["text"].encode()):
                    raise Wrong("its signature is not good")
                signers.add(number)
    if not signers:
        raise Wrong("none of the keys in the file has signed it")
    return Note(int(found["size"]), read_base64(found["root"], 32), signers)


def trusted_keys(pinned: str, origin: str, keys: list[SigningKey]) -> set[int]:
    """The key that was given and those that follow from it, counted from 0."""
    named, _, rest = pinned.strip().partition("+")
    number, _, encoded = rest.partition("+")
    bare = read_base64(encoded, 33)
    if bare[:1] != b"\x01" or key_id(named, bare[1:]).hex() != number:
        raise Wrong("it is not a verifier key")
    if named != origin:
        raise Wrong("it is the key of another log")
    trusted: set[int] = set()
    for at, key in enumerate(keys):
        if key.bare == bare[1:] or (at - 1 in trusted and key.follows):
            trusted.add(at)
    if not trusted:
        raise Wrong("it is not among the keys of the file")
    return trusted


class Tree:
    """The Merkle tree of RFC 9162 over all leaves: the whole subtrees of every height, lowest first."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.heights = [leaves]
        while len(below := self.heights[-1]) > 1:
            pairs = zip(below[::2], below[1::2], strict=False)
            self.heights.append([sha256(b"\x01" + left + right).digest() for left, right in pairs])

    def root(self, size: int) -> bytes:
        """Over the first so many leaves: its whole subtrees, joined from the smallest."""
        root = None
        for height, subtrees in enumerate(self.heights):
            if size >> height & 1:
                left = subtrees[(size >> height) - 1]
                root = left if root is None else sha256(b"\x01" + left + root).digest()
        return NOTHING if root is None else root


# Figures, in whole numbers: a figure is a numerator and a denominator, and none is None.

Figure = tuple[int, int] | None


class Question(NamedTuple):
    id: str
    links: list[tuple[str, int]]
    is_marker: bool


class Instrument(NamedTuple):
    sha256: str
    values: list[tuple[str, list[str]]]
    fields: list[tuple[str, list[Question]]]


def read_instrument(text: bytes) -> tuple[tuple[str, int], Instrument]:
    """Its name and version, and what of it counts. The hash is that of everything but words."""
    file = tomllib.loads(text.decode())
    structure: dict[str, Any] = {"id": file["id"], "version": file["version"], "follows": file.get("follows")}
    structure["values"] = [
        [v["id"], v["chapter"], [read_origin(one) for one in v["ambitions"]]] for v in file["values"]
    ]
    structure["fields"] = [
        [
            *(field[name] for name in ("id", "number", "chapter")),
            [[*read_origin(q), q["links"], q.get("thickness", False), q["chapter"]] for q in field["questions"]],
        ]
        for field in file["fields"]
    ]
    content = canonical(as_version_0(structure, file) if "demonstration" in file else structure)
    DECODER.decode(content.decode())
    values = [(as_text(value), [which for which, *_ in ambitions]) for value, _, ambitions in structure["values"]]
    fields = [
        (as_text(field), [read_question(one, dict(values)) for one in asked])
        for field, _, _, asked in structure["fields"]
    ]
    return (as_text(file["id"]), as_whole(file["version"])), Instrument(sha256(content).hexdigest(), values, fields)


def as_version_0(structure: Mapping[str, Any], file: Mapping[str, Any]) -> dict[str, Any]:
    """What was hashed before one version could follow another."""
    values = [[*value, [which for which, *_ in ambitions]] for *value, ambitions in structure["values"]]
    fields = [[*field, [[which, *rest] for which, _, _, *rest in asked]] for *field, asked in structure["fields"]]
    return {**{name: file[name] for name in ("demonstration", "id", "version")}, "values": values, "fields": fields}


def read_origin(asked: Mapping[str, Any]) -> list[Any]:
    """Its id, and what of an earlier version it goes on from."""
    return [asked["id"], asked.get("continues"), asked.get("replaces")]


def read_question(question: list[Any], values: Mapping[str, object]) -> Question:
    which, _, _, links, is_marker, _ = question
    if any(value not in values or as_whole(link) < 0 for value, link in links.items()) or type(is_marker) is not bool:
        raise Wrong(f"its question {which} has another form")
    return Question(as_text(which), [link for link in links.items() if link[1]], is_marker)


@lru_cache(maxsize=65536)
def written(numerator: int, denominator: int) -> str:
    shared = math.gcd(numerator, denominator)
    whole, parts = numerator // shared, denominator // shared
    return str(whole) if parts == 1 else f"{whole}/{parts}"


def write(figure: Figure) -> str | None:
    return None if figure is None else written(*figure)


def mean_of_enough(answers: Iterable[Any]) -> Figure:
    relevant = [answer for answer in answers if answer != "not_relevant"]
    given = [answer for answer in relevant if answer is not None]
    return (sum(given), len(given)) if given and 2 * len(given) >= len(relevant) else None


def weighted_mean(parts: Iterable[tuple[int, Figure]]) -> Figure:
    """None where one of them is, or where there is none."""
    numerator, denominator, weights = 0, 1, 0
    for weight, figure in parts:
        if figure is None:
            return None
        numerator = numerator * figure[1] + weight * figure[0] * denominator
        denominator *= figure[1]
        weights += weight
    return (numerator, denominator * weights) if weights else None


class Priorities(list[tuple[str, int, int]]):
    """Questions with a priority above 0, each as numerator and denominator, in the instrument's order."""

    def focus(self) -> list[str]:
        shared = math.lcm(*(denominator for _, _, denominator in self))
        return [which for which, _, _ in sorted(self, key=lambda one: -one[1] * (shared // one[2]))]


def figures_of(instrument: Instrument, weights: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Every figure, as the event of a closing holds them."""
    values = {value: mean_of_enough(map(weights.get, ambitions)) for value, ambitions in instrument.values}
    priorities = Priorities()
    fields = [field_of(field, asked, values, answers, priorities) for field, asked in instrument.fields]
    markers = mean_of_enough(answers.get(q.id) for _, asked in instrument.fields for q in asked if q.is_marker)
    return {
        "fields": fields,
        "focus": priorities.focus(),
        "thickness": None if markers is None else written(10 * markers[0], markers[1]),
        "values": [{"value": value, "weighting": write(weighting)} for value, weighting in values.items()],
    }


def field_of(
    field: str,
    asked: list[Question],
    values: Mapping[str, Figure],
    answers: Mapping[str, Any],
    priorities: Priorities,
) -> dict[str, Any]:
    """One field's figures; what its questions have of priority is put into `priorities`."""
    given = [answers.get(question.id) for question in asked]
    questions, relevant = [], []
    for question, answer in zip(asked, given, strict=True):
        weighting = gap = priority = None
        if answer != "not_relevant":
            weighting = weighted_mean((link, values[value]) for value, link in question.links)
            relevant.append((1, weighting))
        if weighting is not None and answer is not None:
            numerator, denominator = weighting
            missing = max(0, numerator - answer * denominator)
            exact = missing * numerator, 10 * denominator * denominator
            gap, priority = written(missing, denominator), written(*exact)
            if missing:
                priorities.append((question.id, *exact))
        questions.append(
            {"answer": answer, "gap": gap, "priority": priority, "question": question.id, "weighting": write(weighting)}
        )
    return {
        "answered": sum(answer is not None and answer != "not_relevant" for answer in given),
        "field": field,
        "questions": questions,
        "relevant": len(relevant),
        "score": write(mean_of_enough(given)),
        "weighting": write(weighted_mean(relevant)),
    }


# Private answers: how many gave each, and how far they lie apart.

ENOUGH = 3
POINTS = range(11)
SIDES = {"partner", "public"}
DECIMALS = Context(prec=50)


def check_tally(tally: Any) -> None:
    """Whether it counts what it says, and tells nothing of fewer than three."""
    if not isinstance(tally, dict) or set(tally) != {"counts", "not_relevant", "number", "sides"}:
        raise Wrong("its tally has another form")
    number, counts, sides = as_whole(tally["number"]), tally["counts"], tally["sides"]
    if number + as_whole(tally["not_relevant"]) < ENOUGH:
        raise Wrong("its tally is of fewer than three private answers")
    if (counts is not None) is not (number >= ENOUGH):
        raise Wrong("its tally tells too much, or not what it should")
    if counts is not None and count_of(counts) != number:
        raise Wrong("the counts of its tally are not as many as it says")
    if sides is None:
        return
    if not isinstance(sides, dict) or set(sides) != SIDES or any(count_of(side) < ENOUGH for side in sides.values()):
        raise Wrong("the sides of its tally are not two of three answers or more")
    if [sum(pair) for pair in zip(*sides.values(), strict=True)] != counts:
        raise Wrong("the sides of its tally are not the whole")


def count_of(counts: Any) -> int:
    if not isinstance(counts, list) or len(counts) != len(POINTS):
        raise Wrong("the counts of its tally are not eleven")
    return sum(as_whole(count) for count in counts)


def spreads_of(instrument: Instrument, tallies: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of the questions whose private answers were counted, as the event of a closing holds them."""
    asked = [(q.id, tallies[q.id]) for _, questions in instrument.fields for q in questions if q.id in tallies]
    return [
        {
            "question": which,
            "sides": {side: spread_of(counts) for side, counts in (tally["sides"] or {}).items()},
            "whole": spread_of(tally["counts"]),
        }
        for which, tally in asked
        if tally["counts"] is not None
    ]


def spread_of(counts: list[int]) -> dict[str, Any]:
    number = sum(counts)
    total = sum(point * count for point, count in enumerate(counts))
    squares = sum(point * point * count for point, count in enumerate(counts))
    variance = DECIMALS.divide(Decimal(number * squares - total * total), Decimal(number * number))
    consensus = Decimal(1)
    for point, count in enumerate(counts):
        if count:
            closeness = DECIMALS.divide(Decimal(10 * number - abs(number * point - total)), Decimal(10 * number))
            bits = DECIMALS.divide(DECIMALS.ln(closeness), DECIMALS.ln(Decimal(2)))
            share = DECIMALS.divide(Decimal(count), Decimal(number))
            consensus = DECIMALS.add(consensus, DECIMALS.multiply(share, bits))
    return {
        "consensus": six_decimals(consensus),
        "deviation": six_decimals(DECIMALS.sqrt(variance)),
        "mean": written(total, number),
        "number": number,
    }


def lower_median(counts: list[int]) -> int:
    """The answer in the middle, or the lower of the two."""
    given = [point for point, count in enumerate(counts) for _ in range(count)]
    return given[(len(given) - 1) // 2]


def six_decimals(number: Decimal) -> str:
    """Half to even."""
    return format(number.quantize(Decimal("0.000001"), context=DECIMALS), "f")


# What the pages show: every row, made again from the events.

CHANGES = """
audit-access.audit-access-granted   = auditor until purpose~purpose granted_at=at granted_by=by name:null email:null \
                                      accepted_at:null ended_at:null ended_by:null reason:null
audit-access.auditor-invited          name~name email~email
audit-access.audit-access-accepted    accepted_at=at
audit-access.audit-access-ended       ended_at=at ended_by=by reason~reason

action-plan.action-suggested        = id=action collaboration measurement question text~text revision:1 \
                                      status:"suggested" cell:null phase:null agreed_in:null owner:null due:null \
                                      drop_reason:null
action-plan.action-reworded           text~text revision+
action-plan.suggestion-withdrawn
action-plan.action-placed             cell phase
action-plan.action-agreed             status:"agreed" agreed_in=measurement owner due
action-plan.agreement-revised         owner due
action-plan.agreement-withdrawn       status:"suggested" agreed_in:null owner:null due:null
action-plan.action-started            status:"started"
action-plan.action-done               status:"done"
action-plan.action-dropped            status:"dropped" drop_reason~reason
action-plan.action-taken-up           status:"started" drop_reason:null
action-plan.action-judged             verdicts@{} verdict_words@{} judgings@0 judgings+ \
                                      verdicts[measurement]=verdict verdict_words[measurement]?words
action-plan.verdict-revised           verdicts[measurement]=verdict verdict_words[measurement]?words judgings+
action-plan.verdict-withdrawn         verdicts[measurement]- verdict_words[measurement]- judgings+

campaign.campaign-planned           = name plan in_force_since=at on_behalf_of=by standing:"running" \
                                      standing_reason:null opened:{} skipped:{} skip_reasons:{} parts:{} closes:{} \
                                      outcomes:{}
campaign.campaign-renamed             name
campaign.plan-revised                 plan in_force_since=at on_behalf_of=by
campaign.round-skipped                skipped[round]=cause skip_reasons[round]?reason
campaign.skip-lifted                  skipped[round]- skip_reasons[round]-
campaign.round-opened                 opened[round]{at,due_at}
campaign.measurement-opened           parts[measurement]{collaboration,round} closes[measurement]=closes_at
campaign.closing-postponed            closes[measurement]=closes_at
campaign.measurement-ended            outcomes[measurement]=outcome
campaign.campaign-paused              standing:"paused" standing_reason~reason
campaign.campaign-resumed             standing:"running" standing_reason:null
campaign.campaign-cancelled           standing:"cancelled" standing_reason~reason

invitation.person-invited           = id=invitation campaign round collaboration measurement person side \
                                      invited_at=at by asked:1 sent:0 sent_at:null link:1 returned_at:null \
                                      permanent:null code:null revoked_at:null cause:null reason:null
invitation.letter-sent                sent=number sent_at=at returned_at:null permanent:null code:null
invitation.letter-returned            returned_at=at permanent code
invitation.letter-repeated            by asked+
invitation.invitation-revoked         revoked_at=at cause reason~reason
invitation.person-invited-again       revoked_at:null cause:null reason:null side by asked+ link+

collaboration.collaboration-formed  = name theme purpose~purpose target_group~target_group partners:{} participants:{}
collaboration.collaboration-renamed   name
collaboration.purpose-reworded        theme purpose~purpose target_group~target_group
collaboration.partner-joined          partners[partner]{name,sector}
collaboration.partner-left            partners[partner]-
collaboration.participant-joined      participants[participant]=partner
collaboration.participant-left        participants[participant]-

erasure.erasure-requested           = what reason~reason requested_by=by requested_at=at status:"waiting" \
                                      confirmed_by:null ended_at:null
erasure.erasure-confirmed             status:"confirmed" confirmed_by=by
erasure.erasure-withdrawn             status:"withdrawn" ended_at=at
erasure.erasure-carried-out           status:"carried_out" ended_at=at

measurement.measurement-started     = collaboration instrument instrument_version instrument_sha256 mode practice \
                                      attendance started_at=at place~place note~note status:"open" weights:{} \
                                      answers:{} reasons:{} comments:{} figures:null scoring_version:null \
                                      closed_at:null first_closed_at:null status_reason:null adopted:{} dissents:{} \
                                      spreads:[] tallies:{}
measurement.attendance-noted          attendance
measurement.mode-switched             mode
measurement.value-weighed             weights[ambition]#weight reasons[ambition]?reason
measurement.weighting-revised         weights[ambition]#weight reasons[ambition]?reason
measurement.question-answered         answers[question]#answer reasons[question]?reason adopted[question]-
measurement.answer-revised            answers[question]#answer reasons[question]?reason adopted[question]-
measurement.answer-withdrawn          answers[question]- reasons[question]- adopted[question]-
measurement.answer-adopted            adopted[question]=at answers[question]#answer
measurement.comment-noted             comments[question]"text
measurement.comment-reworded          comments[question]"text
measurement.comment-withdrawn         comments[question]-
measurement.answers-revealed          tallies[question]=tally
measurement.dissent-noted             dissents[question]"text
measurement.dissent-reworded          dissents[question]"text
measurement.dissent-withdrawn         dissents[question]-
measurement.own-question-added        own_questions@{} own_answers@{} own_added@0 own_added+ \
                                      own_questions[question]"statement
measurement.own-question-reworded     own_questions[question]"statement
measurement.own-question-removed      own_questions[question]-
measurement.own-question-answered     own_answers[question]#answer
measurement.own-answer-revised        own_answers[question]#answer
measurement.own-answer-withdrawn      own_answers[question]-
measurement.measurement-paused        status:"paused"
measurement.measurement-resumed       status:"open"
measurement.measurement-closed        status:"closed" figures scoring_version closed_at=at first_closed_at|at \
                                      status_reason:null spreads%spreads
measurement.measurement-not-completed status:"not_completed" closed_at=at status_reason:null spreads=spreads
measurement.measurement-reopened      status:"open" figures:null closed_at:null status_reason~reason spreads:[]
measurement.measurement-voided        status:"voided" status_reason~reason
measurement.measurement-marked-as-practice  practice:true
measurement.practice-mark-lifted      practice:false

workspace.member-invited            = subject_id=member role standing:"invited" email~email name~name invited_at=at
workspace.member-joined               standing:"joined"
workspace.member-left                 standing:"gone"
workspace.invitation-withdrawn        standing:"gone"
workspace.role-granted                role

workspace.workspace-founded         = country number shares:false shares_since:null was_asked:false
workspace.sharing-started             shares:true shares_since=at was_asked:true
workspace.sharing-declined            shares:false shares_since:null was_asked:true
workspace.sharing-stopped             shares:false shares_since:null was_asked:true
"""
"""What each topic changes; `=` after it begins a row. Every other topic changes nothing.

NAME or NAME=FIELD is set to the event's field, NAME~PART to its sealed part, NAME:JSON to that. NAME#FIELD is set to a
weight or an answer, NAME"PART to a text that counts its wordings, NAME{FIELDS} to an object of these. NAME?PART is set
to the sealed part and goes where there is none; NAME- goes; NAME+ is 1 more; NAME|FIELD is set where it is null,
NAME@JSON where it is not there yet; NAME%FIELD is set to the field, or to nothing where an older event has none.
MAP[FIELD] is an entry.
"""

LEFT_OUT_WHILE_EMPTY = {"adopted", "dissents", "spreads", "tallies"}
"""Of a row's state: rows from before there were private answers stay what they were."""

SHOWN = """
accesses        audit_accesses  1 auditor_id=auditor until granted_at state
actions         actions         1 action_id=id collaboration_id=collaboration measurement_id=measurement status \
                                  suggested_position=@position state
belonging       collaborations  2 subject_id collaboration_id partner_id
campaigns       campaigns       1 campaign_id=@stream name standing planned_at=@begun_at state
collaborations  collaborations  1 collaboration_id=@stream name theme formed_at=@begun_at state
contributed_actions         contributions/actions         1 action_id=id collaboration_id=collaboration state=@acted
contributed_collaborations  contributions/collaborations  1 collaboration_id=@stream state=@themed
contributed_measurements    contributions/measurements    1 measurement_id=@stream collaboration_id=collaboration \
                                                            counts=@counts first_closed_at state=@measured
contributors                contributions/contributions   1 workspace_id=@stream country number shares shares_since \
                                                            was_asked
erasures        erasures        1 erasure_id=@stream person_id=@person requested_at state
invitations     invitations     1 invitation_id=id measurement_id=measurement person_id=person state
measurements    measurements    1 measurement_id=@stream collaboration_id=collaboration status practice started_at \
                                  closed_at first_closed_at version=@version changed_at=@changed_at state
people          people          1 subject_id role standing email name invited_at
"""
"""Each table in the file's order, its read model (and after `/` whose things it tells of, if another's), of how many
columns its key is, and what each column is of the state, or after `@` of the `Thing`."""

Row = dict[str, Any]


class Table(NamedTuple):
    model: str
    things: str
    key: list[str]
    columns: dict[str, str]


def read_table(line: str) -> tuple[str, Table]:
    name, model, keys, *words = line.split()
    columns = {column: source or column for column, _, source in (word.partition("=") for word in words)}
    model, _, things = model.partition("/")
    return name, Table(model, things or model, list(columns)[: int(keys)], columns)


TABLES = dict(read_table(line) for line in SHOWN.splitlines() if line)

MODELS = {
    "action-plan": ("actions", "action"),
    "audit-access": ("audit_accesses", None),
    "campaign": ("campaigns", None),
    "collaboration": ("collaborations", None),
    "erasure": ("erasures", None),
    "invitation": ("invitations", "invitation"),
    "measurement": ("measurements", None),
    "workspace": ("people", "member"),
    "workspace.sharing-declined": ("contributions", None),
    "workspace.sharing-started": ("contributions", None),
    "workspace.sharing-stopped": ("contributions", None),
    "workspace.workspace-founded": ("contributions", None),
}
"""What a topic begins with or is, the read model that it changes, and the field that says which row; none for the
stream."""


class Change(NamedTuple):
    """One word of `CHANGES`: what is changed, by which field if it is an entry, how, and to what."""

    name: str
    by: str
    how: str
    source: str


PLAIN = {
    "answers[question]#answer": re.compile(
        rb'\{"answer":(?P<value>10|[0-9]|"not_relevant"),"at":"(?P<at>[0-9TZ:.-]+)","by":"[0-9a-f-]+",'
        rb'"question":"(?P<key>[a-z0-9_-]+)"\}'
    ),
    "weights[ambition]#weight": re.compile(
        rb'\{"ambition":"(?P<key>[a-z0-9_-]+)","at":"(?P<at>[0-9TZ:.-]+)","by":"[0-9a-f-]+",'
        rb'"weight":(?P<value>10|[0-9])\}'
    ),
}
"""By far the most events look so, without a reason. Reading them as JSON gives the same, and takes longer."""


class Topic(NamedTuple):
    """`by` is the field that says what an event is about; none where that is the stream."""

    name: str
    model: str
    by: str | None
    begins: bool
    changes: list[Change]
    plain: re.Pattern[bytes] | None


WORD = re.compile(r"(\w+)(?:\[(\w+)\])?(?:(\W)(.*))?")


def read_topic(line: str) -> Topic:
    name, *words = line.split()
    begins = words[:1] == ["="]
    found = [WORD.fullmatch(word) for word in words[begins:]]
    changes = [Change(one[1], one[2] or "", one[3] or "=", one[4] or one[1]) for one in found if one]
    model = MODELS.get(name) or MODELS[name.partition(".")[0]]
    return Topic(name, *model, begins, changes, PLAIN.get(words[0] if words else ""))


TOPICS = {f"{line.split()[0]}.v1".encode(): read_topic(line) for line in CHANGES.splitlines() if line}


def read_message(content: bytes, at: int = 0) -> tuple[Any, int]:
    """The piece of MessagePack at an offset (maps, texts and bytes only), and where it ends."""
    first, at = content[at], at + 1
    if width := {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4, 0xDE: 2, 0xDF: 4}.get(first, 0):
        length, at = int.from_bytes(content[at : at + width]), at + width
    elif first & 0xE0 == 0xA0 or first & 0xF0 == 0x80:
        length = first & (0x1F if first & 0xE0 == 0xA0 else 0x0F)
    else:
        raise Wrong("its sealed parts are not what they should be")
    if first & 0xF0 == 0x80 or first in {0xDE, 0xDF}:
        found: dict[str, Any] = {}
        for _ in range(length):
            key, at = read_message(content, at)
            if as_text(key) in found:
                raise Wrong("its sealed parts hold a name twice")
            found[key], at = read_message(content, at)
        return found, at
    body = content[at : at + length]
    if len(body) != length:
        raise Wrong("its sealed parts are cut off")
    return (body if first in {0xC4, 0xC5, 0xC6} else body.decode()), at + length


def sealed_part(event: Event, name: str) -> Row | None:
    """As a row shows it: where it is from, and the hash of what is sealed."""
    if not event.sealed:
        return None
    parts, end = read_message(event.sealed)
    if end != len(event.sealed) or not isinstance(parts, dict):
        raise Wrong("its sealed parts are not one map")
    if name not in parts:
        return None
    key, nonce, ciphertext = (parts[name][one] for one in ("key_id", "nonce", "ciphertext"))
    if len(parts[name]) != 3 or len(key) != 16 or {bytes} != {type(key), type(nonce), type(ciphertext)}:
        raise Wrong(f"its sealed part {name} has another form")
    return {
        "part": name,
        "sha256": sha256(key + nonce + ciphertext).hexdigest(),
        "stream": str(UUID(bytes=event.stream)),
        "subject": str(UUID(bytes=event.subject)),
        "version": event.version,
    }


STOOD = {"actions": {"cell", "status"}, "collaborations": {"theme"}}
"""What counts for the country as it stood when a quarter was over."""


def quarter_of(at: str) -> str:
    """By the calendar in Norway. Its clock is two hours ahead of UTC whenever a quarter begins, at New Year one."""
    there = datetime.fromisoformat(at).astimezone(UTC) + timedelta(hours=2)
    if there.month == 1:
        there -= timedelta(hours=1)
    return f"{there.year:04}K{(there.month + 2) // 3}"


class Thing:
    """What a row is made of. `stood` is by quarter."""

    def __init__(self, event: Event, at: str) -> None:
        self.stream, self.position, self.begun_at = str(UUID(bytes=event.stream)), event.position, at
        self.version, self.changed_at = event.version, at
        self.state: Row = {}
        self.stood: dict[str, Row] = {}

    @property
    def acted(self) -> Row:
        """Of an action, what counts for the country."""
        number = self.state["question"].partition("-")[0]
        now = {"cell": self.state["cell"], "status": self.state["status"]}
        field = None if number == "own" else number
        return {
            "collaboration": self.state["collaboration"],
            "field": field,
            "now": now,
            "standings": self.stood,
        }

    @property
    def themed(self) -> Row:
        """Of a collaboration."""
        return {"themes": {quarter: stood["theme"] for quarter, stood in self.stood.items()}}

    @property
    def counts(self) -> bool:
        return bool(self.state["status"] == "closed" and not self.state["practice"])

    @property
    def measured(self) -> Row:
        """Of a measurement."""
        names, closed = ("collaboration", "first_closed_at", "practice"), self.state["status"] == "closed"
        values = numbers_of(self.state["figures"]) if closed else {}
        return {**{name: self.state[name] for name in names}, "closed": closed, "values": values}

    @property
    def person(self) -> Any:
        """Whom an erasure is about."""
        what = self.state["what"]
        return what["member"] if what["type"] == "person" else None

    def rows(self, table: str) -> list[Row]:
        if table == "belonging":
            row = {"collaboration_id": self.stream}
            return [{**row, "partner_id": to, "subject_id": who} for who, to in self.state["participants"].items()]
        return [{name: self.column(of) for name, of in TABLES[table].columns.items()}]

    def column(self, of: str) -> Any:
        if of == "state":
            return {name: kept for name, kept in self.state.items() if kept or name not in LEFT_OUT_WHILE_EMPTY}
        return getattr(self, of[1:]) if of[0] == "@" else self.state[of]


def change_state(state: Row, change: Change, event: Event, fields: Row) -> None:
    name, by, how, source = change
    place, key = (state[name], as_text(fields[by])) if by else (state, name)
    value: Any
    match how:
        case "=":
            value = fields[source]
        case ":":
            value = json.loads(source)
        case "~" | "?":
            value = sealed_part(event, source)
        case "#":
            value = fields[source]
            if value != "not_relevant" or source != "answer":
                as_whole(value, 0, 10)
        case "{":
            value = {one: fields[one] for one in source.rstrip("}").split(",")}
        case '"':
            value = {"text": sealed_part(event, source), "revision": place.get(key, {"revision": 0})["revision"] + 1}
        case "+":
            value = place[key] + 1
        case "@":
            value = place.get(key, json.loads(source))
        case "%":
            value = fields.get(source, [])
        case "|":
            value = fields[source] if place[key] is None else place[key]
        case _:
            value = None
    if how == "-" or (how == "?" and value is None):
        place.pop(key, None)
    else:
        place[key] = value


def numbers_of(figures: Row) -> Row:
    """Those that take part in the country's figures."""
    found = {f"score:{one['field']}": one["score"] for one in figures["fields"]}
    found |= {f"weighting:{one['value']}": one["weighting"] for one in figures["values"]}
    found["thickness:all"] = figures["thickness"]
    return {name: number for name, number in found.items() if number is not None}


def key_of(table: str, row: Row) -> bytes:
    return " ".join([table, *(as_text(row[name]) for name in TABLES[table].key)]).encode()


class Story:
    """What the events have made so far, and each closing held against the answers before it."""

    def __init__(self, add: Callable[[str, str], None]) -> None:
        self.add = add
        self.instruments: dict[tuple[str, int], Instrument] = {}
        self.named: set[tuple[str, int]] = set()
        self.closings = 0
        self.things: dict[str, dict[bytes | str, Thing]] = {model: {} for model, _ in MODELS.values()}

    def rows(self, table: str) -> dict[bytes, bytes]:
        """Of one table, by their key in the file's order."""
        rows = (row for thing in self.things[TABLES[table].things].values() for row in thing.rows(table))
        return {key_of(table, row): canonical({"row": row, "table": table}) for row in rows}

    def follow(self, topic: Topic, event: Event) -> None:
        fields = DECODER.decode(event.state.decode())
        at, things = as_text(fields["at"]), self.things[topic.model]
        key = as_text(fields[topic.by]) if topic.by else event.stream
        if key not in things and not topic.begins:
            raise Wrong("it belongs to nothing that an event before it began")
        thing = Thing(event, at) if topic.begins else things[key]
        thing.version, thing.changed_at = event.version, at
        if event.topic == "measurement.measurement-closed":
            self.check_closing(event, fields, thing)
        elif event.topic == "measurement.measurement-not-completed":
            self.check_not_completed(event, fields, thing)
        elif canonical(fields) != event.state:
            raise Wrong("its state is not canonical JSON")
        if event.topic == "measurement.answers-revealed":
            check_tally(fields["tally"])
            if fields["question"] in thing.state["tallies"]:
                raise Wrong("the private answers to its question were revealed before")
        if event.topic == "measurement.answer-adopted":
            self.check_adopted(fields, thing.state)
        for change in topic.changes:
            change_state(thing.state, change, event, fields)
        if (names := STOOD.get(topic.model, set())) & {change.name for change in topic.changes}:
            thing.stood[quarter_of(at)] = {name: thing.state[name] for name in names}
        things[key] = thing
        if event.topic == "measurement.measurement-started":
            self.check_start(fields)
        if event.topic == "action-plan.suggestion-withdrawn":
            del things[key]

    def follow_plain(self, topic: Topic, stream: bytes, version: int, content: bytes) -> bool:
        """An answer or a weight in the form that nearly all have; false for every other one."""
        thing = self.things["measurements"].get(stream)
        found = topic.plain.fullmatch(content) if topic.plain else None
        if thing is None or found is None:
            return False
        value, at, key = found.group("value", "at", "key")
        which, state = key.decode(), thing.state
        state[topic.changes[0].name][which] = int(value) if value[:1] != b'"' else "not_relevant"
        state["reasons"].pop(which, None)
        if topic.changes[0].name == "answers":
            state["adopted"].pop(which, None)
        thing.version, thing.changed_at = version, at.decode()
        return True

    def check_start(self, fields: Row) -> None:
        named = as_text(fields["instrument"]), as_whole(fields["instrument_version"])
        self.named.add(named)
        if named not in self.instruments:
            raise Wrong(f"its instrument, {named[0]} version {named[1]}, is not in the file")
        if self.instruments[named].sha256 != fields["instrument_sha256"]:
            raise Wrong("its instrument in the file has another hash than the event says")

    def check_closing(self, event: Event, fields: Row, thing: Thing) -> None:
        state = thing.state
        where = f"event {event.position}, closing of measurement {thing.stream}"
        instrument = self.instruments.get((state["instrument"], state["instrument_version"]))
        if instrument is None:
            self.add(where, "its figures can't be computed without the instrument")
            return
        self.closings += 1
        due = {"at": fields["at"], "by": fields["by"], "scoring_version": 1}
        due["instrument_sha256"] = state["instrument_sha256"]
        due["figures"] = figures_of(instrument, state["weights"], state["answers"])
        if (spreads := spreads_of(instrument, state["tallies"])) or "spreads" in fields:
            due["spreads"] = spreads
        self.compare(where, event, fields, due)

    def check_not_completed(self, event: Event, fields: Row, thing: Thing) -> None:
        """A measurement without an agreed answer has no figures: only its spreads are held against the events."""
        state = thing.state
        where = f"event {event.position}, end of measurement {thing.stream}"
        if state["answers"]:
            self.add(where, "it is said not to be completed, and has agreed answers")
        instrument = self.instruments.get((state["instrument"], state["instrument_version"]))
        if instrument is None:
            self.add(where, "its spreads can't be computed without the instrument")
            return
        due = {"at": fields["at"], "by": fields["by"], "spreads": spreads_of(instrument, state["tallies"])}
        self.compare(where, event, fields, due)

    def compare(self, where: str, event: Event, fields: Row, due: Row) -> None:
        if canonical(due) != event.state:
            for difference in [*differences(fields, due)] or ["it is not canonical JSON"]:
                self.add(where, difference)

    def check_adopted(self, fields: Row, state: Row) -> None:
        """Whether it is the median of what was revealed, in a field that nothing was agreed in."""
        which = as_text(fields["question"])
        tally, instrument = (
            state["tallies"].get(which),
            self.instruments.get((state["instrument"], state["instrument_version"])),
        )
        if tally is None or tally["counts"] is None or fields["answer"] != lower_median(tally["counts"]):
            raise Wrong("its answer is not the median of the private answers that were revealed")
        if which in state["answers"]:
            raise Wrong("its question had an answer")
        if instrument is None:
            raise Wrong("which field it is of can't be told without the instrument")
        beside = next(({q.id for q in asked} for _, asked in instrument.fields if which in {q.id for q in asked}), None)
        if beside is None:
            raise Wrong("its instrument has no such question")
        if beside & (state["answers"].keys() - state["adopted"].keys()):
            raise Wrong("something was agreed in its field")


# The log, record by record.

UUID_TEXT = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Verification:
    """One file. Each method checks one kind of record, in the order of the file."""

    def __init__(self, content: mmap.mmap) -> None:
        self.records = Records(content)
        self.findings: list[Finding] = []
        self.checked: list[str] = []
        self.head: Any = {}
        self.shown: dict[str, int] = {}
        self.keys: list[SigningKey] = []
        self.leaves: list[bytes] = []
        self.runs: list[list[Any]] = []
        self.versions: dict[bytes, int] = {}
        self.rows: dict[str, dict[bytes, bytes]] = {}
        self.story = Story(self.add)

    def add(self, where: str, what: str) -> None:
        self.findings.append(Finding(where, what))

    def attempt(self, where: str, check: Callable[..., Any], *arguments: Any) -> Any:
        """Whatever is wrong becomes a finding, and what comes after it is checked all the same."""
        try:
            return check(*arguments)
        except FileIsBroken:
            raise
        except Exception as error:  # noqa: BLE001 (nothing that a file holds may stop the rest from being checked)
            self.add(where, said(error))
        return None

    def check_each(self, name: bytes, check: Callable[[bytes], None]) -> None:
        begin = self.records.at
        for number, body in enumerate(self.records.take_all(name), start=1):
            self.attempt(f"{name.decode()} {number}, byte {begin}", check, body)
            begin = self.records.at

    def run(self, pinned: str | None, kept: bytes | None) -> None:
        try:
            self.check_head()
            self.check_instruments()
            self.check_keys()
            self.check_events()
            self.check_commands()
            self.check_rows()
            self.check_notes(pinned, kept)
            self.check_end()
        except FileIsBroken as broken:
            self.add(f"byte {self.records.at}", f"{broken}; nothing after this place was checked")

    def check_head(self) -> None:
        if self.records.take(b"samson-audit-export") != b"1":
            raise FileIsBroken("this is not an export of a history in a form that is known here")
        body = self.records.take(b"log")
        if body is None:
            raise FileIsBroken("the record of the log is missing")
        empty = {"chain_hash": "", "name": "", "origin": "", "position": 0, "shown": {}, "tenant": 0}
        self.head = self.attempt("log", self.read_head, body) or empty
        self.shown = {model: self.head["shown"].get(model, 0) for model in self.story.things}

    def read_head(self, body: bytes) -> dict[str, Any]:
        head: dict[str, Any] = read_json(body, "chain_hash name origin position shown tenant")
        for name in ("chain_hash", "name", "origin"):
            as_text(head[name])
        as_whole(head["tenant"], -(2**31))
        for model, position in head["shown"].items():
            if model not in self.story.things:
                self.add("log", f"there is no read model {model}")
            if as_whole(position) > as_whole(head["position"]):
                self.add("log", f"the read model {model} has come to {position}, which the log has not")
        return head

    def check_instruments(self) -> None:
        order: list[tuple[str, int]] = []

        def check(body: bytes) -> None:
            named, instrument = read_instrument(body)
            if order and named <= order[-1]:
                self.add(f"instrument {named[0]} {named[1]}", "it does not stand in its place")
            order.append(named)
            self.story.instruments[named] = instrument

        self.check_each(b"instrument", check)

    def check_keys(self) -> None:
        def check(body: bytes) -> None:
            key = read_json(body, "endorsement number public_key")
            as_whole(key["number"], len(self.keys) + 1, len(self.keys) + 1)
            bare, follows = read_base64(key["public_key"], 32), False
            if self.keys:
                texts = [base64.b64encode(one) for one in (self.keys[-1].bare, bare)]
                change = b"".join(line + b"\n" for line in (b"samson key change", *texts))
                follows = is_signed(self.keys[-1].bare, read_base64(key["endorsement"] or ""), change)
            if follows is not bool(self.keys) or (key["endorsement"] is not None) is not follows:
                self.add(f"key {key['number']}", "the key before it has not endorsed it")
            which = key_id(self.head["origin"], bare)
            if which in {one.id for one in self.keys}:
                self.add(f"key {key['number']}", "another key has its key id")
            self.keys.append(SigningKey(which, bare, follows))

        self.check_each(b"key", check)

    def check_events(self) -> None:
        """Rule 4, the head, and which instruments there are; the rest is for each event."""
        position, previous = 0, bytes(32)
        stop = min(self.shown.values())
        for header, chain_hash, state, sealed in self.records.take_events():
            if position >= stop:
                stop = self.freeze(position)
            leaf = sha256(LEAF + header).digest()
            self.leaves.append(leaf)
            position = self.check_event(header, state, sealed, position + 1)
            if sha256(LINK + previous + leaf).digest() != chain_hash:
                self.add(f"event {position}", "it was altered, or does not follow from the event before it")
            previous = chain_hash
        self.freeze(sys.maxsize)
        if position < self.head["position"]:
            self.add(f"event {position + 1}", f"it is missing: the log's head is at event {self.head['position']}")
        if position > self.head["position"]:
            self.add(f"event {position}", f"it lies after the log's head, which is at {self.head['position']}")
        if previous.hex() != self.head["chain_hash"]:
            self.add("log", f"its head has another chain hash than its last event, {position}")
        for named in sorted(self.story.instruments.keys() - self.story.named):
            self.add(f"instrument {named[0]} {named[1]}", "no event names it")
        self.checked.append(f"{len(self.leaves)} events, and their chain")
        self.checked.append(f"{self.story.closings} closings, computed again from the answers")

    def check_event(self, content: bytes, state: bytes, sealed: bytes, due: int) -> int:
        """Rules 1 to 3. Returns the position that the event says it has."""
        try:
            tenant, position, stream, version, topic, subject, state_hash, sealed_hash, command = read_header(content)
        except (ValueError, struct.error):
            self.add(f"event {due}", "its header can't be read")
            return due
        if position != due:
            self.add(f"event {due}", f"event {position} stands in its place")
            position = max(position, due)
        before = self.versions.get(stream, 0)
        if tenant != self.head["tenant"]:
            self.add(f"event {position}", "it belongs to another log")
        if version != before + 1:
            self.add(f"event {position}", f"it is version {version} of its stream, after {before}")
        if state_hash != sha256(state).digest():
            self.add(f"event {position}", "its state was altered")
        if sealed_hash != (sha256(sealed).digest() if sealed else NOTHING):
            self.add(f"event {position}", "its sealed parts were altered")
        if bool(sealed) is not bool(subject):
            self.add(f"event {position}", "sealed parts and a subject do not come together")
        self.versions[stream] = version
        if self.runs and self.runs[-1][0] == command:
            self.runs[-1][2] = position
        else:
            self.runs.append([command, position, position])
        if topic and not (topic.plain and not sealed and self.story.follow_plain(topic, stream, version, state)):
            event = Event(position, stream, version, topic.name, state, sealed, subject)
            self.attempt(f"event {position}", self.story.follow, topic, event)
        return position

    def freeze(self, position: int) -> int:
        """Keep the rows of each read model that has come no further. Returns how far the next one has come."""
        for table, (model, *_) in TABLES.items():
            if table not in self.rows and self.shown[model] <= position:
                self.rows[table] = self.attempt(f"read model {model}", self.story.rows, table) or {}
        left = [self.shown[model] for table, (model, *_) in TABLES.items() if table not in self.rows]
        return min(left, default=sys.maxsize)

    def check_commands(self) -> None:
        commands: list[tuple[int, int, str]] = []

        def check(body: bytes) -> None:
            command = read_json(body, "command first last")
            first, last, which = as_whole(command["first"]), as_whole(command["last"]), as_text(command["command"])
            if not UUID_TEXT.fullmatch(which):
                raise Wrong("its id is not a UUID")
            if not 1 <= first <= last + 1 <= self.head["position"] + 1:
                self.add(f"command {which}", f"it says {first} to {last}, where no events are")
            commands.append((first, last, which))

        self.check_each(b"command", check)
        if commands != sorted(commands):
            self.add("commands", "they do not stand in their order")
        if len({which for _, _, which in commands}) != len(commands):
            self.add("commands", "one of them is there twice")
        told = {(first, last, which) for first, last, which in commands if first <= last}
        done = {(first, last, str(UUID(bytes=which))) for which, first, last in self.runs}
        for first, last, which in sorted(done - told):
            self.add(f"command {which}", f"it wrote the events {first} to {last}, which no record says")
        for first, last, which in sorted(told - done):
            self.add(f"command {which}", f"it is said to have written the events {first} to {last}, and has not")
        self.checked.append(f"{len(commands)} commands")

    def check_rows(self) -> None:
        due = {key: row for table in TABLES for key, row in self.rows[table].items()}
        known, before, places = {row: key for key, row in due.items()}, (-1, b""), list(TABLES)
        self.checked.append(f"{len(due)} rows of what the pages show")

        def check(body: bytes) -> None:
            nonlocal before
            key, row = known.get(body, b""), {}
            if not key:
                there = read_json(body, "row table")
                row, key = there["row"], key_of(there["table"], there["row"])
            place = places.index(key.split()[0].decode()), key
            if place <= before:
                self.add(f"row {key.decode()}", "it does not stand in its place")
            before, expected = place, due.pop(key, None)
            if expected is None:
                self.add(f"row {key.decode()}", "no events have made it")
            elif expected != body:
                for difference in differences(row, json.loads(expected)["row"]):
                    self.add(f"row {key.decode()}", difference)

        self.check_each(b"shown", check)
        for key in sorted(due):
            self.add(f"row {key.decode()}", "its events have made it, but it is not shown")
        for model, position in self.shown.items():
            if position < self.head["position"]:
                self.checked.append(f"  {model} only up to event {position}, as far as that read model had come")

    def check_notes(self, pinned: str | None, kept: bytes | None) -> None:
        tree, notes = Tree(self.leaves), [Note(-1, b"", set())]

        def check(body: bytes) -> None:
            note = read_note(body, self.head["origin"], self.keys)
            where = f"checkpoint of {note.size} events"
            if note.size <= notes[-1].size:
                self.add(where, "it does not stand in its place")
            notes.append(note)
            self.check_root(where, note, tree)

        self.check_each(b"checkpoint", check)
        self.checked.append(f"{len(notes) - 1} checkpoints in the file")
        if kept is not None and (
            note := self.attempt("kept checkpoint", read_note, kept, self.head["origin"], self.keys)
        ):
            self.check_root(f"kept checkpoint of {note.size} events", note, tree)
            self.checked.append(f"the kept checkpoint, of {note.size} events")
        if pinned is None:
            self.checked.append("the signer was NOT checked: give the verifier key that was kept, with --key")
        else:
            self.check_signer(pinned, max(notes, key=lambda note: note.size))

    def check_root(self, where: str, note: Note, tree: Tree) -> None:
        """Rules 2 and 3."""
        if note.size > len(self.leaves):
            self.add(where, f"the log has only {len(self.leaves)} events: its end was cut off")
        elif tree.root(note.size) != note.root:
            self.add(where, "the events are others than those that were signed")

    def check_signer(self, pinned: str, largest: Note) -> None:
        trusted = self.attempt("key that was given", trusted_keys, pinned, self.head["origin"], self.keys) or set()
        if largest.size < 0 and self.leaves:
            self.add("checkpoints", "there is none, so the key that was given has signed nothing")
        elif largest.size >= 0 and not largest.signers & trusted:
            self.add("checkpoints", "the last one is not signed by the key that was given, nor by one that follows it")
        else:
            self.checked.append("the last checkpoint is signed by the key that was given, or one that follows it")

    def check_end(self) -> None:
        records, begin = self.records, self.records.at
        told = records.take(b"end")
        if told is None:
            raise FileIsBroken("here stands something that may not stand here")
        with memoryview(records.content) as content:
            hashed = sha256(content[:begin]).hexdigest()
        if told != hashed.encode():
            self.add("end", "the SHA-256 of the file is another one: a byte of it was altered")
        if records.at != len(records.content):
            raise FileIsBroken("something follows the end")


def verify(file: Path, key: str | None = None, checkpoint: Path | None = None) -> Report:
    gc.disable()
    try:
        kept = checkpoint.read_bytes() if checkpoint else None
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
            verification = Verification(content)
            verification.run(key, kept)
            return Report(verification.findings, verification.checked)
    except (OSError, ValueError) as error:
        return Report([Finding("file", f"it can't be read: {error}")], [])
    finally:
        gc.enable()


def tell(report: Report) -> int:
    for where, what in report.findings:
        print(f"{where}: {what}")
    for line in report.checked:
        print(f"Checked: {line}.")
    print(f"{len(report.findings)} findings." if report.findings else "Nothing was found that is not as it should be.")
    return 1 if report.findings else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path, metavar="FILE", help="the export")
    parser.add_argument("--key", help="the verifier key that you have kept")
    parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="a checkpoint that you have kept")
    given = parser.parse_args()
    return tell(verify(given.file, given.key, given.checkpoint))


if __name__ == "__main__":
    sys.exit(main())
