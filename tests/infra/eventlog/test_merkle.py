"""The tree of RFC 9162: our fast ways against the definitions of its section 2.1, and against known vectors."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as some

from infra.eventlog.merkle import (
    EMPTY,
    Frontier,
    consistency_proof,
    includes,
    inclusion_proof,
    is_consistent,
    node,
    root_of,
)

LEAVES = some.lists(some.binary(max_size=3).map(lambda text: hashlib.sha256(b"\x00" + text).digest()), max_size=70)

ENTRIES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
"""Those of the reference implementation of Certificate Transparency, and the roots of their first 1, 2, … below."""
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def head(leaves: Sequence[bytes]) -> bytes:
    """MTH of section 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    left = left_half(len(leaves))
    return hashlib.sha256(b"\x01" + head(leaves[:left]) + head(leaves[left:])).digest()


def left_half(size: int) -> int:
    left = 1
    while left * 2 < size:
        left *= 2
    return left


def path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of section 2.1.3.1."""
    if len(leaves) <= 1:
        return []
    left = left_half(len(leaves))
    if index < left:
        return [*path(index, leaves[:left]), head(leaves[left:])]
    return [*path(index - left, leaves[left:]), head(leaves[:left])]


def subproof(size: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF of section 2.1.4.1."""
    if size == len(leaves):
        return [] if whole else [head(leaves)]
    left = left_half(len(leaves))
    if size <= left:
        return [*subproof(size, leaves[:left], whole=whole), head(leaves[left:])]
    return [*subproof(size - left, leaves[left:], whole=False), head(leaves[:left])]


@pytest.mark.parametrize("size", range(1, len(ENTRIES) + 1))
def test_the_roots_are_those_of_the_reference_implementation(size: int) -> None:
    leaves = [hashlib.sha256(b"\x00" + bytes.fromhex(entry)).digest() for entry in ENTRIES[:size]]
    assert root_of(leaves).hex() == ROOTS[size - 1]


def test_the_root_of_no_leaves_is_the_hash_of_nothing() -> None:
    assert root_of([]) == EMPTY == hashlib.sha256(b"").digest()


@given(LEAVES, some.integers(0, 70))
def test_a_frontier_goes_on_from_wherever_it_was_kept(leaves: list[bytes], at: int) -> None:
    kept = Frontier().grown(leaves[:at])
    back = Frontier.from_bytes(kept.size, kept.to_bytes())
    assert back == kept
    assert back.grown(leaves[at:]).root() == head(leaves)


@pytest.mark.parametrize(("size", "stored"), [(1, b""), (0, bytes(32)), (3, bytes(63)), (4, bytes(64))])
def test_what_is_no_frontier_of_so_many_leaves_is_refused(size: int, stored: bytes) -> None:
    with pytest.raises(ValueError, match="no frontier"):
        Frontier.from_bytes(size, stored)


@given(LEAVES.filter(bool), some.data())
def test_an_inclusion_proof_is_the_rfcs_and_shows_its_leaf_in_its_place_alone(
    leaves: list[bytes], data: some.DataObject
) -> None:
    index = data.draw(some.integers(0, len(leaves) - 1))
    root, proof = head(leaves), inclusion_proof(leaves, index)
    assert proof == path(index, leaves)
    assert includes(root, len(leaves), index, leaves[index], proof)
    assert not includes(root, len(leaves), index, node(leaves[index], leaves[index]), proof)
    for other in range(len(leaves)):
        if leaves[other] != leaves[index]:
            assert not includes(root, len(leaves), index, leaves[other], proof)
            assert not includes(root, len(leaves), other, leaves[other], proof)


@given(LEAVES.filter(bool), some.data())
def test_an_altered_inclusion_proof_shows_nothing(leaves: list[bytes], data: some.DataObject) -> None:
    index = data.draw(some.integers(0, len(leaves) - 1))
    root, proof, leaf = head(leaves), inclusion_proof(leaves, index), leaves[index]
    assert not includes(root, len(leaves), index, leaf, [*proof, EMPTY])
    assert not proof or not includes(root, len(leaves), index, leaf, proof[:-1])
    for place in range(len(proof)):
        altered = [*proof[:place], bytes(32), *proof[place + 1 :]]
        assert not includes(root, len(leaves), index, leaf, altered)
    assert not includes(root, len(leaves), -1, leaf, proof)
    assert not includes(root, len(leaves), len(leaves), leaf, proof)


@pytest.mark.parametrize("index", [-1, 3])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof([EMPTY] * 3, index)


@given(LEAVES)
def test_a_tree_is_consistent_with_each_of_its_beginnings_by_the_rfcs_proof(leaves: list[bytes]) -> None:
    root = head(leaves)
    for size in range(len(leaves) + 1):
        old = Frontier().grown(leaves[:size])
        proof = consistency_proof(old, leaves[size:])
        assert proof == (subproof(size, leaves, whole=True) if size else [])
        assert is_consistent(size, old.root(), len(leaves), root, proof)


@given(LEAVES.filter(lambda leaves: len(leaves) > 1), some.data())
def test_another_beginning_is_not_consistent_whatever_the_proof(leaves: list[bytes], data: some.DataObject) -> None:
    size = data.draw(some.integers(1, len(leaves) - 1))
    root, old = head(leaves), Frontier().grown(leaves[:size])
    proof = consistency_proof(old, leaves[size:])
    rewritten = Frontier().grown([bytes(32), *leaves[1:size]])
    forged = consistency_proof(rewritten, leaves[size:])
    assert not is_consistent(size, rewritten.root(), len(leaves), root, proof)
    assert not is_consistent(size, rewritten.root(), len(leaves), root, forged)
    assert not is_consistent(size, old.root(), len(leaves), rewritten.grown(leaves[size:]).root(), forged)
    assert not is_consistent(size, old.root(), len(leaves), root, proof[:-1])
    assert not is_consistent(size, old.root(), len(leaves), root, [*proof, EMPTY])
    assert not is_consistent(len(leaves), root, size, old.root(), proof)
    assert not is_consistent(0, root, len(leaves), root, [])
