"""How far the individual answers lie apart."""

from collections import Counter
from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction

import msgspec

EXACT = Context(prec=50)
STORED = Decimal("0.000001")
WIDTH = 10
ENOUGH = 3


class Spread(msgspec.Struct, frozen=True):
    """`deviation` is the population's, on the scale 0 to 10; `consensus` is 0 (two camps) to 1 (all agree)."""

    number: int
    mean: Fraction
    deviation: Decimal
    consensus: Decimal


def spread(answers: Sequence[int]) -> Spread | None:
    """Number, mean, standard deviation and consensus of at least three answers, else `None`.

    Consensus is Tastle and Wierman's `Cns = 1 + Σ p_i · log2(1 − |i − μ| / 10)` (2007). Computed with decimals
    of 50 digits and stored to 6, so that it is the same on any machine.
    """
    number = len(answers)
    if number < ENOUGH:
        return None
    middle = Fraction(sum(answers), number)
    variance = sum(((answer - middle) ** 2 for answer in answers), Fraction(0)) / number
    return Spread(
        number=number,
        mean=middle,
        deviation=_stored(EXACT.sqrt(_decimal(variance))),
        consensus=_stored(_consensus(answers, middle)),
    )


def _consensus(answers: Sequence[int], middle: Fraction) -> Decimal:
    two = EXACT.ln(Decimal(2))
    total = Decimal(1)
    for answer, count in sorted(Counter(answers).items()):
        closeness = _decimal(1 - abs(answer - middle) / WIDTH)
        share = _decimal(Fraction(count, len(answers)))
        total = EXACT.add(total, EXACT.multiply(share, EXACT.divide(EXACT.ln(closeness), two)))
    return total


def _decimal(number: Fraction) -> Decimal:
    return EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))


def _stored(number: Decimal) -> Decimal:
    return number.quantize(STORED, context=EXACT)
