"""How the other verifier reads keys and checkpoints, and whom it trusts (“Checkpoints” in docs/audit.md)."""

import base64
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.audit.second_reading import (
    Event,
    Record,
    from_base64,
    guard,
    load,
    need,
    sha256,
    text,
    whole,
)


class Key(NamedTuple):
    """A signing key, and whether the one before endorsed it ("Checkpoints")."""

    public: bytes
    endorsed: bool

    def signed(self, signature: bytes, signed: bytes) -> bool:
        """Say whether a signature is good by this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, signed)
        except (InvalidSignature, ValueError):
            return False
        return True

    def key_id(self, origin: str) -> bytes:
        """Make the key id ("Checkpoints")."""
        return sha256(origin.encode() + b"\n\x01" + self.public)[:4]


def read_keys(records: list[Record], origin: str, found: list[str]) -> list[Key]:
    """Read the signing keys, their numbers and endorsements ("Checkpoints")."""
    keys: list[Key] = []
    for number, record in enumerate(records, 1):
        key = Key(b"", endorsed=False)
        with guard(f"key {number}", found):
            value = load(record.body, "endorsement number public_key")
            key = Key(from_base64(value["public_key"], 32), endorsed=False)
            same = [one for one in keys if one.key_id(origin) == key.key_id(origin)]
            found += [f"key {number}: another key has its key id" for _ in same]
            if keys:
                need(value["endorsement"] is not None, "the endorsement is missing")
                pair = (base64.b64encode(keys[-1].public), base64.b64encode(key.public))
                statement = b"samson key change\n%b\n%b\n" % pair
                need(keys[-1].signed(from_base64(value["endorsement"]), statement), "the endorsement is not good")
                key = Key(key.public, endorsed=True)
            need(keys or value["endorsement"] is None, "the first key bears an endorsement")
            whole(value["number"], number, number)
        keys.append(key)
    return keys


class Note(NamedTuple):
    """A checkpoint as a signed note ("Checkpoints")."""

    origin: str
    size: int
    root: bytes
    signed: bytes
    signatures: list[tuple[str, bytes]]


def read_note(body: bytes) -> Note:
    """Read a checkpoint ("Checkpoints")."""
    head, _, tail = body.decode().partition("\n\n")
    lines = head.split("\n")
    need(len(lines) == 3 and tail.endswith("\n"), "is not a checkpoint")
    signatures = [text(line, "— [^ ]+ [^ ]+").split(" ")[1:] for line in tail[:-1].split("\n")]
    pairs = [(name, from_base64(raw)) for name, raw in signatures]
    size = int(text(lines[1], "0|[1-9][0-9]{0,18}"))
    return Note(lines[0], size, from_base64(lines[2], 32), f"{head}\n".encode(), pairs)


def tree_head(leaves: list[bytes]) -> bytes:
    """Make the Merkle tree head of RFC 9162, section 2.1.1 ("Checkpoints")."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha256(b"")
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + tree_head(leaves[:split]) + tree_head(leaves[split:]))


def check_note(note: Note, origin: str, events: list[Event], keys: list[Key]) -> tuple[list[str], set[int]]:
    """Say what is wrong with a checkpoint, and which keys signed it ("Checkpoints", 1 to 4)."""
    wrong = [] if note.origin == origin else ["the first line is not the log's origin"]
    if note.size > len(events):
        wrong.append("the log holds fewer events")
    elif note.root != tree_head([event.leaf for event in events[: note.size]]):
        wrong.append("the root is not that of the events")
    signers, bearing = set[int](), False
    for name, raw in note.signatures:
        numbers = {number for number, key in enumerate(keys) if name == origin and key.key_id(origin) == raw[:4]}
        good = {number for number in numbers if keys[number].signed(raw[4:], note.signed)}
        signers, bearing = signers | good, bearing or bool(numbers)
        if numbers and not good:
            wrong.append(f"the signature is not good by key {min(numbers) + 1}")
    return wrong if bearing else [*wrong, "no signature bears the origin and a key of the file"], signers


def check_checkpoints(
    records: list[Record], origin: str, events: list[Event], keys: list[Key], found: list[str]
) -> dict[int, set[int]]:
    """Check the checkpoints of the file, and say who signed which size ("Checkpoints")."""
    signers: dict[int, set[int]] = {}
    for record in records:
        with guard(f"file, byte {record.offset}", found):
            note = read_note(record.body)
            wrong, good = check_note(note, origin, events, keys)
            wrong += ["the size does not grow"] if signers and note.size <= max(signers) else []
            found += [f"checkpoint {note.size}: {message}" for message in wrong]
            signers[note.size] = good
    return signers


def check_signers(trusted: set[int], signers: dict[int, set[int]]) -> None:
    """Check that a trusted key signed the largest checkpoint of the file ("Checkpoints")."""
    size = max(signers, default=0)
    need(not signers or signers[size] & trusted, f"neither it nor a key that follows from it signed checkpoint {size}")


def trusted_keys(verifier: str, origin: str, keys: list[Key]) -> set[int]:
    """Say which keys of the file follow from a verifier key ("Checkpoints")."""
    name, key_id, encoded = text(verifier, r"[^+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+").split("+", 2)
    raw = from_base64(encoded, 33)
    need(raw[0] == 1 and Key(raw[1:], endorsed=True).key_id(name).hex() == key_id, "the key id is not that of the key")
    need(name == origin, "the name is not the log's origin")
    trusted: set[int] = set()
    for number, key in enumerate(keys):
        if key.public == raw[1:] or (number - 1 in trusted and key.endorsed):
            trusted.add(number)
    need(trusted, "the key is not in the file")
    return trusted
