"""The same figures as a distribution, in words and as the rows of a table."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from domain.scoring.tally import POINTS
from domain.sectors import Side
from infra.translation import Translator
from services.reports.distribution import Counted, Distribution

NEAR: Final = Decimal("0.847997")
"""The consensus of a group whose answers are all one step from their mean: 5 and 7, say. That much is one opinion."""

FAR: Final = Decimal("0.678072")
"""The same two steps from it: 4 and 8, say. Whoever is further apart than that describes different things."""


class Row(msgspec.Struct, frozen=True):
    name: str
    figures: tuple[str, ...]


class DistributionTable(msgspec.Struct, frozen=True):
    """`columns` are all, and the sides where they are told. A row of `answers` for each number, then the `figures`."""

    caption: str
    columns: tuple[str, ...]
    answers: tuple[Row, ...]
    figures: tuple[Row, ...]


def nearness(consensus: Decimal, t: Translator) -> str:
    """In one of three ways that say how far apart, and nothing of how well."""
    if consensus >= NEAR:
        return t("spread.near")
    return t("spread.far") if consensus < FAR else t("spread.some-way")


def distribution_words(figure: Distribution, t: Translator) -> tuple[str, ...]:
    """How many answered what, how far apart, and why something is not told where it is not."""
    apart = [] if figure.not_relevant == 0 else [t("spread.not-relevant", count=figure.not_relevant)]
    if figure.whole is None:
        return (" ".join([t("spread.on-the-scale", count=figure.answered), *apart]), t("spread.withheld"))
    withheld = () if figure.sides else (t("spread.sides.withheld"),)
    return (" ".join([summary(figure.whole, t), *apart]), consensus_in_words(figure.whole, t), *withheld)


def distribution_in_short(figure: Distribution, t: Translator) -> tuple[str, ...]:
    """For a list of questions, without a drawing: the words, then each side's where it is told."""
    words = distribution_words(figure, t)[:2]
    return (*words, *(_side(side, figure.sides[side], t) for side in Side if side in figure.sides))


def _side(side: Side, counted: Counted, t: Translator) -> str:
    return t(
        "spread.side.line",
        side=t(f"spread.side.{side}"),
        number=counted.spread.number,
        mean=t.score(counted.spread.mean),
        consensus=t.consensus(counted.spread.consensus),
    )


def summary(counted: Counted, t: Translator) -> str:
    """How many, from where to where, and the mean."""
    number = counted.spread.number
    if counted.lowest == counted.highest:
        return t("spread.summary.same", number=number, answer=counted.lowest)
    return t(
        "spread.summary",
        number=number,
        lowest=counted.lowest,
        highest=counted.highest,
        mean=t.score(counted.spread.mean),
    )


def consensus_in_words(counted: Counted, t: Translator) -> str:
    found = counted.spread.consensus
    return t("spread.consensus", words=nearness(found, t), consensus=t.consensus(found))


def distribution_table(figure: Distribution, t: Translator) -> DistributionTable | None:
    """None where the answers are too few to be told."""
    if figure.whole is None:
        return None
    sides = [side for side in Side if side in figure.sides]
    columns = [figure.whole, *(figure.sides[side] for side in sides)]
    return DistributionTable(
        caption=t("spread.table"),
        columns=(t("spread.all"), *(t(f"spread.side.{side}") for side in sides)),
        answers=tuple(
            Row(t.number(point), tuple(t.number(column.counts[point]) for column in columns)) for point in POINTS
        ),
        figures=tuple(_figures(figure, columns, t)),
    )


def _figures(figure: Distribution, columns: Sequence[Counted], t: Translator) -> Iterator[Row]:
    yield Row(t("spread.number"), tuple(t.number(column.spread.number) for column in columns))
    yield Row(t("spread.mean"), tuple(t.score(column.spread.mean) for column in columns))
    yield Row(t("spread.range"), tuple(f"{column.lowest}–{column.highest}" for column in columns))
    yield Row(t("spread.agreement"), tuple(t.consensus(column.spread.consensus) for column in columns))
    if figure.not_relevant:
        # Never by side: where a side's answers on the scale are withheld, this number would tell of them.
        yield Row(t("answer.not-relevant"), (t.number(figure.not_relevant), *("–" for _ in columns[1:])))
