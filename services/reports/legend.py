"""What the marks of a figure mean, in rows that are as wide as the figure allows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum, auto

import msgspec
from markupsafe import Markup

from services.reports import ink
from services.reports.spider_shapes import DASHES, hollow_point, missing_mark, score_point
from services.reports.spread_shapes import band_mark, median_mark
from services.reports.svg import element, points
from services.reports.text_width import LINE_HEIGHT, balanced, text_width

_SAMPLE = 28.0
_TO_TEXT = 7.0
_BETWEEN = 20.0

APART_DASHES = "7 6"
"""Between two scores that can't be compared."""


class Mark(Enum):
    SCORE = auto()
    WEIGHTING = auto()
    EARLIER = auto()
    EARLIEST = auto()
    INCOMPARABLE = auto()
    APART = auto()
    MISSING = auto()
    HAPPENED = auto()
    BAND = auto()
    MEDIAN = auto()
    ACROSS = auto()
    """The median on a scale that lies flat."""

    OWN = auto()


class Entry(msgspec.Struct, frozen=True):
    mark: Mark
    text: str


class Legend(msgspec.Struct, frozen=True):
    drawing: Markup
    height: float


class _Item(msgspec.Struct, frozen=True):
    mark: Mark
    lines: tuple[str, ...]
    width: float


def legend(entries: Iterable[Entry], size: float, width: float, top: float) -> Legend:
    """Rows centred under x = 0, from `top` downwards. Hidden from screen readers, which are told in words."""
    drawn: list[Markup] = []
    y = top
    for row in _rows([_item(entry, size, width) for entry in entries], width):
        x = -(sum(item.width for item in row) + _BETWEEN * (len(row) - 1)) / 2
        for item in row:
            drawn.extend(_drawn(item, size, x, y))
            x += item.width + _BETWEEN
        y += max(len(item.lines) for item in row) * size * LINE_HEIGHT + size * 0.45
    return Legend(
        drawing=element("g", *drawn, class_="spider-legend", font_size=size, fill=ink.SUBTLE, aria_hidden="true"),
        height=y - top,
    )


def _item(entry: Entry, size: float, width: float) -> _Item:
    lines = balanced(entry.text, size, width - _SAMPLE - _TO_TEXT)
    return _Item(
        mark=entry.mark,
        lines=lines,
        width=_SAMPLE + _TO_TEXT + max(text_width(line, size) for line in lines),
    )


def _rows(items: Sequence[_Item], width: float) -> list[list[_Item]]:
    rows: list[list[_Item]] = []
    for item in items:
        if rows and sum(placed.width + _BETWEEN for placed in rows[-1]) + item.width <= width:
            rows[-1].append(item)
        else:
            rows.append([item])
    return rows


def _drawn(item: _Item, size: float, x: float, y: float) -> Iterable[Markup]:
    middle = y + size * LINE_HEIGHT / 2
    yield from _SAMPLES[item.mark](x, middle)
    for number, line in enumerate(item.lines):
        baseline = middle + size * 0.36 + number * size * LINE_HEIGHT
        yield element("text", line, x=x + _SAMPLE + _TO_TEXT, y=baseline)


def _score(x: float, y: float) -> Iterable[Markup]:
    yield _stroke("spider-score", x, y, colour=ink.SCORE, thickness=3.5)
    yield score_point(x + _SAMPLE / 2, y, 5)


def _weighting(x: float, y: float) -> Iterable[Markup]:
    yield element("rect", class_="spider-weighting", x=x, y=y - 6, width=_SAMPLE, height=12, rx=2, fill=ink.WEIGHTING)
    yield element(
        "rect",
        class_="spider-weighting-edge",
        x=x,
        y=y - 6,
        width=_SAMPLE,
        height=12,
        rx=2,
        fill="none",
        stroke=ink.WEIGHTING_EDGE,
        stroke_width=1.5,
    )


def _earlier(x: float, y: float) -> Iterable[Markup]:
    yield _stroke("spider-earlier", x, y, colour=ink.EARLIER, thickness=1.75, dashes=DASHES[0])


def _earliest(x: float, y: float) -> Iterable[Markup]:
    yield _stroke("spider-earlier", x, y, colour=ink.EARLIER, thickness=1.75, dashes=DASHES[1])


def _incomparable(x: float, y: float) -> Iterable[Markup]:
    yield hollow_point(x + _SAMPLE / 2, y)


def _apart(x: float, y: float) -> Iterable[Markup]:
    yield _stroke("spider-score", x, y, colour=ink.SCORE, thickness=3, dashes=APART_DASHES)


def _missing(x: float, y: float) -> Iterable[Markup]:
    yield missing_mark(x + _SAMPLE / 2, y, 4.5)


def _happened(x: float, y: float) -> Iterable[Markup]:
    yield happened_mark(x + _SAMPLE / 2, y)


def _band(x: float, y: float) -> Iterable[Markup]:
    yield band_mark((x, y - 6), (x + _SAMPLE, y + 6))


def _median(x: float, y: float) -> Iterable[Markup]:
    yield median_mark((x, y), (x + _SAMPLE, y))


def _across(x: float, y: float) -> Iterable[Markup]:
    middle = x + _SAMPLE / 2
    yield median_mark((middle, y - 8), (middle, y + 8))


def _own(x: float, y: float) -> Iterable[Markup]:
    yield score_point(x + _SAMPLE / 2, y, 6)


def happened_mark(x: float, y: float) -> Markup:
    """A small square on its corner: no figure, but something that happened."""
    corners = [(x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y)]
    return element("polygon", class_="series-happened", points=points(corners), fill=ink.SUBTLE)


def _stroke(class_: str, x: float, y: float, *, colour: str, thickness: float, dashes: str | None = None) -> Markup:
    return element(
        "line",
        class_=class_,
        x1=x,
        y1=y,
        x2=x + _SAMPLE,
        y2=y,
        stroke=colour,
        stroke_width=thickness,
        stroke_dasharray=dashes,
        stroke_linecap="round" if dashes is None else None,
    )


_SAMPLES: Mapping[Mark, Callable[[float, float], Iterable[Markup]]] = {
    Mark.SCORE: _score,
    Mark.WEIGHTING: _weighting,
    Mark.EARLIER: _earlier,
    Mark.EARLIEST: _earliest,
    Mark.INCOMPARABLE: _incomparable,
    Mark.APART: _apart,
    Mark.MISSING: _missing,
    Mark.HAPPENED: _happened,
    Mark.BAND: _band,
    Mark.MEDIAN: _median,
    Mark.ACROSS: _across,
    Mark.OWN: _own,
}
