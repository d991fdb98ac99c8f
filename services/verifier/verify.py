"""Check an export of a workspace's history: without the product, its database or its keys.

    python verify.py FILE [--key VERIFIER-KEY] [--checkpoint FILE]

It needs Python 3.11 or newer and the package `cryptography`, and follows the page `docs/audit.md` from top to bottom.
It ends with 0 only if nothing was found. Whatever the file holds, what is wrong with it is said, and the rest checked.
"""

import argparse
import base64
import hashlib
import json
import math
import mmap
import re
import struct
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
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


def canonical(content: object) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def refuse(number: str) -> Any:
    raise Wrong(f"{number} is no whole number")


JSON = json.JSONDecoder(parse_float=refuse, parse_constant=refuse)


def read_json(text: bytes) -> Any:
    content = JSON.decode(text.decode())
    if canonical(content) != text:
        raise Wrong("it is not canonical JSON")
    return content


def read_base64(text: str, length: int) -> bytes:
    content = base64.b64decode(text, validate=True)
    if len(content) != length or base64.b64encode(content).decode() != text:
        raise Wrong(f"it is not {length} bytes in base64")
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

    def pass_by(self, end: int) -> None:
        if self.content[end : end + 1] != b"\n":
            raise FileIsBroken("a record does not end where its heading says")
        self.at = end + 1


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
    structure = {
        "demonstration": file["demonstration"],
        "fields": [
            [
                field["id"],
                field["number"],
                field["chapter"],
                [[q["id"], q["links"], q.get("thickness", False), q["chapter"]] for q in field["questions"]],
            ]
            for field in file["fields"]
        ],
        "id": file["id"],
        "values": [[v["id"], v["chapter"], [one["id"] for one in v["ambitions"]]] for v in file["values"]],
        "version": file["version"],
    }
    values = [(value, ambitions) for value, _, ambitions in structure["values"]]
    fields = [
        (field, [Question(q, [link for link in links.items() if link[1] > 0], marker) for q, links, marker, _ in asked])
        for field, _, _, asked in structure["fields"]
    ]
    return (file["id"], file["version"]), Instrument(sha256(canonical(structure)).hexdigest(), values, fields)


@lru_cache(maxsize=65536)
def written(numerator: int, denominator: int) -> str:
    shared = math.gcd(numerator, denominator)
    whole, parts = numerator // shared, denominator // shared
    return str(whole) if parts == 1 else f"{whole}/{parts}"


def write(figure: Figure) -> str | None:
    return None if figure is None else written(*figure)


def mean_of_enough(answers: Iterable[Any]) -> Figure:
    relevant = total = answered = 0
    for answer in answers:
        if answer == "not_relevant":
            continue
        relevant += 1
        if answer is not None:
            total += answer
            answered += 1
    return (total, answered) if answered and 2 * answered >= relevant else None


def weighting_of(question: Question, weightings: Mapping[str, Figure]) -> Figure:
    numerator, denominator, links = 0, 1, 0
    for value, link in question.links:
        weighting = weightings[value]
        if weighting is None:
            return None
        numerator, denominator = (
            numerator * weighting[1] + link * weighting[0] * denominator,
            denominator * weighting[1],
        )
        links += link
    return (numerator, denominator * links) if links else None


def figures_of(instrument: Instrument, weights: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Every figure, as the event of a closing holds them."""
    weightings = {value: mean_of_enough(map(weights.get, ambitions)) for value, ambitions in instrument.values}
    priorities: list[tuple[str, int, int]] = []
    fields = [field_of(field, asked, weightings, answers, priorities) for field, asked in instrument.fields]
    shared = math.lcm(*(denominator for _, _, denominator in priorities))
    priorities.sort(key=lambda one: -one[1] * (shared // one[2]))
    markers = mean_of_enough(answers.get(q.id) for _, asked in instrument.fields for q in asked if q.is_marker)
    return {
        "fields": fields,
        "focus": [question for question, _, _ in priorities],
        "thickness": None if markers is None else written(10 * markers[0], markers[1]),
        "values": [{"value": value, "weighting": write(weighting)} for value, weighting in weightings.items()],
    }


def field_of(
    field: str,
    asked: list[Question],
    weightings: Mapping[str, Figure],
    answers: Mapping[str, Any],
    priorities: list[tuple[str, int, int]],
) -> dict[str, Any]:
    """One field's figures; what its questions have of priority is put into `priorities`."""
    questions, answered, relevant = [], 0, 0
    total: Figure = (0, 1)
    for question in asked:
        answer, weighting, gap, priority = answers.get(question.id), None, None, None
        if answer != "not_relevant":
            relevant += 1
            weighting = weighting_of(question, weightings)
            total = (
                (total[0] * weighting[1] + weighting[0] * total[1], total[1] * weighting[1])
                if total and weighting
                else None
            )
            if answer is not None:
                answered += 1
                if weighting is not None:
                    numerator, denominator = weighting
                    missing = max(0, numerator - answer * denominator)
                    gap = written(missing, denominator)
                    priority = written(missing * numerator, 10 * denominator * denominator)
                    if missing * numerator:
                        priorities.append((question.id, missing * numerator, 10 * denominator * denominator))
        questions.append(
            {"answer": answer, "gap": gap, "priority": priority, "question": question.id, "weighting": write(weighting)}
        )
    return {
        "answered": answered,
        "field": field,
        "questions": questions,
        "relevant": relevant,
        "score": write(mean_of_enough(answers.get(question.id) for question in asked)),
        "weighting": written(total[0], total[1] * relevant) if total and relevant else None,
    }


# What the pages show: every row, made again from the events.

ANSWER = re.compile(
    rb'\{"answer":(10|[0-9]|"not_relevant"),"at":"([0-9TZ:.+-]+)","by":"[0-9a-f-]+","question":"([a-z0-9_-]+)"\}'
)
WEIGHT = re.compile(rb'\{"ambition":"([a-z0-9_-]+)","at":"([0-9TZ:.+-]+)","by":"[0-9a-f-]+","weight":(10|[0-9])\}')
"""By far the most events look so, without a reason. Reading them as JSON gives the same, and takes longer."""

Row = dict[str, Any]
Texts = dict[str, dict[str, Any]]

STATUS_AFTER: Mapping[str, dict[str, Any]] = {
    "measurement-paused": {"status": "paused"},
    "measurement-resumed": {"status": "open"},
    "measurement-reopened": {"status": "open", "figures": None, "closed_at": None},
    "measurement-voided": {"status": "voided"},
    "measurement-marked-as-practice": {"practice": True},
    "practice-mark-lifted": {"practice": False},
}
ACTION_AFTER: Mapping[str, dict[str, Any]] = {
    "agreement-withdrawn": {"status": "suggested", "agreed_in": None, "owner": None, "due": None},
    "action-started": {"status": "started"},
    "action-done": {"status": "done"},
    "action-dropped": {"status": "dropped"},
}
STANDING_AFTER: Mapping[str, str] = {"member-joined": "joined", "member-left": "gone", "invitation-withdrawn": "gone"}

TABLES = {
    "actions": "actions",
    "belonging": "collaborations",
    "collaborations": "collaborations",
    "measurements": "measurements",
    "people": "people",
}
"""The tables of the read models, in the file's order, and the read model that each belongs to."""


FOLLOWED: Mapping[str, tuple[str, str, Iterable[str]]] = {
    "measurements": (
        "measurement",
        """measurement-started attendance-noted value-weighed weighting-revised question-answered answer-revised
        answer-withdrawn comment-noted comment-reworded comment-withdrawn measurement-closed""",
        STATUS_AFTER,
    ),
    "collaborations": (
        "collaboration",
        """collaboration-formed collaboration-renamed purpose-reworded partner-joined partner-left participant-joined
        participant-left""",
        (),
    ),
    "actions": (
        "action-plan",
        "action-suggested suggestion-withdrawn action-reworded action-placed action-agreed agreement-revised",
        ACTION_AFTER,
    ),
    "people": ("workspace", "member-invited role-granted", STANDING_AFTER),
}
KINDS = {
    f"{aggregate}.{kind}.v1".encode(): (model, kind)
    for model, (aggregate, kinds, others) in FOLLOWED.items()
    for kind in (*kinds.split(), *others)
}
"""The topics that change a row, each with its read model. Every other one changes none."""


class Event(NamedTuple):
    position: int
    stream: bytes
    version: int
    kind: str
    state: bytes
    sealed: bytes
    subject: bytes


def read_message(content: bytes, at: int = 0) -> tuple[Any, int]:
    """The piece of MessagePack at an offset (maps, texts and bytes only), and where it ends."""
    first = content[at]
    if first & 0xF0 == 0x80 or first == 0xDE:
        count, at = (first & 0x0F, at + 1) if first != 0xDE else (int.from_bytes(content[at + 1 : at + 3]), at + 3)
        found = {}
        for _ in range(count):
            key, at = read_message(content, at)
            found[key], at = read_message(content, at)
        return found, at
    if first & 0xE0 == 0xA0:
        length, at = first & 0x1F, at + 1
    elif width := {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2}.get(first):
        length, at = int.from_bytes(content[at + 1 : at + 1 + width]), at + 1 + width
    else:
        raise Wrong("its sealed parts are not what they should be")
    body = content[at : at + length]
    if len(body) != length:
        raise Wrong("its sealed parts are cut off")
    return (body if first in {0xC4, 0xC5, 0xC6} else body.decode()), at + length


def texts_of(event: Event) -> Texts:
    """Each sealed part as a row shows it: where it is from, and the hash of what is sealed."""
    if not event.sealed:
        return {}
    parts, end = read_message(event.sealed)
    if end != len(event.sealed) or not isinstance(parts, dict):
        raise Wrong("something follows its sealed parts")
    return {
        name: {
            "part": name,
            "sha256": sha256(part["key_id"] + part["nonce"] + part["ciphertext"]).hexdigest(),
            "stream": str(UUID(bytes=event.stream)),
            "subject": str(UUID(bytes=event.subject)),
            "version": event.version,
        }
        for name, part in parts.items()
    }


class Story:
    """The rows as the events have made them so far, and each closing held against the answers before it."""

    def __init__(self, instruments: Mapping[tuple[str, int], Instrument], add: Callable[[str, str], None]) -> None:
        self.instruments, self.add = instruments, add
        self.used: set[tuple[str, int]] = set()
        self.closings = 0
        self.measurements: dict[bytes, Row] = {}
        self.collaborations: dict[bytes, Row] = {}
        self.actions: dict[str, Row] = {}
        self.people: dict[str, Row] = {}
        self.tell: dict[str, Callable[[Event], None]] = {
            "measurements": self.measure,
            "collaborations": self.collaborate,
            "actions": self.plan,
            "people": self.belong,
        }

    def rows(self, table: str) -> dict[bytes, bytes]:
        """Of one table, by their key in the file's order."""
        if table == "belonging":
            rows = (
                {"collaboration_id": one["collaboration_id"], "partner_id": partner, "subject_id": who}
                for one in self.collaborations.values()
                for who, partner in one["state"]["participants"].items()
            )
            return {key_of(table, row): canonical({"row": row, "table": table}) for row in rows}
        kept: dict[Any, Row] = getattr(self, table)
        return {key_of(table, row): canonical({"row": row, "table": table}) for row in kept.values()}

    def measure(self, event: Event) -> None:
        row = self.measurements.get(event.stream)
        happened, texts = JSON.decode(event.state.decode()), texts_of(event)
        if event.kind == "measurement-started":
            row = self.measurements[event.stream] = self.started(event, happened, texts)
        if row is None:
            raise Wrong("it is about a measurement that was never started")
        row |= {"version": event.version, "changed_at": happened["at"]}
        state = row["state"]
        match event.kind:
            case "question-answered" | "answer-revised":
                state["answers"][happened["question"]] = happened["answer"]
                keep(state["reasons"], happened["question"], texts.get("reason"))
            case "value-weighed" | "weighting-revised":
                state["weights"][happened["ambition"]] = happened["weight"]
                keep(state["reasons"], happened["ambition"], texts.get("reason"))
            case "answer-withdrawn":
                state["answers"].pop(happened["question"], None)
                state["reasons"].pop(happened["question"], None)
            case "comment-noted" | "comment-reworded":
                earlier = state["comments"].get(happened["question"], {"revision": 0})
                state["comments"][happened["question"]] = {
                    "text": texts["text"],
                    "revision": earlier["revision"] + 1,
                }
            case "comment-withdrawn":
                state["comments"].pop(happened["question"], None)
            case "attendance-noted":
                state["attendance"] = happened["attendance"]
            case "measurement-closed":
                self.closed(event, happened, row)
            case _:
                state |= STATUS_AFTER.get(event.kind, {})
                if event.kind in {"measurement-reopened", "measurement-voided"}:
                    state["status_reason"] = texts["reason"]
        row |= {name: state[name] for name in ("status", "practice", "closed_at", "first_closed_at")}

    def note(self, kind: str, stream: bytes, version: int, content: bytes) -> bool:
        """An answer or a weight in the form that nearly all have; false for every other event."""
        row = self.measurements.get(stream)
        if row is None:
            return False
        state: Row = row["state"]
        if kind in {"question-answered", "answer-revised"} and (found := ANSWER.fullmatch(content)):
            answer, at, asked = found.groups()
            key = asked.decode()
            state["answers"][key] = int(answer) if answer[:1] != b'"' else "not_relevant"
        elif kind in {"value-weighed", "weighting-revised"} and (found := WEIGHT.fullmatch(content)):
            asked, at, weight = found.groups()
            key = asked.decode()
            state["weights"][key] = int(weight)
        else:
            return False
        state["reasons"].pop(key, None)
        row["changed_at"] = at.decode()
        row["version"] = version
        return True

    def started(self, event: Event, happened: Row, texts: Texts) -> Row:
        named = happened["instrument"], happened["instrument_version"]
        instrument = self.instruments.get(named)
        self.used.add(named)
        if instrument is None:
            self.add(f"event {event.position}", f"its instrument, {named[0]} version {named[1]}, is not in the file")
        elif instrument.sha256 != happened["instrument_sha256"]:
            self.add(f"event {event.position}", "its instrument in the file has another hash than the event says")
        taken = ("collaboration", "instrument", "instrument_version", "instrument_sha256", "mode", "practice")
        state: Row = {name: happened[name] for name in (*taken, "attendance")}
        state |= {
            "status": "open",
            "started_at": happened["at"],
            "place": texts.get("place"),
            "note": texts.get("note"),
        }
        state |= {"weights": {}, "answers": {}, "reasons": {}, "comments": {}}
        state |= dict.fromkeys(("figures", "scoring_version", "closed_at", "first_closed_at", "status_reason"))
        return {
            "measurement_id": str(UUID(bytes=event.stream)),
            "collaboration_id": happened["collaboration"],
            "started_at": happened["at"],
            "state": state,
        }

    def closed(self, event: Event, happened: Row, row: Row) -> None:
        state = row["state"]
        instrument = self.instruments.get((state["instrument"], state["instrument_version"]))
        where = f"event {event.position}, closing of measurement {row['measurement_id']}"
        if happened["scoring_version"] != 1:
            self.add(where, f"scoring version {happened['scoring_version']} is not known here")
        elif instrument is not None:
            self.closings += 1
            due = {**happened, "figures": figures_of(instrument, state["weights"], state["answers"])}
            due["instrument_sha256"] = state["instrument_sha256"]
            if canonical(due) != event.state:
                for difference in [*differences(happened, due)] or ["it is not canonical JSON"]:
                    self.add(where, difference)
        state |= {"status": "closed", "figures": happened["figures"], "closed_at": happened["at"]}
        state |= {"scoring_version": happened["scoring_version"], "status_reason": None}
        state["first_closed_at"] = state["first_closed_at"] or happened["at"]

    def collaborate(self, event: Event) -> None:
        happened, texts = JSON.decode(event.state.decode()), texts_of(event)
        if event.kind == "collaboration-formed":
            row: Row = {"collaboration_id": str(UUID(bytes=event.stream)), "formed_at": happened["at"]}
            row["state"] = {"partners": {}, "participants": {}}
            self.collaborations[event.stream] = row
        row = self.collaborations[event.stream]
        state = row["state"]
        match event.kind:
            case "collaboration-formed" | "purpose-reworded" | "collaboration-renamed":
                state |= {name: happened[name] for name in ("name", "theme") if name in happened}
                if event.kind != "collaboration-renamed":
                    state |= {"purpose": texts.get("purpose"), "target_group": texts.get("target_group")}
            case "partner-joined":
                state["partners"][happened["partner"]] = {"name": happened["name"], "sector": happened["sector"]}
            case "partner-left":
                state["partners"].pop(happened["partner"], None)
            case "participant-joined":
                state["participants"][happened["participant"]] = happened["partner"]
            case "participant-left":
                state["participants"].pop(happened["participant"], None)
            case _:
                pass
        row |= {"name": state["name"], "theme": state["theme"]}

    def plan(self, event: Event) -> None:
        happened, texts = JSON.decode(event.state.decode()), texts_of(event)
        which = happened["action"]
        if event.kind == "suggestion-withdrawn":
            del self.actions[which]
            return
        if event.kind == "action-suggested":
            state: Row = {name: happened[name] for name in ("collaboration", "measurement", "question")}
            state |= {"id": which, "text": texts["text"], "revision": 1, "status": "suggested"}
            state |= dict.fromkeys(("cell", "phase", "agreed_in", "owner", "due", "drop_reason"))
            row: Row = {"action_id": which, "suggested_position": event.position, "state": state}
            self.actions[which] = row | {f"{of}_id": happened[of] for of in ("collaboration", "measurement")}
        row = self.actions[which]
        state = row["state"]
        match event.kind:
            case "action-reworded":
                state |= {"text": texts["text"], "revision": state["revision"] + 1}
            case "action-placed":
                state |= {"cell": happened["cell"], "phase": happened["phase"]}
            case "action-agreed":
                state |= {"status": "agreed", "agreed_in": happened["measurement"]}
                state |= {"owner": happened["owner"], "due": happened["due"]}
            case "agreement-revised":
                state |= {"owner": happened["owner"], "due": happened["due"]}
            case "action-dropped":
                state |= {"status": "dropped", "drop_reason": texts["reason"]}
            case _:
                state |= ACTION_AFTER.get(event.kind, {})
        row["status"] = state["status"]

    def belong(self, event: Event) -> None:
        happened, texts = JSON.decode(event.state.decode()), texts_of(event)
        who = happened.get("member")
        if event.kind == "member-invited":
            self.people[who] = {"subject_id": who, "role": happened["role"], "standing": "invited"}
            self.people[who] |= {"email": texts["email"], "name": texts.get("name"), "invited_at": happened["at"]}
        elif event.kind == "role-granted":
            self.people[who]["role"] = happened["role"]
        elif event.kind in STANDING_AFTER:
            self.people[who]["standing"] = STANDING_AFTER[event.kind]


def keep(reasons: Row, key: str, reason: Any) -> None:
    """An answer without a reason takes the place of one with a reason, too."""
    if reason is None:
        reasons.pop(key, None)
    else:
        reasons[key] = reason


KEYS = {
    "actions": ("action_id",),
    "belonging": ("subject_id", "collaboration_id"),
    "collaborations": ("collaboration_id",),
    "measurements": ("measurement_id",),
    "people": ("subject_id",),
}


def key_of(table: str, row: Row) -> bytes:
    return " ".join([table, *(str(row[name]) for name in KEYS[table])]).encode()


# Checkpoints: how many events there were, and what they were, signed.

NOTE = re.compile(
    r"(?P<text>(?P<origin>[^\n+]+)\n(?P<size>0|[1-9][0-9]{0,17})\n(?P<root>[^\n]+)\n)\n"
    r"(?P<lines>(?:— [^ \n]+ [^ \n]+\n)+)"
)


class SigningKey(NamedTuple):
    """`follows` says whether the key before it has endorsed it."""

    id: bytes
    bare: bytes
    public: Ed25519PublicKey
    follows: bool


def key_id(origin: str, bare: bytes) -> bytes:
    return sha256(origin.encode() + b"\n\x01" + bare).digest()[:4]


def is_signed(key: Ed25519PublicKey, signature: bytes, text: bytes) -> bool:
    try:
        key.verify(signature, text)
    except InvalidSignature:
        return False
    return True


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
        return sha256(b"").digest() if root is None else root


class Note(NamedTuple):
    size: int
    root: bytes
    signer: int


def read_note(body: bytes, origin: str, keys: list[SigningKey]) -> Note:
    """A signed note whose signature is good; which of the keys that is counts from 0."""
    found = NOTE.fullmatch(body.decode())
    if found is None:
        raise Wrong("it is not a signed note")
    if found["origin"] != origin:
        raise Wrong("it is of another log")
    root, signers = read_base64(found["root"], 32), []
    for line in found["lines"].splitlines():
        _, name, signature = line.split(" ")
        content = base64.b64decode(signature, validate=True)
        for number, key in enumerate(keys):
            if name == origin and content[:4] == key.id:
                if not is_signed(key.public, content[4:], found["text"].encode()):
                    raise Wrong("its signature is not good")
                signers.append(number)
    if not signers:
        raise Wrong("none of the keys in the file has signed it")
    return Note(int(found["size"]), root, max(signers))


# The log, record by record.

PLACE = struct.Struct(">iq16sqi")
LEAF, LINK, NOTHING = b"\x00\x01", b"\x02", sha256(b"").digest()
UUID_TEXT = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Verification:
    """One file. Each method checks one kind of record, in the order of the file."""

    def __init__(self, content: mmap.mmap) -> None:
        self.records = Records(content)
        self.findings: list[Finding] = []
        self.checked: list[str] = []
        self.head: dict[str, Any] = {}
        self.shown: dict[str, int] = {}
        self.keys: list[SigningKey] = []
        self.notes: list[Note] = []
        self.leaves: list[bytes] = []
        self.runs: list[list[Any]] = []
        self.versions: dict[bytes, int] = {}
        self.rows: dict[str, dict[bytes, bytes]] = {}
        self.story = Story({}, self.add)

    def add(self, where: str, what: str) -> None:
        self.findings.append(Finding(where, what))

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

    def check_each(self, name: bytes, check: Callable[[bytes], None]) -> None:
        """Whatever is wrong with one record becomes a finding, and the next one follows."""
        begin = self.records.at
        for number, body in enumerate(self.records.take_all(name), start=1):
            try:
                check(body)
            except Exception as error:  # noqa: BLE001 (nothing that a file holds may stop the others from being checked)
                self.add(f"{name.decode()} {number}, byte {begin}", said(error))
            begin = self.records.at

    def check_head(self) -> None:
        if self.records.take(b"samson-audit-export") != b"1":
            raise FileIsBroken("this is not an export of a history in a form that is known here")
        body = self.records.take(b"log")
        if body is None:
            raise FileIsBroken("the record of the log is missing")
        try:
            head = read_json(body)
            forms = {"chain_hash": str, "name": str, "origin": str, "position": int, "shown": dict, "tenant": int}
            if {name: type(value) for name, value in head.items()} != forms:
                raise Wrong("it does not hold what it should")  # noqa: TRY301 (all that is wrong with it in one place)
            if any(type(position) is not int for position in head["shown"].values()):
                raise Wrong("how far the read models have come is not told in numbers")  # noqa: TRY301
        except Exception as error:  # noqa: BLE001 (as in check_each)
            self.add("log", said(error))
            head = {"chain_hash": "", "name": "", "origin": "", "position": 0, "shown": {}, "tenant": 0}
        self.head, self.shown = head, {model: head["shown"].get(model, 0) for model in FOLLOWED}
        for model, position in head["shown"].items():
            if not 0 <= position <= head["position"]:
                self.add("log", f"the read model {model} has come to {position}, which the log has not")

    def check_instruments(self) -> None:
        order: list[tuple[str, int]] = []

        def check(body: bytes) -> None:
            named, instrument = read_instrument(body)
            if order and named <= order[-1]:
                self.add(f"instrument {named[0]} {named[1]}", "it does not stand in its place")
            order.append(named)
            self.story.instruments = {**self.story.instruments, named: instrument}

        self.check_each(b"instrument", check)

    def check_keys(self) -> None:
        def check(body: bytes) -> None:
            key = read_json(body)
            number = len(self.keys) + 1
            if set(key) != {"endorsement", "number", "public_key"} or canonical(key["number"]) != canonical(number):
                raise Wrong("it is not the next key")
            bare, follows = read_base64(key["public_key"], 32), not self.keys
            if (key["endorsement"] is None) is not follows:
                raise Wrong("the first key, and no other, stands without an endorsement")
            if not follows:
                texts = [base64.b64encode(one) for one in (self.keys[-1].bare, bare)]
                change = b"".join(line + b"\n" for line in (b"samson key change", *texts))
                follows = is_signed(self.keys[-1].public, read_base64(key["endorsement"], 64), change)
                if not follows:
                    self.add(f"key {key['number']}", "the key before it has not endorsed it")
            public = Ed25519PublicKey.from_public_bytes(bare)
            self.keys.append(SigningKey(key_id(self.head["origin"], bare), bare, public, follows))

        self.check_each(b"key", check)

    def check_events(self) -> None:
        content, match, position, previous = self.records.content, EVENT.match, 0, bytes(32)
        stop = min(self.shown.values())
        while heading := match(content, self.records.at):
            begin = heading.end()
            chain_at = begin + int(heading[1])
            state_at = chain_at + 32
            sealed_at = state_at + int(heading[2])
            end = sealed_at + int(heading[3])
            self.records.pass_by(end)
            header, chain_hash = content[begin:chain_at], content[chain_at:state_at]
            if position >= stop:
                stop = self.freeze(position)
            leaf = sha256(LEAF + header).digest()
            self.leaves.append(leaf)
            position = self.check_event(header, content[state_at:sealed_at], content[sealed_at:end], position + 1)
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
        for named in sorted(self.story.instruments.keys() - self.story.used):
            self.add(f"instrument {named[0]} {named[1]}", "no event names it")
        self.checked.append(f"{len(self.leaves)} events, and their chain")
        self.checked.append(f"{self.story.closings} closings, computed again from the answers")

    def check_event(self, header: bytes, state: bytes, sealed: bytes, due: int) -> int:
        """What the header says against what it stands with. Returns the position that the event says it has."""
        try:
            tenant, position, stream, version, length = PLACE.unpack_from(header)
            at = PLACE.size + length
            topic, mark = header[PLACE.size : at], header[at : at + 1]
            subject_end = at + 17 if mark == b"\x01" else at + 1
            subject, hashes, rest = header[at + 1 : subject_end], header[subject_end:-24], header[-24:]
        except struct.error:
            length = -1
        if length < 0 or mark not in {b"\x00", b"\x01"} or len(hashes) != 64 or len(header) != subject_end + 88:
            self.add(f"event {due}", "its header can't be read")
            return due
        if position != due:
            self.add(f"event {due}", f"event {position} stands in its place")
            position = max(position, due)
        where = f"event {position}"
        if tenant != self.head["tenant"]:
            self.add(where, "it belongs to another log")
        if hashes[:32] != sha256(state).digest():
            self.add(where, "its state was altered")
        if hashes[32:] != (sha256(sealed).digest() if sealed else NOTHING):
            self.add(where, "its sealed parts were altered")
        if bool(sealed) is not bool(subject):
            self.add(where, "sealed parts and a subject do not come together")
        if version != self.versions.get(stream, 0) + 1:
            self.add(where, f"it is version {version} of its stream, after {self.versions.get(stream, 0)}")
        self.versions[stream] = version
        command = rest[8:]
        if self.runs and self.runs[-1][0] == command:
            self.runs[-1][2] = position
        else:
            self.runs.append([command, position, position])
        if followed := KINDS.get(topic):
            model, kind = followed
            if not sealed and model == "measurements" and self.story.note(kind, stream, version, state):
                return int(position)
            try:
                self.story.tell[model](Event(position, stream, version, kind, state, sealed, subject))
            except Exception as error:  # noqa: BLE001 (as in check_each)
                self.add(where, f"it can't be followed: {said(error)}")
        return int(position)

    def freeze(self, position: int) -> int:
        """Keep the rows of each read model that has come no further. Returns how far the next one has come."""
        for table, model in TABLES.items():
            if table not in self.rows and self.shown[model] <= position:
                try:
                    self.rows[table] = self.story.rows(table)
                except Exception as error:  # noqa: BLE001 (as in check_each)
                    self.rows[table] = {}
                    self.add(f"read model {model}", f"its events make no rows: {said(error)}")
        left = [self.shown[model] for table, model in TABLES.items() if table not in self.rows]
        return min(left, default=sys.maxsize)

    def check_commands(self) -> None:
        commands: list[tuple[int, int, str]] = []

        def check(body: bytes) -> None:
            command = read_json(body)
            first, last, which = (command.get(name) for name in ("first", "last", "command"))
            if set(command) != {"command", "first", "last"} or type(first) is not int or type(last) is not int:
                raise Wrong("it does not hold what it should")
            if type(which) is not str or not UUID_TEXT.fullmatch(which):
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
        due = {key: row for table in TABLES for key, row in self.rows.get(table, {}).items()}
        before, rows = (-1, b""), len(due)
        places = list(TABLES)

        good = {row: key for key, row in due.items()}

        def check(body: bytes) -> None:
            nonlocal before
            key, there = good.get(body, b""), {}
            if not key:
                there = read_json(body)
                if set(there) != {"row", "table"} or there["table"] not in TABLES:
                    raise Wrong("it is no row of a read model")
                key = key_of(there["table"], there["row"])
            if (place := (places.index(key.split()[0].decode()), key)) <= before:
                self.add(f"row {key.decode()}", "it does not stand in its place")
            before = place
            expected = due.pop(key, None)
            if expected is None:
                self.add(f"row {key.decode()}", "no events have made it")
            elif expected != body:
                for difference in differences(there["row"], json.loads(expected)["row"]):
                    self.add(f"row {key.decode()}", difference)

        self.check_each(b"shown", check)
        for key in sorted(due):
            self.add(f"row {key.decode()}", "its events have made it, but it is not shown")
        self.checked.append(f"{rows} rows of what the pages show")
        for model, position in self.shown.items():
            if position < self.head["position"]:
                self.checked.append(f"  {model} only up to event {position}, as far as that read model had come")

    def check_notes(self, pinned: str | None, kept: bytes | None) -> None:
        tree, trusted = Tree(self.leaves), self.trusted_keys(pinned)

        def check(body: bytes) -> None:
            note = read_note(body, self.head["origin"], self.keys)
            where = f"checkpoint of {note.size} events"
            if self.notes and note.size <= self.notes[-1].size:
                self.add(where, "it does not stand in its place")
            self.notes.append(note)
            self.check_root(where, note, tree)

        self.check_each(b"checkpoint", check)
        self.checked.append(f"{len(self.notes)} checkpoints in the file")
        if kept is not None:
            self.check_kept(kept, tree)
        if trusted is None:
            self.checked.append("the signer was NOT checked: give the verifier key that was kept, with --key")
        elif not self.notes and self.leaves:
            self.add("checkpoints", "there is none, so the key that was given has signed nothing")
        elif self.notes and max(self.notes, key=lambda note: note.size).signer not in trusted:
            self.add("checkpoints", "the last one is not signed by the key that was given, nor by one that follows it")
        else:
            self.checked.append("the last checkpoint is signed by the key that was given, or one that follows it")

    def check_root(self, where: str, note: Note, tree: Tree) -> None:
        if note.size > len(self.leaves):
            self.add(where, f"the log has only {len(self.leaves)} events: its end was cut off")
        elif tree.root(note.size) != note.root:
            self.add(where, "the events are others than those that were signed")

    def check_kept(self, kept: bytes, tree: Tree) -> None:
        try:
            note = read_note(kept, self.head["origin"], self.keys)
            self.check_root(f"kept checkpoint of {note.size} events", note, tree)
            self.checked.append(f"the kept checkpoint, of {note.size} events")
        except Exception as error:  # noqa: BLE001 (as in check_each)
            self.add("kept checkpoint", said(error))

    def trusted_keys(self, pinned: str | None) -> set[int] | None:
        """The key that was given and those that follow from it; none where none was given."""
        if pinned is None:
            return None
        try:
            origin, _, rest = pinned.strip().partition("+")
            named, _, encoded = rest.partition("+")
            bare = read_base64(encoded, 33)
            if bare[:1] != b"\x01" or key_id(origin, bare[1:]).hex() != named:
                raise Wrong("it is not a verifier key")  # noqa: TRY301
            if origin != self.head["origin"]:
                raise Wrong("it is the key of another log")  # noqa: TRY301
        except Exception as error:  # noqa: BLE001 (as in check_each)
            self.add("key that was given", said(error))
            return set()
        first = next((number for number, key in enumerate(self.keys) if key.bare == bare[1:]), None)
        if first is None:
            self.add("key that was given", "it is not among the keys of the file")
            return set()
        trusted = {first}
        for number in range(first + 1, len(self.keys)):
            if not self.keys[number].follows:
                break
            trusted.add(number)
        return trusted

    def check_end(self) -> None:
        records, begin = self.records, self.records.at
        told = records.take(b"end")
        if told is None:
            raise FileIsBroken("here stands something that may not stand here")
        hashed = sha256()
        for at in range(0, begin, 1 << 20):
            hashed.update(records.content[at : min(at + (1 << 20), begin)])
        if told != hashed.hexdigest().encode():
            self.add("end", "the SHA-256 of the file is another one: a byte of it was altered")
        if records.at != len(records.content):
            raise FileIsBroken("something follows the end")


def said(error: Exception) -> str:
    """In words, without the program's own."""
    if isinstance(error, Wrong):
        return str(error)
    if isinstance(error, KeyError):
        return f"{error} is missing"
    return f"it can't be read ({' '.join(str(error).split())[:100] or type(error).__name__})"


def verify(file: Path, key: str | None = None, checkpoint: Path | None = None) -> Report:
    try:
        kept = checkpoint.read_bytes() if checkpoint else None
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
            verification = Verification(content)
            verification.run(key, kept)
            return Report(verification.findings, verification.checked)
    except (OSError, ValueError) as error:
        return Report([Finding("file", f"it can't be read: {error}")], [])


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
