"""What people answered each for themselves, counted: a mark for every answer over its number on the scale.

The two sides stand apart below all of them where they may be told, by name and place and never by colour alone.
Whose an answer is stands nowhere. Always shown with its words and its table (`distribution_table.py`).
"""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from markupsafe import Markup
from msgspec.structs import replace

from domain.scoring.spread import Spread
from domain.scoring.tally import POINTS, Counts
from domain.sectors import Side
from infra.translation import Translator
from services.reports import ink
from services.reports.drawing import NARROW_BELOW, Sheet, drawing
from services.reports.svg import element
from services.reports.text_width import LINE_HEIGHT, text_width

_EDGE: Final = 14.0
_LABELS: Final = 0.3
"""How much of a wide drawing the words to the left of the marks take."""

_STEP: Final = 13.0
_DOT: Final = 5.25
_MOST_DOTS: Final = 8
"""More answers than these on one number are a bar with their number over it: nobody counts so many dots."""

_BAR_WIDTH: Final = 15.0
_AIR: Final = 9.0


class Counted(msgspec.Struct, frozen=True):
    """How many answered 0, 1 … 10, and how far these answers lie apart."""

    counts: Counts
    spread: Spread

    @property
    def lowest(self) -> int:
        return next(point for point in POINTS if self.counts[point])

    @property
    def highest(self) -> int:
        return next(point for point in reversed(POINTS) if self.counts[point])


class Distribution(msgspec.Struct, frozen=True):
    """`whole` is none where too few answered on the scale to be told, and `sides` is empty where a side did.

    `answered` is how many did. `agreed` is the number that the group agreed on, once there is one;
    `adopted` where it stands there without talk.
    """

    id: str
    title: str
    answered: int
    not_relevant: int
    whole: Counted | None
    sides: Mapping[Side, Counted]
    agreed: int | None = None
    adopted: bool = False


class _Row(msgspec.Struct, frozen=True):
    """`label` and `note` are written from `top`, or to the left of the marks. These stand on `base`."""

    label: str
    note: str
    counted: Counted
    top: float
    base: float
    is_whole: bool


class _Plan(msgspec.Struct, frozen=True):
    """Where everything is. On a narrow drawing the words of a row stand above its marks, on a wide one beside them.

    `unit` is the height of one answer, the same in every row. `axis` is the height that the scale's numbers take.
    """

    text: float
    left: float
    right: float
    unit: float
    has_dots: bool
    is_narrow: bool

    @property
    def axis(self) -> float:
        return 2.2 * self.text

    def x(self, point: float) -> float:
        return self.left + (self.right - self.left) * point / POINTS[-1]


def distribution(figure: Distribution, t: Translator, width: float) -> Markup:
    """Nothing where the answers are too few to be told: the words say why."""
    if figure.whole is None:
        return Markup()
    plan = _plan(figure.whole, width)
    rows = list(_rows(figure, figure.whole, plan, t, width))
    foot = rows[-1].base + (plan.axis if rows[-1].is_whole else 1.5 * _AIR)
    key = list(_legend(figure, plan, t, foot, width))
    return drawing(
        figure,
        t("spread.description"),
        Sheet(width, foot + len(key) * plan.text * LINE_HEIGHT + 4, plan.text),
        *_grid(plan, rows),
        *(_words(row, plan, width) for row in rows),
        *(mark for row in rows for mark in _marks(row, plan, t)),
        *_scale(figure, plan, rows[0].base, t),
        *key,
        kind="distribution",
    )


def distribution_strip(figure: Distribution, t: Translator, width: float) -> Markup:
    """All of them alone, low and without words of its own: for a list of questions that has these beside it."""
    if figure.whole is None:
        return Markup()
    plan = replace(_plan(figure.whole, width, _MOST_DOTS // 2), left=_EDGE)
    base = _height(figure.whole, plan)
    row = _Row(label="", note="", counted=figure.whole, top=0, base=base, is_whole=True)
    return drawing(
        figure,
        t("spread.description"),
        Sheet(width, base + plan.axis, plan.text),
        *_grid(plan, [row]),
        *_marks(row, plan, t),
        *_scale(figure, plan, base, t),
        kind="distribution",
    )


def _plan(whole: Counted, width: float, most_dots: int = _MOST_DOTS) -> _Plan:
    is_narrow = width < NARROW_BELOW
    most = max(whole.counts)
    return _Plan(
        text=13.0 if is_narrow else 15.0,
        left=_EDGE if is_narrow else width * _LABELS + _EDGE,
        right=width - _EDGE,
        unit=min(_STEP, _STEP * most_dots / most),
        has_dots=most <= most_dots,
        is_narrow=is_narrow,
    )


def _height(counted: Counted, plan: _Plan) -> float:
    """Of the highest mark, with its number where it is a bar, and some air."""
    return max(counted.counts) * plan.unit + (0 if plan.has_dots else plan.text) + _AIR


def _rows(figure: Distribution, whole: Counted, plan: _Plan, t: Translator, width: float) -> Iterator[_Row]:
    """All of them, with the scale below, and then each side."""
    top = 2.0
    for name, counted in [("all", whole), *((f"side.{side}", figure.sides[side]) for side in Side if figure.sides)]:
        label = t(f"spread.{name}")
        note = t("spread.note", count=counted.spread.number, mean=t.score(counted.spread.mean))
        words = plan.text * LINE_HEIGHT * (1 if plan.is_narrow and _fit_beside(label, note, plan, width) else 2)
        marks = _height(counted, plan)
        base = top + (words + marks if plan.is_narrow else max(words, marks))
        yield _Row(label=label, note=note, counted=counted, top=top, base=base, is_whole=counted is whole)
        top = base + (plan.axis if counted is whole else _AIR) + plan.text * 0.6


def _fit_beside(label: str, note: str, plan: _Plan, width: float) -> bool:
    return text_width(label, plan.text) + plan.text + text_width(note, plan.text) <= width


def _grid(plan: _Plan, rows: list[_Row]) -> Iterator[Markup]:
    """What the marks stand on, and a short tick under every number where the scale is far above."""
    for row in rows:
        left, right = plan.x(0) - _DOT, plan.x(POINTS[-1]) + _DOT
        yield _line("spider-ring", left, row.base, right, row.base, ink.RING, 1)
        for point in () if row.is_whole else POINTS:
            yield _line("spider-ring", plan.x(point), row.base, plan.x(point), row.base + 4, ink.RING, 1)


def _line(class_: str, x1: float, y1: float, x2: float, y2: float, stroke: str, width: float) -> Markup:  # noqa: PLR0917 – the ends of a line
    return element("line", class_=class_, x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width)


def _words(row: _Row, plan: _Plan, width: float) -> Markup:
    step = plan.text * LINE_HEIGHT
    first = row.top + plan.text
    beside = plan.is_narrow and _fit_beside(row.label, row.note, plan, width)
    return element(
        "g",
        element("text", row.label, class_="distribution-label", x=0, y=first, font_weight="600"),
        element(
            "text",
            row.note,
            class_="spider-none",
            x=width if beside else 0,
            y=first if beside else first + step,
            fill=ink.SUBTLE,
            text_anchor="end" if beside else None,
        ),
        font_size=plan.text,
        aria_hidden="true",
    )


def _marks(row: _Row, plan: _Plan, t: Translator) -> Iterator[Markup]:
    """The line of the mean over the answers, and the numbers of bars over the line."""
    yield from _answers(row, plan)
    yield _mean(row, plan)
    yield from _numbers(row, plan, t)


def _answers(row: _Row, plan: _Plan) -> Iterator[Markup]:
    for point in POINTS:
        count = row.counted.counts[point]
        if plan.has_dots:
            yield from (_dot(plan.x(point), row.base - (above + 0.5) * plan.unit) for above in range(count))
        elif count:
            yield _bar(plan.x(point), row.base, count * plan.unit)


def _dot(x: float, y: float) -> Markup:
    return element(
        "circle",
        class_="distribution-answer",
        cx=x,
        cy=y,
        r=_DOT,
        fill=ink.WEIGHTING,
        stroke=ink.WEIGHTING_EDGE,
        stroke_width=1.5,
    )


def _bar(x: float, base: float, height: float) -> Markup:
    return element(
        "rect",
        class_="distribution-answer",
        x=x - _BAR_WIDTH / 2,
        y=base - height,
        width=_BAR_WIDTH,
        height=height,
        fill=ink.WEIGHTING,
        stroke=ink.WEIGHTING_EDGE,
        stroke_width=1.5,
    )


def _numbers(row: _Row, plan: _Plan, t: Translator) -> Iterator[Markup]:
    """How many each bar is of, on paper of its own: the line of the mean may pass behind."""
    size = 0.85 * plan.text
    for point in () if plan.has_dots else POINTS:
        count = row.counted.counts[point]
        if not count:
            continue
        written, foot = t.number(count), row.base - count * plan.unit - 0.3 * plan.text
        wide = text_width(written, size) + 2
        yield element(
            "rect",
            class_="spider-hub",
            x=plan.x(point) - wide / 2,
            y=foot - size,
            width=wide,
            height=size + 2,
            fill=ink.PAPER,
        )
        yield element(
            "text",
            written,
            class_="distribution-count",
            x=plan.x(point),
            y=foot,
            font_size=size,
            text_anchor="middle",
            aria_hidden="true",
        )


def _mean(row: _Row, plan: _Plan) -> Markup:
    x = plan.x(float(row.counted.spread.mean))
    top = row.base - max(row.counted.counts) * plan.unit - (_AIR / 2 if plan.has_dots else 0)
    return _line("distribution-mean", x, top, x, row.base + 4, ink.SCORE, 1.75)


def _scale(figure: Distribution, plan: _Plan, base: float, t: Translator) -> Iterator[Markup]:
    """The numbers from 0 to 10; what was agreed is in a filled circle, so that grey print shows it too."""
    middle = base + plan.axis / 2 + 2
    for point in POINTS:
        is_agreed = point == figure.agreed
        if is_agreed:
            yield _agreed(plan.x(point), middle, plan)
        yield element(
            "text",
            t.number(point),
            class_="distribution-agreed-number" if is_agreed else "spider-ring-name",
            x=plan.x(point),
            y=middle + 0.3 * plan.text,
            font_size=plan.text * 0.85,
            font_weight="600" if is_agreed else None,
            fill=ink.PAPER if is_agreed else ink.SUBTLE,
            text_anchor="middle",
            aria_hidden="true",
        )


def _agreed(x: float, y: float, plan: _Plan) -> Markup:
    return element("circle", class_="distribution-agreed", cx=x, cy=y, r=plan.text * 0.78, fill=ink.SCORE)


def _legend(figure: Distribution, plan: _Plan, t: Translator, top: float, width: float) -> Iterator[Markup]:
    """What the thin line and the filled circle are, one to a line where there is no room for both beside each other."""
    left, y, size, key = 0.0 if plan.is_narrow else plan.left - _DOT, top + plan.text, 0.85 * plan.text, 1.3 * plan.text
    mean, agreed = t("spread.legend.mean"), t("spread.legend.adopted" if figure.adopted else "spread.legend.agreed")
    line = (
        _line("distribution-mean", left + 5, y - size, left + 5, y + 3, ink.SCORE, 1.75),
        _said(mean, left + key, y, size),
    )
    onward = left + key + text_width(mean, size) + plan.text
    is_beside = onward + key + text_width(agreed, size) <= width
    x, foot = (onward, y) if is_beside else (left, y + plan.text * LINE_HEIGHT)
    circle = (
        element("circle", class_="distribution-agreed", cx=x + 5, cy=foot - size * 0.35, r=5, fill=ink.SCORE),
        _said(agreed, x + key, foot, size),
    )
    for entries in [line] if figure.agreed is None else [(*line, *circle)] if is_beside else [line, circle]:
        yield element("g", *entries, aria_hidden="true")


def _said(words: str, x: float, y: float, size: float) -> Markup:
    return element("text", words, class_="spider-none", x=x, y=y, font_size=size, fill=ink.SUBTLE)
