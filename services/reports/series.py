"""One figure over time: a point for each measurement, on an axis where as many days are as long everywhere.

A line leads from one score to the next only where both are there, and is dashed where the two can't be compared. A
missing score is a hollow mark above the figure, never a zero. Always shown with the table of
`services.reports.series_table`; what happened in between has its words in a list of the page.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

import msgspec
from markupsafe import Markup

from infra.translation import Translator
from services.reports import ink
from services.reports.continuum import from_thin_to_thick
from services.reports.drawing import NARROW_BELOW, Sheet, drawing
from services.reports.legend import APART_DASHES, Entry, Mark, legend
from services.reports.plot import Plot, level, text_size, written
from services.reports.spider_shapes import Figure, Point, missing_mark, score_point
from services.reports.svg import element, number, points
from services.reports.text_width import FONT_FAMILY, text_width
from services.reports.time_axis import TimeAxis, dates_below, happened_below, quarters

__all__ = ["Happened", "Moment", "Series", "series", "series_legend", "series_legend_on_paper"]

_WEDGE: Final = 14.0


class Moment(msgspec.Struct, frozen=True):
    """One measurement, on its day in Norway. `apart` says in words what keeps its score from the one before.

    `weighting_apart` is whether the weighting can't be compared with the one before.
    """

    day: date
    score: Figure
    weighting: Figure = None
    apart: str | None = None
    weighting_apart: bool = False


class Happened(msgspec.Struct, frozen=True):
    """`number` is that of its words in the list."""

    day: date
    number: int


class Series(msgspec.Struct, frozen=True):
    """Oldest first. `id` is unique on its page. `most` is the top of the scale, which begins at 0.

    `ends` names bottom and top, where the scale runs from thin to thick rather than in numbers. `unfinished` are days
    of measurements that were not completed: a dashed line leads past them, and a word stands above.
    """

    id: str
    title: str
    moments: tuple[Moment, ...]
    happened: tuple[Happened, ...] = ()
    most: int = 10
    ends: tuple[str, str] | None = None
    unfinished: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        days = [moment.day for moment in self.moments]
        if not days or days != sorted(days):
            raise ValueError("a series has its measurements in the order of time, and one at least")

    def is_broken(self, before: Moment, after: Moment) -> bool:
        """Whether a measurement between the two was not completed."""
        return any(before.day <= day <= after.day for day in self.unfinished)

    @property
    def has_weighting(self) -> bool:
        return any(moment.weighting is not None for moment in self.moments)


class _Frame(Plot, frozen=True):
    """`axis` gives x by day."""

    axis: TimeAxis


def series(figure: Series, t: Translator, width: float) -> Markup:
    """Its legend is `series_legend`, once for all that are shown together."""
    frame = _frame(figure, width)
    below = _below(figure, frame, t)
    height = frame.bottom + below[1]
    return drawing(
        figure,
        _in_words(figure, t),
        Sheet(width, height, frame.text),
        *quarters(frame.axis, frame.top, frame.bottom),
        *_grid(figure, frame, t, width),
        *_weighting(figure, frame),
        *_scores(figure, frame),
        *_points(figure, frame, t),
        *_unfinished(figure, frame, t),
        *below[0],
    )


def series_legend(figures: Sequence[Series], t: Translator, width: float) -> Markup:
    """What the marks mean that are in any of the figures. Hidden from screen readers, which are told in words."""
    return _legend(list(_entries(figures, t)), width, aria_hidden="true")


def series_legend_on_paper(figures: Sequence[Series], t: Translator, width: float) -> Markup:
    """The same with its own words as its description: on paper there is no drawing without one."""
    entries = list(_entries(figures, t))
    return _legend(entries, width, element("title", ", ".join(entry.text for entry in entries)), role="img")


def _legend(entries: Sequence[Entry], width: float, *described: Markup, **said: str) -> Markup:
    text = text_size(width)
    drawn = legend(entries, text * 0.95, width, 0)
    return element(
        "svg",
        *described,
        drawn.drawing,
        xmlns="http://www.w3.org/2000/svg",
        class_="spider",
        viewBox=f"{number(-width / 2)} 0 {number(width)} {number(drawn.height)}",
        width=width,
        height=drawn.height,
        font_family=FONT_FAMILY,
        **said,
    )


def _entries(figures: Sequence[Series], t: Translator) -> Iterator[Entry]:
    every = [moment for figure in figures for moment in figure.moments]
    yield Entry(Mark.SCORE, t("spider.score"))
    if any(figure.has_weighting for figure in figures):
        yield Entry(Mark.WEIGHTING, t("spider.weighting"))
    if any(moment.apart for moment in every):
        yield Entry(Mark.APART, t("comparing.legend.apart"))
    if any(moment.score is None for moment in every):
        yield Entry(Mark.MISSING, t("spider.gap.too-few"))
    if any(figure.happened for figure in figures):
        yield Entry(Mark.HAPPENED, t("comparing.legend.happened"))


def _in_words(figure: Series, t: Translator) -> str:
    first, last = figure.moments[0].day, figure.moments[-1].day
    return t("comparing.series.description", count=len(figure.moments), first=t.day(first), last=t.day(last))


def _frame(figure: Series, width: float) -> _Frame:
    text = text_size(width)
    left = text * 2.2 + (_WEDGE if figure.ends else 0)
    axis = TimeAxis.over([moment.day for moment in figure.moments], left, width - text * 1.6)
    top = text * 2.4
    return _Frame(axis=axis, top=top, bottom=top + (132 if width < NARROW_BELOW else 190), text=text, most=figure.most)


def _below(figure: Series, frame: _Frame, t: Translator) -> tuple[list[Markup], float]:
    """What stands under the figure, and how much of the drawing it takes."""
    lane = frame.text * 2.6 if figure.happened else 0
    days = [(moment.day, frame.axis.at[index]) for index, moment in enumerate(figure.moments)]
    drawn = [
        *happened_below([(frame.axis.of(one.day), one.number) for one in figure.happened], frame.bottom, frame.text),
        *dates_below(days, frame.bottom + lane + frame.text * 1.5, frame.text * 0.88, frame.axis, t),
    ]
    return drawn, lane + frame.text * 2.1


def _grid(figure: Series, frame: _Frame, t: Translator, width: float) -> Iterator[Markup]:
    if figure.ends:
        yield from _continuum(figure.ends, frame)
    for ring in (0, figure.most // 2, figure.most):
        yield from level(frame, ring, "" if figure.ends else t.number(ring), frame.axis.left, width - frame.text * 0.4)


def _continuum(ends: tuple[str, str], frame: _Frame) -> Iterator[Markup]:
    """The bar from thin to thick, set upright, with its names at its ends."""
    middle = frame.text * 0.4 + _WEDGE / 2
    corners = [
        (middle - 1, frame.bottom),
        (middle - _WEDGE / 2, frame.top),
        (middle + _WEDGE / 2, frame.top),
        (middle + 1, frame.bottom),
    ]
    yield from_thin_to_thick(corners)
    beside = middle + _WEDGE / 2 + frame.text * 0.5
    yield written(ends[1], beside, frame.top - frame.text * 0.5, None, frame)
    yield written(ends[0], beside, frame.bottom - frame.text * 0.5, None, frame)


def _weighting(figure: Series, frame: _Frame) -> Iterator[Markup]:
    """Grey from the bottom up, between neighbours that both have one; only its edge is dashed."""
    for (index, before), after in zip(enumerate(figure.moments), figure.moments[1:], strict=False):
        if before.weighting is None or after.weighting is None:
            continue
        left, right = frame.axis.at[index], frame.axis.at[index + 1]
        edge = [(left, frame.y(before.weighting)), (right, frame.y(after.weighting))]
        area = [*edge, (right, frame.bottom), (left, frame.bottom)]
        yield element("polygon", class_="spider-weighting", points=points(area), fill=ink.WEIGHTING)
        dashes = "3 4" if after.weighting_apart else None
        yield _line("series-weighting", edge, ink.WEIGHTING_EDGE, 1.5, dashes)
    for index, moment in enumerate(figure.moments):
        if moment.weighting is not None:
            x, y = frame.axis.at[index], frame.y(moment.weighting)
            yield _line("spider-weighting-edge", [(x - 5, y), (x + 5, y)], ink.WEIGHTING_EDGE, 2.5, None)


def _scores(figure: Series, frame: _Frame) -> Iterator[Markup]:
    ends: list[Point | None] = [
        None if moment.score is None else (frame.axis.at[index], frame.y(moment.score))
        for index, moment in enumerate(figure.moments)
    ]
    for (before, after), (earlier, moment) in zip(pairwise(ends), pairwise(figure.moments), strict=True):
        if before is None or after is None:
            continue
        if moment.apart or figure.is_broken(earlier, moment):
            yield _line("series-apart", [before, after], ink.SCORE, 3, APART_DASHES)
        else:
            yield _line("series-line", [before, after], ink.SCORE, 3.5, None)


def _points(figure: Series, frame: _Frame, t: Translator) -> Iterator[Markup]:
    """Each with its figure above it, where that has room; the last one's before the others'."""
    taken: list[float] = []
    for index, moment in reversed(list(enumerate(figure.moments))):
        x = frame.axis.at[index]
        if moment.score is None:
            yield missing_mark(x, frame.top - frame.text, 4.5)
            continue
        y = frame.y(moment.score)
        yield score_point(x, y, 5.5)
        if all(abs(x - other) > frame.text * 2.2 for other in taken):
            taken.append(x)
            yield element(
                "text",
                t.score(moment.score),
                class_="spider-figure",
                x=x,
                y=y + _label_drop(moment, frame),
                font_weight="600",
                fill=ink.SCORE,
                text_anchor="middle",
            )


def _unfinished(figure: Series, frame: _Frame, t: Translator) -> Iterator[Markup]:
    """Above the figure, where its day is; the word only where it has room beside the one before."""
    word, last = t("comparing.not-completed"), -math.inf
    for day in sorted(figure.unfinished):
        x = frame.axis.of(day)
        yield missing_mark(x, frame.top - frame.text * 0.4, 4.5)
        half = text_width(word, frame.text * 0.88) / 2
        if x - half > last:
            yield written(word, x, frame.top - frame.text * 1.2, "middle", frame)
            last = x + half + frame.text


def _label_drop(moment: Moment, frame: _Frame) -> float:
    """From the point to the foot of its figure: above it, unless the edge of the weighting would strike it out."""
    above = 0.0 if moment.weighting is None else frame.y(moment.score) - frame.y(moment.weighting)
    return frame.text * (1.55 if 0 < above < frame.text * 2 else -0.75)


def _line(class_: str, ends: Sequence[Point], colour: str, thickness: float, dashes: str | None) -> Markup:
    return element(
        "polyline",
        class_=class_,
        points=points(ends),
        fill="none",
        stroke=colour,
        stroke_width=thickness,
        stroke_linecap="round" if dashes is None else None,
        stroke_dasharray=dashes,
    )
