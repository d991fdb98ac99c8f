"""The spread of national figures, a row for each group, all on one scale and in the order in which they are given.

The band is from the lower to the upper quartile, the tick across it the median, the point the mean. A withheld mean is
the sign and a broken line, never a place on the scale.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from markupsafe import Markup

from domain.national.release import Figure
from domain.national.variables import Variable
from infra.translation import Translator
from services.reports import ink
from services.reports.drawing import NARROW_BELOW, Sheet, drawing
from services.reports.hyphens import with_soft_hyphens
from services.reports.legend import legend
from services.reports.national_figures.legends import entries, has_band
from services.reports.national_figures.scale import marked
from services.reports.national_figures.writing import said
from services.reports.plot import text_size
from services.reports.spider_shapes import Point, score_point
from services.reports.spread_shapes import band_mark, median_mark
from services.reports.svg import element
from services.reports.text_width import LINE_HEIGHT, balanced, text_width

_NAMES: Final = 0.34
"""How much of a wide drawing names take, to the left of the scale."""

_BAND: Final = 12.0
_EDGE: Final = 7.0
_AIR: Final = 10.0
_BROKEN: Final = "2 4"


class Row(msgspec.Struct, frozen=True):
    name: str
    figure: Figure


class SpreadRows(msgspec.Struct, frozen=True):
    """`id` is unique on its page."""

    id: str
    title: str
    variable: Variable
    rows: tuple[Row, ...]


class _Plan(msgspec.Struct, frozen=True):
    """`left` to `right` is the scale; numbers end at `width`, and names begin at 0 and are at most `names` wide."""

    width: float
    text: float
    left: float
    right: float
    names: float
    most: float

    @property
    def is_narrow(self) -> bool:
        return self.width < NARROW_BELOW

    def x(self, number: object) -> float:
        return self.left + (self.right - self.left) * float(number) / self.most  # type: ignore[arg-type]


class _Placed(msgspec.Struct, frozen=True):
    """`lines` of the name from `top`, and the marks around `middle`."""

    row: Row
    lines: tuple[str, ...]
    top: float
    middle: float
    bottom: float


def spread_rows(figure: SpreadRows, t: Translator, width: float) -> Markup:
    plan = _plan(figure, t, width)
    placed = list(_placed(figure.rows, plan, t))
    foot = placed[-1].bottom if placed else 0
    axis = foot + plan.text * 1.4
    explained = legend(entries([one.figure for one in figure.rows], t), plan.text * 0.95, width, 0)
    return drawing(
        figure,
        t("national-figure.spread.description", count=len(figure.rows)),
        Sheet(width, axis + explained.height + plan.text, plan.text),
        *_scale(figure, plan, axis, t),
        *(mark for one in placed for mark in _drawn(one, figure.variable, plan, t)),
        element("g", explained.drawing, transform=f"translate({width / 2:g} {axis + plan.text * 0.6:g})"),
        kind="national-drawing",
    )


def _plan(figure: SpreadRows, t: Translator, width: float) -> _Plan:
    text = text_size(width)
    numbers = max(text_width(said(one.figure.mean, figure.variable, t), text) for one in figure.rows) + text
    names = width - numbers if width < NARROW_BELOW else width * _NAMES
    left = _EDGE if width < NARROW_BELOW else names + text + _EDGE
    return _Plan(width, text, left, width - numbers - _EDGE, names, float(figure.variable.upper))


def _placed(rows: Sequence[Row], plan: _Plan, t: Translator) -> Iterator[_Placed]:
    """On a narrow drawing names stand above their marks, on a wide one beside them."""
    top, step = 2.0, plan.text * LINE_HEIGHT
    for row in rows:
        lines = balanced(with_soft_hyphens(row.name, t.language), plan.text, plan.names)
        words = step * len(lines)
        height = words + _BAND + 4 if plan.is_narrow else max(words, _BAND)
        middle = top + (words + 4 + _BAND / 2 if plan.is_narrow else height / 2)
        yield _Placed(row, lines, top if plan.is_narrow else middle - words / 2, middle, top + height + _AIR)
        top += height + _AIR


def _scale(figure: SpreadRows, plan: _Plan, axis: float, t: Translator) -> Iterator[Markup]:
    for place, one in enumerate(marked(figure.variable)):
        yield element(
            "text",
            said(one, figure.variable, t),
            class_="spider-none",
            x=plan.x(one),
            y=axis,
            font_size=plan.text * 0.88,
            fill=ink.SUBTLE,
            text_anchor=("start", "middle", "end")[place] if plan.is_narrow else "middle",
        )


def _drawn(placed: _Placed, variable: Variable, plan: _Plan, t: Translator) -> Iterator[Markup]:
    yield from _name(placed, plan)
    figure, y = placed.row.figure, placed.middle
    yield _ring((plan.left, y), (plan.right, y), None if figure.mean is not None else _BROKEN)
    for one in marked(variable):
        yield _ring((plan.x(one), y - _BAND / 2 - 2), (plan.x(one), y + _BAND / 2 + 2))
    yield from _spread(figure, y, plan)
    if figure.mean is not None:
        yield score_point(plan.x(figure.mean), y, 5.5)
    yield _number(said(figure.mean, variable, t), figure.mean is not None, y, plan)


def _ring(start: Point, end: Point, dashes: str | None = None) -> Markup:
    return element(
        "line",
        class_="spider-ring",
        x1=start[0],
        y1=start[1],
        x2=end[0],
        y2=end[1],
        stroke=ink.RING,
        stroke_width=1,
        stroke_dasharray=dashes,
    )


def _name(placed: _Placed, plan: _Plan) -> Iterator[Markup]:
    for place, line in enumerate(placed.lines):
        baseline = placed.top + plan.text * (0.95 + place * LINE_HEIGHT)
        yield element("text", line, class_="spider-label", x=0, y=baseline, font_weight="500")


def _spread(figure: Figure, y: float, plan: _Plan) -> Iterator[Markup]:
    if has_band(figure):
        left, right = plan.x(figure.lower_quartile), plan.x(figure.upper_quartile)
        yield band_mark((left, y - _BAND / 2), (right, y + _BAND / 2))
    if figure.median is not None:
        x, reach = plan.x(figure.median), _BAND / 2 + 4
        yield median_mark((x, y - reach), (x, y + reach))


def _number(written: str, there: object, y: float, plan: _Plan) -> Markup:
    return element(
        "text",
        written,
        class_="spider-figure" if there else "spider-none",
        x=plan.width,
        y=y + plan.text * 0.36,
        font_weight="600",
        fill=ink.SCORE if there else ink.SUBTLE,
        text_anchor="end",
    )
