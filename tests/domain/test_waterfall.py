"""Why a figure moved: by hand, and as laws."""

from fractions import Fraction

from builders import field, question
from histories import AMBITIONS, INSTRUMENT, QUESTIONS
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.scoring.answer import NOT_RELEVANT
from domain.scoring.profile import profile
from domain.scoring.waterfall import (
    Cause,
    Missing,
    Moment,
    Shift,
    StepKind,
    Waterfall,
    gap_waterfall,
    importance_waterfall,
    score_waterfall,
    weighting_waterfall,
)

SAME = {number: number for number in INSTRUMENT.questions}
NEXT = replace(
    INSTRUMENT,
    version=1,
    fields=(
        field(
            1,
            "equality",
            [
                question("1-1", {"openness": 2, "democracy": 4}),
                question("1-2", {"openness": 1}),
                question("1-4", {"democracy": 1}),
            ],
        ),
        INSTRUMENT.fields[1],
    ),
)
"""1-1 and 1-2 are linked otherwise, 1-2 goes on from 1-3, and 1-4 is new."""

CONTINUES = {"1-1": "1-1", "1-2": "1-3", "2-1": "2-1", "2-2": "2-2"}

answers = st.dictionaries(st.sampled_from(QUESTIONS), st.integers(0, 10) | st.just(NOT_RELEVANT))
weights = st.fixed_dictionaries({}, optional={key: st.integers(0, 10) for key in AMBITIONS})


def moment(answers, weights=None, of=INSTRUMENT):
    weights = dict.fromkeys(AMBITIONS, 8) if weights is None else weights
    return Moment(of, profile(of, weights, answers))


@st.composite
def moments(draw):
    """An earlier one and a later one, with one version or with the next, and how its questions continue."""
    later = draw(st.sampled_from([INSTRUMENT, NEXT]))
    given_later = st.dictionaries(st.sampled_from(sorted(later.questions)), st.integers(0, 10) | st.just(NOT_RELEVANT))
    continues = SAME if later is INSTRUMENT else CONTINUES
    return moment(draw(answers), draw(weights)), moment(draw(given_later), draw(weights), later), continues


def every(earlier, later, continues):
    """Each waterfall there is between two measurements, with the figures that it goes from and to."""
    for then, now in zip(earlier.figures.fields, later.figures.fields, strict=True):
        yield score_waterfall(then, now, continues), then.score, now.score
        found = weighting_waterfall(earlier, later, now.field, continues)
        yield found, then.weighting, now.weighting
        old = {each.question: each for field in earlier.figures.fields for each in field.questions}
        for each in now.questions:
            before = old.get(continues.get(each.question))
            found = importance_waterfall(earlier, later, each.question, continues)
            yield found, before and before.weighting, each.weighting
            found = gap_waterfall(earlier, later, each.question, continues)
            yield found, before and before.gap, each.gap


@settings(deadline=None)
@given(moments())
def test_the_parts_add_up_to_the_difference_exactly(both):
    for found, before, after in every(*both):
        if isinstance(found, Waterfall):
            assert (found.before, found.after) == (before, after)
            assert sum((step.amount for step in found.steps), found.before) == found.after


@settings(deadline=None)
@given(moments())
def test_there_is_a_waterfall_or_a_reason_why_there_is_none(both):
    for found, before, after in every(*both):
        if before is None or after is None:
            assert isinstance(found, Missing)
        else:
            assert isinstance(found, Waterfall) or found in {Missing.NOTHING_CONTINUES, Missing.PART}


@settings(deadline=None)
@given(answers, weights)
def test_nothing_moves_between_a_measurement_and_its_like(given_answers, given_weights):
    here = moment(given_answers, given_weights)
    for found, _, _ in every(here, here, SAME):
        if isinstance(found, Waterfall):
            assert not any(step.amount for step in found.steps)
            assert (found.left, found.entered) == ((), ())


@settings(deadline=None)
@given(moments())
def test_what_leaves_one_way_enters_the_other_way(both):
    earlier, later, continues = both
    back = {before: after for after, before in continues.items()}
    for then, now in zip(earlier.figures.fields, later.figures.fields, strict=True):
        there, again = score_waterfall(then, now, continues), score_waterfall(now, then, back)
        assert isinstance(there, Missing) == isinstance(again, Missing)
        if isinstance(there, Waterfall):
            assert (there.left, there.entered) == (again.entered, again.left)


def score_between(then, now):
    first, second = moment(then).figures.fields[0], moment(now).figures.fields[0]
    return score_waterfall(first, second, SAME)


def test_a_score_moves_by_what_left_by_its_answers_and_by_what_entered():
    found = score_between({"1-1": 6, "1-2": 9}, {"1-1": 3, "1-2": NOT_RELEVANT, "1-3": 5})
    assert (found.before, found.after) == (Fraction(15, 2), 4)
    assert [(step.kind, step.of, step.amount) for step in found.steps] == [
        (StepKind.LEAVING, "", Fraction(-3, 2)),
        (StepKind.ANSWER, "1-1", -3),
        (StepKind.ENTERING, "", 1),
    ]
    assert found.left == (Shift("1-2", Cause.NOT_RELEVANT),)
    assert found.entered == (Shift("1-3", Cause.UNANSWERED),)


def test_each_answer_has_its_share_of_the_mean():
    found = score_between({"1-1": 6, "1-2": 9, "1-3": 0}, {"1-1": 9, "1-2": 9, "1-3": 3})
    assert [(step.of, step.amount) for step in found.steps] == [("1-1", 1), ("1-2", 0), ("1-3", 1)]


def test_a_score_without_enough_answers_has_no_waterfall():
    assert score_between({"1-1": 6}, {"1-1": 6, "1-2": 5}) is Missing.BEFORE
    assert score_between({"1-1": 6, "1-2": 5}, {"1-1": 6}) is Missing.AFTER


def test_a_score_that_rests_on_other_questions_altogether_has_no_waterfall():
    first = moment({"1-1": 6, "1-2": 5, "1-3": NOT_RELEVANT}).figures.fields[0]
    second = moment({"1-1": NOT_RELEVANT, "1-2": NOT_RELEVANT, "1-3": 4}).figures.fields[0]
    assert score_waterfall(first, second, SAME) is Missing.NOTHING_CONTINUES
    assert score_waterfall(first, first, {}) is Missing.NOTHING_CONTINUES


def test_a_question_of_another_version_left_because_of_the_version():
    then = moment({"1-1": 6, "1-2": 5, "1-3": 4}).figures.fields[0]
    now = moment({"1-1": 6, "1-2": 4, "1-4": 9}, of=NEXT).figures.fields[0]
    found = score_waterfall(then, now, CONTINUES)
    assert found.left == (Shift("1-2", Cause.VERSION),)
    assert found.entered == (Shift("1-4", Cause.VERSION),)


def weighed(openness, democracy):
    return {key: openness if key.startswith("openness") else democracy for key in AMBITIONS}


def test_the_weighting_of_a_question_moves_by_each_value_and_its_links():
    then, now = moment({}, weighed(8, 2)), moment({}, weighed(6, 5))
    found = importance_waterfall(then, now, "1-3", SAME)
    assert [(step.kind, step.of, step.amount) for step in found.steps] == [
        (StepKind.VALUE, "openness", Fraction(-2, 3)),
        (StepKind.VALUE, "democracy", 2),
    ]


def test_other_links_are_a_part_of_their_own():
    then, now = moment({}, weighed(9, 3)), moment({}, weighed(9, 3), NEXT)
    found = importance_waterfall(then, now, "1-1", CONTINUES)
    assert [(step.kind, step.amount) for step in found.steps] == [
        (StepKind.VALUE, 0),
        (StepKind.VALUE, 0),
        (StepKind.LINKS, -4),
    ]


def test_a_value_without_weighting_at_one_time_leaves_the_links_unexplained():
    then = moment({}, {key: 8 for key in AMBITIONS if key.startswith("openness")})
    assert importance_waterfall(then, moment({}, of=NEXT), "1-1", CONTINUES) is Missing.PART


def test_the_weighting_of_a_field_moves_by_its_values_and_by_what_became_irrelevant():
    then, now = moment({}, weighed(8, 2)), moment({"1-2": NOT_RELEVANT}, weighed(8, 5))
    found = weighting_waterfall(then, now, "equality", SAME)
    assert (found.before, found.after) == (Fraction(14, 3), 7)
    assert [(step.kind, step.of, step.amount) for step in found.steps] == [
        (StepKind.LEAVING, "", Fraction(4, 3)),
        (StepKind.VALUE, "openness", 0),
        (StepKind.VALUE, "democracy", 1),
    ]
    assert found.left == (Shift("1-2", Cause.NOT_RELEVANT),)


def gap_between(weight, answer, later_weight, later_answer):
    then, now = moment({"1-1": answer}, weighed(weight, 5)), moment({"1-1": later_answer}, weighed(later_weight, 5))
    return {step.kind: step.amount for step in gap_waterfall(then, now, "1-1", SAME).steps}


def test_a_gap_moves_by_the_weighting_and_by_the_answer():
    assert gap_between(8, 5, 9, 3) == {StepKind.WEIGHTING: 1, StepKind.ANSWER: 2}


def test_where_the_gap_is_cut_off_each_part_is_the_mean_over_both_orders():
    # From no gap (weighting 4, answer 6) to a gap of 5 (weighting 8, answer 3).
    # Weighting first: 2, then the answer 3. Answer first: 1, then the weighting 4.
    assert gap_between(4, 6, 8, 3) == {StepKind.WEIGHTING: 3, StepKind.ANSWER: 2}


def test_a_gap_that_is_none_has_no_waterfall():
    then, now = moment({}), moment({"1-1": 4})
    assert gap_waterfall(then, now, "1-1", SAME) is Missing.BEFORE
    assert gap_waterfall(now, then, "1-1", SAME) is Missing.AFTER
    assert gap_waterfall(now, now, "1-1", {}) is Missing.NOTHING_CONTINUES
