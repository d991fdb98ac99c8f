"""Who contributes to a quarter's figures, and with which numbers: frozen when the quarter is over.

It is read by the national work alone, and by nobody at KS. Source: the rules of disclosure control, "Procedure".
"""

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import chain

import msgspec

from domain.national.groups import GroupId, GroupKind, Place, group, groups_of
from domain.national.quarter import Quarter
from domain.national.variables import VariableId
from domain.wire import decode_exactly, encode_exactly

Values = Mapping[VariableId, Fraction]
"""`x_i` per variable: the unweighted mean over collaborations. A variable without any number is absent, never 0."""


class Part(msgspec.Struct, frozen=True):
    """Of a municipality's `collaborations` those of one theme."""

    collaborations: int
    values: Values


class Contributor(msgspec.Struct, frozen=True):
    """A municipality. `number` is its official number, `collaborations` how many of its contribute.

    `themes` has a part for each theme that any of them is about.
    """

    number: str
    place: Place
    collaborations: int
    values: Values
    themes: Mapping[str, Part] = {}


class Snapshot(msgspec.Struct, frozen=True):
    """`contributors` by their numbers. `simulated` marks one of no real municipality."""

    quarter: Quarter
    contributors: tuple[Contributor, ...]
    simulated: bool = False

    def members(self, of: GroupId) -> Sequence[Contributor]:
        """In the order of their numbers."""
        return [one for one in self.contributors if of in belongs_to(one)]


def belongs_to(one: Contributor) -> Sequence[GroupId]:
    """Every group that the municipality takes part in."""
    return (*groups_of(one.place), *(group(GroupKind.THEME, theme) for theme in sorted(one.themes)))


def all_groups(snapshot: Snapshot) -> Sequence[GroupId]:
    """Those with a contributor, in the order in which figures are chosen. Source: R7."""
    found = set(chain.from_iterable(map(belongs_to, snapshot.contributors)))
    kinds = list(GroupKind)
    return sorted(found, key=lambda one: (kinds.index(GroupKind(one.partition(":")[0])), one))


def changed_contributors(before: Snapshot, after: Snapshot) -> int:
    """How many joined, left, or contribute other numbers or from another place than before."""
    one, other = ({each.number: each for each in snapshot.contributors} for snapshot in (before, after))
    return sum(one.get(number) != other.get(number) for number in one.keys() | other.keys())


_DECODER = msgspec.json.Decoder(Snapshot, dec_hook=decode_exactly)
_ENCODER = msgspec.json.Encoder(enc_hook=encode_exactly, order="deterministic")


def snapshot_bytes(snapshot: Snapshot) -> bytes:
    """The one form in which it is kept: the same snapshot has the same bytes."""
    return _ENCODER.encode(snapshot)


def read_snapshot(kept: bytes) -> Snapshot:
    return _DECODER.decode(kept)


def sha256_of(kept: bytes) -> str:
    return hashlib.sha256(kept).hexdigest()
