"""The numbers that decide what may be published. They are judged and defended as a whole: another set is a new version.

*norm* is taken from a published norm (Statistics Norway, the handbook of Hundepool and others, 10-FAKTOR, ABS
DataLab); *ours* is our own judgement. Source: the rules of disclosure control.
"""

from fractions import Fraction

import msgspec

from domain.errors import DomainError


class RuleSetIsUnknown(DomainError):
    code = "rule_set_is_unknown"


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of municipalities unless said otherwise; widths are parts of what a variable can span."""

    version: int

    mean_from: int
    """R2, norm (they ask for three): fewer have no mean."""

    theme_mean_from: int
    """R2, ours."""

    share_from: int
    """R6, ours: a part of actions has no mean of fewer."""

    median_from: int
    """R2, norm (ABS)."""

    quartiles_from: int
    """R2, norm (ABS)."""

    narrowest: Fraction
    """R3 and A2, ours: nobody's number may be known better than this."""

    narrowest_half: Fraction
    """R3, ours: nor may what half of the municipalities have in common be known better than this."""

    narrowest_withheld: Fraction
    """A2, ours: nor a withheld mean."""

    differing_from: int
    """R4 and R5, norm: two published sets differ by nobody or by so many."""

    steady_below: int
    """R5, ours: smaller groups wait until enough have joined or left."""

    rank_margin: float
    """A1: a leverage as near to 1 gives its municipality's number away."""

    outsider_keeps: float
    """A3, ours: what is left of the standard deviation of anybody's number for a reader of all releases."""

    insider_keeps: float
    """A3, ours: and for a municipality that also knows its own."""

    reserve: float
    """A3, ours: what all but the country's mean leave above `outsider_keeps`, for the releases that follow."""

    past_reserve: float
    """A3, ours: and what they leave so of numbers of the releases before, for the country's next figure."""

    noticeable: float
    """A3, ours: a figure that takes less of the variance of a number need not leave the reserve of it."""

    correlation: float
    """A3: of a municipality's numbers in two quarters that follow each other."""

    stress_correlation: float
    """A3: reported, and decides nothing."""

    spread: float
    """A3, ours: the standard deviation of municipalities' numbers, as part of the span; sets what rounding hides."""

    memory: int
    """A3 and A4, ours: so many releases back are numbers judged anew, own numbers known, and sets compared."""

    noise: Fraction
    """The largest small noise in a sum, as part of the span; 0 adds none."""

    noise_below: int
    """Larger groups get no noise."""

    version_from: int
    """A second version needs so many changed municipalities."""


_FIRST = RuleSet(
    version=1,
    mean_from=5,
    theme_mean_from=10,
    share_from=10,
    median_from=10,
    quartiles_from=20,
    narrowest=Fraction(4, 10),
    narrowest_half=Fraction(1, 20),
    narrowest_withheld=Fraction(1, 10),
    differing_from=5,
    steady_below=50,
    rank_margin=1e-9,
    outsider_keeps=0.85,
    insider_keeps=0.80,
    reserve=0.02,
    past_reserve=0.01,
    noticeable=0.002,
    correlation=0.95,
    stress_correlation=0.99,
    spread=0.2,
    memory=4,
    noise=Fraction(0),
    noise_below=50,
    version_from=5,
)

RULE_SETS = {
    1: _FIRST,
    2: msgspec.structs.replace(_FIRST, version=2, noise=Fraction(1, 10)),
}
"""The second is the first with small noise in groups of fewer than 50."""

NEWEST = 1
"""What a new release is made by."""


def rule_set(version: int) -> RuleSet:
    """Raises `RuleSetIsUnknown`."""
    found = RULE_SETS.get(version)
    if found is None:
        raise RuleSetIsUnknown(version=version)
    return found
