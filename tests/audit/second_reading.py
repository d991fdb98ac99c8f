"""How the other verifier reads: records, JSON, events and their sealed parts (“The file” in docs/audit.md)."""

import base64
import hashlib
import json
import re
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, NamedTuple, cast
from uuid import UUID

Json = dict[str, Any]
ERRORS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error)
ORDER = ("samson-audit-export", "log", "instrument", "key", "event", "command", "shown", "checkpoint", "end")
LENGTH = rb"(?: (?:0|[1-9][0-9]{0,17}))"
HEAD = re.compile(rb"^(?:(event)(%b{3})|([a-z-]+)(%b))\n" % (LENGTH, LENGTH), re.MULTILINE)
NOT_RELEVANT = "not_relevant"
MODELS = {"actions": "action-plan", "audit_accesses": "audit-access", "campaigns": "campaign",
          "collaborations": "collaboration", "contributions": "", "invitations": "invitation",
          "erasures": "erasure", "measurements": "measurement", "people": "workspace"}  # fmt: skip


class Unreadable(ValueError):
    """Something does not have the form that it should."""


def need(condition: object, message: str) -> None:
    """Go on only where the condition holds."""
    if not condition:
        raise Unreadable(message)


@contextmanager
def guard(where: str, found: list[str]) -> Iterator[None]:
    """Turn what goes wrong within into a finding that begins with where it is."""
    try:
        yield
    except Unreadable as error:
        found.append(f"{where}: {error}")
    except ERRORS as error:
        found.append(f"{where}: can't be read ({type(error).__name__}: {str(error)[:100]!r})")


def sha256(data: bytes) -> bytes:
    """Hash bytes."""
    return hashlib.sha256(data).digest()


def dump(value: object) -> bytes:
    """Write canonical JSON ("The file")."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def once(pairs: list[tuple[str, object]]) -> Json:
    """Refuse an object that holds a key twice."""
    need(len(dict(pairs)) == len(pairs), "a JSON object holds a key twice")
    return dict(pairs)


def load(body: bytes, keys: str | None = None) -> Json:
    """Read a JSON object of whole numbers; canonical and of exactly these keys, where they are named ("The file")."""
    refuse: Callable[[str], None] = lambda number: need(None, f"the number {number:.20} is not whole")  # noqa: E731
    value = json.loads(body.decode(), parse_float=refuse, parse_constant=refuse, object_pairs_hook=once)
    need(isinstance(value, dict), "is not a JSON object")
    need(keys is None or dump(value) == body, "is not canonical JSON")
    need(keys is None or set(value) == set(keys.split()), f"holds other keys than {keys}")
    return cast("Json", value)


def text(value: object, pattern: str = "(?s:.*)") -> str:
    """Hold a value to be text of a form."""
    need(isinstance(value, str) and re.fullmatch(pattern, value), f"{value!r:.60} is not text of its form")
    return cast("str", value)


def whole(value: object, lowest: int, highest: int = 2**63) -> int:
    """Hold a value to be a whole number within limits."""
    need(type(value) is int and lowest <= value <= highest, f"{value!r:.60} is not a number as it should be")
    return cast("int", value)


def from_base64(value: object, length: int | None = None) -> bytes:
    """Read base64 of so many bytes, written in the one right way."""
    raw = base64.b64decode(text(value), validate=True)
    need(base64.b64encode(raw).decode() == value and length in {None, len(raw)}, "base64 is not as it should be")
    return raw


class Record(NamedTuple):
    """One record of the file, and where it lies."""

    name: str
    offset: int
    after: int
    lengths: list[int]
    body: bytes


def record_at(export: bytes, offset: int) -> Record | None:
    """Read the record that begins here, if one does ("The file")."""
    head = HEAD.match(export, offset)
    if head is None:
        return None
    name, lengths = (head[1] or head[3]).decode(), [int(length) for length in (head[2] or head[4]).split()]
    end = head.end() + sum(lengths) + (32 if head[1] else 0)
    if name not in ORDER or (name == "event" and not head[1]) or export[end : end + 1] != b"\n":
        return None
    return Record(name, offset, end + 1, lengths, export[head.end() : end])


def read_records(export: bytes, found: list[str]) -> dict[str, list[Record]]:
    """Read all records, check order, version and end; go on after bytes that are no record ("The file")."""
    records: list[Record] = []
    offset = 0
    while offset < len(export):
        if record := record_at(export, offset):
            records.append(record)
            offset = record.after
        else:
            found.append(f"file, byte {offset}: no record that is allowed begins here")
            starts = (head.start() for head in HEAD.finditer(export, offset + 1))
            offset = next((start for start in starts if record_at(export, start)), len(export))
    found += [
        f"file, byte {record.offset}: the record {record.name} stands after a record {before.name}"
        for before, record in pairwise(records)
        if ORDER.index(record.name) < ORDER.index(before.name)
    ]
    named = {name: [record for record in records if record.name == name] for name in ORDER}
    for name in ("samson-audit-export", "log", "end"):
        if len(named[name]) != 1:
            found.append(f"file, byte {len(export)}: there are {len(named[name])} records {name}, not one")
    for record in named["samson-audit-export"] + named["end"]:
        wanted = sha256(export[: record.offset]).hex().encode() if record.name == "end" else b"1"
        if record.body != wanted:
            found.append(f"file, byte {record.offset}: the record {record.name} is not {wanted.decode()}")
    return named


def read_log(records: list[Record], found: list[str]) -> Json | None:
    """Read the record `log`, and use it where that can be done ("The file")."""
    for record in records[:1]:
        with guard("log", found):
            log = load(record.body)
            with guard("log", found):
                load(record.body, "chain_hash name origin position shown tenant")
                text(log["name"])
            need(isinstance(log["shown"], dict), "shown is not an object")
            shown, position = dict(log["shown"]), whole(log["position"], 0)
            log["shown"] = {name: whole(shown.pop(name, 0), 0) for name in MODELS}
            text(log["chain_hash"], "[0-9a-f]{64}")
            text(log["origin"])
            whole(log["tenant"], -(2**31), 2**31 - 1)
            found += [f"log: there is no read model {name[:60]!r}" for name in shown]
            beyond = [name for name, level in log["shown"].items() if level > position]
            found += [f"log: the read model {name} has come further than the log" for name in beyond]
            return log
    return None


class Event:
    """One event of the file; where its header can't be read, it is called by its place."""

    def __init__(self, place: int, record: Record, found: list[str]) -> None:
        """Take the body apart, and make the hash by which chain and tree know the event."""
        end, body = record.lengths[0], record.body
        header, self.chain, rest = body[:end], body[end : end + 32], body[end + 32 :]
        self.state, self.sealed = rest[: record.lengths[1]], rest[record.lengths[1] :]
        self.leaf = sha256(b"\x00\x01" + header)
        self.position, self.stream, self.topic, self.command, self.readable = place, "", "", "", False
        with guard(f"event {place}", found):
            self.read(header)
        self.where = f"event {self.position}"

    def read(self, header: bytes) -> None:
        """Read the header, and not a byte more ("Events and the chain")."""
        self.tenant, position, stream, self.version, length = struct.unpack_from(">iq16sqi", header)
        end = 40 + length
        need(length >= 0 and len(header) > end and header[end] in {0, 1}, "the header does not have its form")
        topic = header[40:end].decode()
        self.subject = str(UUID(bytes=header[end + 1 : end + 17])) if header[end] else None
        hashes_on = header[end + (17 if self.subject else 1) :]
        self.state_hash, self.sealed_hash, _, command = struct.unpack(">32s32sq16s", hashes_on)
        self.stream, self.command = str(UUID(bytes=stream)), str(UUID(bytes=command))
        self.position, self.readable = position, True
        self.topic = topic.removesuffix(".v1") if topic.endswith(".v1") else ""

    def get(self, name: str) -> Any:
        """Read one of the event's own fields, which has to be there."""
        fields = load(self.state)
        need(name in fields, f"the state does not say {name}")
        return fields[name]

    def part(self, name: str) -> Json | None:
        """Show a sealed part, or null where there is none ("What the pages show")."""
        if not self.sealed:
            return None
        parts, end = read_item(self.sealed, 0)
        need(isinstance(parts, dict) and end == len(self.sealed), "the sealed parts are not one map")
        if name not in parts:
            return None
        three = [parts[name][key] for key in ("key_id", "nonce", "ciphertext")]
        need(all(isinstance(one, bytes) for one in three) and len(parts[name]) == len(three), "a part is no such map")
        need(len(three[0]) == 16 and self.subject, "a sealed part has no key id or no subject")
        place = {"stream": self.stream, "subject": self.subject, "version": self.version}
        return {"part": name, "sha256": sha256(b"".join(three)).hex(), **place}


WIDTHS = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4, 0xDE: 2, 0xDF: 4}


def read_item(data: bytes, at: int) -> tuple[Any, int]:
    """Read one MessagePack map, text or binary, and say where it ends ("What the pages show")."""
    kind, at = data[at], at + 1
    small = {0x80: 0x0F, 0xA0: 0x1F, 0xB0: 0x1F}.get(kind & 0xF0)
    size, width = (kind & small, 0) if small else (0, WIDTHS[kind])
    if width:
        size, at = int.from_bytes(data[at : at + width], "big"), at + width
    if kind & 0xF0 == 0x80 or kind in {0xDE, 0xDF}:
        value: Json = {}
        for _ in range(size):
            key, at = read_item(data, at)
            need(text(key) not in value, "the sealed parts hold a name twice")
            value[key], at = read_item(data, at)
        return value, at
    need(at + size <= len(data), "the sealed parts end too early")
    return data[at : at + size] if kind in {0xC4, 0xC5, 0xC6} else data[at : at + size].decode(), at + size
