"""What a figure says, read from where its marks stand: by its own rings, grid lines and numbers, and nothing else.

A drawing has two decimals of a pixel, so that a figure is read to some hundredths.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from xml.etree import ElementTree as ET

import msgspec

from tests.support.drawings import SVG, corners

Figure = float | None
Element = ET.Element

NEAR = 0.05 + 0.01
"""What is rounded to one decimal, and what is read from pixels."""


class SpiderRead(msgspec.Struct, frozen=True):
    """By axis, from 12 o'clock. `earlier` has the newest first, `hollow` the axes with a mark that is no comparison."""

    scores: tuple[Figure, ...]
    weightings: tuple[Figure, ...]
    earlier: tuple[tuple[Figure, ...], ...]
    hollow: frozenset[int]
    missing: frozenset[int]


class SeriesRead(msgspec.Struct, frozen=True):
    """By measurement. `written` is the figure at its point, where there was room; `way` how far along the axis it is.

    `solid` and `dashed` have each line by the measurement that it leads to.
    """

    scores: tuple[Figure, ...]
    weightings: tuple[Figure, ...]
    written: tuple[str | None, ...]
    way: tuple[float, ...]
    solid: frozenset[int]
    dashed: frozenset[int]


class WaterfallRead(msgspec.Struct, frozen=True):
    """`levels` from before the first part to after the last; `notes` is what is written beside each row."""

    levels: tuple[float, ...]
    notes: tuple[str, ...]
    points: tuple[float, float]


class ContinuumRead(msgspec.Struct, frozen=True):
    thickness: float
    written: str
    earlier: tuple[float, ...]


def same(read: Figure, written: str) -> bool:
    """Whether a mark stands where the table says; `–` and words are no figure."""
    stated = number_in(written)
    if read is None or stated is None:
        return read is stated
    return abs(read - stated) <= NEAR


def number_in(written: str) -> Figure:
    """The first word as a number, in Norwegian form."""
    word = written.replace("\u2212", "-").replace(",", ".").split(maxsplit=1)[:1]
    return float(word[0]) if word and re.fullmatch(r"[+-]?\d+(\.\d+)?", word[0]) else None


def spider_read(root: Element) -> SpiderRead:
    return _spider(list(_marks(root)))


def multiples_read(root: Element) -> dict[str, SpiderRead]:
    """Each small one, by its name."""
    found = {}
    for group in root.findall(f"{SVG}g"):
        name = " ".join(one.text or "" for one in group.findall(f"{SVG}text"))
        (plot,) = group.findall(f"{SVG}g")
        found[name] = _spider(list(_marks(plot)))
    return found


def _marks(root: Element) -> Iterator[Element]:
    """Everything but the legend, whose samples are no figures."""
    for child in root:
        if child.get("class") != "spider-legend":
            yield child
            yield from _marks(child)


def _of(marks: Sequence[Element], class_: str) -> list[Element]:
    return [mark for mark in marks if mark.get("class") == class_]


def _centre(circle: Element) -> tuple[float, float]:
    return float(circle.attrib["cx"]), float(circle.attrib["cy"])


class _Rings(msgspec.Struct, frozen=True):
    zero: float
    ten: float
    axes: int

    def read(self, x: float, y: float) -> tuple[int, float]:
        """The axis, and the figure on it."""
        axis = round(math.atan2(x, -y) / math.tau * self.axes) % self.axes
        return axis, (math.hypot(x, y) - self.zero) / (self.ten - self.zero) * 10

    def figures(self, found: Sequence[tuple[float, float]]) -> tuple[Figure, ...]:
        read = dict(self.read(x, y) for x, y in found)
        assert len(read) == len(found), "two marks on one axis"
        return tuple(read.get(axis) for axis in range(self.axes))


def _spider(marks: Sequence[Element]) -> SpiderRead:
    rings = sorted(float(mark.attrib["r"]) for mark in _of(marks, "spider-ring") if "r" in mark.attrib)
    axes = sum("x1" in mark.attrib for mark in _of(marks, "spider-ring"))
    scale = _Rings(rings[0], rings[-1], axes)
    area = [corner for mark in _of(marks, "spider-weighting") for corner in corners(mark) if corner != (0, 0)]
    dashed: dict[str, list[tuple[float, float]]] = {}
    for mark in _of(marks, "spider-earlier"):
        dashed.setdefault(mark.attrib["stroke-dasharray"], []).extend(corners(mark))
    scores = scale.figures([_centre(mark) for mark in _of(marks, "spider-point")])
    line = scale.figures([corner for mark in _of(marks, "spider-score") for corner in corners(mark)])
    assert _agree(line, scores), "the line leads past its points"
    return SpiderRead(
        scores=scores,
        weightings=scale.figures(area),
        earlier=tuple(scale.figures(found) for found in reversed(dashed.values())),
        hollow=frozenset(scale.read(*_centre(mark))[0] for mark in _of(marks, "spider-earlier-hollow")),
        missing=frozenset(scale.read(*_centre(mark))[0] for mark in _of(marks, "spider-missing")),
    )


def _agree(line: Sequence[Figure], points: Sequence[Figure]) -> bool:
    """A line has nothing to say where it is broken off."""
    return all(
        one is None or (other is not None and abs(one - other) < NEAR) for one, other in zip(line, points, strict=True)
    )


def series_read(root: Element, most: int = 10) -> SeriesRead:
    """`most` is the top of its scale."""
    marks = list(_marks(root))
    levels = [float(mark.attrib["y1"]) for mark in _of(marks, "spider-ring") if mark.get("y1") == mark.get("y2")]
    bottom, top = max(levels), min(levels)

    def figure(y: float) -> float:
        return (bottom - y) / (bottom - top) * most

    points = {x: figure(y) for x, y in map(_centre, _of(marks, "spider-point"))}
    places = sorted([*points, *(_centre(mark)[0] for mark in _of(marks, "spider-missing"))])
    edges = [corners(mark) for mark in _of(marks, "spider-weighting-edge")]
    weightings = {_nearest(places, (left[0] + right[0]) / 2): figure(left[1]) for left, right in edges}
    written = {_nearest(places, float(mark.attrib["x"])): mark.text for mark in _of(marks, "spider-figure")}
    whole = (places[-1] - places[0]) or 1
    lines = [end for class_ in ("series-line", "series-apart") for mark in _of(marks, class_) for end in corners(mark)]
    for x, y in lines:
        place = places[_nearest(places, x)]
        assert place in points, "a line to where no score is"
        assert abs(points[place] - figure(y)) < NEAR, "the line leads past its points"
    return SeriesRead(
        scores=tuple(points.get(x) for x in places),
        weightings=tuple(weightings.get(index) for index in range(len(places))),
        written=tuple(written.get(index) for index in range(len(places))),
        way=tuple((x - places[0]) / whole for x in places),
        solid=frozenset(_nearest(places, corners(mark)[-1][0]) for mark in _of(marks, "series-line")),
        dashed=frozenset(_nearest(places, corners(mark)[-1][0]) for mark in _of(marks, "series-apart")),
    )


def _nearest(places: Sequence[float], x: float) -> int:
    found = min(range(len(places)), key=lambda index: abs(places[index] - x))
    assert abs(places[found] - x) < 1, "a mark beside every measurement"
    return found


def waterfall_read(root: Element) -> WaterfallRead:
    """Each part begins where the one before ended."""
    marks = list(_marks(root))
    scale = _scale({float(mark.attrib["x"]): float(mark.text or "") for mark in _of(marks, "spider-ring-name")})
    arrows = [corners(mark) for mark in _of(marks, "waterfall-part")]
    begun, ended = [scale(found[0][0]) for found in arrows], [scale(found[2][0]) for found in arrows]
    assert all(abs(one - other) < NEAR for one, other in zip(begun[1:], ended[:-1], strict=True))
    before, after = _of(marks, "waterfall-earlier"), _of(marks, "spider-point")
    return WaterfallRead(
        levels=(begun[0], *ended),
        notes=tuple(mark.text or "" for mark in _of(marks, "waterfall-note")),
        points=(scale(_centre(before[0])[0]), scale(_centre(after[0])[0])),
    )


def _scale(named: Mapping[float, float]) -> Callable[[float], float]:
    """From the two ends of what is named."""
    (left, least), (right, most) = min(named.items()), max(named.items())
    return lambda x: least + (x - left) / (right - left) * (most - least)


def continuum_read(root: Element) -> ContinuumRead:
    marks = list(_marks(root))
    (bar,), (point,) = _of(marks, "continuum-bar"), _of(marks, "spider-point")
    ends = [x for x, _ in corners(bar)]
    scale = _scale({min(ends): 0, max(ends): 100})
    (written,) = _of(marks, "spider-figure")
    return ContinuumRead(
        thickness=scale(_centre(point)[0]),
        written=written.text or "",
        earlier=tuple(scale(_centre(mark)[0]) for mark in _of(marks, "spider-missing")),
    )
