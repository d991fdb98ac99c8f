"""The numbers of the chosen cells, rounded once and for all. Source: R3, R6 and small noise."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec

from domain.national.bounds import has_room
from domain.national.differences import Members, municipality_of
from domain.national.distribution import LOWER, MIDDLE, UPPER, mean, quantile
from domain.national.groups import GroupId
from domain.national.membership import Numbers, part_of
from domain.national.noise import farthest, in_sum
from domain.national.quarter import Quarter
from domain.national.release import Figure
from domain.national.rounding import rounded
from domain.national.ruleset import RuleSet
from domain.national.thresholds import median_has_enough, quartiles_have_enough
from domain.national.variables import Variable


class Source(msgspec.Struct, frozen=True):
    """Of one variable in one quarter: everybody's numbers, by their names of today."""

    quarter: Quarter
    variable: Variable
    numbers: Numbers

    def of(self, group: GroupId, members: Members) -> Mapping[str, Fraction]:
        part = part_of(group)
        return {name: self.numbers[name, part] for name in sorted(members)}


def figure_of(source: Source, group: GroupId, members: Members, rules: RuleSet, secret: bytes) -> Figure | None:
    """`None` where the mean leaves no room; median and quartiles only as far as they leave it too."""
    numbers = source.of(group, members)
    number, noise = len(numbers), farthest(len(numbers), source.variable, rules)
    found = Figure(mean=noisy_mean(source, numbers, rules, secret))
    if not has_room(found, number, source.variable, rules, noise):
        return None
    ordered = sorted(numbers.values())
    step = source.variable.step
    if median_has_enough(number, rules):
        more = msgspec.structs.replace(found, median=rounded(quantile(ordered, MIDDLE), step))
        found = more if has_room(more, number, source.variable, rules, noise) else found
    if quartiles_have_enough(number, rules) and found.median is not None:
        more = msgspec.structs.replace(
            found,
            lower_quartile=rounded(quantile(ordered, LOWER), step),
            upper_quartile=rounded(quantile(ordered, UPPER), step),
        )
        found = more if has_room(more, number, source.variable, rules, noise) else found
    return found


def noisy_mean(source: Source, numbers: Mapping[str, Fraction], rules: RuleSet, secret: bytes) -> Decimal:
    variable = source.variable
    exact = mean(numbers.values()) + in_sum(secret, source.quarter, variable, numbers, rules) / len(numbers)
    return rounded(min(max(exact, variable.lower), variable.upper), variable.step)


def panel_change(  # noqa: PLR0917 -- two sides of one difference
    now: Source, then: Source, group: GroupId, panel: Members, rules: RuleSet, secret: bytes
) -> Decimal | None:
    """The change of a matched panel; `None` where it leaves no room on the scale of changes, which is twice as wide."""
    by_municipality = {
        municipality_of(name): number for name, number in then.of(group, _named(then, group, panel)).items()
    }
    current = {municipality_of(name): number for name, number in now.of(group, panel).items()}
    noise = in_sum(secret, now.quarter, now.variable, current, rules) - in_sum(
        secret, then.quarter, then.variable, by_municipality, rules
    )
    exact = mean(current.values()) - mean(by_municipality.values()) + noise / len(panel)
    span = now.variable.span
    change = rounded(min(max(exact, -span), span), now.variable.step)
    scale = msgspec.structs.replace(now.variable, lower=-span, upper=span)
    slack = 2 * farthest(len(panel), now.variable, rules)
    return change if has_room(Figure(mean=change), len(panel), scale, rules, slack) else None


def _named(then: Source, group: GroupId, panel: Members) -> Members:
    """The panel by what its numbers were called then: the newest name of each."""
    wanted = {municipality_of(name) for name in panel}
    newest = {municipality_of(name): name for name, part in then.numbers if part == part_of(group)}
    return frozenset(newest[one] for one in wanted)
