from builders import ACT, MEASUREMENT, instrument

from domain.measurement import commands as asked
from domain.measurement.decisions import decide, start
from domain.measurement.state import fold
from domain.modes import Mode
from domain.scoring.answer import NOT_RELEVANT
from domain.sectors import Sector
from services.web.presenting.measuring import course

INSTRUMENT = instrument()
OPENNESS, DEMOCRACY = INSTRUMENT.values
EQUALITY, GOALS = INSTRUMENT.fields


def after(weights=(), answers=()):
    """A measurement with these ambitions weighed and these questions answered."""
    events = start(
        MEASUREMENT,
        asked.StartMeasurement(
            collaboration=MEASUREMENT, mode=Mode.TOGETHER, practice=False, attendance={Sector.CITIZENS: 2}
        ),
        INSTRUMENT,
        "hash",
        ACT,
    )
    commands = [
        *(asked.WeighValue(ambition=key, weight=5, seen=None) for key in weights),
        *(asked.AnswerQuestion(question=key, answer=answer, seen=None) for key, answer in answers),
    ]
    for command in commands:
        events += decide(MEASUREMENT, fold(events), command, INSTRUMENT, ACT)
    return fold(events)


ALL_WEIGHTS = tuple(INSTRUMENT.ambitions)


def test_the_values_come_one_after_the_other_and_then_what_was_weighed():
    assert course.after_value(INSTRUMENT, OPENNESS) == "/values/democracy"
    assert course.after_value(INSTRUMENT, DEMOCRACY) == "/values"
    assert course.before_value(INSTRUMENT, DEMOCRACY) == "/values/openness"
    assert course.before_value(INSTRUMENT, OPENNESS) == "/values"


def test_the_last_question_of_a_field_leads_to_a_pause():
    first, second, third = EQUALITY.questions
    assert course.after_question(INSTRUMENT, first) == "/questions/1-2"
    assert course.after_question(INSTRUMENT, third) == "/fields/equality/pause"
    assert course.before_question(INSTRUMENT, second) == "/questions/1-1"


def test_back_from_a_first_question_is_the_pause_before_it_or_the_values():
    assert course.before_question(INSTRUMENT, GOALS.questions[0]) == "/fields/equality/pause"
    assert course.before_question(INSTRUMENT, EQUALITY.questions[0]) == "/values"


def test_after_the_last_field_there_is_none():
    assert course.field_after(INSTRUMENT, EQUALITY) is GOALS
    assert course.field_after(INSTRUMENT, GOALS) is None


def test_a_new_group_begins_with_what_the_values_are():
    assert course.whereabouts(INSTRUMENT, after()).path == "/values"


def test_a_group_that_has_weighed_some_values_goes_on_with_the_next_one():
    here = course.whereabouts(INSTRUMENT, after(weights=("openness-1", "openness-2")))
    assert (here.path, here.value) == ("/values/democracy", DEMOCRACY)


def test_a_group_goes_on_after_its_last_answer_and_is_not_asked_again_what_it_left_open():
    here = course.whereabouts(INSTRUMENT, after(ALL_WEIGHTS, [("1-1", 4), ("1-3", 6)]))
    assert here.path == "/questions/2-1"


def test_what_was_left_open_comes_when_nothing_follows():
    answers = [("1-1", 4), ("1-3", 6), ("2-1", 5), ("2-2", 5)]
    assert course.whereabouts(INSTRUMENT, after(ALL_WEIGHTS, answers)).path == "/questions/1-2"


def test_a_group_that_has_answered_everything_is_at_its_profile():
    answers = [(key, 5) for key in INSTRUMENT.questions]
    assert course.whereabouts(INSTRUMENT, after(ALL_WEIGHTS, answers)).path == "/profile"


def test_a_question_that_is_not_relevant_counts_as_talked_about():
    equality, goals = course.progress(INSTRUMENT, after((), [("1-1", NOT_RELEVANT), ("1-2", 3)]))
    assert (equality.answered, equality.questions) == (2, 3)
    assert [question.id for question in equality.unanswered] == ["1-3"]
    assert goals.answered == 0


def test_a_value_is_unweighed_until_all_its_ambitions_are_weighed():
    state = after(weights=("openness-1", "openness-2", "democracy-1"))
    assert course.unweighed(INSTRUMENT, state) == ["democracy"]
