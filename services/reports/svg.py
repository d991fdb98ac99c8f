"""Writing SVG: one element at a time, everything escaped."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

_KEPT: Final = 256
"""More than there are attributes in all figures."""

_TO_ESCAPE: Final = re.compile("[&<>\"']").search
"""What `escape` puts something else for. A test holds it against `escape` itself."""


def number(value: float) -> str:
    """At most two decimals, without trailing zeros, and never a negative zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def points(pairs: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in pairs)


def element(name: str, *children: str, **attributes: str | float | None) -> Markup:
    """`class_` becomes `class`, `stroke_width` `stroke-width`; an attribute that is `None` is left out.

    A child that is plain text is escaped, one that is `Markup` stands as it is.
    """
    start = f"<{name}"
    for key, value in attributes.items():
        if value is not None:
            start += f'{_before_value(key)}{_escaped(value) if isinstance(value, str) else number(value)}"'
    # Put together as plain text, each part escaped: `Markup.format` takes several times as long, and a figure has
    # hundreds of elements that are drawn while a group waits.
    if not children:
        return Markup(start + "/>")  # noqa: S704 – names are ours, values are escaped
    inside = "".join([child if isinstance(child, Markup) else _escaped(child) for child in children])
    return Markup(f"{start}>{inside}</{name}>")  # noqa: S704 – likewise


@lru_cache(_KEPT)
def _before_value(key: str) -> str:
    """An attribute's name as it is written in SVG, up to where its value begins."""
    return f' {key.rstrip("_").replace("_", "-")}="'


def _escaped(text: str) -> str:
    """Nearly no text in a figure has anything to escape, and to look for it is quicker than to wrap the whole."""
    return escape(text) if _TO_ESCAPE(text) else text
