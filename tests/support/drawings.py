"""Invented figures to draw, and ways to read a drawing back."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple
from xml.etree import ElementTree as ET

from domain.ids import QuestionId
from domain.scoring.answer import Answer
from domain.scoring.tally import Tally, question_spread, tally
from services.reports.distribution import Distribution
from services.reports.spider import Axis, Spider
from services.reports.spreads import distribution_of
from services.reports.text_width import text_width
from tests.support.revealing import ballots

SVG = "{http://www.w3.org/2000/svg}"
FIELDS = (
    "Likeverdighet",
    "Felles mål",
    "Kommunikasjon",
    "Forankring",
    "Tilrettelegging",
    "Ressursfokus",
    "Flere kompetanser",
)
SCORES = ("7.2", "6.4", "5.1", "4.3", "6.8", "7.9", "5.6")
WEIGHTINGS = ("8.6", "8.1", "8.4", "7.2", "7.7", "8.9", "8.2")
EARLIER = ("6.1", "6.0", "5.1", "4.8", "6.1", "7.0", "5.9")


def figures(*numbers: str | None) -> tuple[Fraction | None, ...]:
    return tuple(None if number is None else Fraction(number) for number in numbers)


def profile(
    scores: Sequence[str | None] = SCORES,
    weightings: Sequence[str | None] = WEIGHTINGS,
    earlier: Sequence[Sequence[str | None]] = (),
    href: str | None = None,
    id: str = "profile",  # noqa: A002 – the field's own name
) -> Spider:
    columns = [figures(*column) for column in earlier]
    return Spider(
        id=id,
        title="Samlet profil",
        axes=tuple(
            Axis(
                label=label,
                score=score,
                weighting=weighting,
                earlier=tuple(column[index] for column in columns),
                href=None if href is None else f"{href}{index}",
            )
            for index, (label, score, weighting) in enumerate(
                zip(FIELDS, figures(*scores), figures(*weightings), strict=True)
            )
        ),
        earlier=("12. mars 2026", "3. oktober 2025")[: len(columns)],
    )


def revealed(public: Sequence[Answer], partner: Sequence[Answer]) -> Tally:
    """Private answers of the two sides, counted."""
    return tally(ballots(public, partner))


def answered(public: Sequence[Answer], partner: Sequence[Answer], agreed: int | None = None) -> Distribution:
    counted = revealed(public, partner)
    return distribution_of(
        counted, question_spread(QuestionId("1-1"), counted), id="apart", title="Svarene hver for seg", agreed=agreed
    )


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    text: str


def drawing(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def view_box(root: ET.Element) -> Box:
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    return Box(left, top, left + width, top + height, "")


def texts(root: ET.Element, class_: str | None = None) -> Iterator[Box]:
    """The boxes of all text, by the table of widths; capitals and descenders counted as the whole size."""
    sizes = {text: group.get("font-size") for group in root.iter(f"{SVG}g") for text in group.iter(f"{SVG}text")}
    for text in root.iter(f"{SVG}text"):
        if class_ is not None and text.get("class") != class_:
            continue
        size = float(text.get("font-size") or sizes.get(text) or root.attrib["font-size"])
        width = text_width(text.text or "", size)
        left = float(text.get("x", 0)) - {"middle": width / 2, "end": width}.get(text.get("text-anchor", ""), 0)
        foot = float(text.get("y", 0))
        yield Box(left, foot - 0.75 * size, left + width, foot + 0.22 * size, text.text or "")


def by_class(root: ET.Element, class_: str) -> list[ET.Element]:
    return [found for found in root.iter() if found.get("class") == class_]


def corners(line: ET.Element) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", line.attrib["points"])]


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Of two colours, by WCAG 2: from 1 to 21, the same in grey."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
