"""The words around a spider: each axis with its label, figure and mark, as one link.

Labels stand at their axes. Where a drawing is too narrow for that, a number stands there, and the labels below.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec
from markupsafe import Markup

from infra.translation import Translator
from services.reports import ink
from services.reports.hyphens import with_soft_hyphens
from services.reports.radial_labels import APART, MARGIN, Box, Label, Room, lay_out, point
from services.reports.spider_shapes import Figure, Scale, missing_mark, score_point
from services.reports.svg import element
from services.reports.text_width import LINE_HEIGHT, SOFT_HYPHEN, balanced, text_width

_LOWEST_ROW = 28.0
_NAMES = {"class_": "spider-label", "font_weight": "500"}
_FIGURES = {"class_": "spider-figure", "font_weight": "600", "fill": ink.SCORE}
_NONE = {"class_": "spider-none", "fill": ink.SUBTLE}


class Gap(StrEnum):
    """Why there is no score."""

    TOO_FEW = "too-few"
    UNANSWERED = "unanswered"
    NOT_RELEVANT = "not-relevant"
    WITHHELD = "withheld"
    """A national figure that is not published."""


class Axis(msgspec.Struct, frozen=True):
    """A field or a question. Figures are 0 to 10; `earlier` has the newest first. A soft hyphen may be in `label`.

    `gap` is why, where there is no score. `incomparable` is empty or as long as `earlier`: what keeps an earlier score
    from being compared with this one, in a word or two, `None` where it can be. `why_score` and the others are where
    the table's figures lead: to what each is made of. `why_earlier` is empty or as long as `earlier`.
    """

    label: str
    score: Figure
    weighting: Figure
    earlier: tuple[Figure, ...] = ()
    href: str | None = None
    gap: Gap = Gap.TOO_FEW
    incomparable: tuple[str | None, ...] = ()
    why_score: str | None = None
    why_weighting: str | None = None
    why_change: str | None = None
    why_earlier: tuple[str, ...] = ()

    @property
    def change(self) -> Figure:
        """Since the newest earlier measurement, where the two can be compared."""
        if self.score is None or not self.earlier or self.earlier[0] is None or self.why_no_change:
            return None
        return self.score - self.earlier[0]

    @property
    def why_no_change(self) -> str | None:
        """What keeps the score from being compared with the newest earlier one, in a word or two."""
        if not self.incomparable or self.score is None or self.earlier[0] is None:
            return None
        return self.incomparable[0]

    def is_hollow(self, age: int) -> bool:
        """Whether the earlier point of that age is drawn as one that can't be compared."""
        return bool(self.incomparable) and self.incomparable[age] is not None and self.earlier[age] is not None

    @property
    def name(self) -> str:
        return self.label.replace(SOFT_HYPHEN, "")


class Sizes(msgspec.Struct, frozen=True):
    """What a drawing of one width is drawn with. `radius` is that of the largest circle with labels around it."""

    width: float
    radius: float
    text: float
    line: float
    point: float
    gap: float


class Words(msgspec.Struct, frozen=True):
    """One axis's words: at its end, or a number there and the words in a row of their own."""

    end: Box
    row: Box | None = None

    @property
    def named(self) -> Box:
        return self.row or self.end


class Placed(msgspec.Struct, frozen=True):
    """All words in their places around a circle of `radius`. Nothing reaches above `top` or below `bottom`."""

    radius: float
    words: tuple[Words, ...]

    @property
    def top(self) -> float:
        return min(-self.radius, *(words.end.top for words in self.words)) - MARGIN

    @property
    def bottom(self) -> float:
        return max(self.radius, *(words.named.bottom for words in self.words)) + MARGIN


def place(axes: Sequence[Axis], sizes: Sizes, t: Translator) -> Placed:
    labels = [Label(name=with_soft_hyphens(axis.label, t.language), note=score_in_words(axis, t)) for axis in axes]
    room = Room(
        half_width=sizes.width / 2,
        size=sizes.text,
        gap=sizes.gap,
        widest=sizes.text * 11,
        smallest_radius=min(sizes.width * 0.23, sizes.radius),
        whole_words_from=min(sizes.width * 0.29, sizes.radius),
        largest_radius=sizes.radius,
    )
    layout = lay_out(labels, room)
    if layout is None:
        return _in_rows(labels, sizes)
    return Placed(radius=layout.radius, words=tuple(Words(end=box) for box in layout.boxes))


def score_in_words(axis: Axis, t: Translator) -> str:
    return t(f"spider.gap.{axis.gap}") if axis.score is None else t.score(axis.score)


def axis_name(axis: Axis, earlier: Sequence[str], t: Translator, changed: str = "spider.axis.change") -> str:
    """What a screen reader says of an axis: label, score, weighting, and change as the message `changed` says it."""
    if axis.score is None:
        parts = [t("spider.axis.gap", label=axis.name, gap=score_in_words(axis, t))]
    else:
        parts = [t("spider.axis.score", label=axis.name, score=t.score(axis.score))]
    if axis.weighting is not None:
        parts.append(t("spider.axis.weighting", weighting=t.score(axis.weighting)))
    if axis.change is not None:
        parts.append(t(changed, change=t.change(axis.change), earlier=earlier[0]))
    if axis.why_no_change:
        parts.append(t("spider.axis.incomparable", earlier=earlier[0], why=axis.why_no_change))
    return " ".join(parts)


def draw_axis(axis: Axis, index: int, placed: Placed, sizes: Sizes, name: str) -> Markup:
    """Label, figure and point of one axis; a link where it leads somewhere."""
    words = placed.words[index]
    scale = Scale(radius=placed.radius, count=len(placed.words))
    seen = (*_words(words, axis, sizes), *_mark(axis, index, scale, sizes))
    if axis.href is None:
        return element("g", *seen)
    return element(
        "a",
        element("title", name),
        *_ground(words, index, scale),
        element("g", *seen, aria_hidden="true"),
        href=axis.href,
        class_="spider-axis",
    )


def _in_rows(labels: Sequence[Label], sizes: Sizes) -> Placed:
    radius = min(sizes.radius * 1.15, sizes.width / 2 - 2.6 * sizes.text)
    top = radius + 3 * sizes.text
    words: list[Words] = []
    for index, label in enumerate(labels):
        row = _row(label, top, sizes)
        words.append(Words(end=_numbered(index, len(labels), radius, sizes.text), row=row))
        top = row.bottom
    return Placed(radius=radius, words=tuple(words))


def _numbered(index: int, count: int, radius: float, size: float) -> Box:
    x, y = point(index, count, radius + 1.5 * size)
    text = str(index + 1)
    width, height = text_width(text, size), size * LINE_HEIGHT
    return Box(
        lines=(text,), note="", left=x - width / 2, top=y - height / 2, width=width, height=height, anchor="middle"
    )


def _row(label: Label, top: float, sizes: Sizes) -> Box:
    """As wide as the drawing, and high enough to be hit with a thumb."""
    width = sizes.width - 2 * MARGIN
    lines = balanced(label.name, sizes.text, width - 3 * sizes.text - text_width(label.note, sizes.text))
    height = max(_LOWEST_ROW, (len(lines) + 0.5) * sizes.text * LINE_HEIGHT)
    return Box(lines=lines, note=label.note, left=-width / 2, top=top, width=width, height=height, anchor="start")


def _ground(words: Words, index: int, scale: Scale) -> Iterator[Markup]:
    """What can be pressed beside the words themselves, and where the focus shows."""
    x, y = point(index, scale.count, scale.radius)
    yield element("line", x2=x, y2=y, stroke_width=24, pointer_events="stroke")
    box, around = words.named, 0 if words.row else APART
    yield element(
        "rect",
        class_="spider-focus",
        x=box.left - around,
        y=box.top - around / 2,
        width=box.width + 2 * around,
        height=box.height + around,
        rx=4,
        fill="none",
        pointer_events="all",
    )


def _words(words: Words, axis: Axis, sizes: Sizes) -> Iterator[Markup]:
    figure = _NONE if axis.score is None else _FIGURES
    step = sizes.text * LINE_HEIGHT
    if words.row is None:
        box, first = words.end, words.end.top + _baseline(step, sizes.text)
        yield from _lines(box.lines, box.text_x, first, sizes.text, anchor=box.anchor, **_NAMES)
        yield _line(box.note, box.text_x, first + len(box.lines) * step, sizes.text, anchor=box.anchor, **figure)
        return
    end, row = words.end, words.row
    yield _line(end.lines[0], end.text_x, end.top + _baseline(step, sizes.text), sizes.text, anchor="middle", **_NONE)
    first = row.top + (row.height - len(row.lines) * step) / 2 + _baseline(step, sizes.text)
    yield _line(end.lines[0], row.left + sizes.text, first, sizes.text, anchor="middle", **_NONE)
    yield from _lines(row.lines, row.left + 2 * sizes.text, first, sizes.text, anchor="start", **_NAMES)
    yield _line(row.note, row.right, first, sizes.text, anchor="end", **figure)


def _baseline(step: float, size: float) -> float:
    """From the top of a line to the foot of its letters, with capitals in its middle."""
    return step / 2 + 0.36 * size


def _lines(lines: Sequence[str], x: float, y: float, size: float, *, anchor: str, **looks: str) -> Iterator[Markup]:
    for number, line in enumerate(lines):
        yield _line(line, x, y + number * size * LINE_HEIGHT, size, anchor=anchor, **looks)


def _line(line: str, x: float, y: float, size: float, *, anchor: str, **looks: str) -> Markup:
    return element("text", line, x=x, y=y, font_size=size, text_anchor=None if anchor == "start" else anchor, **looks)


def _mark(axis: Axis, index: int, scale: Scale, sizes: Sizes) -> Iterator[Markup]:
    """The point of a score. Without one, a hollow mark outside the scale, where it can be taken for no figure."""
    if axis.score is None:
        yield missing_mark(*point(index, scale.count, scale.radius + sizes.gap / 2), sizes.point * 0.75)
    else:
        yield score_point(*point(index, scale.count, scale.distance(axis.score)), sizes.point)
