"""What is wrong with an instrument, as problems with a stable code and data.

The prose stands in the catalogues, `instrument-problem.<code>`, for the page and the command line alike.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Final, Literal

import msgspec

from domain.instrument.model import Ambition, Field, Instrument, Question, Value, Wording
from domain.instrument.reading import wordings

VALUES: Final = ("openness", "democracy", "creativity", "leadership")
FIELDS: Final = (
    "equality",
    "shared_goals",
    "communication",
    "anchoring",
    "facilitation",
    "resource_focus",
    "competences",
)
LANGUAGES: Final = ("nb", "nn", "en")
"""What every version is in. Others can be added."""

AMBITIONS: Final = range(2, 4)
"""How many ambition questions a value has."""

QUESTIONS: Final = range(6, 10)
"""How many questions a field has. Source: report ch. 7."""

HELP_LINES: Final = range(2, 4)
COEFFICIENTS: Final = range(1, 4)
LONGEST_NAME: Final = 22
"""Characters that fit beside an axis of the diagram."""

VERSIONS: Final = range(10_000)

MOST_PROBLEMS: Final = 500
"""Told of one file. A mebibyte can be wrong in tens of millions of ways, which no memory holds and nobody reads."""

_CHAPTERS = re.compile(r"[1-9](, [1-9])*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

Code = Literal[
    "ambition_out_of_order",
    "bad_chapter",
    "bad_coefficient",
    "bad_id",
    "bad_language",
    "continued_and_replaced",
    "continued_twice",
    "duplicate_ambition",
    "duplicate_language",
    "duplicate_name",
    "duplicate_question",
    "field_out_of_order",
    "follows_no_earlier_version",
    "follows_unknown_version",
    "fields_not_the_seven",
    "help_without_two_or_three_questions",
    "language_missing",
    "language_undeclared",
    "name_too_long",
    "no_links",
    "no_thickness_marker",
    "no_origin",
    "number_of_ambitions",
    "origin_without_predecessor",
    "question_of_another_field",
    "question_out_of_order",
    "required_language_missing",
    "too_few_questions",
    "too_many_questions",
    "two_origins",
    "unknown_origin",
    "unknown_value",
    "unlinked_value",
    "untidy_text",
    "values_not_the_four",
]


class Problem(msgspec.Struct, frozen=True):
    """`where` is the id of what is wrong, with its part; `data` is what the sentence about it needs."""

    code: Code
    where: str
    data: Mapping[str, str | int] = {}


def check(instrument: Instrument, predecessor: Instrument | None = None) -> list[Problem]:
    """Everything that keeps the instrument from being published, up to `MOST_PROBLEMS`; empty for a sound one.

    `predecessor` is the version that it follows; without it, whether that one has the questions that are named as
    continued or replaced is not asked.
    """
    found = chain.from_iterable(rule(instrument) for rule in RULES)
    known = iter(()) if predecessor is None else _known_origins(instrument, predecessor)
    return list(islice(chain(found, known), MOST_PROBLEMS))


def unknown_predecessor(instrument: Instrument) -> Problem:
    """For a version that follows one which is nowhere to be found."""
    return Problem("follows_unknown_version", instrument.id, {"follows": instrument.follows or 0})


def _model(instrument: Instrument) -> Iterator[Problem]:
    if not re.fullmatch(r"[a-z][a-z0-9-]*", instrument.id) or instrument.version not in VERSIONS:
        yield Problem("bad_id", instrument.id, {"version": instrument.version, **_span(VERSIONS)})
    values = tuple(value.id for value in instrument.values)
    if values != VALUES:
        yield Problem("values_not_the_four", instrument.id, _expected(VALUES, values))
    fields = tuple(field.id for field in instrument.fields)
    if fields != FIELDS:
        yield Problem("fields_not_the_seven", instrument.id, _expected(FIELDS, fields))
    for place, field in enumerate(instrument.fields, start=1):
        if field.number != place:
            yield Problem("field_out_of_order", field.id, {"found": field.number, "expected": place})


def _ambitions(instrument: Instrument) -> Iterator[Problem]:
    for value in instrument.values:
        ids = [ambition.id for ambition in value.ambitions]
        if len(ids) not in AMBITIONS:
            yield Problem("number_of_ambitions", value.id, {"found": len(ids), **_span(AMBITIONS)})
        yield from (Problem("duplicate_ambition", twice) for twice in _repeated(ids))
        for place, found in enumerate(dict.fromkeys(ids), start=1):
            if found != f"{value.id}-{place}":
                yield Problem("ambition_out_of_order", found, {"expected": f"{value.id}-{place}"})


def _questions(instrument: Instrument) -> Iterator[Problem]:
    ids = [question.id for field in instrument.fields for question in field.questions]
    yield from (Problem("duplicate_question", twice) for twice in _repeated(ids))
    for field in instrument.fields:
        if len(field.questions) < QUESTIONS.start:
            yield Problem("too_few_questions", field.id, {"found": len(field.questions), **_span(QUESTIONS)})
        if len(field.questions) >= QUESTIONS.stop:
            yield Problem("too_many_questions", field.id, {"found": len(field.questions), **_span(QUESTIONS)})
        yield from _numbers(field)


def _numbers(field: Field) -> Iterator[Problem]:
    own = [question.id for question in field.questions if question.id.startswith(f"{field.number}-")]
    for question in field.questions:
        if question.id not in own:
            yield Problem("question_of_another_field", question.id, {"field": field.id, "number": field.number})
    for place, found in enumerate(dict.fromkeys(own), start=1):
        if found != f"{field.number}-{place}":
            yield Problem("question_out_of_order", found, {"expected": f"{field.number}-{place}"})


def _links(instrument: Instrument) -> Iterator[Problem]:
    values = {value.id for value in instrument.values}
    linked = set()
    for question in _all_questions(instrument):
        if not question.links:
            yield Problem("no_links", question.id)
        for value, coefficient in question.links.items():
            linked.add(value)
            if value not in values:
                yield Problem("unknown_value", question.id, {"value": value})
            if coefficient not in COEFFICIENTS:
                span = _span(COEFFICIENTS)
                yield Problem("bad_coefficient", question.id, {"value": value, "found": coefficient, **span})
    yield from (Problem("unlinked_value", value.id) for value in instrument.values if value.id not in linked)


def _markers(instrument: Instrument) -> Iterator[Problem]:
    if not any(question.thickness for question in _all_questions(instrument)):
        yield Problem("no_thickness_marker", instrument.id)
    parts: Sequence[Value | Field | Question] = (
        *instrument.values,
        *instrument.fields,
        *_all_questions(instrument),
    )
    for part in parts:
        if not _CHAPTERS.fullmatch(part.chapter):
            yield Problem("bad_chapter", part.id, {"found": part.chapter})


def _languages(instrument: Instrument) -> Iterator[Problem]:
    for language in LANGUAGES:
        if language not in instrument.languages:
            yield Problem("required_language_missing", instrument.id, {"language": language})
    yield from (Problem("duplicate_language", twice) for twice in _repeated(instrument.languages))
    yield from (Problem("bad_language", one) for one in instrument.languages if not _LANGUAGE.fullmatch(one))
    for place, wording in wordings(instrument):
        for language in dict.fromkeys(instrument.languages):
            if language not in wording:
                yield Problem("language_missing", place, {"language": language})
        for language, text in wording.items():
            if language not in instrument.languages:
                yield Problem("language_undeclared", place, {"language": language})
            if any(not line or line != line.strip() or _CONTROL.search(line) for line in text.split("\n")):
                yield Problem("untidy_text", place, {"language": language})


def _axis_names(instrument: Instrument) -> Iterator[Problem]:
    yield from _names([(field.id, field.name) for field in instrument.fields])
    for field in instrument.fields:
        yield from _names([(question.id, question.name) for question in field.questions])


def _names(axes: Sequence[tuple[str, Wording]]) -> Iterator[Problem]:
    """The names of one diagram: short enough to stand beside an axis, and no two alike."""
    seen: dict[tuple[str, str], str] = {}
    for where, wording in axes:
        for language, name in wording.items():
            if len(name) > LONGEST_NAME:
                measured: Mapping[str, str | int] = {"found": len(name), "most": LONGEST_NAME}
                yield Problem("name_too_long", where, {"language": language, "name": name, **measured})
            first = seen.setdefault((language, name.casefold()), where)
            if first != where:
                yield Problem("duplicate_name", where, {"language": language, "name": name, "first": first})


def _help(instrument: Instrument) -> Iterator[Problem]:
    for question in _all_questions(instrument):
        for language, text in question.help.items():
            lines = text.split("\n")
            if len(lines) not in HELP_LINES or not all(line.endswith("?") for line in lines):
                yield Problem("help_without_two_or_three_questions", question.id, {"language": language})


def _origins(instrument: Instrument) -> Iterator[Problem]:
    """In a version that follows another, each question says what it goes on from; see `Question`."""
    if instrument.follows is not None and not 0 <= instrument.follows < instrument.version:
        data = {"follows": instrument.follows, "version": instrument.version}
        yield Problem("follows_no_earlier_version", instrument.id, data)
    if instrument.follows is None and any(map(_origins_of, _everything_asked(instrument))):
        yield Problem("origin_without_predecessor", instrument.id)
    for asked in _everything_asked(instrument):
        says = _origins_of(asked)
        if not says and instrument.follows is not None:
            yield Problem("no_origin", asked.id, {"follows": instrument.follows})
        if says > 1:
            yield Problem("two_origins", asked.id)
    yield from _taken_once(_everything_asked(instrument))


def _origins_of(asked: Question | Ambition) -> int:
    """How many kinds of origin it names; one is right in a version that follows another."""
    return (asked.continues is not None) + (asked.replaces is not None)


def _taken_once(every: Sequence[Question | Ambition]) -> Iterator[Problem]:
    """A series goes on in one question, and what goes on was not replaced."""
    taken: dict[str, str] = {}
    for asked in every:
        if asked.continues is not None:
            first = taken.setdefault(asked.continues, asked.id)
            if first != asked.id:
                yield Problem("continued_twice", asked.id, {"earlier": asked.continues, "first": first})
    for asked in every:
        for earlier in asked.replaces or ():
            if earlier in taken:
                yield Problem("continued_and_replaced", asked.id, {"earlier": earlier, "first": taken[earlier]})


def _known_origins(instrument: Instrument, predecessor: Instrument) -> Iterator[Problem]:
    """A question goes on from a question, an ambition question from an ambition question."""
    for asked in _everything_asked(instrument):
        known = predecessor.questions if isinstance(asked, Question) else predecessor.ambitions
        continued = () if asked.continues is None else (asked.continues,)
        for earlier in (*continued, *(asked.replaces or ())):
            if earlier not in known:
                yield Problem("unknown_origin", asked.id, {"earlier": earlier, "follows": predecessor.version})


RULES: Final[Sequence[Callable[[Instrument], Iterator[Problem]]]] = (
    _model,
    _ambitions,
    _questions,
    _links,
    _markers,
    _languages,
    _axis_names,
    _help,
    _origins,
)


def _all_questions(instrument: Instrument) -> Iterator[Question]:
    """Not by id, as `instrument.questions` is: a number that stands there twice is two questions here."""
    return (question for field in instrument.fields for question in field.questions)


def _everything_asked(instrument: Instrument) -> list[Question | Ambition]:
    return [*_all_questions(instrument), *(one for value in instrument.values for one in value.ambitions)]


def _repeated(ids: Sequence[str]) -> list[str]:
    return [one for one, times in Counter(ids).items() if times > 1]


def _span(allowed: range) -> Mapping[str, int]:
    return {"least": allowed.start, "most": allowed.stop - 1}


def _expected(expected: Sequence[str], found: Sequence[str]) -> Mapping[str, str]:
    return {"expected": ", ".join(expected), "found": ", ".join(found)}
