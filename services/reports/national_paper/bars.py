"""A few numbers beside each other as bars, in the order in which they are given. Always shown with its table."""

from collections.abc import Iterator
from decimal import Decimal

import msgspec
from markupsafe import Markup

from infra.translation.translator import Translator
from services.reports import ink
from services.reports.drawing import Sheet, drawing
from services.reports.svg import element
from services.reports.text_width import text_width

_TEXT = 14.0
_ROW = 30.0
_BAR = 16.0


class Bar(msgspec.Struct, frozen=True):
    """`number` is `None` where it is withheld: the sign stands there, and no bar."""

    name: str
    number: Decimal | None


class Bars(msgspec.Struct, frozen=True):
    """`most` is the end of the scale, which begins at 0."""

    id: str
    title: str
    bars: tuple[Bar, ...]
    most: int


def bars(figure: Bars, t: Translator, width: float) -> Markup:
    """Grey, as a weighting is: how much something counts, and not how well it goes."""
    left = max(text_width(one.name, _TEXT) for one in figure.bars) + _TEXT
    right = width - _TEXT * 2.8
    return drawing(
        figure,
        "; ".join(f"{one.name}: {t.stored(one.number)}" for one in figure.bars),
        Sheet(width, _ROW * len(figure.bars) + 4, _TEXT),
        *_rows(figure, t, left, right),
        kind="bars",
    )


def _rows(figure: Bars, t: Translator, left: float, right: float) -> Iterator[Markup]:
    for place, one in enumerate(figure.bars):
        top = place * _ROW + (_ROW - _BAR) / 2
        foot = top + _BAR / 2 + _TEXT * 0.36
        yield _written(one.name, left - _TEXT, foot, "end", ink.INK)
        yield _rect(left, top, right - left, "none", ink.RING)
        if one.number is not None:
            end = (right - left) * float(one.number) / figure.most
            yield _rect(left, top, end, ink.WEIGHTING, ink.WEIGHTING_EDGE)
        yield _written(t.stored(one.number), right + _TEXT * 0.6, foot, None, ink.INK)


def _rect(x: float, y: float, width: float, fill: str, edge: str) -> Markup:
    return element("rect", x=x, y=y, width=width, height=_BAR, fill=fill, stroke=edge, stroke_width=1)


def _written(text: str, x: float, y: float, anchor: str | None, colour: str) -> Markup:
    return element("text", text, x=x, y=y, fill=colour, text_anchor=anchor)

