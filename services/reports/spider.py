"""The profile as a spider diagram: one SVG for pages, reports and pictures alike.

Axes run from 12 o'clock clockwise in the order given. A missing figure leaves a gap, never a zero. A spider is
always shown with the table of `services.reports.spider_table`.
"""

from collections.abc import Iterator

import msgspec
from markupsafe import Markup

from infra.translation import Translator
from services.reports import ink
from services.reports.drawing import NARROW_BELOW, Sheet, drawing
from services.reports.legend import Entry, Mark, legend
from services.reports.radial_labels import MARGIN
from services.reports.spider_axes import Axis, Gap, Sizes, axis_name, draw_axis, place
from services.reports.spider_shapes import (
    DASHES,
    RINGS,
    Scale,
    earlier_line,
    grid,
    score_line,
    score_point,
    weighting_area,
    weighting_edge,
)
from services.reports.svg import element, number

__all__ = ["NARROW", "WIDE", "Axis", "Gap", "Spider", "silhouette", "spider"]

FEWEST_AXES, MOST_AXES = 3, 12
MOST_EARLIER = 2
WIDE, NARROW = 720.0, 300.0
_LARGEST = 0.36


class Spider(msgspec.Struct, frozen=True):
    """`id` is unique on its page. `earlier` names each earlier measurement, newest first: its date, say.

    `earlier_named` is the message that makes a heading of such a `{name}`, and `changed` the one that says by how much
    a score differs from the newest of them.
    """

    id: str
    title: str
    axes: tuple[Axis, ...]
    earlier: tuple[str, ...] = ()
    earlier_named: str = "spider.earlier"
    changed: str = "spider.axis.change"

    def __post_init__(self) -> None:
        if not FEWEST_AXES <= len(self.axes) <= MOST_AXES:
            raise ValueError(f"a spider has {FEWEST_AXES} to {MOST_AXES} axes, not {len(self.axes)}")
        if len(self.earlier) > MOST_EARLIER:
            raise ValueError("more than three measurements over each other are drawn as small multiples")
        if any(len(axis.earlier) != len(self.earlier) for axis in self.axes):
            raise ValueError("each axis has one figure, or none, for each earlier measurement")
        if any(len(axis.incomparable) not in {0, len(self.earlier)} for axis in self.axes):
            raise ValueError("each axis says of all earlier measurements what keeps them apart, or of none")

    def has_weighting(self) -> bool:
        return any(axis.weighting is not None for axis in self.axes)

    def has_hollow(self) -> bool:
        """Whether any earlier point can't be compared."""
        return any(axis.is_hollow(age) for axis in self.axes for age in range(len(self.earlier)))


def spider(figure: Spider, t: Translator, width: float = WIDE, radius: float | None = None) -> Markup:
    """`width` is what the drawing is laid out for, in pixels: labels keep their size, and the circle gets the rest.

    `radius` keeps the circle smaller than it could be, where height is scarce.
    """
    sizes = _sizes(width, radius or width * _LARGEST)
    placed = place(figure.axes, sizes, t)
    foot = placed.bottom + sizes.text
    explained = legend(_entries(figure, t), size=sizes.text * 0.87, width=width - 2 * MARGIN, top=foot)
    height = foot + explained.height + MARGIN - placed.top
    return drawing(
        figure,
        t("spider.description", count=len(figure.axes)),
        Sheet(width, height, left=-width / 2, top=placed.top),
        *_plot(figure, Scale(radius=placed.radius, count=len(figure.axes)), sizes, t),
        *(
            draw_axis(axis, index, placed, sizes, axis_name(axis, figure.earlier, t, figure.changed))
            for index, axis in enumerate(figure.axes)
        ),
        explained.drawing,
        role="group" if any(axis.href for axis in figure.axes) else "img",
    )


def silhouette(figure: Spider, radius: float) -> Markup:
    """The shape alone, without words or links: an ornament, where the figure itself stands elsewhere."""
    scale = Scale(radius=radius, count=len(figure.axes))
    scores = [axis.score for axis in figure.axes]
    weighting = [axis.weighting for axis in figure.axes]
    edge = radius + MARGIN
    return element(
        "svg",
        *weighting_area(scale, weighting),
        *grid(scale),
        *weighting_edge(scale, weighting),
        *score_line(scale, scores, radius * 0.015),
        *(score_point(*end, radius * 0.024) for end in scale.points(scores) if end is not None),
        xmlns="http://www.w3.org/2000/svg",
        class_="spider",
        aria_hidden="true",
        viewBox=" ".join(map(number, (-edge, -edge, 2 * edge, 2 * edge))),
        width=2 * edge,
        height=2 * edge,
    )


def _sizes(width: float, radius: float) -> Sizes:
    if width < NARROW_BELOW:
        return Sizes(width=width, radius=radius, text=12.5, line=3.25, point=4.5, gap=10)
    return Sizes(width=width, radius=radius, text=15, line=4, point=6, gap=15)


def _entries(figure: Spider, t: Translator) -> Iterator[Entry]:
    yield Entry(Mark.SCORE, t("spider.score"))
    if figure.has_weighting():
        yield Entry(Mark.WEIGHTING, t("spider.weighting"))
    for mark, name in zip((Mark.EARLIER, Mark.EARLIEST), figure.earlier, strict=False):
        yield Entry(mark, t(figure.earlier_named, name=name))
    if figure.has_hollow():
        yield Entry(Mark.INCOMPARABLE, t("spider.incomparable.legend"))


def _plot(figure: Spider, scale: Scale, sizes: Sizes, t: Translator) -> Iterator[Markup]:
    weighting = [axis.weighting for axis in figure.axes]
    yield from weighting_area(scale, weighting)
    yield from grid(scale)
    yield from weighting_edge(scale, weighting)
    for age in reversed(range(len(figure.earlier))):
        hollow = [axis.is_hollow(age) for axis in figure.axes]
        yield from earlier_line(scale, [axis.earlier[age] for axis in figure.axes], DASHES[age], hollow)
    yield from _ring_names(scale, sizes.text * 0.73, t)
    yield from score_line(scale, [axis.score for axis in figure.axes], sizes.line)


def _ring_names(scale: Scale, size: float, t: Translator) -> Iterator[Markup]:
    """Just inside each ring, left of the first axis."""
    for ring in RINGS[1:]:
        yield element(
            "text",
            t.number(ring),
            class_="spider-ring-name",
            x=-size * 0.4,
            y=-scale.distance(ring) + size,
            font_size=size,
            fill=ink.SUBTLE,
            text_anchor="end",
            aria_hidden="true",
        )
