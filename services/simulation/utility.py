"""What protection costs its readers: which cells are left, and how far published numbers lie from the true ones."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from statistics import fmean, median
from typing import NamedTuple

import msgspec

from domain.national.groups import GroupId, GroupKind, key_of, kind_of
from domain.national.history import Published
from domain.national.quarter import QUARTERS, Quarter
from domain.national.release import Figure, Release
from domain.national.report import AuditReport, Reason
from domain.national.snapshot import Snapshot, belongs_to
from domain.national.variables import BY_ID, Topic, VariableId

Numbers = Mapping[GroupId, Mapping[VariableId, Mapping[str, float]]]
"""Every contributor's, by its own number, in every group that it takes part in."""


class Measure(NamedTuple):
    """One published number beside the true one, in the unit of its variable."""

    variable: VariableId
    published: float
    true: float

    @property
    def error(self) -> float:
        return self.published - self.true


class Errors(msgspec.Struct, frozen=True):
    """Of so many published numbers: mean, root of the mean square, and largest without its sign."""

    number: int
    bias: float
    rmse: float
    worst: float


class Kept(msgspec.Struct, frozen=True):
    """Of the cells of one kind of group. `held` counts those without a mean by the reason that KS reads."""

    cells: int
    means: int
    medians: int
    changes: int
    held: Mapping[Reason, int]


class Told(msgspec.Struct, frozen=True):
    """Of one quarter. Errors are in hundredths of the variable's span, so that all variables go together."""

    quarter: str
    contributors: int
    collaborations: int
    passed: bool
    seconds: float
    kept: Mapping[GroupKind, Kept]
    errors: Mapping[str, Errors]


class Utility:
    """Told a quarter after the other, in their order."""

    def __init__(self) -> None:
        self._before: dict[Quarter, tuple[Numbers, Release]] = {}
        self._measures: dict[str, list[Measure]] = {}

    def take(self, published: Published, report: AuditReport) -> Told:
        snapshot, release = published.snapshot, published.release
        true = numbers_in(snapshot)
        measures = self._measured(snapshot.quarter, true, release)
        for what, found in measures.items():
            self._measures.setdefault(what, []).extend(found)
        self._before[snapshot.quarter] = true, release
        self._before.pop(snapshot.quarter.later(-QUARTERS), None)
        return Told(
            quarter=str(snapshot.quarter),
            contributors=len(snapshot.contributors),
            collaborations=sum(one.collaborations for one in snapshot.contributors),
            passed=report.passed,
            seconds=report.seconds,
            kept=kept(release, report),
            errors={what: errors(_in_hundredths(found)) for what, found in measures.items() if found},
        )

    def by_topic(self) -> Mapping[str, Mapping[Topic, Errors]]:
        """Over all quarters so far, in the variables' own units."""
        return {
            what: {
                topic: errors([one.error for one in found if BY_ID[one.variable].topic is topic])
                for topic in Topic
                if any(BY_ID[one.variable].topic is topic for one in found)
            }
            for what, found in self._measures.items()
        }

    def _measured(self, quarter: Quarter, true: Numbers, release: Release) -> Mapping[str, Sequence[Measure]]:
        """`year` is what a reader gets who subtracts two published means that lie a year apart."""
        last, year_ago = (self._before.get(quarter.later(-by)) for by in (1, QUARTERS))
        return {
            "mean": list(_means(true, release)),
            "median": list(_medians(true, release)),
            "change": list(_changes(true, release, last[0])) if last else [],
            "year": list(_years(true, release, *year_ago)) if year_ago else [],
        }


def numbers_in(snapshot: Snapshot) -> Numbers:
    found: dict[GroupId, dict[VariableId, dict[str, float]]] = {}
    for one in snapshot.contributors:
        for group in belongs_to(one):
            values = one.themes[key_of(group)].values if kind_of(group) is GroupKind.THEME else one.values
            of_group = found.setdefault(group, {})
            for variable, value in values.items():
                of_group.setdefault(variable, {})[one.number] = float(value)
    return found


def kept(release: Release, report: AuditReport) -> Mapping[GroupKind, Kept]:
    held = {kind: Counter(one.reason for one in report.held if kind_of(one.group) is kind) for kind in GroupKind}
    figures = {
        kind: [
            figure
            for group, of_group in release.figures.items()
            if kind_of(group) is kind
            for figure in of_group.values()
        ]
        for kind in GroupKind
    }
    return {
        kind: Kept(
            cells=len(of_kind),
            means=sum(figure.mean is not None for figure in of_kind),
            medians=sum(figure.median is not None for figure in of_kind),
            changes=sum(figure.change is not None for figure in of_kind),
            held=held[kind],
        )
        for kind, of_kind in figures.items()
    }


def errors(found: Sequence[float]) -> Errors:
    """`found` is not empty."""
    return Errors(
        number=len(found),
        bias=fmean(found),
        rmse=sqrt(fmean(one * one for one in found)),
        worst=max(abs(one) for one in found),
    )


def _in_hundredths(measures: Sequence[Measure]) -> list[float]:
    return [100 * one.error / float(BY_ID[one.variable].span) for one in measures]


def _cells(release: Release) -> Iterator[tuple[GroupId, VariableId, Figure]]:
    for group, of_group in release.figures.items():
        for variable, figure in of_group.items():
            yield group, variable, figure


def _means(true: Numbers, release: Release) -> Iterator[Measure]:
    for group, variable, figure in _cells(release):
        if figure.mean is not None:
            yield Measure(variable, float(figure.mean), fmean(true[group][variable].values()))


def _medians(true: Numbers, release: Release) -> Iterator[Measure]:
    for group, variable, figure in _cells(release):
        if figure.median is not None:
            yield Measure(variable, float(figure.median), median(true[group][variable].values()))


def _changes(true: Numbers, release: Release, before: Numbers) -> Iterator[Measure]:
    for group, variable, figure in _cells(release):
        change = _change(true, before, group, variable)
        if figure.change is not None and change is not None:
            yield Measure(variable, float(figure.change), change)


def _years(true: Numbers, release: Release, before: Numbers, earlier: Release) -> Iterator[Measure]:
    for group, variable, figure in _cells(release):
        was, change = earlier.figure(group, variable).mean, _change(true, before, group, variable)
        if figure.mean is not None and was is not None and change is not None:
            yield Measure(variable, float(figure.mean - was), change)


def _change(now: Numbers, before: Numbers, group: GroupId, variable: VariableId) -> float | None:
    """The true one, of those that contributed both times."""
    here, there = now.get(group, {}).get(variable, {}), before.get(group, {}).get(variable, {})
    moved = [number - there[who] for who, number in here.items() if who in there]
    return fmean(moved) if moved else None
