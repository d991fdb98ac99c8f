"""An axis of days, for what is drawn over time: quarters marked lightly, dates written where they have room."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Self

import msgspec
from markupsafe import Markup

from infra.translation import Translator
from services.reports import ink
from services.reports.legend import happened_mark
from services.reports.svg import element
from services.reports.text_width import text_width

_QUARTERS = (1, 4, 7, 10)
_MOST_QUARTERS = 24
"""More than these are marked by the year alone."""

_TOGETHER = 16.0


class TimeAxis(msgspec.Struct, frozen=True, dict=True):
    """From `left` to `right`. Measurements of one and the same day stand beside each other, evenly."""

    days: tuple[date, ...]
    left: float
    right: float
    edge: float

    @classmethod
    def over(cls, days: Sequence[date], left: float, right: float) -> Self:
        """`left` is where the drawing begins; the first day stands a little inside it."""
        return cls(days=tuple(days), left=left, right=right, edge=min(14.0, (right - left) / 8))

    @property
    def begin(self) -> float:
        return self.left + self.edge

    def of(self, day: date) -> float:
        """Where a day is; within the axis."""
        whole = (self.days[-1] - self.days[0]).days
        if whole == 0:
            return (self.begin + self.right) / 2
        gone = min(max((day - self.days[0]).days, 0), whole)
        return self.begin + (self.right - self.begin) * gone / whole

    @cached_property
    def at(self) -> Sequence[float]:
        """Where each measurement is: line, area, point and date all ask for it."""
        if self.days[0] != self.days[-1]:
            return [self.of(day) for day in self.days]
        step = (self.right - self.begin) / (len(self.days) + 1)
        return [self.begin + step * place for place, _ in enumerate(self.days, start=1)]


def quarters(axis: TimeAxis, top: float, bottom: float) -> Iterator[Markup]:
    """A light line where each quarter begins, a little stronger where it is a year that does."""
    first, last = axis.days[0], axis.days[-1]
    begun = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in _QUARTERS]
    within = [day for day in begun if first < day <= last]
    for day in within if len(within) <= _MOST_QUARTERS else [day for day in within if day.month == 1]:
        x = axis.of(day)
        yield element(
            "line",
            class_="spider-ring",
            x1=x,
            x2=x,
            y1=top,
            y2=bottom,
            stroke=ink.RING,
            stroke_width=1.25 if day.month == 1 else 0.6,
        )


def dates_below(
    days: Sequence[tuple[date, float]], y: float, size: float, axis: TimeAxis, t: Translator
) -> Iterator[Markup]:
    """The last one, the first one, and of the others those that have room."""
    taken: list[tuple[float, float]] = []
    for day, x in [days[-1], *days[:-1]]:
        written = t.day(day)
        half = text_width(written, size) / 2
        middle = min(max(x, half), axis.right + size * 1.4 - half)
        if any(middle - half < right + size and left - size < middle + half for left, right in taken):
            continue
        taken.append((middle - half, middle + half))
        yield element(
            "text",
            written,
            class_="spider-none",
            x=middle,
            y=y,
            font_size=size,
            fill=ink.SUBTLE,
            text_anchor="middle",
        )


def happened_below(marks: Sequence[tuple[float, int]], bottom: float, size: float) -> Iterator[Markup]:
    """One mark for what happened close together, with the numbers that it has in the list."""
    for x, first, last in _together(marks):
        yield happened_mark(x, bottom + size * 0.85)
        yield element(
            "text",
            str(first) if first == last else f"{first}–{last}",
            class_="spider-none",
            x=x,
            y=bottom + size * 2.3,
            font_size=size * 0.88,
            fill=ink.SUBTLE,
            text_anchor="middle",
        )


def _together(marks: Sequence[tuple[float, int]]) -> Iterator[tuple[float, int, int]]:
    """`marks` in the order of time. Those that would touch are one, where the first of them is."""
    group: list[tuple[float, int]] = []
    for mark in marks:
        if group and mark[0] - group[-1][0] > _TOGETHER:
            yield group[0][0], group[0][1], group[-1][1]
            group = []
        group.append(mark)
    if group:
        yield group[0][0], group[0][1], group[-1][1]
