"""The shipped instrument, and changed copies of it."""

from collections.abc import Callable

from msgspec.structs import replace

from domain.instrument.model import Field, Instrument, Question, Value, Wording
from infra.instruments import shipped_instruments

SAMSON = shipped_instruments().by_version("samson", 1).instrument


def with_field(number: int, change: Callable[[Field], Field], of: Instrument = SAMSON) -> Instrument:
    return replace(of, fields=tuple(change(one) if one.number == number else one for one in of.fields))


def with_question(number: str, change: Callable[[Question], Question], of: Instrument = SAMSON) -> Instrument:
    def changed(field: Field) -> Field:
        return replace(field, questions=tuple(change(one) if one.id == number else one for one in field.questions))

    return with_field(int(number[0]), changed, of)


def with_value(key: str, change: Callable[[Value], Value], of: Instrument = SAMSON) -> Instrument:
    return replace(of, values=tuple(change(one) if one.id == key else one for one in of.values))


def reworded(instrument: Instrument, change: Callable[[Wording], Wording]) -> Instrument:
    """Every text of the instrument put through `change`."""

    def question(one: Question) -> Question:
        scale = replace(
            one.scale, low=change(one.scale.low), middle=change(one.scale.middle), high=change(one.scale.high)
        )
        return replace(one, name=change(one.name), statement=change(one.statement), help=change(one.help), scale=scale)

    def field(one: Field) -> Field:
        questions = tuple(question(each) for each in one.questions)
        return replace(one, name=change(one.name), meaning=change(one.meaning), questions=questions)

    def value(one: Value) -> Value:
        ambitions = tuple(replace(each, statement=change(each.statement)) for each in one.ambitions)
        return replace(one, name=change(one.name), meaning=change(one.meaning), ambitions=ambitions)

    return replace(
        instrument,
        values=tuple(value(one) for one in instrument.values),
        fields=tuple(field(one) for one in instrument.fields),
    )
