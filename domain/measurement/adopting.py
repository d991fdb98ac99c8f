"""Answers that are adopted without talk: the medians of a field's private answers. Source: domain model, section 6.

Whether the measurement takes anything at all is for `decisions` to say, before it asks here.
"""

from collections.abc import Collection, Mapping

from domain.event import Act, Event
from domain.ids import FieldId, QuestionId
from domain.instrument.model import Field, Instrument
from domain.measurement import commands as asked
from domain.measurement import errors
from domain.measurement import events as happened
from domain.measurement import private_answers as private
from domain.measurement.state import Measurement, evolve
from domain.scoring.tally import Ballot, lower_median


def medians(state: Measurement, field: Field) -> dict[QuestionId, int]:
    """Of the questions of the field that are unanswered, and of which at least three private answers were shown.

    *Not relevant* is not on the scale and counts for no median, as for no spread.
    """
    tallies = {each.id: state.tallies[each.id] for each in field.questions if each.id in state.tallies}
    return {
        question: lower_median(tally.counts)
        for question, tally in tallies.items()
        if tally.counts is not None and question not in state.answers
    }


def is_talked_about(state: Measurement, field: Field) -> bool:
    """Whether the group has agreed an answer to any question of the field."""
    return any(each.id in state.agreed for each in field.questions)


def adopted_in(state: Measurement, field: Field) -> list[QuestionId]:
    """Whose answer was adopted without talk, in the instrument's order."""
    return [each.id for each in field.questions if each.id in state.adopted]


def adopted_by_field(state: Measurement, instrument: Instrument) -> list[tuple[Field, int]]:
    """How many answers of each field were adopted without talk; only fields with any."""
    counted = ((field, len(adopted_in(state, field))) for field in instrument.fields)
    return [(field, count) for field, count in counted if count]


def adopted(
    state: Measurement,
    command: asked.AdoptMedians,
    ballots: Mapping[QuestionId, Collection[Ballot]],
    instrument: Instrument,
    act: Act,
) -> tuple[Event, ...]:
    """See `decisions.adopt`."""
    field = _field(instrument, command.field)
    if is_talked_about(state, field):
        raise errors.FieldIsTalkedAbout(of=field.id)
    questions, shown = [each.id for each in field.questions], medians(state, field)
    is_adopted = bool(adopted_in(state, field))
    if command.seen != shown and (shown or not is_adopted):
        raise errors.MediansHaveMoved(of=field.id)
    revealed = private.all_revealed(state, questions, ballots, instrument, act)
    for event in revealed:
        state = evolve(state, event)
    found = medians(state, field)
    if not found and is_adopted:
        return ()
    if not found:
        raise errors.NothingToAdopt(of=field.id)
    taken = (
        happened.AnswerAdopted(at=act.at, by=act.by, question=question, answer=answer)
        for question, answer in found.items()
    )
    return (*revealed, *taken)


def agreed(state: Measurement, command: asked.AgreeAdopted, act: Act) -> tuple[Event, ...]:
    """The group's own first answer is the one that stands there. Nothing where it is the group's already."""
    current = state.answers.get(command.question)
    if current != command.seen:
        raise errors.AnswerHasMoved(question=command.question, now=current, wanted=command.seen)
    if command.question not in state.adopted:
        return ()
    return (happened.QuestionAnswered(at=act.at, by=act.by, question=command.question, answer=command.seen),)


def _field(instrument: Instrument, key: FieldId) -> Field:
    for field in instrument.fields:
        if field.id == key:
            return field
    raise errors.UnknownField(of=key)
