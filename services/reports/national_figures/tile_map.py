"""Norway's counties as equal tiles, placed by hand so that neighbours stay near each other: no map of anybody's.

A tile says which step of the scale a county's mean is in, and the mean itself. One that is withheld is hatched, hollow
and has the sign. A large county says no more than a small one, and none is before another.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import msgspec
from markupsafe import Markup

from domain.national.groups import GroupId
from domain.national.release import Figure
from domain.national.variables import Variable
from infra.translation import Translator
from services.reports import ink
from services.reports.drawing import NARROW_BELOW, Sheet, drawing
from services.reports.hyphens import with_soft_hyphens
from services.reports.national_figures.scale import Step, step_of, steps
from services.reports.national_figures.writing import said
from services.reports.svg import element
from services.reports.text_width import LINE_HEIGHT, balanced, text_width

PLACES: Final[Mapping[GroupId, tuple[int, int]]] = MappingProxyType(
    {
        GroupId("county:11"): (0, 5),
        GroupId("county:15"): (0, 3),
        GroupId("county:18"): (2, 1),
        GroupId("county:31"): (3, 5),
        GroupId("county:32"): (2, 4),
        GroupId("county:33"): (1, 4),
        GroupId("county:34"): (1, 3),
        GroupId("county:39"): (2, 5),
        GroupId("county:40"): (1, 5),
        GroupId("county:42"): (1, 6),
        GroupId("county:46"): (0, 4),
        GroupId("county:50"): (1, 2),
        GroupId("county:55"): (2, 0),
        GroupId("county:56"): (3, 0),
    }
)
"""Column from the west and row from the north, by the counties' numbers. Oslo stands with Akershus."""

COLUMNS: Final = 1 + max(column for column, _ in PLACES.values())
ROWS: Final = 1 + max(row for _, row in PLACES.values())

SHADES: Final = ("#e8f0f1", "#bcd3d7", "#83abb2", "#35727d", "#0c4650")
"""Of the one hue of scores, from light to dark: the same in grey. A test holds what is written on them."""

_BETWEEN: Final = 5.0
_HATCH: Final = 9.0


class Tile(msgspec.Struct, frozen=True):
    """A county, its mean, and where its figures are."""

    group: GroupId
    name: str
    figure: Figure
    href: str | None = None


class TileMap(msgspec.Struct, frozen=True):
    """`tiles` in the order of the table beneath; `id` is unique on its page."""

    id: str
    title: str
    variable: Variable
    tiles: tuple[Tile, ...]


class _Look(msgspec.Struct, frozen=True):
    side: float
    text: float
    number: float

    def corner(self, group: GroupId) -> tuple[float, float]:
        column, row = PLACES[group]
        return column * (self.side + _BETWEEN), row * (self.side + _BETWEEN)


def tile_map(figure: TileMap, t: Translator, width: float) -> Markup:
    """Its legend stands below, and the counties' numbers in a table."""
    look = _look(width)
    height = ROWS * (look.side + _BETWEEN)
    key = list(_legend(figure, look, height, t, width))
    return drawing(
        figure,
        t("national-figure.map.description"),
        Sheet(width, height + 2 + (key[-1][1] if key else 0), look.text, left=-1, top=-1),
        *(_tile(one, figure.variable, look, t) for one in figure.tiles),
        *(mark for mark, _ in key),
        kind="tile-map",
        role="group" if any(one.href for one in figure.tiles) else "img",
    )


def _look(width: float) -> _Look:
    side = (width - 2 - (COLUMNS - 1) * _BETWEEN) / COLUMNS
    if width < NARROW_BELOW:
        return _Look(side=side, text=12, number=17)
    return _Look(side=side, text=15, number=24)


def _tile(tile: Tile, variable: Variable, look: _Look, t: Translator) -> Markup:
    step = None if tile.figure.mean is None else step_of(tile.figure.mean, variable)
    seen = (
        *_filled(step, *look.corner(tile.group), look.side),
        *_words(tile, said(tile.figure.mean, variable, t), step, look, t),
    )
    if tile.href is None:
        return element("g", *seen)
    name = element("title", tile_name(tile, variable, t))
    return element("a", name, element("g", *seen, aria_hidden="true"), href=tile.href, class_="tile")


def tile_name(tile: Tile, variable: Variable, t: Translator) -> str:
    """What a screen reader says of a tile."""
    if tile.figure.mean is None:
        return t("national-figure.tile.withheld", name=tile.name)
    return t("national-figure.tile", name=tile.name, number=said(tile.figure.mean, variable, t))


def _filled(step: Step | None, x: float, y: float, side: float) -> Iterator[Markup]:
    if step is not None:
        yield _square(x, y, side, f"tile-ground tile-shade-{step.shade}", SHADES[step.shade - 1])
        return
    yield _square(x, y, side, "tile-ground tile-withheld", ink.PAPER)
    yield from _hatched(x, y, side)


def _square(x: float, y: float, side: float, class_: str, fill: str) -> Markup:
    return element(
        "rect",
        class_=class_,
        x=x,
        y=y,
        width=side,
        height=side,
        rx=3,
        fill=fill,
        stroke=ink.WEIGHTING_EDGE,
        stroke_width=1,
        stroke_dasharray="4 3" if "withheld" in class_ else None,
    )


def _hatched(x: float, y: float, side: float) -> Iterator[Markup]:
    """Lines from the lower left to the upper right, each cut off at the tile's edge."""
    across = _HATCH
    while across < 2 * side:
        start, end = (max(0.0, across - side), min(side, across)), (min(side, across), max(0.0, across - side))
        yield element(
            "line",
            class_="tile-hatch",
            x1=x + start[0],
            y1=y + start[1],
            x2=x + end[0],
            y2=y + end[1],
            stroke=ink.RING,
            stroke_width=1,
        )
        across += _HATCH


def _words(tile: Tile, number: str, step: Step | None, look: _Look, t: Translator) -> Iterator[Markup]:
    """The county's name from the top, its number at the foot."""
    x, y = look.corner(tile.group)
    colour = on_shade(step)
    looks = {"class_": _ink_class(step), "fill": colour}
    room = look.side - 0.6 * look.text
    for place, line in enumerate(balanced(with_soft_hyphens(tile.name, t.language), look.text, room)):
        baseline = y + look.text * (1.2 + place * LINE_HEIGHT)
        yield element("text", line, x=x + 0.3 * look.text, y=baseline, font_weight="500", **looks)
    foot, middle = y + look.side - 0.4 * look.number, x + look.side / 2
    yield element(
        "text", number, x=middle, y=foot, font_size=look.number, font_weight="600", text_anchor="middle", **looks
    )


def on_shade(step: Step | None) -> str:
    return ink.INK if step is None or step.shade <= _DARK_FROM else ink.PAPER


_DARK_FROM: Final = 3
"""The last shade that dark letters are read on."""


def _ink_class(step: Step | None) -> str:
    if step is None:
        return "tile-none"
    return "tile-on-light" if step.shade <= _DARK_FROM else "tile-on-dark"


def _legend(figure: TileMap, look: _Look, top: float, t: Translator, width: float) -> Iterator[tuple[Markup, float]]:
    """A sample for each step and what it holds, then the sign; with how far down it reaches."""
    size, sample = look.text * 0.93, 22.0
    entries: list[tuple[Step | None, str]] = [(step, step.named(figure.variable, t)) for step in steps(figure.variable)]
    entries.append((None, t("national-figure.legend.withheld")))
    x, y = 0.0, top + look.text
    for step, named in entries:
        wide = sample + 7 + text_width(named, size)
        if x and x + wide > width - 2:
            x, y = 0.0, y + sample + 8
        words = element(
            "text",
            named,
            class_="spider-none",
            x=x + sample + 7,
            y=y + sample / 2 + size * 0.36,
            font_size=size,
            fill=ink.SUBTLE,
        )
        yield element("g", *_filled(step, x, y, sample), words, aria_hidden="true"), y + sample + 4 - top
        x += wide + 18
