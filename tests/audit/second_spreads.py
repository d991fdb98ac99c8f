"""How the other verifier holds private answers to their rules, and makes their spread (“Private answers”)."""

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import cast

from tests.audit.second_reading import Event, Json, need, whole


def eleven(counts: object) -> list[int]:
    """Hold counts to be of the answers 0 to 10 ("Private answers")."""
    need(isinstance(counts, list) and len(counts) == 11, "counts are not eleven numbers")
    return [whole(count, 0) for count in cast("list[object]", counts)]


def check_tally(event: Event, before: Json) -> None:
    """Hold what was revealed to its rules ("Private answers")."""
    tally = event.get("tally")
    need(event.get("question") not in before, "the question was revealed before")
    need(set(tally) == {"number", "not_relevant", "counts", "sides"}, "a tally holds other keys")
    number, beside = whole(tally["number"], 0), whole(tally["not_relevant"], 0)
    need(number + beside >= 3, "fewer than three answers were revealed")
    whole_counts = None if tally["counts"] is None else eleven(tally["counts"])
    need((number < 3) == (whole_counts is None), "counts are there below three, or missing from three on")
    need(whole_counts is None or sum(whole_counts) == number, "the counts do not add up to the number")
    if tally["sides"] is not None:
        need(sorted(tally["sides"]) == ["partner", "public"], "the sides are not these two")
        partner, public = (eleven(tally["sides"][side]) for side in ("partner", "public"))
        need(min(sum(partner), sum(public)) >= 3, "a side has fewer than three answers")
        both = [one + other for one, other in zip(partner, public, strict=True)]
        need(both == whole_counts, "the sides do not add up to the whole")


def middle(counts: list[int] | None) -> int:
    """Find the median of counted answers, the lower of two ("Private answers")."""
    need(counts, "the counts were kept back")
    counts = counts or []
    return next(answer for answer in range(11) if 2 * sum(counts[: answer + 1]) >= sum(counts))


def logarithm(ratio: Fraction) -> Decimal:
    """Take the logarithm to the base 2, within the precision that is set."""
    return (Decimal(ratio.numerator).ln() - Decimal(ratio.denominator).ln()) / Decimal(2).ln()


def spread(counts: list[int]) -> Json:
    """Make the spread of counted answers ("Private answers")."""
    number = sum(counts)
    middle = Fraction(sum(answer * count for answer, count in enumerate(counts)), number)
    variance = sum(count * (answer - middle) ** 2 for answer, count in enumerate(counts)) / number
    with localcontext(prec=50, rounding=ROUND_HALF_EVEN):
        given = [(answer, count) for answer, count in enumerate(counts) if count]
        nearness = sum((count * logarithm(1 - abs(answer - middle) / 10) for answer, count in given), Decimal())
        agreement = 1 + nearness / number
        deviation = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
        rounded = [f"{figure.quantize(Decimal('1e-6')):f}" for figure in (agreement, deviation)]
    return {"consensus": rounded[0], "deviation": rounded[1], "mean": str(middle), "number": number}


def spreads(instrument: Json, tallies: Json) -> list[Json]:
    """Make all spreads, in the instrument's order ("Private answers")."""
    every = [question["id"] for one in instrument["fields"] for question in one["questions"]]
    return [
        {"question": question, "sides": {side: spread(counts) for side, counts in (tally["sides"] or {}).items()},
         "whole": spread(tally["counts"])}
        for question, tally in ((question, tallies[question]) for question in every if question in tallies)
        if tally["counts"]
    ]  # fmt: skip
