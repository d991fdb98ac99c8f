"""Own numbers of one kind through the quarters of several releases, each over the band of its own release."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec
from markupsafe import Markup

from infra.translation import Translator
from services.reports import ink
from services.reports.bands import Row, line, own_point
from services.reports.drawing import Sheet, drawing
from services.reports.spread_shapes import band_mark, median_mark
from services.reports.svg import element
from services.reports.text_width import text_width

_TEXT = 13.0
_HEIGHT = 120.0
_TOP = 8.0
_BAND = 14.0
_POINT = 5.0


class Turn(msgspec.Struct, frozen=True):
    """What stands over one quarter. `name` is short: it is written below, where there is room for it."""

    name: str
    row: Row


class BandsOverTime(msgspec.Struct, frozen=True):
    """Oldest first, evenly beside each other."""

    id: str
    title: str
    turns: tuple[Turn, ...]
    scale: tuple[str, ...]


class _Plan(msgspec.Struct, frozen=True):
    left: float
    right: float
    turns: int

    def x(self, place: int) -> float:
        return self.left + (self.right - self.left) * (place + 0.5) / self.turns

    @staticmethod
    def y(part: float) -> float:
        return _TOP + _HEIGHT * (1 - part)


def bands_over_time(figure: BandsOverTime, t: Translator, width: float) -> Markup:
    names = max(text_width(written, _TEXT * 0.85) for written in figure.scale)
    plan = _Plan(left=names + 6, right=width - 2, turns=len(figure.turns))
    return drawing(
        figure,
        t("bands.description"),
        Sheet(width, _TOP + _HEIGHT + 1.9 * _TEXT, _TEXT),
        *_grid(figure, plan),
        *(mark for place, turn in enumerate(figure.turns) for mark in _country(turn.row, plan.x(place), plan)),
        *_own(figure.turns, plan),
        *_names(figure.turns, plan, width),
        kind="national-drawing",
    )


def _grid(figure: BandsOverTime, plan: _Plan) -> Iterator[Markup]:
    for place, written in enumerate(figure.scale):
        y = plan.y(place / (len(figure.scale) - 1))
        yield line("spider-ring", plan.left, y, plan.right, y, ink.RING, 0.8)
        yield element(
            "text",
            written,
            class_="spider-ring-name",
            x=plan.left - 5,
            y=y + 0.3 * _TEXT,
            font_size=_TEXT * 0.85,
            fill=ink.SUBTLE,
            text_anchor="end",
            aria_hidden="true",
        )


def _country(row: Row, x: float, plan: _Plan) -> Iterator[Markup]:
    if row.band is not None:
        foot, top = (plan.y(float(end)) for end in row.band)
        yield band_mark((x - _BAND / 2, top), (x + _BAND / 2, foot))
    if row.median is not None:
        y = plan.y(float(row.median))
        yield median_mark((x - _BAND / 2 - 3, y), (x + _BAND / 2 + 3, y))


def _own(turns: Sequence[Turn], plan: _Plan) -> Iterator[Markup]:
    """A line between quarters beside each other, and a gap where there is no number."""
    at = [(plan.x(place), one.row.own) for place, one in enumerate(turns)]
    for (x1, before), (x2, after) in pairwise(at):
        if before is not None and after is not None:
            yield line("series-line", x1, plan.y(float(before)), x2, plan.y(float(after)), ink.SCORE, 3)
    yield from (own_point(x, plan.y(float(own)), _POINT) for x, own in at if own is not None)


def _names(turns: Sequence[Turn], plan: _Plan, width: float) -> Iterator[Markup]:
    """The last one, the first one, and of the others those that have room."""
    size, taken = _TEXT * 0.85, list[tuple[float, float]]()
    places = range(len(turns))
    for place in dict.fromkeys([*places[-1:], *places[:1], *places]):
        half = text_width(turns[place].name, size) / 2
        x = min(max(plan.x(place), half), width - half)
        if any(x - half < right + size / 2 and left - size / 2 < x + half for left, right in taken):
            continue
        taken.append((x - half, x + half))
        yield element(
            "text",
            turns[place].name,
            class_="spider-none",
            x=x,
            y=_TOP + _HEIGHT + 1.4 * _TEXT,
            font_size=size,
            fill=ink.SUBTLE,
            text_anchor="middle",
            aria_hidden="true",
        )
