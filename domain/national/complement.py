"""Shares of one whole: what the published ones say of those that are not, and of each other.

Where each municipality's shares sum to one, so do their means. A published mean lies within half a step, and with all
others known that far, the sum leaves each one an interval. For a group by itself nothing more can be read out of it:
whatever the shares of the group come to, within these intervals, its municipalities can be dealt any parts that add up
(a transportation problem whose margins agree always has a solution). So a share is as safe as its interval, and with
three or more municipalities a sum of several shares is as safe as the narrowest of them: either it can be anything from
its lower end up, or what is left of it can.

Who knows the rules also knows that a share which is missing by itself lacks room, and by the sum at which end: as if it
had been printed. So none is: each is withheld in its company, two or three neighbours in the order of variables. The
company is not chosen by values, which would say something of them; whichever of it lacks room, all are withheld, and
which it was can't be seen.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from domain.national.bounds import Ends, has_room
from domain.national.membership import Numbers
from domain.national.release import WITHHELD, Figure
from domain.national.rounding import half
from domain.national.ruleset import RuleSet
from domain.national.variables import VARIABLES, Variable, VariableId

WHOLE_OF_SHARES: Final = Fraction(1)

_PAIR: Final = 2


def companies(shares: Sequence[VariableId]) -> Sequence[Sequence[VariableId]]:
    """Pairs in their order; of an odd number the first three."""
    first = len(shares) % _PAIR + _PAIR
    return [shares[:first], *(shares[one : one + _PAIR] for one in range(first, len(shares), _PAIR))]


def ends_of_shares(
    figures: Mapping[VariableId, Figure], shares: Sequence[Variable], noise: Fraction
) -> Mapping[VariableId, Ends]:
    """Between which ends the exact mean of each is known to lie. One without a figure is withheld."""
    alone = {}
    for share in shares:
        mean = figures.get(share.id, WITHHELD).mean
        slack = half(share.step) + noise
        alone[share.id] = (
            (share.lower, share.upper)
            if mean is None
            else (max(share.lower, Fraction(mean) - slack), min(share.upper, Fraction(mean) + slack))
        )
    return ends_by_sum(alone)


def ends_by_sum(alone: Mapping[VariableId, Ends]) -> Mapping[VariableId, Ends]:
    """What all shares of a whole, each between its ends, leave of each."""
    least, most = (sum((ends[place] for ends in alone.values()), Fraction(0)) for place in (0, 1))
    return {
        share: (max(low, WHOLE_OF_SHARES - (most - high)), min(high, WHOLE_OF_SHARES - (least - low)))
        for share, (low, high) in alone.items()
    }


def shares_to_withhold(
    figures: Mapping[VariableId, Figure], shares: Sequence[Variable], number: int, rules: RuleSet, noise: Fraction
) -> Sequence[VariableId]:
    """What more of a topic may not be told of a group of so many; empty where all is well, or nothing is told.

    First the company of what is withheld. Then, as long as any interval is too narrow, the company of that share, or
    else the first that is told.
    """
    told = [share.id for share in shares if share.id in figures]
    for company in companies([share.id for share in shares]):
        kept = [one for one in company if one in figures]
        if kept and len(kept) < len(company):
            return kept
    if not told:
        return ()
    ends = ends_of_shares(figures, shares, noise)
    for share in shares:
        if _is_told_too_well(ends[share.id], figures.get(share.id), number, share, rules):
            return next(_told_of(figures, share.id, shares))
    return ()


def _is_told_too_well(ends: Ends, figure: Figure | None, number: int, share: Variable, rules: RuleSet) -> bool:
    """R3 of a share, and A2's width of a mean where it is withheld."""
    if figure is None and ends[1] - ends[0] < rules.narrowest_withheld * share.span:
        return True
    return not has_room(figure or WITHHELD, number, share, rules, ends=ends)


def _told_of(
    figures: Mapping[VariableId, Figure], narrow: VariableId, shares: Sequence[Variable]
) -> Iterator[Sequence[VariableId]]:
    """Companies of which something is told, that of the narrow share first."""
    for company in sorted(companies([one.id for one in shares]), key=lambda one: narrow not in one):
        if kept := [one for one in company if one in figures]:
            yield kept


def topics_of_shares(variables: Sequence[VariableId]) -> Sequence[Sequence[Variable]]:
    """Those topics whose shares are all among the variables."""
    of_topics: dict[str, list[Variable]] = {}
    for variable in VARIABLES:
        if variable.share:
            of_topics.setdefault(variable.topic, []).append(variable)
    return [shares for shares in of_topics.values() if all(one.id in variables for one in shares)]


def whole_of(numbers: Sequence[Numbers]) -> frozenset[tuple[str, str]]:
    """Whose numbers of all shares, of which theme, sum to one: everybody's, but in a snapshot that was made by hand."""
    return frozenset(
        one
        for one in numbers[0]
        if all(one in each for each in numbers) and sum(each[one] for each in numbers) == WHOLE_OF_SHARES
    )
