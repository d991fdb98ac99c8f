"""How wide a text will be and where it breaks, without opening a font file.

The widths are those of Inter SemiBold with tabular figures, the heaviest that a figure is set in, rounded up to
a fiftieth of an em. Lighter text is narrower, so what fits by this table fits on the page. A test holds it
against the font itself.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

FONT_FAMILY = "Inter, Inter Extended, Arial, Helvetica, sans-serif"
LINE_HEIGHT = 1.25
SOFT_HYPHEN = "\u00ad"

_EM = 1000
_CHARACTERS: dict[int, str] = {
    280: "Iijlíï",
    300: " \u00a0‘’",
    320: ",.:·",
    340: "!';",
    360: "`t|ŧ",
    380: "/\\",
    400: "()[]fr",
    460: "{}°",
    480: "_",
    500: "^–",
    520: "“”",
    540: '"',
    560: "?sš",
    580: "JLakxzåàáâäž§",
    600: "Fcevyèéêëçč",
    620: "EhnouøóôöúüÉÈÊñŋ",
    640: "bdgpqđ«»",
    660: "#$*-012356789BPRSZŠŽ",
    680: "&+4<=>T~Ŧ−×",
    720: "KXY",
    740: "ACDVÅÀÁÂÄÜÇČ",
    760: "GHNUĐŊ",
    780: "OQØÖÓ",
    840: "w",
    880: "½",
    920: "mæ",
    940: "M",
    960: "…",
    1000: "@—",
    1020: "%Æ",
    1040: "W",
}
_WIDTHS = {character: width for width, characters in _CHARACTERS.items() for character in characters}
_WIDEST = 1040

_KEPT: Final = 4096
"""The names of an instrument's fields and questions, in three languages and some widths."""

_BREAK_AFTER = re.compile(rf"(?<=[-/–])|{SOFT_HYPHEN}")


def text_width(text: str, size: float) -> float:
    """An upper bound in the unit of `size`, the font size. A soft hyphen has no width until a line ends there."""
    return sum(_WIDTHS.get(character, _WIDEST) for character in text if character != SOFT_HYPHEN) * size / _EM


def widest_word(text: str, size: float) -> float:
    """What a line has to hold so that no word is broken."""
    return max(text_width(word, size) for word in text.split())


def widest_part(text: str, size: float) -> float:
    """What a line has to hold so that words are broken only where they have a hyphen, a slash or a soft hyphen."""
    return max(text_width(part + hyphen, size) for word in text.split() for part, hyphen in _parts(word))


@lru_cache(_KEPT)
def wrap(text: str, size: float, width: float) -> tuple[str, ...]:
    """The text in lines no wider than `width`, broken between words.

    Only a word that is too wide for a line of its own is broken: where it has a hyphen, a slash or a soft hyphen,
    and anywhere else only if that is not enough. One character is the least that a line holds.
    """

    def fits(line: str) -> bool:
        return text_width(line, size) <= width

    lines: list[str] = []
    for word in text.split():
        if lines and fits(f"{lines[-1]} {word}"):
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.extend([word] if fits(word) else _broken(word, fits))
    return tuple(line.replace(SOFT_HYPHEN, "") for line in lines)


@lru_cache(_KEPT)
def balanced(text: str, size: float, width: float) -> tuple[str, ...]:
    """As `wrap`, with the lines as even as the same number of lines and the same breaks in words allow."""
    lines = wrap(text, size, width)
    while len(lines) > 1:
        narrower = wrap(text, size, max(text_width(line, size) for line in lines) - 1)
        if narrower == lines or len(narrower) != len(lines) or _letters(narrower) != _letters(lines):
            break
        lines = narrower
    return lines


def _letters(lines: tuple[str, ...]) -> str:
    return "".join(lines).replace(" ", "")


def _broken(word: str, fits: Callable[[str], bool]) -> list[str]:
    lines = [""]
    for part, hyphen in _parts(word):
        if fits(lines[-1] + part + hyphen):
            lines[-1] += part
            continue
        if lines[-1]:
            lines[-1] += "" if lines[-1].endswith(("-", "/", "–")) else "-"
            lines.append("")
        lines[-1:] = _cut(part, hyphen, fits)
    return lines


def _parts(word: str) -> Iterator[tuple[str, str]]:
    """Each part with the hyphen that a line gets that ends after it."""
    parts = [part for part in _BREAK_AFTER.split(word) if part]
    for number, part in enumerate(parts, start=1):
        yield part, "" if number == len(parts) or part.endswith(("-", "/", "–")) else "-"


def _cut(part: str, hyphen: str, fits: Callable[[str], bool]) -> list[str]:
    """A part that may be too wide even for itself, cut wherever a line is full."""
    lines = []
    while len(part) > 1 and not fits(part + hyphen):
        length = max((end for end in range(1, len(part)) if fits(part[:end] + "-")), default=1)
        lines.append(part[:length] + "-")
        part = part[length:]
    return [*lines, part]
