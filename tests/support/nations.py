"""A country over several quarters, made by hand: every kind of group, some withheld, and one quarter corrected."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from random import Random

from msgspec.structs import replace

from domain.national.groups import COUNTRY, SIZES, GroupId, GroupKind, group, kind_of
from domain.national.quarter import Quarter
from domain.national.release import WITHHELD, Band, Coverage, Figure, Release
from domain.national.variables import VARIABLES, Variable, VariableId
from domain.themes import Theme
from services.reports.national_figures.tile_map import PLACES

GROUPS = (
    COUNTRY,
    *sorted(PLACES),
    *(group(GroupKind.SIZE, size) for size in SIZES),
    *(group(GroupKind.KOSTRA, key) for key in ("01", "07", "11", "12", "14")),
    *(group(GroupKind.THEME, theme) for theme in Theme),
)

GAP = "2025K2"
"""The quarter in which nothing of the score of equality is published."""

CORRECTED = "2025K4"


def country_over(first: str = "2024K4", quarters: int = 6) -> Sequence[Release]:
    """In the order of publishing. Nothing is told of the quarter that `GAP` names, and `CORRECTED` has two versions."""
    start, made = Quarter.read(first), []
    for place in range(quarters):
        quarter = start.later(place)
        one = _release(quarter, Random(place), place)
        made.append(one)
        if str(quarter) == CORRECTED:
            made.append(replace(_release(quarter, Random(place + 100), place), version=2))
    return made


def _release(quarter: Quarter, chance: Random, place: int) -> Release:
    figures: dict[GroupId, Mapping[VariableId, Figure]] = {}
    coverage: dict[GroupId, Coverage] = {}
    for number, one in enumerate(GROUPS):
        told = kind_of(one) is GroupKind.COUNTRY or (number + place) % 4
        figures[one] = {
            each.id: _figure(each, chance, place) if told and not _in_gap(each, quarter) else WITHHELD
            for each in VARIABLES
        }
        coverage[one] = Coverage(Band.FROM_10, Band.FROM_20) if told else Coverage()
    coverage[COUNTRY] = Coverage(Band.FROM_100, Band.FROM_100)
    return Release(quarter=quarter, version=1, ruleset=1, coverage=coverage, figures=figures, simulated=True)


def _in_gap(variable: Variable, quarter: Quarter) -> bool:
    return variable.id == "score:equality" and str(quarter) == GAP


def _figure(variable: Variable, chance: Random, place: int) -> Figure:
    """A mean near the middle, and a change from the second release on."""
    unit, most = variable.step, int(variable.upper / Fraction(variable.step))
    mean = chance.randint(most * 4 // 10, most * 6 // 10)
    apart = max(1, most // 10)
    change: Decimal | None = chance.randint(-apart // 2, apart) * unit if place else None
    return Figure(
        mean=mean * unit,
        median=(mean + 1) * unit,
        lower_quartile=(mean - apart) * unit,
        upper_quartile=(mean + apart) * unit,
        change=change,
    )
