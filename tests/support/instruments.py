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


def _continued(instrument: Instrument) -> Instrument:
    """The next version, in which everything goes on from what has its number."""

    def field(one: Field) -> Field:
        questions = tuple(replace(each, continues=each.id, replaces=None) for each in one.questions)
        return replace(one, questions=questions)

    def value(one: Value) -> Value:
        ambitions = tuple(replace(each, continues=each.id, replaces=None) for each in one.ambitions)
        return replace(one, ambitions=ambitions)

    return replace(
        instrument,
        version=instrument.version + 1,
        follows=instrument.version,
        values=tuple(value(one) for one in instrument.values),
        fields=tuple(field(one) for one in instrument.fields),
    )


def _replacing(question: Question) -> Question:
    return replace(question, continues=None, replaces=(question.id,))


def _with_a_new_one(field: Field) -> Field:
    last = field.questions[-1]
    name = {language: f"{words[:17]} mer" for language, words in last.name.items()}
    new = replace(last, id=f"{field.number}-{len(field.questions) + 1}", name=name, continues=None, replaces=())
    return replace(field, questions=(*field.questions, new))


def _without_the_last_but_one(field: Field) -> Field:
    """The last one takes its number, and goes on from its own."""
    *first, gone, last = field.questions
    return replace(field, questions=(*first, replace(last, id=gone.id)))


def _second() -> Instrument:
    second = with_question("1-3", _replacing, of=_continued(SAMSON))
    second = with_field(3, _without_the_last_but_one, of=second)
    second = with_question("4-1", lambda one: replace(one, links={"openness": 1, "creativity": 3}), of=second)
    return with_field(6, _with_a_new_one, of=second)


SECOND = _second()
"""In version 2, 1-3 replaces 1-3, 3-8 continues 3-9 and 3-8 left, 4-1 is linked otherwise, 6-8 is new."""

THIRD = with_question("5-1", _replacing, of=_continued(SECOND))
"""In version 3, 5-1 replaces 5-1."""

LINE = (SAMSON, SECOND, THIRD)
