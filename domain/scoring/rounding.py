"""Rounding happens when a figure is shown, and nowhere else."""

from fractions import Fraction


def tenths(figure: Fraction) -> int:
    """The figure in whole tenths, half away from zero: 6.25 is 63, −0.25 is −3."""
    doubled = abs(figure) * 20
    rounded = (doubled.numerator // doubled.denominator + 1) // 2
    return rounded if figure >= 0 else -rounded
