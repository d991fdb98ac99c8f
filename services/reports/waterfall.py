"""How a figure came from one measurement to the next, part by part: one row each, from top to bottom.

Direction is told by the arrow and the sign, never by colour. The axis shows the stretch that the figure moves in and
is no scale from 0: the two figures are points, not bars. Always shown with its table.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, pairwise
from math import ceil, floor
from typing import Final

import msgspec
from markupsafe import Markup

from infra.translation import Translator
from services.reports import ink
from services.reports.drawing import NARROW_BELOW, Sheet, drawing
from services.reports.spider_shapes import DASHES, score_point
from services.reports.svg import element, number, points
from services.reports.text_width import LINE_HEIGHT, balanced, text_width

_LEAST_STRETCH: Final = 2
_BAR: Final = 16.0
_HEAD: Final = 7.0
_POINT: Final = 6.5
_EDGE: Final = 10.0


class Part(msgspec.Struct, frozen=True):
    """`amount` is what the part moved the figure by; `href` leads to the part's own reason, for the table."""

    name: str
    amount: Fraction
    href: str | None = None


class WaterfallFigure(msgspec.Struct, frozen=True, dict=True):
    """`earlier` and `later` name the measurements: their dates. All parts together lead from `before` to `after`."""

    id: str
    title: str
    earlier: str
    later: str
    before: Fraction
    after: Fraction
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        if self.before + sum(part.amount for part in self.parts) != self.after:
            raise ValueError("the parts of a waterfall add up to its difference")

    @cached_property
    def levels(self) -> list[Fraction]:
        """Where the figure stands before the first part and after each."""
        return list(accumulate((part.amount for part in self.parts), initial=self.before))


class _Row(msgspec.Struct, frozen=True):
    """`lines` are the label, `top` where the row begins, `middle` where its mark is."""

    lines: tuple[str, ...]
    note: str
    top: float
    middle: float
    height: float


class _Plan(msgspec.Struct, frozen=True):
    """Where everything is. On a narrow drawing a label stands above its mark, on a wide one to the left of it."""

    text: float
    left: float
    right: float
    label_width: float
    lowest: int
    highest: int
    is_narrow: bool

    def x(self, figure: Fraction | int) -> float:
        return self.left + (self.right - self.left) * (float(figure) - self.lowest) / (self.highest - self.lowest)


def waterfall(figure: WaterfallFigure, t: Translator, width: float) -> Markup:
    plan = _plan(figure, t, width)
    rows = _rows(figure, plan, t)
    bottom = rows[-1].top + rows[-1].height
    height = bottom + 2 * plan.text
    return drawing(
        figure,
        _in_words(figure, t),
        Sheet(width, height, plan.text),
        *_grid(plan, rows[0].top, bottom, t),
        *_connectors(figure, plan, rows),
        *(_words(row, plan, width) for row in rows),
        _earlier_point(plan.x(figure.before), rows[0].middle),
        *(
            _arrow(plan.x(start), plan.x(end), row.middle)
            for (start, end), row in zip(pairwise(figure.levels), rows[1:-1], strict=True)
        ),
        score_point(plan.x(figure.after), rows[-1].middle, _POINT),
        kind="waterfall",
    )


def _in_words(figure: WaterfallFigure, t: Translator) -> str:
    return t(
        "waterfall.description",
        before=t.score(figure.before),
        after=t.score(figure.after),
        earlier=figure.earlier,
        later=figure.later,
    )


def _plan(figure: WaterfallFigure, t: Translator, width: float) -> _Plan:
    is_narrow = width < NARROW_BELOW
    text = 13.0 if is_narrow else 15.0
    notes = [t.score(figure.before), t.score(figure.after), *(t.change(part.amount) for part in figure.parts)]
    note_width = max(text_width(note, text) for note in notes) + text
    label_width = width - note_width if is_narrow else width * 0.42
    lowest, highest = _stretch(figure.levels)
    return _Plan(
        text=text,
        left=_EDGE if is_narrow else label_width + 2 * _EDGE,
        right=width - (_EDGE if is_narrow else note_width + _EDGE),
        label_width=label_width,
        lowest=lowest,
        highest=highest,
        is_narrow=is_narrow,
    )


def _stretch(levels: Sequence[Fraction]) -> tuple[int, int]:
    """Whole numbers around all that is shown, at least two apart."""
    lowest, highest = floor(min(levels)), ceil(max(levels))
    if highest - lowest < _LEAST_STRETCH:
        highest = min(10, lowest + _LEAST_STRETCH)
        lowest = min(lowest, highest - _LEAST_STRETCH)
    return lowest, highest


def _rows(figure: WaterfallFigure, plan: _Plan, t: Translator) -> list[_Row]:
    words = [
        (figure.earlier, t.score(figure.before)),
        *((part.name, t.change(part.amount)) for part in figure.parts),
        (figure.later, t.score(figure.after)),
    ]
    rows, top = list[_Row](), plan.text * 0.5
    for label, note in words:
        lines = balanced(label, plan.text, plan.label_width)
        height = len(lines) * plan.text * LINE_HEIGHT
        mark = _BAR + plan.text * 0.7
        whole = height + mark if plan.is_narrow else max(height, _BAR) + plan.text * 0.8
        middle = top + height + mark / 2 - 2 if plan.is_narrow else top + whole / 2
        rows.append(_Row(lines=lines, note=note, top=top, middle=middle, height=whole))
        top += whole
    return rows


def _grid(plan: _Plan, top: float, bottom: float, t: Translator) -> Iterator[Markup]:
    """Thin lines at whole numbers, named below."""
    for mark in range(plan.lowest, plan.highest + 1):
        x = plan.x(mark)
        yield element("line", class_="spider-ring", x1=x, y1=top, x2=x, y2=bottom, stroke=ink.RING, stroke_width=1)
        yield element(
            "text",
            t.number(mark),
            class_="spider-ring-name",
            x=x,
            y=bottom + plan.text * 1.2,
            font_size=plan.text * 0.85,
            fill=ink.SUBTLE,
            text_anchor="middle",
            aria_hidden="true",
        )


def _connectors(figure: WaterfallFigure, plan: _Plan, rows: Sequence[_Row]) -> Iterator[Markup]:
    """From each mark down to the next, where the figure stands between them."""
    for level, (upper, lower) in zip(figure.levels, pairwise(rows), strict=True):
        x = plan.x(level)
        yield element(
            "line",
            class_="spider-earlier",
            x1=x,
            y1=upper.middle,
            x2=x,
            y2=lower.middle,
            stroke=ink.EARLIER,
            stroke_width=1.25,
            stroke_dasharray=DASHES[1],
        )


def _words(row: _Row, plan: _Plan, width: float) -> Markup:
    step = plan.text * LINE_HEIGHT
    first = row.top + plan.text if plan.is_narrow else row.middle + 0.36 * plan.text - (len(row.lines) - 1) * step / 2
    note_y = first if plan.is_narrow else row.middle + 0.36 * plan.text
    return element(
        "g",
        *(_paper(row, plan, width) if plan.is_narrow else ()),
        *(element("text", line, x=0, y=first + index * step) for index, line in enumerate(row.lines)),
        element("text", row.note, class_="waterfall-note", x=width, y=note_y, font_weight="600", text_anchor="end"),
        font_size=plan.text,
        aria_hidden="true",
    )


def _paper(row: _Row, plan: _Plan, width: float) -> Iterator[Markup]:
    """Behind words that stand in the way of the lines."""
    step = plan.text * LINE_HEIGHT
    longest = max(text_width(line, plan.text) for line in row.lines)
    note = text_width(row.note, plan.text)
    for x, wide, lines in ((0.0, longest, len(row.lines)), (width - note, note, 1)):
        yield element("rect", class_="spider-hub", x=x, y=row.top, width=wide, height=lines * step, fill=ink.PAPER)


def _arrow(start: float, end: float, y: float) -> Markup:
    """A bar with a head towards where the figure went; a line across where it stayed."""
    if number(start) == number(end):
        corners = [(start - 1, y - _BAR / 2), (start + 1, y - _BAR / 2), (start + 1, y + _BAR / 2)]
        corners.append((start - 1, y + _BAR / 2))
    else:
        head = min(_HEAD, abs(end - start)) * (1 if end > start else -1)
        neck = end - head
        corners = [(start, y - _BAR / 2), (neck, y - _BAR / 2), (end, y), (neck, y + _BAR / 2), (start, y + _BAR / 2)]
    return element(
        "polygon",
        class_="waterfall-part",
        points=points(corners),
        fill=ink.WEIGHTING,
        stroke=ink.WEIGHTING_EDGE,
        stroke_width=1.5,
        stroke_linejoin="round",
    )


def _earlier_point(x: float, y: float) -> Markup:
    return element(
        "circle",
        class_="waterfall-earlier",
        cx=x,
        cy=y,
        r=_POINT,
        fill=ink.PAPER,
        stroke=ink.EARLIER,
        stroke_width=2,
    )
