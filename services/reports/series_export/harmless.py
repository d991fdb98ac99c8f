"""Names that a spreadsheet would take for formulas, made harmless.

A cell that begins with one of these is computed when a CSV file is opened, and can fetch or send something then.
Source: OWASP, “CSV Injection”.
"""

from typing import Final

BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The last four are as wide as a Chinese character, and some spreadsheets take them for the first four."""


def may_be_formula(text: str) -> bool:
    return text.lstrip(" ").startswith(BEGINNINGS)


def harmless(text: str) -> str:
    """With an apostrophe before it, where it needs one: spreadsheets read that as “this is text”."""
    return f"'{text}" if may_be_formula(text) else text
