"""Published figures of one variable as bounds on rows: the blocks that A2 judges."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from domain.national.differences import Members, municipality_of
from domain.national.distribution import mean
from domain.national.groups import GroupId
from domain.national.membership import Numbers, Presence, part_of
from domain.national.noise import farthest
from domain.national.rounding import half
from domain.national.ruleset import RuleSet
from domain.national.variables import Variable
from services.disclosure.interior import Block
from services.disclosure.unknowns import Cell, Unknowns, are_apart

Bound = tuple[Cell, Fraction, Fraction]
"""Between which the exact mean of a cell lies."""


def bound_of_mean(
    group: GroupId, members: Members, published: Decimal | None, variable: Variable, rules: RuleSet
) -> Bound:
    slack = half(variable.step) + farthest(len(members), variable, rules)
    return (part_of(group), members), Fraction(published or 0) - slack, Fraction(published or 0) + slack


def bounds_of_change(  # noqa: PLR0917 -- two sides of one difference
    group: GroupId,
    panels: tuple[Members, Members],
    published: Decimal,
    numbers: tuple[Numbers, Numbers],
    variable: Variable,
    rules: RuleSet,
) -> tuple[Bound, Bound]:
    """On the panel's mean now and on its mean then, to a reader who knows the other of the two. Pairs: now, then."""
    (now, then), part = panels, part_of(group)
    slack = half(variable.step) + 2 * farthest(len(now), variable, rules)
    mean_now = mean([numbers[0][name, part] for name in now])
    mean_then = mean([numbers[1][name, part] for name in then])
    change = Fraction(published)
    return (
        ((part, now), mean_then + change - slack, mean_then + change + slack),
        ((part, then), mean_now - change - slack, mean_now - change + slack),
    )


def panel_then(panel: Members, sets: Mapping[GroupId, Members], group: GroupId) -> Members:
    """As its members were called in the release before."""
    wanted = {municipality_of(name) for name in panel}
    return frozenset(name for name in sets[group] if municipality_of(name) in wanted)


def block_over(
    presences: Sequence[Presence],
    groups: Sequence[GroupId],
    numbers: Numbers,
    bounds: Sequence[Bound],
    variable: Variable,
) -> Block:
    apart = are_apart(presences, groups, numbers, variable)
    unknowns = Unknowns(presences, groups, apart)
    tightest: dict[Cell, tuple[Fraction, Fraction]] = {}
    for cell, low, high in bounds:
        before = tightest.get(cell, (low, high))
        tightest[cell] = (max(before[0], low), min(before[1], high))
    return Block(
        unknowns,
        unknowns.rows(list(tightest)),
        np.array([float(low) for low, _ in tightest.values()]),
        np.array([float(high) for _, high in tightest.values()]),
        float(variable.lower),
        float(variable.upper),
        unknowns.truth(numbers),
    )
