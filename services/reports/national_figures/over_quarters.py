"""A national figure over quarters, on an axis where each quarter is as wide as any other, released or not.

A point is a release's mean. A line leads from one quarter to the next only where both are published: nothing is
smoothed and nothing drawn through a quarter without a number. What is withheld is a hollow mark above the figure. The
spread stands behind each point by itself, for it is of those municipalities that contributed then.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import msgspec
from markupsafe import Markup

from domain.national.quarter import Quarter
from domain.national.release import Figure
from domain.national.variables import Variable
from infra.translation import Translator
from services.reports import ink
from services.reports.drawing import NARROW_BELOW, Sheet, drawing
from services.reports.legend import Entry, Mark, legend
from services.reports.national_figures.legends import entries, has_band
from services.reports.national_figures.scale import marked
from services.reports.national_figures.writing import said
from services.reports.plot import Plot, level, text_size, written
from services.reports.spider_shapes import missing_mark, score_point
from services.reports.spread_shapes import band_mark, median_mark
from services.reports.svg import element, points
from services.reports.text_width import text_width

_WIDEST_BOX: Final = 26.0
_EDGE: Final = 20.0
_NUMBERED_BELOW: Final = 13
"""With more quarters than these the axis names years alone."""


class Told(msgspec.Struct, frozen=True):
    """What one release says. `version` is the quarter's newest."""

    quarter: Quarter
    version: int
    figure: Figure


class OverQuarters(msgspec.Struct, frozen=True):
    """Of one group, the oldest quarter first; one release at least. `id` is unique on its page."""

    id: str
    title: str
    variable: Variable
    told: tuple[Told, ...]

    @property
    def has_gap(self) -> bool:
        return any(one.figure.mean is None for one in self.told)


class _Frame(Plot, frozen=True):
    """`first` is the ordinal of the first quarter, `step` how far two that follow each other are apart."""

    left: float
    right: float
    first: int
    count: int

    @property
    def step(self) -> float:
        return (self.right - self.left - 2 * _EDGE) / max(self.count - 1, 1)

    @property
    def box(self) -> float:
        return min(_WIDEST_BOX, self.step * 0.6)

    def x(self, quarter: Quarter) -> float:
        if self.count == 1:
            return (self.left + self.right) / 2
        return self.left + _EDGE + (quarter.ordinal - self.first) * self.step


def over_quarters(figure: OverQuarters, t: Translator, width: float) -> Markup:
    frame = _frame(figure, t, width)
    below = list(_quarters(figure, frame, t))
    foot = frame.bottom + frame.text * (2.9 if _is_numbered(frame) else 1.7)
    explained = legend(_entries(figure, t), frame.text * 0.95, width, 0)
    return drawing(
        figure,
        _in_words(figure, t),
        Sheet(width, foot + explained.height + frame.text, frame.text),
        *_levels(figure, frame, t),
        *_bands(figure, frame),
        *_lines(figure, frame),
        *_medians(figure, frame),
        *_points(figure, frame, t),
        *below,
        element("g", explained.drawing, transform=f"translate({width / 2:g} {foot + frame.text * 0.5:g})"),
        kind="national-drawing",
    )


def _frame(figure: OverQuarters, t: Translator, width: float) -> _Frame:
    text = text_size(width)
    first, last = figure.told[0].quarter.ordinal, figure.told[-1].quarter.ordinal
    names = [said(one, figure.variable, t) for one in marked(figure.variable)]
    top = text * 2.4
    return _Frame(
        top=top,
        bottom=top + (150 if width < NARROW_BELOW else 220),
        text=text,
        most=int(figure.variable.upper),
        left=max(text_width(name, text * 0.88) for name in names) + text,
        right=width - text * 0.4,
        first=first,
        count=last - first + 1,
    )


def _levels(figure: OverQuarters, frame: _Frame, t: Translator) -> Iterator[Markup]:
    for one in marked(figure.variable):
        yield from level(frame, one, said(one, figure.variable, t), frame.left, frame.right)


def _bands(figure: OverQuarters, frame: _Frame) -> Iterator[Markup]:
    """From the lower to the upper quartile, as wide as leaves the quarters apart."""
    for one in figure.told:
        if has_band(one.figure):
            x, reach = frame.x(one.quarter), frame.box / 2
            yield band_mark(
                (x - reach, frame.y(one.figure.upper_quartile)), (x + reach, frame.y(one.figure.lower_quartile))
            )


def _lines(figure: OverQuarters, frame: _Frame) -> Iterator[Markup]:
    for before, after in pairwise(figure.told):
        if after.quarter.ordinal - before.quarter.ordinal != 1:
            continue
        if before.figure.mean is None or after.figure.mean is None:
            continue
        ends = [(frame.x(one.quarter), frame.y(one.figure.mean)) for one in (before, after)]
        yield element(
            "polyline",
            class_="series-line",
            points=points(ends),
            fill="none",
            stroke=ink.SCORE,
            stroke_width=2.5,
            stroke_linecap="round",
        )


def _medians(figure: OverQuarters, frame: _Frame) -> Iterator[Markup]:
    reach = frame.box / 2 + 1
    for one in figure.told:
        if one.figure.median is not None:
            x, y = frame.x(one.quarter), frame.y(one.figure.median)
            yield median_mark((x - reach, y), (x + reach, y))


def _points(figure: OverQuarters, frame: _Frame, t: Translator) -> Iterator[Markup]:
    """Each with its number above it, where all have room; else those of the first and the last."""
    numbered = _numbered(figure, frame, t)
    radius = min(5.5, max(2.5, frame.step * 0.3))
    for one in figure.told:
        x = frame.x(one.quarter)
        if one.figure.mean is None:
            yield missing_mark(x, frame.top - frame.text, min(4.5, radius))
            continue
        yield score_point(x, frame.y(one.figure.mean), radius)
        if one in numbered:
            yield _number(said(one.figure.mean, figure.variable, t), x, _foot(one.figure, frame), frame)


def _numbered(figure: OverQuarters, frame: _Frame, t: Translator) -> Sequence[Told]:
    there = [one for one in figure.told if one.figure.mean is not None]
    widest = (
        max((text_width(said(one.figure.mean, figure.variable, t), frame.text) for one in there), default=0)
        + frame.text * 0.3
    )
    if widest <= frame.step:
        return there
    are_apart = bool(there) and frame.x(there[-1].quarter) - frame.x(there[0].quarter) >= widest
    return [there[0], there[-1]] if are_apart else there[-1:]


def _foot(figure: Figure, frame: _Frame) -> float:
    """Above all of it: a number on the band would be struck out by the median."""
    highest = max(one for one in (figure.mean, figure.upper_quartile, figure.median) if one is not None)
    return frame.y(highest) - frame.text * 0.75


def _number(number: str, x: float, y: float, frame: _Frame) -> Markup:
    return element(
        "text",
        number,
        class_="spider-figure",
        x=x,
        y=y,
        font_weight="600",
        font_size=frame.text,
        fill=ink.SCORE,
        text_anchor="middle",
    )


def _is_numbered(frame: _Frame) -> bool:
    return frame.count < _NUMBERED_BELOW


def _quarters(figure: OverQuarters, frame: _Frame, t: Translator) -> Iterator[Markup]:
    """A number for each quarter, and its year below where there is one to be begun."""
    first = figure.told[0].quarter
    every = [first.later(place) for place in range(frame.count)]
    baseline = frame.bottom + frame.text * 1.5
    if _is_numbered(frame):
        for one in every:
            yield written(
                t("national-figure.quarter.short", number=one.number), frame.x(one), baseline, "middle", frame
            )
        baseline += frame.text * 1.2
    yield from _years(every, frame, baseline)


def _years(every: Sequence[Quarter], frame: _Frame, baseline: float) -> Iterator[Markup]:
    """Where each begins, and of those that touch the earlier one."""
    end = 0.0
    for one in every:
        if one.number != 1 and one != every[0]:
            continue
        name, half = f"{one.year}", text_width(f"{one.year}", frame.text * 0.88) / 2
        x = max(frame.x(one), half)
        if one.number == 1 and len(every) > 1:
            yield _begin(one, frame)
        if x - half > end:
            end = x + half + frame.text * 0.5
            yield written(name, x, baseline, "middle", frame)


def _begin(one: Quarter, frame: _Frame) -> Markup:
    """A tick under the first quarter of a year."""
    x = frame.x(one)
    return element(
        "line",
        class_="spider-ring",
        x1=x,
        x2=x,
        y1=frame.bottom,
        y2=frame.bottom + frame.text * 0.4,
        stroke=ink.RING,
        stroke_width=1.25,
    )


def _entries(figure: OverQuarters, t: Translator) -> Iterator[Entry]:
    yield from entries([one.figure for one in figure.told], t)
    if figure.has_gap:
        yield Entry(Mark.MISSING, t("national-figure.legend.withheld"))


def _in_words(figure: OverQuarters, t: Translator) -> str:
    first, last = figure.told[0].quarter, figure.told[-1].quarter
    names = [t("national-table.quarter", number=one.number, year=str(one.year)) for one in (first, last)]
    return t("national-figure.series.description", count=len(figure.told), first=names[0], last=names[1])
