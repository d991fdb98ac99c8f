"""Exports written anew by somebody who makes every hash fit: only what the words say can be wrong with them."""

import base64
import hashlib
import json
import re
from collections.abc import Callable

from infra.eventlog.chain import GENESIS, LEAF, LINK
from tests.audit.history import records_of
from tests.audit.verdicts import resealed

CHAIN_HASH = re.compile(rb'"chain_hash":"[0-9a-f]{64}"')


def rewritten(export: bytes, *changes: tuple[bytes, bytes]) -> bytes:
    """Each change is of the states and rows; without checkpoints, as they would not fit."""
    chain, before, after = GENESIS, [], []
    for begin, lengths in records_of(export):
        line = export.rindex(b"\n", 0, begin - 1) + 1 if begin > len(b"samson-audit-export 1\n") else 0
        name = export[line:begin].split()[0]
        if name == b"event":
            record, chain = event_anew(export, begin, lengths, changes, chain)
            after.append(record)
        elif name not in {b"checkpoint", b"end"}:
            body = export[begin : begin + lengths[0]]
            body = changed(body, changes) if name == b"shown" else body
            (after if name in {b"command", b"shown"} else before).append(b"%s %d\n%s\n" % (name, len(body), body))
    head = CHAIN_HASH.sub(b'"chain_hash":"%s"' % chain.hex().encode(), b"".join(before))
    return resealed(head + b"".join(after))


def event_anew(
    export: bytes, begin: int, lengths: list[int], changes: tuple[tuple[bytes, bytes], ...], chain: bytes
) -> tuple[bytes, bytes]:
    """The record, and its chain hash."""
    header = export[begin : begin + lengths[0]]
    state_at = begin + lengths[0] + len(GENESIS)
    state = export[state_at : state_at + lengths[1]]
    sealed = export[state_at + lengths[1] : state_at + lengths[1] + lengths[2]]
    other = changed(state, changes)
    header = header.replace(hashlib.sha256(state).digest(), hashlib.sha256(other).digest())
    link = hashlib.sha256(LINK + chain + hashlib.sha256(LEAF + header).digest()).digest()
    line = b"event %d %d %d\n" % (len(header), len(other), len(sealed))
    return b"".join((line, header, link, other, sealed, b"\n")), link


def changed(body: bytes, changes: tuple[tuple[bytes, bytes], ...]) -> bytes:
    for was, now in changes:
        body = body.replace(was, now)
    return body


def with_records(export: bytes, name: bytes, edit: Callable[[bytes], bytes]) -> bytes:
    """The same with every record of a name changed, and no event."""
    pieces, at = [], 0
    for begin, lengths in records_of(export):
        line = b"\n" + name + b" %d\n" % lengths[0]
        if export[begin - len(line) : begin] == line:
            body = edit(export[begin : begin + lengths[0]])
            pieces += [export[at : begin - len(line)], b"\n%s %d\n%s" % (name, len(body), body)]
            at = begin + lengths[0]
    return resealed(b"".join((*pieces, export[at:])))


def key_record(number: int, public: bytes, endorsement: bytes | None) -> bytes:
    encoded = None if endorsement is None else base64.b64encode(endorsement).decode()
    key = {"endorsement": encoded, "number": number, "public_key": base64.b64encode(public).decode()}
    body = json.dumps(key, sort_keys=True, separators=(",", ":")).encode()
    return b"key %d\n%s\n" % (len(body), body)
