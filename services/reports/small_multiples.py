"""Spiders side by side: one for each of many measurements, read across instead of over each other."""

from collections.abc import Iterator, Sequence

import msgspec
from markupsafe import Markup

from infra.translation import Translator
from services.reports import ink
from services.reports.drawing import Sheet, drawing
from services.reports.radial_labels import point
from services.reports.spider_shapes import (
    Figure,
    Scale,
    grid,
    missing_mark,
    score_line,
    score_point,
    weighting_area,
    weighting_edge,
)
from services.reports.svg import element, number
from services.reports.text_width import LINE_HEIGHT, balanced, text_width

_TEXT = 13.0
_LEAST_WIDTH = 132.0
_BETWEEN = 20.0


class Multiple(msgspec.Struct, frozen=True):
    """One measurement, with a score and a weighting for each axis, in the order of the axes."""

    name: str
    scores: tuple[Figure, ...]
    weightings: tuple[Figure, ...]


class Multiples(msgspec.Struct, frozen=True):
    """`axes` names what all of them show, `id` is unique on its page. Oldest first."""

    id: str
    title: str
    axes: tuple[str, ...]
    multiples: tuple[Multiple, ...]


def small_multiples(figure: Multiples, t: Translator, width: float) -> Markup:
    """As many beside each other as `width` has room for. Axes are numbered, and named once below."""
    columns = max(1, min(len(figure.multiples), int((width + _BETWEEN) // (_LEAST_WIDTH + _BETWEEN))))
    cell = min((width + _BETWEEN) / columns - _BETWEEN, 1.6 * _LEAST_WIDTH)
    names = [balanced(multiple.name, _TEXT, cell) for multiple in figure.multiples]
    heading = max(map(len, names)) * _TEXT * LINE_HEIGHT + _TEXT * 0.5
    rows = -(-len(figure.multiples) // columns)
    key = tuple(_key(figure.axes, width, rows * (heading + cell + _BETWEEN)))
    step = (width - columns * cell) / columns
    return drawing(
        figure,
        t("multiples.description", count=len(figure.multiples)),
        Sheet(width, key[-1][1], _TEXT),
        *(
            element(
                "g",
                *_one(multiple, names[index], cell, heading),
                transform=_moved(
                    (index % columns + 0.5) * (cell + step), (index // columns) * (heading + cell + _BETWEEN)
                ),
            )
            for index, multiple in enumerate(figure.multiples)
        ),
        *(line for line, _ in key),
    )


def _one(multiple: Multiple, name: Sequence[str], cell: float, heading: float) -> Iterator[Markup]:
    """Its name, and under it a spider around (0, heading + cell / 2)."""
    for row, line in enumerate(name):
        yield element(
            "text",
            line,
            class_="spider-label",
            y=(row + 0.86) * _TEXT * LINE_HEIGHT,
            text_anchor="middle",
            font_weight="500",
        )
    scale = Scale(radius=cell / 2 - _TEXT * 1.2, count=len(multiple.scores))
    yield element("g", *_plot(multiple, scale), transform=_moved(0, heading + cell / 2))


def _plot(multiple: Multiple, scale: Scale) -> Iterator[Markup]:
    yield from weighting_area(scale, multiple.weightings)
    yield from grid(scale, rings=(0, 5, 10))
    yield from weighting_edge(scale, multiple.weightings, thickness=1)
    yield from score_line(scale, multiple.scores, thickness=3)
    for index, score in enumerate(multiple.scores):
        x, y = point(index, scale.count, scale.radius + _TEXT * 0.75)
        if score is None:
            yield missing_mark(*point(index, scale.count, scale.radius), 3)
        else:
            yield score_point(*point(index, scale.count, scale.distance(score)), 3.5)
        yield _small(str(index + 1), x, y + 0.3 * _TEXT, anchor="middle")


def _key(axes: Sequence[str], width: float, top: float) -> Iterator[tuple[Markup, float]]:
    """What the numbers stand for, running on in lines; each with where it ends."""
    y, line = top + _TEXT, ""
    for index, name in enumerate(axes, start=1):
        entry = f"{index}\u00a0{name}"
        together = f"{line}   {entry}" if line else entry
        if line and text_width(together, _TEXT * 0.85) > width:
            yield _small(line.replace("   ", " \u00a0 "), 0, y, anchor=None), y + _TEXT
            y, together = y + _TEXT * LINE_HEIGHT * 1.1, entry
        line = together
    yield _small(line.replace("   ", " \u00a0 "), 0, y, anchor=None), y + _TEXT


def _small(text: str, x: float, y: float, anchor: str | None) -> Markup:
    return element(
        "text", text, class_="spider-none", x=x, y=y, font_size=_TEXT * 0.85, fill=ink.SUBTLE, text_anchor=anchor
    )


def _moved(x: float, y: float) -> str:
    return f"translate({number(x)} {number(y)})"
