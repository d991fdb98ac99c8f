"""The frame that every figure has: its name and what it shows, for who does not see it, its size and its letters."""

from typing import Final, Protocol

import msgspec
from markupsafe import Markup

from services.reports import ink
from services.reports.svg import element, number
from services.reports.text_width import FONT_FAMILY

NARROW_BELOW: Final = 480.0
"""In pixels. A drawing that is narrower is laid out for a phone."""


class Named(Protocol):
    """`id` is the figure's own on its page."""

    @property
    def id(self) -> str: ...

    @property
    def title(self) -> str: ...


class Sheet(msgspec.Struct, frozen=True):
    """What is drawn on: from (`left`, `top`), in pixels. `text` is the size of its letters, where it has one."""

    width: float
    height: float
    text: float | None = None
    left: float = 0
    top: float = 0


def drawing(
    figure: Named, description: str, sheet: Sheet, *marks: Markup, kind: str = "spider", role: str = "img"
) -> Markup:
    """`kind` is its class; `role` is `group` where marks are links."""
    return element(
        "svg",
        element("title", figure.title, id=f"{figure.id}-title"),
        element("desc", description, id=f"{figure.id}-description"),
        *marks,
        xmlns="http://www.w3.org/2000/svg",
        class_=kind,
        role=role,
        aria_labelledby=f"{figure.id}-title",
        aria_describedby=f"{figure.id}-description",
        viewBox=" ".join(map(number, (sheet.left, sheet.top, sheet.width, sheet.height))),
        width=sheet.width,
        height=sheet.height,
        font_family=FONT_FAMILY,
        font_size=sheet.text,
        fill=ink.INK,
    )
