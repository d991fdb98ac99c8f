"""A7: a figure depends on the numbers of those in it and on nobody else's, and which there are on no number at all."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from domain.national.distribution import LOWER, MIDDLE, UPPER, mean, quantile
from domain.national.groups import GroupId
from domain.national.noise import farthest
from domain.national.report import Check, CheckName
from domain.national.rounding import half
from services.disclosure.case import Case
from services.disclosure.figures import Source
from services.disclosure.reading import Cell, Found, Reading, combined
from services.disclosure.told import Told


def one_changed(case: Case, readings: Sequence[Reading]) -> Check:
    """Each number is what its own municipalities give, to within rounding and noise; each cell is a chosen one."""
    return combined(CheckName.ONE_CHANGED, [_of(case, one) for one in readings], None)


def _of(case: Case, reading: Reading) -> Found:
    choice = case.choice(reading.asked)
    fails = []
    for told in reading.told.values():
        fails += list(_others(case, told))
        fails += [(group, told.variable.id) for group, one in told.sets.items() if choice.sets.get(group) != one]
        fails += [(group, told.variable.id) for group, one in told.panels.items() if choice.panels.get(group) != one]
    return Found(sum(len(told.figures) for told in reading.told.values()), None, tuple(fails))


def _others(case: Case, told: Told) -> Iterator[Cell]:
    """Cells with a number that theirs do not give."""
    source = Source(case.snapshot.quarter, told.variable, case.numbers(told.variable.id))
    for group in told.figures:
        if not _is_of(case, told, source, group):
            yield group, told.variable.id


def _is_of(case: Case, told: Told, source: Source, group: GroupId) -> bool:
    figure, members = told.figures[group], told.sets[group]
    ordered = sorted(source.of(group, members).values())
    noise = farthest(len(members), told.variable, case.rules)
    exact = [
        (figure.mean, mean(ordered), noise),
        (figure.lower_quartile, quantile(ordered, LOWER), Fraction(0)),
        (figure.median, quantile(ordered, MIDDLE), Fraction(0)),
        (figure.upper_quartile, quantile(ordered, UPPER), Fraction(0)),
    ]
    return all(
        published is None or abs(Fraction(published) - number) <= half(told.variable.step) + slack
        for published, number, slack in exact
    )
