"""The parts of a spider that small and large ones share: rings, area, lines and points."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

import msgspec
from markupsafe import Markup

from services.reports import ink
from services.reports.radial_labels import point
from services.reports.svg import element, points

Figure = Fraction | None
Point = tuple[float, float]

RINGS = (0, 2, 4, 6, 8, 10)
DASHES = ("6 4", "1.5 4")
_HUB = 0.06
_KEPT = 128
"""Circles of different sizes. They hold nothing of anybody."""


class Scale(msgspec.Struct, frozen=True):
    """From figures of 0 to 10 to points. The centre is a small ring, so that zeros lie apart."""

    radius: float
    count: int

    def distance(self, figure: Fraction | int) -> float:
        hub = self.radius * _HUB
        return hub + (self.radius - hub) * float(figure) / 10

    def points(self, figures: Sequence[Figure]) -> list[Point | None]:
        return [
            None if figure is None else point(index, self.count, self.distance(figure))
            for index, figure in enumerate(figures)
        ]


class Run(msgspec.Struct, frozen=True):
    """Points beside each other around the circle, without a gap between them. `whole`: all the way round."""

    points: tuple[Point, ...]
    whole: bool


def runs(around: Sequence[Point | None]) -> Iterator[Run]:
    """The stretches between the gaps, in order from the first gap on."""
    if None not in around:
        yield Run(points=tuple(found for found in around if found is not None), whole=True)
        return
    gap = around.index(None)
    stretch: list[Point] = []
    for found in (*around[gap + 1 :], *around[:gap], None):
        if found is not None:
            stretch.append(found)
        elif stretch:
            yield Run(points=tuple(stretch), whole=False)
            stretch = []


@lru_cache(_KEPT)
def grid(scale: Scale, rings: tuple[int, ...] = RINGS) -> tuple[Markup, ...]:
    """The same wherever a circle is as large and has as many axes, and there are twenty such on a page."""
    return (*_circles(scale, rings), *_spokes(scale))


def _circles(scale: Scale, rings: Sequence[int]) -> Iterator[Markup]:
    for ring in rings:
        strength = 1.25 if ring == rings[-1] else 0.9
        yield element(
            "circle",
            class_="spider-ring",
            r=scale.distance(ring),
            fill="none",
            stroke=ink.RING,
            stroke_width=strength,
        )


def _spokes(scale: Scale) -> Iterator[Markup]:
    for index in range(scale.count):
        (x1, y1), (x2, y2) = (point(index, scale.count, scale.distance(ring)) for ring in (0, 10))
        yield element("line", class_="spider-ring", x1=x1, y1=y1, x2=x2, y2=y2, stroke=ink.RING, stroke_width=0.9)


def weighting_area(scale: Scale, figures: Sequence[Figure]) -> Iterator[Markup]:
    """Grey, from the innermost ring outwards; beside a gap it ends at the neighbouring axes."""
    for run in runs(scale.points(figures)):
        corners = run.points if run.whole else ((0.0, 0.0), *run.points)
        yield element("polygon", class_="spider-weighting", points=points(corners), fill=ink.WEIGHTING)
    yield element("circle", class_="spider-hub", r=scale.distance(0), fill=ink.PAPER)


def weighting_edge(scale: Scale, figures: Sequence[Figure], thickness: float = 1.5) -> Iterator[Markup]:
    for run in runs(scale.points(figures)):
        yield _line("spider-weighting-edge", run, ink.WEIGHTING_EDGE, thickness)


def score_line(scale: Scale, figures: Sequence[Figure], thickness: float) -> Iterator[Markup]:
    for run in runs(scale.points(figures)):
        yield _line("spider-score", run, ink.SCORE, thickness)


def score_point(x: float, y: float, radius: float) -> Markup:
    return element(
        "circle",
        class_="spider-point",
        cx=x,
        cy=y,
        r=radius,
        fill=ink.SCORE,
        stroke=ink.PAPER,
        stroke_width=radius * 0.3,
    )


def missing_mark(x: float, y: float, radius: float) -> Markup:
    """Hollow: there is no figure here."""
    return element(
        "circle",
        class_="spider-missing",
        cx=x,
        cy=y,
        r=radius,
        fill=ink.PAPER,
        stroke=ink.SCORE,
        stroke_width=1.75,
    )


def earlier_line(scale: Scale, figures: Sequence[Figure], dashes: str, hollow: Sequence[bool]) -> Iterator[Markup]:
    """Thin and dashed, with small points so that one between two gaps is seen; hollow where it can't be compared."""
    ends = scale.points(figures)
    for run in runs(ends):
        yield _line("spider-earlier", run, ink.EARLIER, 1.75, dashes)
    for end, is_hollow in zip(ends, hollow, strict=True):
        if end is not None and is_hollow:
            yield hollow_point(*end)
        elif end is not None:
            yield element("circle", class_="spider-earlier-point", cx=end[0], cy=end[1], r=2.25, fill=ink.EARLIER)


def hollow_point(x: float, y: float) -> Markup:
    """An earlier figure that can't be compared. Larger than the others, so that it is seen to be hollow."""
    return element(
        "circle",
        class_="spider-earlier-hollow",
        cx=x,
        cy=y,
        r=4.25,
        fill=ink.PAPER,
        stroke=ink.EARLIER,
        stroke_width=1.75,
    )


def _line(class_: str, run: Run, colour: str, thickness: float, dashes: str | None = None) -> Markup:
    if len(run.points) == 1:
        (x, y), reach = run.points[0], thickness
        return element("circle", class_=class_, cx=x, cy=y, r=reach, fill="none", stroke=colour, stroke_width=thickness)
    return element(
        "polygon" if run.whole else "polyline",
        class_=class_,
        points=points(run.points),
        fill="none",
        stroke=colour,
        stroke_width=thickness,
        stroke_linejoin="round",
        stroke_linecap="round" if dashes is None else None,
        stroke_dasharray=dashes,
    )
