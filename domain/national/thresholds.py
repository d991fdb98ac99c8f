"""How many municipalities there must be behind a number. Never fewest, most, rank or list. Source: R2, R6.

The rule of p % and the rules of the partner survey have no variable yet: nothing released is a total or an item of it.
"""

from domain.national.groups import GroupId, GroupKind, kind_of
from domain.national.ruleset import RuleSet
from domain.national.variables import Variable


def fewest_for_mean(of: GroupId, variable: Variable, rules: RuleSet) -> int:
    fewest = rules.theme_mean_from if kind_of(of) == GroupKind.THEME else rules.mean_from
    return max(fewest, rules.share_from) if variable.share else fewest


def mean_has_enough(number: int, of: GroupId, variable: Variable, rules: RuleSet) -> bool:
    return number >= fewest_for_mean(of, variable, rules)


def median_has_enough(number: int, rules: RuleSet) -> bool:
    return number >= rules.median_from


def quartiles_have_enough(number: int, rules: RuleSet) -> bool:
    return number >= rules.quartiles_from
