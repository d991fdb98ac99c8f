"""Releases for the tests of national files: drawn at random, and what each cell of a table has to say of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from domain.national.groups import COUNTRY, GroupId
from domain.national.quarter import Quarter
from domain.national.release import Band, Coverage, Figure, Release, release_bytes
from domain.national.snapshot import sha256_of
from domain.national.variables import VARIABLES, Variable, VariableId
from services.reports.national_tables.issue import Issue

PUBLISHED = datetime(2027, 2, 1, 9, tzinfo=UTC)

GROUPS = [COUNTRY, *map(GroupId, ("county:11", "county:32", "size:2k-10k", "kostra:07", "kostra:12", "theme:housing"))]

TOPICS = {
    "scores": ("score", "Field"),
    "weightings": ("weighting", "Value"),
    "thickness": ("thickness", None),
    "actions-by-field": ("actions-by-field", "Field"),
    "actions-by-cell": ("actions-by-cell", "Cell"),
    "actions-by-status": ("actions-by-status", "Status"),
}

PARTS = {
    "mean": "mean",
    "median": "median",
    "lower-quartile": "lower_quartile",
    "upper-quartile": "upper_quartile",
    "change": "change",
}

LEAST = {Band.FROM_5: 5, Band.FROM_10: 10, Band.FROM_20: 20, Band.FROM_50: 50, Band.FROM_100: 100}


def issue(release: Release, at: datetime = PUBLISHED) -> Issue:
    return Issue(release, sha256_of(release_bytes(release)), at)


def figure(chance: Random, variable: Variable) -> Figure:
    """Each number withheld or not; what is not is rounded as the rules say."""
    most = int(variable.upper / Fraction(variable.step))

    def number(least: int) -> Decimal | None:
        return chance.choice((None, chance.randint(least, most) * variable.step))

    return Figure(
        mean=number(0), median=number(0), lower_quartile=number(0), upper_quartile=number(0), change=number(-most)
    )


@st.composite
def releases(draw: st.DrawFn, quarter: Quarter, version: int = 1) -> Release:
    """A few groups with every variable; others are in nobody's figures."""
    groups = draw(st.lists(st.sampled_from(GROUPS), max_size=4, unique=True))
    chance = Random(draw(st.integers(0, 2**32)))
    bands = st.none() | st.sampled_from(Band)
    return Release(
        quarter=quarter,
        version=version,
        ruleset=draw(st.integers(1, 2)),
        coverage={group: Coverage(draw(bands), draw(bands)) for group in groups},
        figures={group: {one.id: figure(chance, one) for one in VARIABLES} for group in groups},
        simulated=draw(st.booleans()),
    )


@st.composite
def several(draw: st.DrawFn, most: int = 3) -> Sequence[Issue]:
    """Of quarters that follow each other, one version each."""
    number, first = draw(st.integers(1, most)), Quarter(2026, draw(st.integers(1, 4)))
    return [issue(draw(releases(first.later(later)))) for later in range(number)]


def told(release: Release, table: str, group: str, item: str, statistic: str) -> Decimal | None:
    """What is stored, found without anything of what makes files."""
    if table == "coverage":
        coverage = release.coverage.get(GroupId(group), Coverage())
        band = coverage.municipalities if statistic.startswith("municip") else coverage.collaborations
        return None if band is None else Decimal(LEAST[band])
    topic, axis = TOPICS[table]
    figure = release.figures.get(GroupId(group), {}).get(VariableId(f"{topic}:{item if axis else 'all'}"), Figure())
    number: Decimal | None = getattr(figure, PARTS[statistic])
    return number
