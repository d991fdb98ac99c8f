"""The columns of the table: what each is called, what is in it, and how it is to be written.

A column's `key` is the same in every language and never changes its meaning. Its heading is `export.column.<key>`, and
what it means `export.column.<key>.help`.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

import msgspec

from domain.comparability import Kind as Reason
from domain.instrument.model import Wording, worded
from domain.scoring.rounding import tenths
from domain.scoring.spread import Spread
from infra.translation.translator import Translator
from infra.translation.writing import day_of
from services.reports.series_export.lines import Line, Measuring

Cell = str | int | Decimal | date | None
"""`None` is a figure that is not there, and an empty cell; it is never 0."""

UNROUNDED: Final = Context(prec=15)
"""As many digits as a spreadsheet keeps."""


FOLLOWING: Final = frozenset({Reason.MARKERS, Reason.WEIGHTS})
"""What follows from other questions."""


class Kind(StrEnum):
    """How a column is written."""

    TEXT = "text"
    WHOLE = "whole"
    DAY = "day"
    TENTHS = "tenths"
    """As the pages show it: one decimal, half away from zero."""

    HUNDREDTHS = "hundredths"
    UNROUNDED = "unrounded"


class Column(msgspec.Struct, frozen=True):
    key: str
    kind: Kind
    cell: Callable[[Line, Translator], Cell]


def cells(line: Line, t: Translator) -> list[Cell]:
    return [column.cell(line, t) for column in COLUMNS]


def _of_measuring(told: Callable[[Measuring], Cell]) -> Callable[[Line, Translator], Cell]:
    return lambda line, _: told(line.occasion)


def _given(line: Line, t: Translator) -> Cell:
    return None if line.given is None else t(f"export.given.{line.given}")


def _mode(line: Line, t: Translator) -> Cell:
    return t(f"export.mode.{line.occasion.state.mode.replace('_', '-')}")


def _wording(told: Callable[[Line], Wording | None]) -> Callable[[Line, Translator], Cell]:
    """The instrument's own words; in bokmål where it has none in the reader's language."""

    def cell(line: Line, t: Translator) -> Cell:
        found = told(line)
        return None if found is None else worded(found, t.language)[0]

    return cell


def _day(moment: datetime | None) -> date | None:
    """In Norway."""
    return None if moment is None else day_of(moment)


def _quarter(moment: datetime | None) -> str | None:
    """`2026-Q4`, in Norway: the quarter that the measurement counts in."""
    day = _day(moment)
    return None if day is None else f"{day.year}-Q{(day.month + 2) // 3}"


def _shown(figure: Fraction | None) -> Decimal | None:
    return None if figure is None else Decimal(tenths(figure)).scaleb(-1)


def _unrounded(figure: Fraction | None) -> Decimal | None:
    return None if figure is None else UNROUNDED.divide(Decimal(figure.numerator), Decimal(figure.denominator))


def _hundredths(figure: Decimal | None) -> Decimal | None:
    return None if figure is None else figure.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _notes(line: Line, t: Translator) -> Cell:
    """What is other than in the measurement before, in a few words each; where nothing goes on, that alone."""
    comparison = line.occasion.comparison
    if comparison is None:
        return None
    found = comparison.found
    told = [kind for kind in found.reasons if found.continuing or kind not in FOLLOWING]
    return ", ".join(t(f"comparability.{kind}") for kind in told) or None


def _plain(told: Callable[[Line], Cell]) -> Callable[[Line, Translator], Cell]:
    return lambda line, _: told(line)


def _spread(told: Callable[[Spread], Cell]) -> Callable[[Line, Translator], Cell]:
    return lambda line, _: None if line.spread is None else told(line.spread)


COLUMNS: Final[Sequence[Column]] = (
    Column("collaboration", Kind.TEXT, _of_measuring(lambda one: one.collaboration.state.name)),
    Column("theme", Kind.TEXT, lambda line, t: t(f"theme.{line.occasion.collaboration.state.theme}")),
    Column("closed", Kind.DAY, _of_measuring(lambda one: _day(one.state.closed_at))),
    Column("quarter", Kind.TEXT, _of_measuring(lambda one: _quarter(one.state.first_closed_at))),
    Column("what", Kind.TEXT, lambda line, t: t(f"export.what.{line.what}")),
    Column("id", Kind.TEXT, _plain(lambda line: line.id)),
    Column("name", Kind.TEXT, _wording(lambda line: line.name)),
    Column("field", Kind.TEXT, _wording(lambda line: line.field)),
    Column("score", Kind.TENTHS, _plain(lambda line: _shown(line.score))),
    Column("weighting", Kind.TENTHS, _plain(lambda line: _shown(line.weighting))),
    Column("gap", Kind.TENTHS, _plain(lambda line: _shown(line.gap))),
    Column("given", Kind.TEXT, _given),
    Column("answered", Kind.WHOLE, _plain(lambda line: line.answered)),
    Column("relevant", Kind.WHOLE, _plain(lambda line: line.relevant)),
    Column("adopted", Kind.WHOLE, _plain(lambda line: line.adopted)),
    Column("spread-number", Kind.WHOLE, _spread(lambda one: one.number)),
    Column("spread-mean", Kind.TENTHS, _spread(lambda one: _shown(one.mean))),
    Column("spread-deviation", Kind.HUNDREDTHS, _spread(lambda one: _hundredths(one.deviation))),
    Column("spread-consensus", Kind.HUNDREDTHS, _spread(lambda one: _hundredths(one.consensus))),
    Column("against", Kind.TEXT, lambda line, t: t(f"export.against.{line.against}")),
    Column("notes", Kind.TEXT, _notes),
    Column("score-unrounded", Kind.UNROUNDED, _plain(lambda line: _unrounded(line.score))),
    Column("weighting-unrounded", Kind.UNROUNDED, _plain(lambda line: _unrounded(line.weighting))),
    Column("gap-unrounded", Kind.UNROUNDED, _plain(lambda line: _unrounded(line.gap))),
    Column("spread-mean-unrounded", Kind.UNROUNDED, _spread(lambda one: _unrounded(one.mean))),
    Column("spread-deviation-unrounded", Kind.UNROUNDED, _spread(lambda one: one.deviation)),
    Column("spread-consensus-unrounded", Kind.UNROUNDED, _spread(lambda one: one.consensus)),
    Column("mode", Kind.TEXT, _mode),
    Column("instrument", Kind.TEXT, _of_measuring(lambda one: one.state.instrument)),
    Column("instrument-version", Kind.WHOLE, _of_measuring(lambda one: one.state.instrument_version)),
    Column("scoring-version", Kind.WHOLE, _of_measuring(lambda one: one.state.scoring_version)),
    Column("collaboration-id", Kind.TEXT, _of_measuring(lambda one: str(one.collaboration.id))),
    Column("measurement-id", Kind.TEXT, _of_measuring(lambda one: str(one.measured.id))),
)
"""First what is read, then what is computed with: figures as shown, then the same unrounded, then where from."""
