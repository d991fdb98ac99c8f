"""Guidance for whoever prepares, leads and takes part: texts in Markdown, in a folder for each language.

A page is `guidance/LANGUAGE/SLUG.md`: a heading, a paragraph that leads in, and the rest. It is in every language; one
that a language lacks is shown in bokmål and marked as such, so that a new language can come page by page.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from domain.instrument.check import FIELDS, VALUES
from domain.instrument.model import Language

HOME: Final = Path(__file__).parent.parent / "guidance"

OVERVIEW: Final = "overview"

GROUPS: Final[Mapping[str, Sequence[str]]] = {
    "leading": ("preparing", "time", "answering", "disagreement", "short-programme", "long-programme"),
    "values": tuple(f"value-{value}" for value in VALUES),
    "fields": tuple(f"field-{field}" for field in FIELDS),
    "theory": ("theory",),
}
"""What the overview lists, in its order."""

PAGES: Final[Sequence[str]] = tuple(slug for slugs in GROUPS.values() for slug in slugs)

LOOKS: Final[Mapping[str, Mapping[str, str]]] = {
    "h2": {"class": "ds-heading", "data-size": "xs"},
    "ul": {"class": "ds-list"},
    "ol": {"class": "ds-list"},
}
"""The components' classes, as every other page has them."""

_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False, "typographer": False})


class Guide(msgspec.Struct, frozen=True):
    """`language` is that of the words, which is bokmål where the page is not there in the wanted one."""

    slug: str
    language: Language
    title: str
    lead: str
    body: Markup


class GuideIsBroken(Exception):
    """A file does not begin with a heading and a paragraph."""


def guide(slug: str, language: Language) -> Guide | None:
    """`None` for a page that there is not, of which nothing is kept: anybody can think of any number of them."""
    return _read(slug, language) if slug == OVERVIEW or slug in PAGES else None


@cache
def _read(slug: str, language: Language) -> Guide:
    spoken = language if _file(slug, language).exists() else "nb"
    return read_guide(slug, spoken, _file(slug, spoken).read_text(encoding="utf-8"))


def read_guide(slug: str, language: Language, text: str) -> Guide:
    """Raises `GuideIsBroken`."""
    tokens = _MARKDOWN.parse(text)
    opening = [(token.type, token.tag) for token in tokens[:6] if token.type != "inline"]
    if opening != [
        ("heading_open", "h1"),
        ("heading_close", "h1"),
        ("paragraph_open", "p"),
        ("paragraph_close", "p"),
    ]:
        raise GuideIsBroken(f"{language}/{slug}")
    return Guide(
        slug=slug,
        language=language,
        title=tokens[1].content,
        lead=" ".join(tokens[4].content.split()),
        body=_rendered(tokens[6:]),
    )


def beside(slug: str) -> tuple[str | None, str | None]:
    """The page before and the page after, in the order of the overview."""
    place = PAGES.index(slug)
    before, after = PAGES[place - 1 : place] if place else (), PAGES[place + 1 : place + 2]
    return (before[0] if before else None), (after[0] if after else None)


def _file(slug: str, language: Language) -> Path:
    return HOME / language / f"{slug}.md"


def _rendered(tokens: Sequence[Token]) -> Markup:
    for token in tokens:
        if token.nesting == 1:
            for name, value in LOOKS.get(token.tag, {}).items():
                token.attrSet(name, value)
    return Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S704 (our own files, without HTML)
