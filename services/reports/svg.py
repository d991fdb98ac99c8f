"""Writing SVG: one element at a time, everything escaped."""

from collections.abc import Iterable

from markupsafe import Markup, escape


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
    start = "".join(
        [
            name,
            *(
                f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
                for key, value in attributes.items()
                if value is not None
            ),
        ]
    )
    if not children:
        return Markup(f"<{start}/>")  # noqa: S704 – names are ours, and every value is escaped
    inside = "".join([escape(child) for child in children])
    return Markup(f"<{start}>{inside}</{name}>")  # noqa: S704 – likewise
