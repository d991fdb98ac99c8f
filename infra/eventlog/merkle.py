"""The Merkle tree of RFC 9162, section 2.1, over the leaf hashes of a log. Every hash is 32 bytes of SHA-256.

A tree is kept as its frontier: what is needed to go on from where it is, and no leaf of it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final, Self

import msgspec

HASH_BYTES: Final = 32
EMPTY: Final = hashlib.sha256().digest()
"""The root of no leaves."""

NODE: Final = b"\x01"


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()


class Frontier(msgspec.Struct, frozen=True):
    """The first `size` leaves as the roots of whole subtrees, largest first: one for each binary digit 1 of `size`."""

    size: int = 0
    roots: tuple[bytes, ...] = ()

    @classmethod
    def from_bytes(cls, size: int, stored: bytes) -> Self:
        """Raises `ValueError` where these can't be the roots of so many leaves."""
        if len(stored) != size.bit_count() * HASH_BYTES:
            raise ValueError(f"{len(stored)} bytes are no frontier of {size} leaves")
        return cls(size, tuple(stored[at : at + HASH_BYTES] for at in range(0, len(stored), HASH_BYTES)))

    def to_bytes(self) -> bytes:
        return b"".join(self.roots)

    def grown(self, leaves: Iterable[bytes]) -> "Frontier":
        """With these leaves after its own."""
        size, roots = self.size, list(self.roots)
        for leaf in leaves:
            new, rest = leaf, size
            while rest & 1:
                new, rest = node(roots.pop(), new), rest >> 1
            roots.append(new)
            size += 1
        return Frontier(size, tuple(roots))

    def root(self) -> bytes:
        if not self.roots:
            return EMPTY
        *rest, whole = self.roots
        for left in reversed(rest):
            whole = node(left, whole)
        return whole


def root_of(leaves: Iterable[bytes]) -> bytes:
    return Frontier().grown(leaves).root()


def split(size: int) -> int:
    """How many of `size` leaves, at least 2, stand in the left half: the largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """That the leaf at `index`, from 0, stands in the tree of all `leaves`: from its sibling up. Section 2.1.3.1."""
    if not 0 <= index < len(leaves):
        raise ValueError(f"there is no leaf {index} among {len(leaves)}")
    proof, start, end = [], 0, len(leaves)
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            proof.append(root_of(leaves[middle:end]))
            end = middle
        else:
            proof.append(root_of(leaves[start:middle]))
            start = middle
    return proof[::-1]


def consistency_proof(old: Frontier, added: Sequence[bytes]) -> list[bytes]:
    """That the tree of `old` is the beginning of the one with `added` after it. Section 2.1.4.1.

    Empty from an empty tree, and where nothing was added. Costs what was added, and not what was there.
    """
    if old.size == 0 or not added:
        return []
    proof, roots = [], list(old.roots)
    start, end, is_whole = 0, old.size + len(added), True
    while old.size < end:
        middle = start + split(end - start)
        if old.size <= middle:
            proof.append(root_of(added[middle - old.size : end - old.size]))
            end = middle
        else:
            proof.append(roots.pop(0))
            start, is_whole = middle, False
    return ([] if is_whole else roots) + proof[::-1]


def includes(root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that `leaf` is the one at `index`, from 0, of the tree with `root`. Section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree with `old_root` is the beginning of the one with `root`. Section 2.1.4.2."""
    if old_size == 0:
        return old_root == EMPTY and not proof
    if old_size >= size:
        return old_size == size and old_root == root and not proof
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not path:
        return False
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    found_old = found = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            found_old, found = node(sibling, found_old), node(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found_old == old_root and found == root
