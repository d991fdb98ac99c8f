"""A4, with R2: whose numbers are in each figure is enough by itself, and against every other figure of its kind."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from domain.national.differences import municipalities_of, nested_too_closely
from domain.national.groups import GroupId
from domain.national.issued import before, last_set
from domain.national.report import Check, CheckName
from domain.national.steadiness import is_steady
from domain.national.thresholds import mean_has_enough, median_has_enough, quartiles_have_enough
from services.disclosure.belief import told_already
from services.disclosure.case import Case
from services.disclosure.choice import is_told_apart_over_time
from services.disclosure.reading import Cell, Found, Reading, combined
from services.disclosure.told import Told


def differences(case: Case, readings: Sequence[Reading]) -> Check:
    return combined(CheckName.DIFFERENCES, [_of(case, one) for one in readings], None)


def _of(case: Case, reading: Reading) -> Found:
    groups = [*_nested(case, reading), *_over_time(case, reading)]
    few = [cell for told in reading.told.values() for cell in _too_few(case, told)]
    sets = len(reading.issue.sets) + len(reading.issue.panels)
    return Found(sets * (sets + 1) // 2, None, (*reading.cells(groups), *few))


def _too_few(case: Case, told: Told) -> Iterator[Cell]:
    for group, figure in told.figures.items():
        number, rules = len(told.sets[group]), case.rules
        quartiles = (figure.lower_quartile, figure.upper_quartile)
        if (
            not mean_has_enough(number, group, told.variable, rules)
            or (figure.median is not None and not median_has_enough(number, rules))
            or (quartiles != (None, None) and not quartiles_have_enough(number, rules))
        ):
            yield group, told.variable.id
    for group, panel in told.panels.items():
        if not mean_has_enough(len(panel), group, told.variable, case.rules):
            yield group, told.variable.id


def _nested(case: Case, reading: Reading) -> Iterator[GroupId]:
    """Within the quarter, its earlier versions among them."""
    issue, rules = reading.issue, case.rules
    for (group, one), (other_group, other) in combinations([*issue.sets.items(), *issue.panels.items()], 2):
        if nested_too_closely(one, other, rules):
            yield from (group, other_group)
    for told in told_already(issue.quarter, reading.issues[:-1]):
        yield from (group for group, one in issue.sets.items() if nested_too_closely(one, told, rules))
    then = before(issue.quarter, reading.issues[:-1])
    for group, panel in issue.panels.items() if then is not None else ():
        for one in then.sets.values() if then is not None else ():
            if nested_too_closely(municipalities_of(panel), municipalities_of(one), rules):
                yield group


def _over_time(case: Case, reading: Reading) -> Iterator[GroupId]:
    earlier, issue = reading.issues[:-1], reading.issue
    for group, members in issue.sets.items():
        last = last_set(group, earlier)
        if last is not None and last[0] == issue.quarter and not is_steady(members, last[1], case.rules):
            yield group
        if is_told_apart_over_time(group, members, issue.quarter, earlier[-case.rules.memory :], case.rules):
            yield group
