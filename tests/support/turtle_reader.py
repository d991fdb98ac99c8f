"""Turtle read by its grammar, as far as our catalogue uses it, and JSON-LD with a context of prefixes: as triples.

Knows nothing of ours. Sources: RDF 1.1 Turtle, JSON-LD 1.1.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

Triple = tuple[str, str, str]
"""An object is `<address>`, `"text"@language`, `"text"^^<kind>` or `"text"`; a blank one, what is said of it."""

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

TOKEN = re.compile(
    r"""\s*(?:(?P<address><[^<>"{}|^`\\\s]*>)|(?P<text>"(?:[^"\\\n]|\\["\\bfnrt]|\\u[0-9A-Fa-f]{4})*")"""
    r"""|(?P<language>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)|(?P<kind>\^\^)|(?P<name>[a-z]+:[A-Za-z]*|a(?=\s))"""
    r"""|(?P<mark>[;.,\[\]]))""",
    re.VERBOSE,
)


class Turtle:
    """A statement at a time. Raises `ValueError` where the grammar does not allow what stands there."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._place = 0
        self._prefixes: dict[str, str] = {}
        self.triples: set[Triple] = set()
        while self._place < len(self._tokens):
            self._statement()

    def _next(self) -> str:
        self._place += 1
        return self._tokens[self._place - 1]

    def _statement(self) -> None:
        if self._tokens[self._place] == "@prefix":
            _, name, address, end = self._next(), self._next(), self._next(), self._next()
            self._prefixes[name] = address[1:-1]
        else:
            self.triples |= self._of(self._next())
            end = self._next()
        if end != ".":
            raise ValueError(f"{end} where a statement ends")

    def _of(self, subject: str) -> set[Triple]:
        return {(subject[1:-1], name, value) for name, value in self._said()}

    def _said(self) -> list[tuple[str, str]]:
        found = [(self._address(self._next()), self._object())]
        while self._tokens[self._place] == ";":
            self._next()
            found.append((self._address(self._next()), self._object()))
        return found

    def _object(self) -> str:
        token = self._next()
        if token == "[":
            said = sorted(self._said())
            if self._next() != "]":
                raise ValueError("a thing without an address does not end")
            return json.dumps(said)
        if not token.startswith('"'):
            return f"<{self._address(token)}>"
        text = json.dumps(json.loads(token))
        if self._tokens[self._place].startswith("@"):
            return text + self._next()
        if self._tokens[self._place] == "^^":
            self._next()
            return f"{text}^^<{self._address(self._next())}>"
        return text

    def _address(self, token: str) -> str:
        if token == "a":
            return RDF_TYPE
        if token.startswith("<"):
            return token[1:-1]
        prefix, _, name = token.partition(":")
        return self._prefixes[f"{prefix}:"] + name


def _tokens(text: str) -> Iterator[str]:
    place = 0
    while text[place:].strip():
        found = TOKEN.match(text, place)
        if found is None:
            raise ValueError(f"not Turtle: {text[place : place + 40]!r}")
        yield found.group(found.lastgroup or 0)
        place = found.end()


def of_json_ld(content: Any) -> set[Triple]:
    context = content["@context"]
    return {(node["@id"], *said) for node in content["@graph"] for said in _said_of(node, context)}


def _said_of(node: Any, context: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield RDF_TYPE, f"<{_expanded(node['@type'], context)}>"
    for name, values in node.items():
        if not name.startswith("@"):
            for value in values:
                yield _expanded(name, context), _value(value, context)


def _value(value: Any, context: dict[str, str]) -> str:
    if "@id" in value:
        return f"<{value['@id']}>"
    if "@value" not in value:
        return json.dumps(sorted(_said_of(value, context)))
    text = json.dumps(value["@value"])
    if "@language" in value:
        return f"{text}@{value['@language']}"
    return f"{text}^^<{_expanded(value['@type'], context)}>" if "@type" in value else text


def _expanded(name: str, context: dict[str, str]) -> str:
    prefix, _, rest = name.partition(":")
    return context[prefix] + rest
