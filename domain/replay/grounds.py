"""What a figure rests on: the figures right below it, and in the end the answers and weights that were given."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar, assert_never

import msgspec

from domain.event import Event
from domain.ids import AmbitionId, QuestionId, SubjectId, ValueId
from domain.instrument.model import Field, Instrument, Question, Value
from domain.measurement import events as happened
from domain.scoring.answer import NOT_RELEVANT, Answer, is_relevant
from domain.scoring.figure_name import FigureName, Kind
from domain.scoring.profile import Figure, Profile, QuestionFigures, profile
from domain.text import Text

Amount = Figure | Answer
Thing = TypeVar("Thing")


class Setting(msgspec.Struct, frozen=True):
    """The event by which a question (or an ambition) has the answer (or weight) that is in force.

    `version` is the event's place in the measurement's stream. `given` is `None` for an answer that was taken back,
    `before` where nothing had been given.
    """

    of: QuestionId | AmbitionId
    version: int
    at: datetime
    by: SubjectId
    given: Answer | None
    before: Answer | None
    reason: Text | None
    adopted: bool = False
    """Without talk, as the median of the private answers."""


class Part(msgspec.Struct, frozen=True):
    """One thing that a figure is made of directly. An ambition's weight is an `Amount` without a figure's name.

    `coefficient` is how often it counts, where that is not the same for all parts.
    """

    of: QuestionId | AmbitionId | ValueId
    amount: Amount
    figure: FigureName | None = None
    coefficient: int = 1


class Lack(StrEnum):
    """Why a figure is none."""

    UNANSWERED = "unanswered"
    NOT_RELEVANT = "not-relevant"
    NOTHING_RELEVANT = "nothing-relevant"
    TOO_FEW = "too-few"
    PART_IS_NONE = "part-is-none"


class Closing(msgspec.Struct, frozen=True):
    """The closing that stands: the last one, unless the measurement was opened again after it."""

    version: int
    at: datetime
    by: SubjectId
    scoring_version: int
    figures: Profile


class Grounds(msgspec.Struct, frozen=True):
    """`amount` is the figure by the events; `None` says why in `lack`.

    `answered`, `relevant` and `needed` count parts of a mean. `settings` are in the order of the instrument.
    """

    name: FigureName
    amount: Amount
    lack: Lack | None
    parts: tuple[Part, ...]
    settings: tuple[Setting, ...]
    closing: Closing | None

    @property
    def relevant(self) -> int:
        return sum(part.amount != NOT_RELEVANT for part in self.parts)

    @property
    def answered(self) -> int:
        return sum(isinstance(part.amount, int) for part in self.parts)

    @property
    def needed(self) -> int:
        """At least half of the relevant ones, and at least one."""
        return max(1, -(-self.relevant // 2))

    @property
    def published(self) -> Amount:
        return None if self.closing is None else amount_in(self.closing.figures, self.name)

    @property
    def agrees(self) -> bool:
        """Whether what was published is what the events give; true while nothing is published."""
        return self.closing is None or self.published == self.amount


def grounds(instrument: Instrument, events: Sequence[Event], name: FigureName) -> Grounds | None:
    """From all events of a measurement's stream, oldest first. `None` for a figure that the instrument has not."""
    if not _is_known(instrument, name):
        return None
    settings = _settings(events)
    figures = profile(instrument, *_given(instrument, settings))
    parts = tuple(_parts(instrument, figures, settings, name))
    amount = amount_in(figures, name)
    keys = set(_rests_on(instrument, figures, name))
    order = (*instrument.ambitions, *instrument.questions)
    return Grounds(
        name=name,
        amount=amount,
        lack=_lack(figures, parts, name) if amount is None else None,
        parts=parts,
        settings=tuple(settings[key] for key in order if key in keys and key in settings),
        closing=_closing(events),
    )


def amount_in(figures: Profile, name: FigureName) -> Amount:
    """What a profile says; raises `LookupError` for a figure that it has not."""
    match name.kind:
        case Kind.THICKNESS:
            return figures.thickness
        case Kind.VALUE:
            return _first(each.weighting for each in figures.values if each.value == name.of)
        case Kind.SCORE:
            return _first(each.score for each in figures.fields if each.field == name.of)
        case Kind.WEIGHTING:
            return _first(each.weighting for each in figures.fields if each.field == name.of)
        case Kind.ANSWER:
            return _question(figures, name.of).answer
        case Kind.IMPORTANCE:
            return _question(figures, name.of).weighting
        case Kind.GAP:
            return _question(figures, name.of).gap
        case Kind.PRIORITY:
            return _question(figures, name.of).priority
        case _:
            assert_never(name.kind)


def _first(found: Iterable[Thing]) -> Thing:
    for one in found:
        return one
    raise LookupError("no such figure")


def _question(figures: Profile, key: str) -> QuestionFigures:
    return _first(each for field in figures.fields for each in field.questions if each.question == key)


def _is_known(instrument: Instrument, name: FigureName) -> bool:
    match name.kind:
        case Kind.THICKNESS:
            return True
        case Kind.VALUE:
            return any(each.id == name.of for each in instrument.values)
        case Kind.SCORE | Kind.WEIGHTING:
            return any(each.id == name.of for each in instrument.fields)
        case _:
            return name.of in instrument.questions


def _settings(events: Sequence[Event]) -> dict[str, Setting]:
    """By question and ambition, whatever was said of it last."""
    last: dict[str, Setting] = {}
    for version, event in enumerate(events, start=1):
        said = _said(event)
        if said is not None:
            of, given, reason = said
            before = last[of].given if of in last else None
            last[of] = Setting(
                of=of,
                version=version,
                at=event.at,
                by=event.by,
                given=given,
                before=before,
                reason=reason,
                adopted=isinstance(event, happened.AnswerAdopted),
            )
    return last


def _said(event: Event) -> tuple[QuestionId | AmbitionId, Answer | None, Text | None] | None:
    """Of which question or ambition, and what; `None` for an event that moves no figure."""
    match event:
        case happened.QuestionAnswered() | happened.AnswerRevised():
            return event.question, event.answer, event.reason
        case happened.ValueWeighed() | happened.WeightingRevised():
            return event.ambition, event.weight, event.reason
        case happened.AnswerAdopted():
            return event.question, event.answer, None
        case happened.AnswerWithdrawn():
            return event.question, None, None
        case _:
            return None


def _given(
    instrument: Instrument, settings: Mapping[str, Setting]
) -> tuple[dict[AmbitionId, int], dict[QuestionId, Answer]]:
    weights = {key: settings[key].given for key in instrument.ambitions if key in settings}
    answers = {key: settings[key].given for key in instrument.questions if key in settings}
    return (
        {key: given for key, given in weights.items() if isinstance(given, int)},
        {key: given for key, given in answers.items() if given is not None},
    )


def _linked(instrument: Instrument, question: Question) -> Iterator[Value]:
    return (value for value in instrument.values if question.links.get(value.id))


def _field(instrument: Instrument, key: str) -> Field:
    return _first(field for field in instrument.fields if field.id == key)


def _asked(instrument: Instrument, name: FigureName) -> Sequence[Question]:
    """The questions whose answers, or weightings, a figure is made of."""
    match name.kind:
        case Kind.SCORE | Kind.WEIGHTING:
            return _field(instrument, name.of).questions
        case Kind.THICKNESS:
            return [question for question in instrument.questions.values() if question.thickness]
        case Kind.VALUE:
            return ()
        case _:
            return (instrument.questions[QuestionId(name.of)],)


def _rests_on(instrument: Instrument, figures: Profile, name: FigureName) -> Iterator[str]:
    """Ids of questions and ambitions. A weighting rests on an answer only where that is *not relevant*."""
    if name.kind is Kind.VALUE:
        yield from (ambition.id for value in instrument.values if value.id == name.of for ambition in value.ambitions)
    for question in _asked(instrument, name):
        relevant = is_relevant(_question(figures, question.id).answer)
        if name.kind not in _OF_WEIGHTINGS or not relevant:
            yield question.id
        if name.kind in {*_OF_WEIGHTINGS, Kind.GAP, Kind.PRIORITY} and relevant:
            yield from (ambition.id for value in _linked(instrument, question) for ambition in value.ambitions)


_OF_WEIGHTINGS = frozenset({Kind.IMPORTANCE, Kind.WEIGHTING})


def _parts(
    instrument: Instrument, figures: Profile, settings: Mapping[str, Setting], name: FigureName
) -> Iterator[Part]:
    def named(kind: Kind, of: QuestionId | ValueId, coefficient: int = 1) -> Part:
        figure = FigureName(kind, of)
        return Part(of=of, amount=amount_in(figures, figure), figure=figure, coefficient=coefficient)

    asked = _asked(instrument, name)
    match name.kind:
        case Kind.ANSWER:
            return
        case Kind.VALUE:
            for ambition in _first(each for each in instrument.values if each.id == name.of).ambitions:
                yield Part(of=ambition.id, amount=settings[ambition.id].given if ambition.id in settings else None)
        case Kind.SCORE | Kind.THICKNESS:
            yield from (named(Kind.ANSWER, question.id) for question in asked)
        case Kind.WEIGHTING:
            relevant = (each for each in asked if is_relevant(_question(figures, each.id).answer))
            yield from (named(Kind.IMPORTANCE, question.id) for question in relevant)
        case Kind.IMPORTANCE:
            if is_relevant(_question(figures, name.of).answer):
                for value in _linked(instrument, asked[0]):
                    yield named(Kind.VALUE, value.id, asked[0].links[value.id])
        case Kind.GAP:
            yield named(Kind.IMPORTANCE, asked[0].id)
            yield named(Kind.ANSWER, asked[0].id)
        case Kind.PRIORITY:
            yield named(Kind.GAP, asked[0].id)
            yield named(Kind.IMPORTANCE, asked[0].id)


def _lack(figures: Profile, parts: Sequence[Part], name: FigureName) -> Lack:
    match name.kind:
        case Kind.ANSWER:
            return Lack.UNANSWERED
        case Kind.SCORE | Kind.THICKNESS | Kind.VALUE:
            return Lack.TOO_FEW if any(is_relevant(_answer(part)) for part in parts) else Lack.NOTHING_RELEVANT
        case Kind.WEIGHTING:
            return Lack.PART_IS_NONE if parts else Lack.NOTHING_RELEVANT
        case _:
            answer = _question(figures, name.of).answer
            if not is_relevant(answer):
                return Lack.NOT_RELEVANT
            return Lack.UNANSWERED if answer is None and name.kind is not Kind.IMPORTANCE else Lack.PART_IS_NONE


def _answer(part: Part) -> Answer | None:
    """Of a part that is an answer or a weight."""
    return None if isinstance(part.amount, Fraction) else part.amount


def _closing(events: Sequence[Event]) -> Closing | None:
    closing = None
    for version, event in enumerate(events, start=1):
        if isinstance(event, happened.MeasurementClosed):
            closing = Closing(
                version=version,
                at=event.at,
                by=event.by,
                scoring_version=event.scoring_version,
                figures=event.figures,
            )
        elif isinstance(event, happened.MeasurementReopened):
            closing = None
    return closing
