"""Own numbers on the scale, each over the band in which the middle half of the municipalities lie.

No colour says that one place is better than another: the band is the grey of weightings, one's own point the hue of
scores. Always shown with its table, which has the same order and numbers.
"""

from collections.abc import Iterator
from fractions import Fraction

import msgspec
from markupsafe import Markup

from infra.translation import Translator
from services.reports import ink
from services.reports.drawing import NARROW_BELOW, Sheet, drawing
from services.reports.legend import Entry, Mark, legend
from services.reports.spread_shapes import band_mark, median_mark
from services.reports.svg import element
from services.reports.text_width import LINE_HEIGHT, balanced, text_width

_EDGE = 12.0
_NAMES = 0.3
"""How much of a wide drawing the names to the left of the scale take."""

_BAND = 16.0
_POINT = 7.0
_OVER_BAND = 3.0
_AIR = 14.0


class Row(msgspec.Struct, frozen=True):
    """Parts of the scale, from 0 to 1. `band` is none where it is withheld, `own` where there is no number.

    `written` is the own number, and `said` where it lies, in a word.
    """

    name: str
    own: Fraction | None
    written: str
    band: tuple[Fraction, Fraction] | None
    median: Fraction | None
    said: str


class Bands(msgspec.Struct, frozen=True):
    """`id` is unique on its page. `scale` has the numbers that are written under it, evenly from end to end."""

    id: str
    title: str
    rows: tuple[Row, ...]
    scale: tuple[str, ...]


class _Plan(msgspec.Struct, frozen=True):
    """Where the scale lies. On a narrow drawing a row's words stand above it, on a wide one on either side."""

    text: float
    left: float
    right: float
    is_narrow: bool

    def x(self, part: Fraction | float) -> float:
        return self.left + (self.right - self.left) * float(part)


class _Placed(msgspec.Struct, frozen=True):
    """`top` is where the row begins, `line` the height of its scale."""

    row: Row
    name: tuple[str, ...]
    top: float
    line: float


def bands(figure: Bands, t: Translator, width: float) -> Markup:
    plan = _plan(figure, width)
    placed = list(_placed(figure, plan))
    foot = placed[-1].line + _BAND / 2 + 1.9 * plan.text
    key = legend(_entries(figure, t), 0.9 * plan.text, width, 0)
    return drawing(
        figure,
        t("bands.description"),
        Sheet(width, foot + key.height + plan.text, plan.text),
        *(mark for one in placed for mark in _row(one, figure, plan, width)),
        *_scale(figure, plan, placed[-1].line),
        element("g", key.drawing, transform=f"translate({width / 2:g} {foot + 0.6 * plan.text:g})"),
        kind="national-drawing",
    )


def _plan(figure: Bands, width: float) -> _Plan:
    if width < NARROW_BELOW:
        return _Plan(text=14.0, left=_EDGE, right=width - _EDGE, is_narrow=True)
    said = max(text_width(row.said, 15.0) for row in figure.rows)
    return _Plan(text=15.0, left=width * _NAMES + _EDGE, right=width - said - 2 * _EDGE, is_narrow=False)


def _placed(figure: Bands, plan: _Plan) -> Iterator[_Placed]:
    """From the top. Over the scale there is room for the own number, which stands above its point."""
    step, top = plan.text * LINE_HEIGHT, 2.0
    for row in figure.rows:
        room = plan.right - plan.left - text_width(row.said, plan.text) if plan.is_narrow else plan.left - 2 * _EDGE
        name = balanced(row.name, plan.text, room)
        above = len(name) * step if plan.is_narrow else max(0.0, (len(name) - 2) * step / 2)
        line = top + above + step + _BAND / 2
        yield _Placed(row, name, top, line)
        top = line + _BAND / 2 + _AIR


def _row(one: _Placed, figure: Bands, plan: _Plan, width: float) -> Iterator[Markup]:
    yield element("g", *_words(one, plan, width), aria_hidden="true")
    yield line("spider-ring", plan.left, one.line, plan.right, one.line, ink.RING, 1)
    for place in range(len(figure.scale)):
        x = plan.x(place / (len(figure.scale) - 1))
        yield line("spider-ring", x, one.line - 4, x, one.line + 4, ink.RING, 1)
    row = one.row
    if row.band is not None:
        left, right = map(plan.x, row.band)
        yield band_mark((left, one.line - _BAND / 2), (right, one.line + _BAND / 2))
    if row.median is not None:
        x, reach = plan.x(row.median), _BAND / 2 + _OVER_BAND
        yield median_mark((x, one.line - reach), (x, one.line + reach))
    if row.own is not None:
        yield own_point(plan.x(row.own), one.line, _POINT)
        yield _number(row.written, plan.x(row.own), one.line - _BAND / 2 - _OVER_BAND - 4, plan)


def _words(one: _Placed, plan: _Plan, width: float) -> Iterator[Markup]:
    step = plan.text * LINE_HEIGHT
    first = one.top + plan.text if plan.is_narrow else one.line + 0.35 * plan.text - (len(one.name) - 1) * step / 2
    for number, words in enumerate(one.name):
        yield element("text", words, class_="spider-label", x=0, y=first + number * step, font_weight="500")
    yield element(
        "text",
        one.row.said,
        class_="spider-none",
        x=width,
        y=first if plan.is_narrow else one.line + 0.35 * plan.text,
        fill=ink.SUBTLE,
        text_anchor="end",
    )


def _number(written: str, x: float, y: float, plan: _Plan) -> Markup:
    """Above its point, kept within the drawing."""
    half = text_width(written, plan.text) / 2
    return element(
        "text",
        written,
        class_="spider-figure",
        x=min(max(x, plan.left - _EDGE + half), plan.right + _EDGE - half),
        y=y,
        font_weight="600",
        fill=ink.SCORE,
        text_anchor="middle",
    )


def _scale(figure: Bands, plan: _Plan, last: float) -> Iterator[Markup]:
    for place, written in enumerate(figure.scale):
        yield element(
            "text",
            written,
            class_="spider-ring-name",
            x=plan.x(place / (len(figure.scale) - 1)),
            y=last + _BAND / 2 + 1.3 * plan.text,
            font_size=plan.text * 0.85,
            fill=ink.SUBTLE,
            text_anchor="middle",
            aria_hidden="true",
        )


def _entries(figure: Bands, t: Translator) -> Iterator[Entry]:
    if any(row.own is not None for row in figure.rows):
        yield Entry(Mark.OWN, t("bands.own"))
    if any(row.band is not None for row in figure.rows):
        yield Entry(Mark.BAND, t("bands.band"))
    if any(row.median is not None for row in figure.rows):
        yield Entry(Mark.ACROSS, t("bands.median"))


def own_point(x: float, y: float, radius: float) -> Markup:
    return element(
        "circle", class_="spider-point", cx=x, cy=y, r=radius, fill=ink.SCORE, stroke=ink.PAPER, stroke_width=2
    )


def line(class_: str, x1: float, y1: float, x2: float, y2: float, stroke: str, width: float) -> Markup:  # noqa: PLR0917 – the ends of a line
    return element("line", class_=class_, x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width)
