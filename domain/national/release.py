"""What is published of a quarter. Page, file, interface and paper read these same stored numbers. Source: R6."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import msgspec

from domain.national.groups import GroupId
from domain.national.quarter import Quarter
from domain.national.variables import VariableId


class Band(StrEnum):
    """How many, told no better than this; fewer than five are not told at all."""

    FROM_5 = "5-9"
    FROM_10 = "10-19"
    FROM_20 = "20-49"
    FROM_50 = "50-99"
    FROM_100 = "100+"


_BANDS = ((100, Band.FROM_100), (50, Band.FROM_50), (20, Band.FROM_20), (10, Band.FROM_10), (5, Band.FROM_5))


def band(number: int) -> Band | None:
    return next((one for least, one in _BANDS if number >= least), None)


class Figure(msgspec.Struct, frozen=True):
    """A variable in a group. A number that is withheld is `None`, for whichever reason: the sign is one and the same.

    `change` is of those that contributed to this release and to the one before it, both times.
    """

    mean: Decimal | None = None
    median: Decimal | None = None
    lower_quartile: Decimal | None = None
    upper_quartile: Decimal | None = None
    change: Decimal | None = None

    @property
    def exact_mean(self) -> Fraction | None:
        """For what is drawn or computed by it."""
        return None if self.mean is None else Fraction(self.mean)


WITHHELD = Figure()


class Coverage(msgspec.Struct, frozen=True):
    """How many stand behind a group's figures; `None` where they are fewer than five, and where all are withheld."""

    municipalities: Band | None = None
    collaborations: Band | None = None


class Release(msgspec.Struct, frozen=True):
    """All figures of a quarter. `version` is 1, or more after a correction; what was published never changes.

    `figures` has every group and variable that there could be a figure of, so that nothing is told by what is absent.
    `simulated` marks one of no real municipality.
    """

    quarter: Quarter
    version: int
    ruleset: int
    coverage: Mapping[GroupId, Coverage]
    figures: Mapping[GroupId, Mapping[VariableId, Figure]]
    simulated: bool = False

    def figure(self, group: GroupId, variable: VariableId) -> Figure:
        return self.figures.get(group, {}).get(variable, WITHHELD)

    def published(self) -> Sequence[tuple[GroupId, VariableId]]:
        """Those with a mean."""
        return [
            (group, variable)
            for group, of_group in self.figures.items()
            for variable, figure in of_group.items()
            if figure.mean is not None
        ]


_DECODER = msgspec.json.Decoder(Release)
_ENCODER = msgspec.json.Encoder(order="deterministic", decimal_format="string")


def release_bytes(release: Release) -> bytes:
    """The one form in which it is kept and hashed: the same release has the same bytes."""
    return _ENCODER.encode(release)


def read_release(kept: bytes) -> Release:
    return _DECODER.decode(kept)
