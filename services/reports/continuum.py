"""How thin or thick a collaboration is, on a bar that itself grows from thin to thick.

Source: report ch. 2, figures 1 and 9; the measure from 0 to 100 is ours.
"""

from collections.abc import Sequence
from fractions import Fraction

import msgspec
from markupsafe import Markup

from infra.translation import Translator
from services.reports import ink
from services.reports.drawing import Sheet, drawing
from services.reports.svg import element, points
from services.reports.text_width import text_width

_TEXT = 14.0
_LEAST, _MOST = 2.0, 22.0
_MIDDLE = 46.0
_POINT = 9.0


class Continuum(msgspec.Struct, frozen=True):
    """`thickness` and `earlier` are 0 (thin) to 100 (thick); `earlier` has the newest first.

    `stored` is how a released number is written, which is not rounded anew.
    """

    id: str
    title: str
    thickness: Fraction | None
    earlier: tuple[Fraction | None, ...] = ()
    stored: str | None = None

    def written(self, t: Translator) -> str:
        return self.stored or t.score(self.thickness)


def continuum(figure: Continuum, t: Translator, width: float) -> Markup:
    """A bar with a point on it; earlier measurements are small hollow marks."""
    thin, thick = t("continuum.thin"), t("continuum.thick")
    height = _MIDDLE + _MOST / 2 + 2.2 * _TEXT
    return drawing(
        figure,
        _in_words(figure, t),
        Sheet(width, height, _TEXT),
        _bar(width),
        *(_earlier(_at(earlier, width)) for earlier in figure.earlier if earlier is not None),
        *(() if figure.thickness is None else (_point(_at(figure.thickness, width)), _figure(figure, width, t))),
        element("text", thin, class_="spider-none", x=_POINT, y=height - 0.6 * _TEXT, fill=ink.SUBTLE),
        element(
            "text",
            thick,
            class_="spider-none",
            x=width - _POINT,
            y=height - 0.6 * _TEXT,
            fill=ink.SUBTLE,
            text_anchor="end",
        ),
        kind="continuum",
    )


def _in_words(figure: Continuum, t: Translator) -> str:
    if figure.thickness is None:
        return t("continuum.none")
    return t("continuum.description", figure=figure.written(t))


def _at(thickness: Fraction, width: float) -> float:
    return _POINT + (width - 2 * _POINT) * float(thickness) / 100


def _bar(width: float) -> Markup:
    left, right = _POINT, width - _POINT
    corners = [
        (left, _MIDDLE - _LEAST / 2),
        (right, _MIDDLE - _MOST / 2),
        (right, _MIDDLE + _MOST / 2),
        (left, _MIDDLE + _LEAST / 2),
    ]
    return from_thin_to_thick(corners)


def from_thin_to_thick(corners: Sequence[tuple[float, float]]) -> Markup:
    """The scale itself, whichever way it lies."""
    return element(
        "polygon",
        class_="continuum-bar",
        points=points(corners),
        fill=ink.WEIGHTING,
        stroke=ink.WEIGHTING_EDGE,
        stroke_width=1.25,
        stroke_linejoin="round",
    )


def _earlier(x: float) -> Markup:
    return element(
        "circle",
        class_="spider-missing",
        cx=x,
        cy=_MIDDLE,
        r=_POINT * 0.55,
        fill=ink.PAPER,
        stroke=ink.EARLIER,
        stroke_width=1.75,
    )


def _point(x: float) -> Markup:
    return element(
        "circle",
        class_="spider-point",
        cx=x,
        cy=_MIDDLE,
        r=_POINT,
        fill=ink.SCORE,
        stroke=ink.PAPER,
        stroke_width=2.5,
    )


def _figure(figure: Continuum, width: float, t: Translator) -> Markup:
    """The number above its point, kept within the drawing."""
    written = figure.written(t)
    half = text_width(written, _TEXT * 1.3) / 2
    x = min(max(_at(figure.thickness or Fraction(0), width), half), width - half)
    return element(
        "text",
        written,
        class_="spider-figure",
        x=x,
        y=_MIDDLE - _MOST / 2 - _TEXT * 0.6,
        font_size=_TEXT * 1.3,
        font_weight="600",
        fill=ink.SCORE,
        text_anchor="middle",
    )
