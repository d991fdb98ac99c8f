"""Every interface word is there in all languages, and none is left over.

An id counts as used where it stands as a text in code or in a template, also in a table. An id that is put
together has its literal beginning in the call itself: t(f"role.{role}") in code, t("role." ~ role) in a template;
it uses all ids with that beginning, and at least one of them has to exist.
"""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import jinja2
import pytest
from jinja2 import nodes

from infra.translation.catalogue import LANGUAGES, Language, catalogue

ROOT = Path(__file__).parents[2]
ROOMS = ("domain", "projections", "services", "workers", "infra")
TEMPLATE_SUFFIXES = {".html", ".svg", ".txt", ".xml", ".jinja"}

OF_BOKMAL = re.compile(
    r"\b(ikke|hva|hvem|hvor|hvordan|hvorfor|hvert?|hvilke[nt]?|deres?|noen?|fra|mer|bare|tykk|tykt|mye|være|"
    r"kommunene|målingene|tiltakene|svarene|tallene)\b"
)
OF_NYNORSK = re.compile(
    r"\b(ikkje|kva|kven|kvar|kvifor|korleis|dykk|dykkar|nokon|noko|frå|meir|berre|tjukk|tjukt|mykje|vere|"
    r"kommunane|målingane|tala)\b"
)
"""Words that only one of the two has."""


class Use(NamedTuple):
    """Where a text stands. `called`: as the first argument of `t`; `pattern`: as a regular expression."""

    where: str
    pattern: str
    called: bool


def uses_in_code(source: str, where: str) -> Iterator[Use]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="t") | ast.Attribute(attr="t"), args=[first, *_]):
                if isinstance(first, ast.Constant):
                    yield Use(where, re.escape(str(first.value)), called=True)
                if isinstance(first, ast.JoinedStr):
                    yield Use(where, "".join(_parts_of(first)), called=True)
            case ast.Constant(value=str(text)):
                yield Use(where, re.escape(text), called=False)
            case _:
                pass


def _parts_of(joined: ast.JoinedStr) -> Iterator[str]:
    for part in joined.values:
        yield re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z0-9_-]+"


def uses_in_template(source: str, where: str) -> Iterator[Use]:
    parsed = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.do"]).parse(source)
    for call in parsed.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "t" and call.args:
            match call.args[0]:
                case nodes.Const(value=text):
                    yield Use(where, re.escape(text), called=True)
                case nodes.Concat(nodes=[nodes.Const(value=text), *_]) | nodes.Add(left=nodes.Const(value=text)):
                    yield Use(where, re.escape(text) + r"[a-z0-9_.-]+", called=True)
                case _:
                    pass
    for constant in parsed.find_all(nodes.Const):
        yield Use(where, re.escape(str(constant.value)), called=False)


def all_uses() -> Iterator[Use]:
    for file in chain.from_iterable((ROOT / room).rglob("*") for room in ROOMS):
        where = str(file.relative_to(ROOT))
        if "node_modules" in file.parts:
            continue
        if file.suffix == ".py":
            yield from uses_in_code(file.read_text(), where)
        elif "templates" in file.parts and file.suffix in TEMPLATE_SUFFIXES:
            yield from uses_in_template(file.read_text(), where)


def missing(uses: list[Use], ids: set[str]) -> list[str]:
    every = "\n".join(ids)
    return [
        f"{use.where}: {use.pattern}"
        for use in uses
        if use.called and not re.search(rf"^(?:{use.pattern})$", every, re.MULTILINE)
    ]


def unused(uses: list[Use], ids: set[str]) -> list[str]:
    plain = {use.pattern for use in uses}
    computed = [re.compile(use.pattern) for use in uses if use.called and "]+" in use.pattern]
    return sorted(
        message_id
        for message_id in ids
        if re.escape(message_id) not in plain and not any(pattern.fullmatch(message_id) for pattern in computed)
    )


def test_every_word_that_is_asked_for_exists() -> None:
    lacking = missing(list(all_uses()), set(catalogue("nb")))
    assert not lacking, "\n".join(lacking)


def test_no_word_is_left_over() -> None:
    over = unused(list(all_uses()), set(catalogue("nb")))
    assert not over, "\n".join(over)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_words_with_the_same_placeholders(language: Language) -> None:
    ours, bokmaal = catalogue(language), catalogue("nb")
    assert ours.keys() == bokmaal.keys()
    assert [
        message_id
        for message_id, message in bokmaal.items()
        if (ours[message_id].placeholders, len(ours[message_id].forms)) != (message.placeholders, len(message.forms))
    ] == []


@pytest.mark.parametrize(("language", "others"), [("nb", OF_NYNORSK), ("nn", OF_BOKMAL)])
def test_neither_written_norwegian_borrows_the_words_of_the_other(language: Language, others: re.Pattern[str]) -> None:
    said = ((message_id, " ".join(one.forms).lower()) for message_id, one in catalogue(language).items())
    assert {message_id: found for message_id, text in said if (found := others.findall(text))} == {}


def test_the_search_finds_what_is_missing_and_what_is_left_over() -> None:
    code = 't("page.title")\nself.t(f"role.{role}")\nTABLE = {1: "error.closed"}\nt("page.gone")\n'
    template = '{{ t("page.body") }}{{ t("sector." ~ s, count=3) }}{% set x = "page.named" %}{{ t("page.lost") }}'
    uses = [*uses_in_code(code, "a.py"), *uses_in_template(template, "a.html")]
    ids = {"page.title", "role.owner", "error.closed", "page.body", "sector.public", "page.named", "page.over"}
    assert missing(uses, ids) == [r"a.py: page\.gone", r"a.html: page\.lost"]
    assert unused(uses, ids) == ["page.over"]
    assert missing([Use("a.py", r"role\.[a-z0-9_-]+", called=True)], {"page.title"}) == [r"a.py: role\.[a-z0-9_-]+"]
