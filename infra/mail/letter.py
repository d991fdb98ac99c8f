"""What a mail says, and how it looks: the same words as plain text and as HTML."""

from pathlib import Path
from typing import Final

import jinja2
import msgspec

from infra.translation import Language

_TEMPLATES: Final = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
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

    def __repr__(self) -> str:
        """Without the link, which signs in."""
        return f"Letter({self.language}, …)"


def as_text(letter: Letter) -> str:
    enclosed = (f"{one.label}:\n\n{one.text.rstrip()}" for one in letter.enclosures)
    action = f"{letter.action}:\n{letter.link}"
    blocks = (*letter.paragraphs, *enclosed, action, *letter.notes, letter.signature)
    return "\n\n".join(blocks) + "\n"


def as_html(letter: Letter) -> str:
    return _TEMPLATES.get_template("letter.html").render(letter=letter)
