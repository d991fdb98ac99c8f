"""Reading the catalogues: `infra/translation/<area>/<language>.po`, merged per language at start.

A message is looked up by its id (`sign-in.request.title`), never by its words. A message with a plural has
the same id as `msgid` and `msgid_plural`, and two forms: for one, and for any other number.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Literal, get_args

import msgspec
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import PoFileError, read_po

Language = Literal["nb", "nn", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_FOLDER = Path(__file__).parent
_MESSAGE_ID = re.compile(r'^msgid "(.+)"$', re.MULTILINE)
_GOOD_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:[-_][a-z0-9]+)*)+")
_GOOD_PLACEHOLDER = re.compile(r"[a-z][a-z0-9_]*")
_PLURAL_FORMS = 2


class CatalogueIsBroken(Exception):
    """A catalogue file can't be used as it stands; the message names the file and what is wrong with it."""


class Message(msgspec.Struct, frozen=True):
    """One text: a single form, or two of which the first is for a count of one."""

    forms: tuple[str, ...]
    placeholders: frozenset[str]


Catalogue = Mapping[str, Message]


@cache
def catalogue(language: Language) -> Catalogue:
    """The product's own words in one language, read once per process."""
    return read_catalogue(_FOLDER, language)


def read_catalogue(folder: Path, language: Language) -> Catalogue:
    """All areas' files of one language as one catalogue. Raises `CatalogueIsBroken` also for an id in two areas."""
    merged: dict[str, Message] = {}
    for file in sorted(folder.glob(f"*/{language}.po")):
        for message_id, message in _read_file(file):
            if message_id in merged:
                raise CatalogueIsBroken(f"{file}: {message_id} stands in another area's file too")
            merged[message_id] = message
    return merged


def _read_file(file: Path) -> Iterator[tuple[str, Message]]:
    source = file.read_bytes()
    written = Counter(_MESSAGE_ID.findall(source.decode()))
    if twice := [message_id for message_id, times in written.items() if times > 1]:
        raise CatalogueIsBroken(f"{file}: {', '.join(twice)} stands there twice")
    try:
        read = read_po(io.BytesIO(source), abort_invalid=True)
    except PoFileError as error:
        raise CatalogueIsBroken(f"{file}: {error}") from error
    for entry in _entries(read):
        message_id = entry.id if isinstance(entry.id, str) else entry.id[0]
        if message_id not in written:
            raise CatalogueIsBroken(f"{file}: {message_id}: an id stands whole, in quotes, on its own line")
        forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ("",))
        try:
            yield message_id, _message(message_id, forms)
        except ValueError as error:
            raise CatalogueIsBroken(f"{file}: {message_id}: {error}") from error


def _entries(read: Catalog) -> Iterator[Entry]:
    """All but the header, whose id is empty."""
    return (entry for entry in read if entry.id)


def _message(message_id: str, forms: tuple[str, ...]) -> Message:
    if not _GOOD_ID.fullmatch(message_id):
        raise ValueError("an id is lower-case words, hyphens within a part and dots between parts")
    if not all(forms) or len(forms) > _PLURAL_FORMS:
        raise ValueError("one text, or two where the number decides, and none of them empty")
    placeholders = [frozenset(_placeholders(form)) for form in forms]
    if len(forms) == _PLURAL_FORMS and "count" not in placeholders[1]:
        raise ValueError("the second form names the {count} that decides")
    return Message(forms=forms, placeholders=frozenset[str]().union(*placeholders))


def _placeholders(form: str) -> Iterator[str]:
    for _, name, specification, conversion in Formatter().parse(form):
        if name is None:
            continue
        if not _GOOD_PLACEHOLDER.fullmatch(name) or specification or conversion:
            raise ValueError(f"{{{name}}} is no plain placeholder")
        yield name
