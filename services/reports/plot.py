"""What figures over time have in common: a scale upwards from 0, with light lines and quiet words beside it."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import msgspec
from markupsafe import Markup

from services.reports import ink
from services.reports.drawing import NARROW_BELOW
from services.reports.svg import element


class Plot(msgspec.Struct, frozen=True):
    """Where a figure stands in its drawing. `y` is the height of a number from 0 to `most`; `text` is for letters."""

    top: float
    bottom: float
    text: float
    most: int

    def y(self, number: Fraction | Decimal | int | None) -> float:
        return self.bottom - (self.bottom - self.top) * float(number or 0) / self.most


def text_size(width: float) -> float:
    return 12.5 if width < NARROW_BELOW else 14.0


def level(plot: Plot, at: Fraction | Decimal | int, named: str, left: float, right: float) -> Iterator[Markup]:
    """A light line across, with its number to the left where it has a name."""
    y = plot.y(at)
    yield element("line", class_="spider-ring", x1=left, x2=right, y1=y, y2=y, stroke=ink.RING, stroke_width=1)
    if named:
        yield written(named, left - plot.text * 0.6, y + plot.text * 0.36, "end", plot)


def written(text: str, x: float, y: float, anchor: str | None, plot: Plot) -> Markup:
    return element(
        "text",
        text,
        class_="spider-none",
        x=x,
        y=y,
        font_size=plot.text * 0.88,
        fill=ink.SUBTLE,
        text_anchor=anchor,
    )
