"""A6: releases that are known to be wrong, put before the same judgement. One that it lets through condemns the gate.

They are of a country that is not there, and of one variable.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from domain.national.groups import COUNTRY, GroupId, Place
from domain.national.history import History, Published
from domain.national.quarter import Quarter
from domain.national.release import Figure, Release
from domain.national.report import Check, CheckName
from domain.national.rounding import rounded
from domain.national.ruleset import RuleSet
from domain.national.snapshot import Contributor, Snapshot
from domain.national.variables import VARIABLES
from services.disclosure.case import Case

Judge = Callable[[Case, Release], Sequence[Check]]

Planted = tuple[Snapshot, History, Release]

_VARIABLE = VARIABLES[0]
_QUARTER = Quarter(2026, 1)
_ROGALAND, _OSLO = "11", "03"
_COUNTY = GroupId(f"county:{_ROGALAND}")


def planted_attacks(rules: RuleSet, judge: Judge) -> Check:
    """Passed when every one of them is refused."""
    planted = [plant(rules) for plant in (oslo_complement, joiner_to_five, all_tens, second_version_of_one)]
    refused = [not all(check.passed for check in judge(Case(*one[:2], rules), one[2])) for one in planted]
    return Check(name=CheckName.PLANTED_ATTACKS, passed=all(refused), judged=len(refused))


def oslo_complement(rules: RuleSet) -> Planted:
    """The country, and every county but Oslo's: the difference is Oslo."""
    snapshot = _snapshot(_QUARTER, {**_spread(_ROGALAND, 14), "0301": (_OSLO, 9)})
    return snapshot, [], _release(snapshot, 1, rules, [COUNTRY, _COUNTY])


def joiner_to_five(rules: RuleSet) -> Planted:
    """A mean of five, and a quarter later of the same five and one more."""
    first = _snapshot(_QUARTER, _spread(_ROGALAND, 5))
    second = _snapshot(_QUARTER.later(1), {**_spread(_ROGALAND, 5), "1199": (_ROGALAND, 10)})
    history = [Published(first, _release(first, 1, rules, [_COUNTY]))]
    return second, history, _release(second, 1, rules, [_COUNTY])


def all_tens(rules: RuleSet) -> Planted:
    """Whoever reads the mean knows every part of it; the quartiles say so once more."""
    snapshot = _snapshot(_QUARTER, {f"11{one:02}": (_ROGALAND, 10) for one in range(25)})
    ten = Decimal(10)
    figure = Figure(mean=ten, median=ten, lower_quartile=ten, upper_quartile=ten)
    return snapshot, [], _published(snapshot, 1, rules, {COUNTRY: figure})


def second_version_of_one(rules: RuleSet) -> Planted:
    """A correction of a single municipality in a group of seven."""
    first = _snapshot(_QUARTER, _spread(_ROGALAND, 7))
    second = _snapshot(_QUARTER, {**_spread(_ROGALAND, 7), "1100": (_ROGALAND, 9)})
    history = [Published(first, _release(first, 1, rules, [_COUNTY]))]
    return second, history, _release(second, 2, rules, [_COUNTY])


def _spread(county: str, number: int) -> Mapping[str, tuple[str, int]]:
    """Numbers from 3 to 7, so that no bound is near."""
    return {f"{county}{one:02}": (county, 3 + one % 5) for one in range(number)}


def _snapshot(quarter: Quarter, numbers: Mapping[str, tuple[str, int]]) -> Snapshot:
    contributors = [
        Contributor(number=number, place=Place(county), collaborations=1, values={_VARIABLE.id: Fraction(value)})
        for number, (county, value) in sorted(numbers.items())
    ]
    return Snapshot(quarter, tuple(contributors), simulated=True)


def _release(snapshot: Snapshot, version: int, rules: RuleSet, groups: Sequence[GroupId]) -> Release:
    figures = {}
    for group in groups:
        values = [one.values[_VARIABLE.id] for one in snapshot.members(group)]
        figures[group] = Figure(mean=rounded(sum(values, Fraction(0)) / len(values), _VARIABLE.step))
    return _published(snapshot, version, rules, figures)


def _published(snapshot: Snapshot, version: int, rules: RuleSet, figures: Mapping[GroupId, Figure]) -> Release:
    return Release(
        quarter=snapshot.quarter,
        version=version,
        ruleset=rules.version,
        coverage={},
        figures={group: {_VARIABLE.id: figure} for group, figure in figures.items()},
        simulated=True,
    )
