"""Rounding happens when a figure is shown, and nowhere else."""

from fractions import Fraction


def tenths(figure: Fraction) -> int:
    """The figure in whole tenths, half away from zero: 6.25 is 63, −0.25 is −3."""
    # In whole numbers, because arithmetic with fractions takes many times as long and pages write thousands of figures.
    above, below = figure.numerator, figure.denominator
    rounded = (abs(above) * 20 + below) // (2 * below)
    return rounded if above >= 0 else -rounded
