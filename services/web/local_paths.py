"""Where a page may send somebody on to: never away from here."""

from typing import Final
from urllib.parse import urlsplit

HOME: Final = "/workspaces"
LONGEST: Final = 500


def local_path(wanted: str | None, otherwise: str = HOME) -> str:
    """`wanted` if it is a path of ours, with its query; else `otherwise`.

    Browsers read `//` and a backslash as the beginning of another host, and drop control characters first.
    """
    if not wanted or len(wanted) > LONGEST or not wanted.isprintable() or "\\" in wanted:
        return otherwise
    if not wanted.startswith("/") or wanted.startswith("//"):
        return otherwise
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else wanted
