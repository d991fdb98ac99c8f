"""Who counts in a figure when the set of contributors is another than last time. Source: R5.

Numbers move slowly, so the figure of five and the figure of the same five and one more tell much about that one. In
groups of fewer than `steady_below` the set that is published differs from the last published one by nobody, or by
enough.
"""

from domain.national.differences import Members, told_apart
from domain.national.ruleset import RuleSet


def is_steady(now: Members, last: Members, rules: RuleSet) -> bool:
    apart = told_apart(now, last)
    return apart == 0 or apart >= rules.differing_from or len(now) >= rules.steady_below


def counted(members: Members, last: Members | None, rules: RuleSet) -> Members | None:
    """Who is in the figure; `None` withholds it.

    `last` is the set of the last published figure of the same cell, `None` if there never was one. Joiners wait until
    they are enough: the figure is then of the old set. If one of the old set is gone, there is no figure.
    """
    if last is None or is_steady(members, last, rules):
        return members
    return last if last <= members else None
