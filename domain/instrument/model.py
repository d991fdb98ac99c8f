"""The catalogue that a measurement is made with. A published version never changes."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

import msgspec

from domain.ids import AmbitionId, FieldId, QuestionId, ValueId

Whole = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""As large as TOML lets a whole number be. Source: TOML 1.0, “Integer”."""

Language = str
"""`nb`, `nn`, `en`; languages are data, more can come."""

Wording = Mapping[Language, str]
"""One text by language. Bokmål (`nb`) is always there."""


def worded(wording: Wording, language: Language) -> tuple[str, Language]:
    """The text in `language`, else in bokmål, with the language that it really is in."""
    return (wording[language], language) if language in wording else (wording["nb"], "nb")


class Ambition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question about how important a value is to the group, answered 0 to 10.

    `continues` and `replaces` are as for a question.
    """

    id: AmbitionId
    statement: Wording
    continues: AmbitionId | None = None
    replaces: tuple[AmbitionId, ...] | None = None


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the four values. Source: report ch. 5."""

    id: ValueId
    name: Wording
    meaning: Wording
    chapter: str
    ambitions: tuple[Ambition, ...]


class Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What 0, 5 and 10 look like in practice."""

    low: Wording
    middle: Wording
    high: Wording


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sub-theme of a field. `links` are the integer coefficients `c_qv` to the values; at least one is above 0.

    `name` labels the axis; `help` has one open question to the group on each line; `chapter` names the report's
    chapters that it rests on (`6, 9`).

    In a version that follows another one, a question either `continues` an earlier one, so that its answers go on
    with that one's series, or `replaces` earlier ones by another measure. One that replaces nothing is new.
    """

    id: QuestionId
    name: Wording
    statement: Wording
    help: Wording
    scale: Scale
    links: Mapping[ValueId, Whole]
    chapter: str
    thickness: bool = False
    continues: QuestionId | None = None
    replaces: tuple[QuestionId, ...] | None = None


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the seven action fields. Source: report ch. 6."""

    id: FieldId
    number: Whole
    name: Wording
    meaning: Wording
    chapter: str
    questions: tuple[Question, ...]


class Instrument(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One version of the SAMSON instrument. Order is the model's order, and breaks every tie.

    `follows` is the version whose questions this one continues and replaces; `None` for one that starts afresh.
    """

    id: str
    version: Whole
    languages: tuple[Language, ...]
    values: tuple[Value, ...]
    fields: tuple[Field, ...]
    follows: Whole | None = None

    @cached_property
    def questions(self) -> Mapping[QuestionId, Question]:
        return {question.id: question for field in self.fields for question in field.questions}

    @cached_property
    def ambitions(self) -> Mapping[AmbitionId, Ambition]:
        return {ambition.id: ambition for value in self.values for ambition in value.ambitions}

    @cached_property
    def field_of(self) -> Mapping[QuestionId, Field]:
        return {question.id: field for field in self.fields for question in field.questions}

    @cached_property
    def value_of(self) -> Mapping[AmbitionId, Value]:
        return {ambition.id: value for value in self.values for ambition in value.ambitions}
