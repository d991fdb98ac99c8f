"""How far numbers lie apart, as marks: the band between the quartiles, and the median across it."""

from markupsafe import Markup

from services.reports import ink
from services.reports.spider_shapes import Point
from services.reports.svg import element


def band_mark(start: Point, end: Point) -> Markup:
    """A box between two corners, at least a pixel wide and high. Which corner is which does not matter."""
    (x1, x2), (y1, y2) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    return element(
        "rect",
        class_="national-band",
        x=x1,
        y=y1,
        width=max(x2 - x1, 1),
        height=max(y2 - y1, 1),
        fill=ink.WEIGHTING,
        stroke=ink.WEIGHTING_EDGE,
        stroke_width=1,
    )


def median_mark(start: Point, end: Point) -> Markup:
    return element(
        "line",
        class_="national-median",
        x1=start[0],
        y1=start[1],
        x2=end[0],
        y2=end[1],
        stroke=ink.SUBTLE,
        stroke_width=2,
    )
