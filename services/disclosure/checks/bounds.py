"""A2 and A5: nobody's number, and no withheld mean, is known within too little, to anybody, with one more gone."""

from collections.abc import Sequence
from fractions import Fraction

from domain.national.bounds import has_room
from domain.national.noise import farthest
from domain.national.report import Check, CheckName
from services.disclosure.case import Case
from services.disclosure.programs import Side, SideWidths, Widths
from services.disclosure.protecting import widths_of
from services.disclosure.reading import Found, Reading, combined
from services.disclosure.sides import sides_of
from services.disclosure.together import changes_to_withhold, groups_told, missing_company
from services.disclosure.told import Told


def bounds(case: Case, readings: Sequence[Reading]) -> Check:
    """To a reader. `worst` is the narrowest program that had to be run, as part of the span, over what it may be."""
    alone = [_outsiders(case, *one) for one in _each(readings)]
    return combined(CheckName.BOUNDS, [*alone, *(_together(case, one) for one in readings)], 1.0)


def one_less(case: Case, readings: Sequence[Reading]) -> Check:
    """To any one insider: taking away a column, or knowing it, leaves the same to be known of the others."""
    return combined(CheckName.ONE_LESS, [_insiders(case, *one) for one in _each(readings)], 1.0)


def _each(readings: Sequence[Reading]) -> Sequence[tuple[Reading, Told]]:
    return [(reading, told) for reading in readings for told in reading.told.values()]


def _outsiders(case: Case, reading: Reading, told: Told) -> Found:
    closed = []
    for group, figure in told.figures.items():
        number = len(told.sets[group])
        if not has_room(figure, number, told.variable, case.rules, farthest(number, told.variable, case.rules)):
            closed.append((group, told.variable.id))
    least, withheld = case.rules.narrowest, case.rules.narrowest_withheld
    judged = _judged(case, reading, told)
    parts = [_found(side, widths.outsider, told, least) for side, widths in judged]
    parts += [_found(side, widths.withheld, told, withheld) for side, widths in judged]
    return _sum([*parts, Found(len(told.figures), None, tuple(closed))])


def _together(case: Case, reading: Reading) -> Found:
    """Shares that tell of each other because they sum to one."""
    groups = list(groups_told(case, reading.asked, reading.told))
    fails = [
        (one.group, share)
        for one in groups
        for share in (
            *missing_company(case, one, reading.told),
            *changes_to_withhold(case, one, reading.told),
        )
    ]
    return Found(len(groups), None, tuple(fails))


def _insiders(case: Case, reading: Reading, told: Told) -> Found:
    judged = _judged(case, reading, told)
    return _sum([_found(side, widths.insiders, told, case.rules.narrowest) for side, widths in judged])


def _judged(case: Case, reading: Reading, told: Told) -> Sequence[tuple[Side, SideWidths]]:
    """By the proposal, where there was one: it judged what it then published."""
    kept = case.judged.setdefault(told.variable.id, [])
    if not kept:
        kept += [(side, widths_of(case.rules, side, told.variable)) for side in sides_of(case, reading.asked, told)]
    return kept


def _found(side: Side, widths: Widths, told: Told, least: Fraction) -> Found:
    """`worst` is 1 where nothing is narrower than it may be."""
    fails = {(one.group, told.variable.id) for narrow in widths.narrow for one in side.telling(narrow.weights)}
    worst = widths.least / (float(least) * float(told.variable.span)) if widths.programs and least else None
    return Found(widths.judged, worst, tuple(fails))


def _sum(found: Sequence[Found]) -> Found:
    return Found(
        sum(one.judged for one in found),
        min((one.worst for one in found if one.worst is not None), default=None),
        tuple(cell for one in found for cell in one.fails),
    )
