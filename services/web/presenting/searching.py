"""Finding a name by part of it, however it is typed: `aa` for å, `o` or `oe` for ø, `ae` for æ, any case and accent."""

import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ŧ": "t", "ŋ": "n"})

_DOUBLES: Final = (("aa", "a"), ("oe", "o"))
"""How å and ø are written without their keys. What else has these letters is folded alike on both sides."""


def folded(text: str) -> str:
    """As it is compared. Å and aa, and ä and a, are the same; so are ø, ö, o and oe."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    for double, single in _DOUBLES:
        plain = plain.replace(double, single)
    return plain


def finds(asked: str, *texts: str) -> bool:
    """Whether every word that was asked for is part of one of the texts. Nothing asked for is in everything."""
    among = [folded(text) for text in texts]
    return all(any(word in text for text in among) for word in folded(asked).split())
