"""Where the labels around a circle stand: outside it, horizontal, whole, apart from each other.

The unit is that of the drawing; x grows to the right, y downwards, and the circle's centre is (0, 0).
"""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import msgspec
from msgspec.structs import replace

from services.reports.text_width import LINE_HEIGHT, balanced, text_width, widest_part, widest_word

MARGIN = 3.0
APART = 5.0
MOST_LINES = 3
_STEP = 2.0
_ROUNDING = 1e-6

_UPRIGHT = math.sin(math.radians(12))

Vertical = Literal["up", "down"]


class Label(msgspec.Struct, frozen=True):
    """`note` is one more line under the name, which is never broken: a figure, say."""

    name: str
    note: str = ""


class Room(msgspec.Struct, frozen=True):
    """What a layout has to keep to. `half_width` is from the centre to the edge of the drawing.

    Words stay whole if that leaves a radius of `whole_words_from`.
    """

    half_width: float
    size: float
    gap: float
    widest: float
    smallest_radius: float
    whole_words_from: float
    largest_radius: float


class Box(msgspec.Struct, frozen=True):
    """A label in its place. `anchor` is how its lines are set: `start`, `middle` or `end`."""

    lines: tuple[str, ...]
    note: str
    left: float
    top: float
    width: float
    height: float
    anchor: str

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def text_x(self) -> float:
        return {"start": self.left, "middle": self.left + self.width / 2, "end": self.right}[self.anchor]

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        return min(max(x, self.left), self.right), min(max(y, self.top), self.bottom)

    def overlaps(self, other: "Box") -> bool:
        return (
            min(self.right, other.right) - max(self.left, other.left) > _ROUNDING - APART
            and min(self.bottom, other.bottom) - max(self.top, other.top) > _ROUNDING - APART
        )


class _Axis(msgspec.Struct, frozen=True):
    """The direction of an axis, and the circle that labels keep out of."""

    sine: float
    cosine: float
    outer: float

    @property
    def outwards(self) -> Vertical:
        return "up" if self.cosine > _ROUNDING else "down"

    @property
    def anchor(self) -> str:
        if abs(self.sine) < _UPRIGHT:
            return "middle"
        return "start" if self.sine > 0 else "end"

    def reach(self, box: Box) -> float:
        """From where labels begin on this axis to the label."""
        end = self.outer * self.sine, -self.outer * self.cosine
        return math.dist(end, box.nearest(*end))


class _Form(msgspec.Struct, frozen=True):
    """A label broken into lines, not yet in its place."""

    lines: tuple[str, ...]
    note: str
    width: float
    height: float


class Layout(msgspec.Struct, frozen=True):
    radius: float
    boxes: tuple[Box, ...]


def angle(index: int, count: int) -> float:
    """Radians clockwise from 12 o'clock."""
    return 2 * math.pi * index / count


def point(index: int, count: int, radius: float) -> tuple[float, float]:
    """The point of an axis at a distance from the centre."""
    return radius * math.sin(angle(index, count)), -radius * math.cos(angle(index, count))


def lay_out(labels: Sequence[Label], room: Room) -> Layout | None:
    """The largest circle whose labels stand close to their axes; none if even the smallest has no room for that.

    Whole words go before a large circle, and a circle before words broken once, at a hyphen or a soft hyphen. A word
    is never cut anywhere else. Figures stand in the same place whichever they are.
    """
    found = _laid_out(tuple(Label(label.name, _any_figures(label.note)) for label in labels), room)
    if found is None:
        return None
    boxes = (replace(box, note=label.note) for box, label in zip(found.boxes, labels, strict=True))
    return Layout(radius=found.radius, boxes=tuple(boxes))


_ANY_FIGURE = str.maketrans(dict.fromkeys("0123456789", "4"))
"""The widest, by the table of `services.reports.text_width`."""


def _any_figures(note: str) -> str:
    """So that the same axes with other figures need no search of their own."""
    return note.translate(_ANY_FIGURE)


@lru_cache(maxsize=1024)
def _laid_out(labels: tuple[Label, ...], room: Room) -> Layout | None:
    """The search takes longer than all the rest of a drawing, and pages draw the same axes again and again."""
    whole = [_forms(label, room, widest_word(label.name, room.size)) for label in labels]
    broken = [_forms(label, room, widest_part(label.name, room.size)) for label in labels]
    return (
        _largest(whole, room, room.whole_words_from, slack=0.35)
        or _largest(whole, room, room.whole_words_from, slack=1)
        or _largest(broken, room, room.smallest_radius, slack=1.4)
    )


def _forms(label: Label, room: Room, narrowest: float) -> tuple[_Form, ...]:
    """The ways to break a label into lines, from its widest form to its narrowest."""
    least = max(text_width(label.note, room.size), narrowest)
    width = max(least, min(room.widest, 2 * (room.half_width - MARGIN)))
    forms: dict[tuple[str, ...], None] = {}
    while width > least:
        forms[balanced(label.name, room.size, width)] = None
        width -= room.size / 2
    forms[balanced(label.name, room.size, least)] = None
    return tuple(
        _Form(
            lines=lines,
            note=label.note,
            width=max(text_width(line, room.size) for line in (*lines, label.note)),
            height=(len(lines) + bool(label.note)) * room.size * LINE_HEIGHT,
        )
        for lines in forms
        if len(lines) <= MOST_LINES and not _broken_twice(lines)
    )


def _broken_twice(lines: Sequence[str]) -> bool:
    return any(line.endswith("-") and after.endswith("-") for line, after in pairwise(lines))


def _largest(labels: Sequence[Sequence[_Form]], room: Room, smallest: float, slack: float) -> Layout | None:
    """`slack`, in sizes of the text, is how far beyond the gap a label may stand from its axis."""
    radius = room.largest_radius
    while radius >= smallest:
        boxes = _around(labels, room, radius)
        if boxes is not None and _close(boxes, radius, room.gap + slack * room.size):
            return Layout(radius=radius, boxes=boxes)
        radius -= _STEP
    return None


def _close(boxes: Sequence[Box], radius: float, furthest: float) -> bool:
    ends = (point(index, len(boxes), radius) for index in range(len(boxes)))
    return all(math.dist(end, box.nearest(*end)) <= furthest for end, box in zip(ends, boxes, strict=True))


def _around(labels: Sequence[Sequence[_Form]], room: Room, radius: float) -> tuple[Box, ...] | None:
    """Boxes from the horizontal middle outwards, so that one in the way is moved up above, or down below, it."""
    count = len(labels)
    placed: dict[int, Box] = {}
    for index in sorted(range(count), key=lambda index: (abs(round(math.cos(angle(index, count)), 6)), index)):
        axis = _Axis(sine=math.sin(angle(index, count)), cosine=math.cos(angle(index, count)), outer=radius + room.gap)
        box = _first_that_fits(labels[index], axis, room)
        if box is None:
            return None
        placed[index] = _apart(box, placed.values(), axis.outwards)
    return tuple(placed[index] for index in range(count))


def _first_that_fits(forms: Sequence[_Form], axis: _Axis, room: Room) -> Box | None:
    """In as few lines as stand beside the axis; if none does, the one that comes closest to it."""
    boxes: list[Box] = []
    for form in forms:
        box = _placed(form, axis, room.half_width - MARGIN)
        if box is not None and axis.reach(box) <= room.size / 2:
            return box
        if box is not None:
            boxes.append(box)
    return min(boxes, key=axis.reach, default=None)


def _placed(form: _Form, axis: _Axis, limit: float) -> Box | None:
    """Outside the circle and within the drawing, as close to the axis as that allows; none if it is too wide."""
    if form.width > 2 * limit:
        return None
    left = axis.outer * axis.sine + (axis.sine - 1) * form.width / 2
    box = Box(
        lines=form.lines,
        note=form.note,
        left=min(max(left, -limit), limit - form.width),
        top=-axis.outer * axis.cosine - (axis.cosine + 1) * form.height / 2,
        width=form.width,
        height=form.height,
        anchor=axis.anchor,
    )
    moved = (_up_or_down(box, axis), _aside(box, axis, limit))
    return min((box for box in moved if box is not None), key=axis.reach)


def _aside(box: Box, axis: _Axis, limit: float) -> Box | None:
    """Moved left or right until no corner is within the circle; none where the drawing ends before that."""
    _, y = box.nearest(0, 0)
    edge = math.sqrt(max(axis.outer**2 - y**2, 0))
    left = max(box.left, edge) if axis.sine > 0 else min(box.left, -edge - box.width)
    return replace(box, left=left) if -limit <= left <= limit - box.width else None


def _up_or_down(box: Box, axis: _Axis) -> Box:
    """Moved away from the horizontal middle until no corner is within the circle."""
    x, _ = box.nearest(0, 0)
    edge = math.sqrt(max(axis.outer**2 - x**2, 0))
    if axis.outwards == "up":
        return replace(box, top=min(box.top, -edge - box.height))
    return replace(box, top=max(box.top, edge))


def _apart(box: Box, others: Iterable[Box], towards: Vertical) -> Box:
    """Moved straight up or down until it overlaps none of the others."""
    others = tuple(others)
    while (other := next((other for other in others if box.overlaps(other)), None)) is not None:
        box = replace(box, top=other.top - APART - box.height if towards == "up" else other.bottom + APART)
    return box
