"""A small graph of things and what is said of them, written as Turtle or as JSON-LD.

What `catalogue` needs of RDF and no more. Sources: RDF 1.1 Turtle, JSON-LD 1.1.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

TURTLE: Final = "text/turtle"
JSON_LD: Final = "application/ld+json"

PREFIXES: Final[Mapping[str, str]] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Names of properties, types and kinds of values are written with one of these."""


class Ref(msgspec.Struct, frozen=True):
    """Another thing, by its address."""

    address: str


class Said(msgspec.Struct, frozen=True):
    """A text in a language."""

    text: str
    language: str


class Typed(msgspec.Struct, frozen=True):
    """A value such as a day; `kind` as `xsd:date`."""

    text: str
    kind: str


class Blank(msgspec.Struct, frozen=True):
    """A thing that has no address of its own."""

    kind: str
    properties: Sequence[tuple[str, "Value"]]


Value = Ref | Said | Typed | Blank | str


class Thing(msgspec.Struct, frozen=True):
    address: str
    kind: str
    properties: Sequence[tuple[str, Value]]


def turtle(things: Sequence[Thing]) -> bytes:
    prefixes = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
    return (prefixes + "".join(f"\n<{one.address}> {_said(one.kind, one.properties)} .\n" for one in things)).encode()


def json_ld(things: Sequence[Thing]) -> bytes:
    content = {"@context": PREFIXES, "@graph": [{"@id": one.address, **_object(one)} for one in things]}
    return json.dumps(content, ensure_ascii=False).encode()


def _said(kind: str, properties: Sequence[tuple[str, Value]]) -> str:
    return " ;\n    ".join((f"a {kind}", *(f"{name} {_turtle(value)}" for name, value in properties)))


def _turtle(value: Value) -> str:
    match value:
        case Ref(address=address):
            return f"<{address}>"
        case Said(text=text, language=language):
            return f"{_quoted(text)}@{language}"
        case Typed(text=text, kind=kind):
            return f"{_quoted(text)}^^{kind}"
        case Blank(kind=kind, properties=properties):
            return f"[ {_said(kind, properties)} ]"
        case str():
            return _quoted(value)


def _quoted(text: str) -> str:
    """JSON escapes what Turtle has to have escaped, and in the same way."""
    return json.dumps(text, ensure_ascii=False)


def _object(one: Thing | Blank) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": one.kind}
    for name, value in one.properties:
        found.setdefault(name, []).append(_json(value))
    return found


def _json(value: Value) -> Any:
    match value:
        case Ref(address=address):
            return {"@id": address}
        case Said(text=text, language=language):
            return {"@value": text, "@language": language}
        case Typed(text=text, kind=kind):
            return {"@value": text, "@type": kind}
        case Blank():
            return _object(value)
        case str():
            return {"@value": value}
