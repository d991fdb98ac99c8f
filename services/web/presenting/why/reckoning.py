"""A figure's formula with the numbers put in: `(6 + 7 + 4) / 3 = 5,7`."""

from fractions import Fraction

from domain.replay.grounds import Amount, Grounds, Part
from domain.scoring.answer import NOT_RELEVANT
from domain.scoring.figure_name import Kind
from infra.translation.translator import Translator
from services.web.presenting.why.naming import written


def reckoning(grounds: Grounds, t: Translator) -> str | None:
    """`None` for an answer, which is not reckoned, and for a figure that is none."""
    if grounds.amount is None or grounds.name.kind is Kind.ANSWER:
        return None
    counted = [part for part in grounds.parts if part.amount is not None and part.amount != NOT_RELEVANT]
    return f"{_left_side(grounds.name.kind, counted, t)} = {written(grounds.amount, t)}"


def _left_side(kind: Kind, counted: list[Part], t: Translator) -> str:
    amounts = [written(part.amount, t) for part in counted]
    match kind:
        case Kind.IMPORTANCE:
            whole = sum(part.coefficient for part in counted)
            products = (
                f"{t.number(part.coefficient)} · {amount}" for part, amount in zip(counted, amounts, strict=True)
            )
            return f"({' + '.join(products)}) / {t.number(whole)}"
        case Kind.GAP:
            return f"{t('why.largest')}(0; {amounts[0]} − {amounts[1]})"
        case Kind.PRIORITY:
            return f"{amounts[0]} · {amounts[1]} / 10"
        case Kind.THICKNESS:
            return f"({' + '.join(amounts)}) / {t.number(len(amounts))} · 10"
        case _:
            return f"({' + '.join(amounts)}) / {t.number(len(amounts))}"


def is_rounded(grounds: Grounds) -> bool:
    """Whether any number shown is not the exact one that is reckoned with."""
    return any(_has_more_decimals(amount) for amount in (grounds.amount, *(part.amount for part in grounds.parts)))


def _has_more_decimals(amount: Amount) -> bool:
    return isinstance(amount, Fraction) and (amount * 10).denominator != 1


def lack(grounds: Grounds, t: Translator) -> str | None:
    """Why the figure is none, and what it takes."""
    match grounds.lack:
        case None:
            return None
        case "too-few":
            of = "statements" if grounds.name.kind is Kind.VALUE else "questions"
            counts = {"relevant": grounds.relevant, "needed": grounds.needed}
            if not grounds.answered:
                return t(f"why.lack.nothing.{of}", **counts)
            return t(f"why.lack.too-few.{of}", answered=grounds.answered, **counts)
        case other:
            return t(f"why.lack.{other}")
