"""Small noise: the same municipalities with the same numbers get the same noise, however often they are asked.

Its secret is the national work's own. Source: the rules of disclosure control, "Small noise".
"""

import hashlib
import hmac
from collections.abc import Mapping
from fractions import Fraction

from domain.national.quarter import Quarter
from domain.national.ruleset import RuleSet
from domain.national.variables import Variable

_HALF_DIGEST = 16
_LARGEST = 2 ** (8 * _HALF_DIGEST) - 1


def in_sum(
    secret: bytes, quarter: Quarter, variable: Variable, numbers: Mapping[str, Fraction], rules: RuleSet
) -> Fraction:
    """What is added to the sum of `numbers` by municipality; 0 where the rules ask for none.

    The difference of two even draws: symmetric about 0, likeliest near it, never beyond `noise` of the span.
    """
    if rules.noise == 0 or len(numbers) >= rules.noise_below:
        return Fraction(0)
    seed = "|".join([str(quarter), variable.id, ",".join(sorted(numbers)), _digest(numbers)])
    drawn = hmac.digest(secret, seed.encode(), hashlib.sha256)
    one = int.from_bytes(drawn[:_HALF_DIGEST])
    other = int.from_bytes(drawn[_HALF_DIGEST:])
    return Fraction(one - other, _LARGEST) * rules.noise * variable.span


def farthest(number: int, variable: Variable, rules: RuleSet) -> Fraction:
    """How far noise can move a mean of so many, before it is rounded."""
    if rules.noise == 0 or number >= rules.noise_below:
        return Fraction(0)
    return rules.noise * variable.span / number


def _digest(numbers: Mapping[str, Fraction]) -> str:
    written = ",".join(f"{one}={numbers[one]}" for one in sorted(numbers))
    return hashlib.sha256(written.encode()).hexdigest()
