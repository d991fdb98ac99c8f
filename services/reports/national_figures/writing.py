"""How a released number is written where people read it: a part of actions as a percentage, all else as it is stored.

The same stored number either way, with the same digits; what is withheld is its sign.
"""

from decimal import Decimal

from domain.national.release import Band, Figure
from domain.national.variables import Variable
from infra.translation.translator import Translator


def said(number: Decimal | None, variable: Variable, t: Translator) -> str:
    return share(number, t) if variable.share else t.stored(number)


def said_change(number: Decimal | None, variable: Variable, t: Translator) -> str:
    """With its sign; of a part of actions in percentage points."""
    return share_change(number, t) if variable.share else t.stored_change(number)


def said_range(least: Decimal | None, most: Decimal | None, variable: Variable, t: Translator) -> str:
    """`4,3–6,1`, and the one sign where an end is not published."""
    if least is None or most is None:
        return t.stored(None)
    if variable.share:
        return t("national.percent", number=f"{t.stored(_hundredths(least))}–{t.stored(_hundredths(most))}")
    return f"{t.stored(least)}–{t.stored(most)}"


def quartiles(figure: Figure, variable: Variable, t: Translator) -> str:
    return said_range(figure.lower_quartile, figure.upper_quartile, variable, t)


def share(value: Decimal | None, t: Translator) -> str:
    """The stored part of one, as a percentage: `25 %`. What is withheld is its sign."""
    return t.stored(None) if value is None else t("national.percent", number=t.stored(_hundredths(value)))


def share_change(value: Decimal | None, t: Translator) -> str:
    """In percentage points, with its sign."""
    return t.stored_change(None if value is None else _hundredths(value))


def _hundredths(value: Decimal) -> Decimal:
    """Moves the point and nothing else: `0.05` is stored to two decimals, and so has none here."""
    return value.scaleb(2)


def band(one: Band | None, t: Translator) -> str:
    """`10–19`; the sign where it is not told."""
    return t(f"national.band.{band_key(one)}") if one else t.stored(None)


def band_key(one: Band) -> str:
    """As the catalogues name it."""
    return one.name.lower().replace("_", "-")
