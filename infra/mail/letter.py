"""What a mail says, and how it looks: the same words as plain text and as HTML."""

import re
from functools import cache
from pathlib import Path
from typing import Final

import jinja2
import msgspec

from infra.translation import Language

_FOLDER: Final = Path(__file__).parent / "templates"
_HTML: Final = "letter.html"

_TEMPLATES: Final = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Enclosure(msgspec.Struct, frozen=True):
    """A text that must arrive letter by letter: shown under `label`, and attached as the file `name` too."""

    label: str
    name: str
    text: str


class Item(msgspec.Struct, frozen=True):
    """One of several things, in somebody's own words, and what is to be known about it."""

    text: str
    about: str


class Listing(msgspec.Struct, frozen=True):
    heading: str
    items: tuple[Item, ...]


class Quoted(msgspec.Struct, frozen=True):
    """What somebody else says in a letter of ours. `heading` is in the letter's language and tells who.

    `paragraphs` are plain text in `language`, with their line breaks.
    """

    heading: str
    language: Language
    paragraphs: tuple[str, ...]


class Stop(msgspec.Struct, frozen=True):
    """How letters of this kind are turned off: the link's words, and where it leads. Only what reminds has one."""

    words: str
    link: str

    def __repr__(self) -> str:
        return "Stop(…)"


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do (`action`, at `link`), what it is about before it, and what is good to know after it."""

    language: Language
    subject: str
    paragraphs: tuple[str, ...]
    action: str
    link: str
    link_hint: str
    """Above the address in full, for those whose mail program shows no links."""
    notes: tuple[str, ...]
    signature: str
    enclosures: tuple[Enclosure, ...] = ()
    lists: tuple[Listing, ...] = ()
    quoted: Quoted | None = None
    stop: Stop | None = None

    def __repr__(self) -> str:
        """Without the link, which signs in."""
        return f"Letter({self.language}, …)"


def as_text(letter: Letter) -> str:
    enclosed = (f"{one.label}:\n\n{one.text.rstrip()}" for one in letter.enclosures)
    listed = ("\n\n".join((f"{one.heading}:", *map(_as_lines, one.items))) for one in letter.lists)
    action = f"{letter.action}:\n{letter.link}"
    stop = (f"{letter.stop.words}:\n{letter.stop.link}",) if letter.stop else ()
    quoted = (f"{letter.quoted.heading}:", *letter.quoted.paragraphs) if letter.quoted else ()
    blocks = (*letter.paragraphs, *quoted, *listed, *enclosed, action, *letter.notes, *stop, letter.signature)
    return "\n\n".join(blocks) + "\n"


def _as_lines(item: Item) -> str:
    return f"– {item.text}\n  {item.about}"


def as_html(letter: Letter) -> str:
    return _TEMPLATES.get_template(_HTML).render(letter=letter)


@cache
def styles() -> frozenset[str]:
    """Every style that a letter's HTML can have. Mail programs read no others than those on the elements."""
    source = (_FOLDER / _HTML).read_text()
    return frozenset(re.findall(r'style="([^"]*)"', source))
