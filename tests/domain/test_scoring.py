from decimal import Decimal
from fractions import Fraction

import pytest
from builders import instrument
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import AmbitionId, QuestionId
from domain.scoring.answer import NOT_RELEVANT, AnswerIsOffTheScale, checked, checked_number
from domain.scoring.profile import Profile, profile
from domain.scoring.rounding import tenths
from domain.scoring.spread import spread

INSTRUMENT = instrument()
WEIGHTS = {
    AmbitionId("openness-1"): 8,
    AmbitionId("openness-2"): 9,
    AmbitionId("democracy-1"): 6,
    AmbitionId("democracy-2"): 7,
    AmbitionId("democracy-3"): 9,
}
ANSWERS = {QuestionId("1-1"): 4, QuestionId("1-2"): 7, QuestionId("1-3"): 3, QuestionId("2-1"): 9, QuestionId("2-2"): 2}

answers_given = st.dictionaries(
    st.sampled_from(sorted(INSTRUMENT.questions)), st.integers(0, 10) | st.just(NOT_RELEVANT)
)
weights_given = st.dictionaries(st.sampled_from(sorted(INSTRUMENT.ambitions)), st.integers(0, 10))


def measured(answers=ANSWERS, weights=WEIGHTS) -> Profile:
    return profile(INSTRUMENT, weights, answers)


def figures(number: str, **given):
    return next(q for f in measured(**given).fields for q in f.questions if q.question == number)


def test_a_value_weighs_the_mean_of_its_ambition_questions():
    assert [(v.value, v.weighting) for v in measured().values] == [
        ("openness", Fraction(17, 2)),
        ("democracy", Fraction(22, 3)),
    ]


def test_a_value_needs_half_of_its_ambition_questions():
    half = measured(weights={AmbitionId("openness-1"): 8, AmbitionId("democracy-1"): 6})
    assert [v.weighting for v in half.values] == [8, None]


def test_a_field_scores_the_mean_of_its_answers():
    assert [f.score for f in measured().fields] == [Fraction(14, 3), Fraction(11, 2)]


def test_an_unanswered_question_is_absent_and_never_zero():
    some = {QuestionId("1-1"): 4, QuestionId("1-2"): 7}
    assert measured(answers=some).fields[0].score == Fraction(11, 2)


def test_a_field_with_fewer_than_half_of_its_questions_answered_has_no_score():
    assert measured(answers={QuestionId("1-1"): 4}).fields[0].score is None
    assert measured(answers={QuestionId("2-1"): 4}).fields[1].score == 4


def test_what_is_not_relevant_is_left_out_of_every_mean_and_of_the_half():
    answers = {QuestionId("1-1"): 4, QuestionId("1-2"): NOT_RELEVANT}
    field = measured(answers=answers).fields[0]
    assert (field.score, field.answered, field.relevant) == (4, 1, 2)
    assert field.weighting == (Fraction(17, 2) + (Fraction(17, 2) + 2 * Fraction(22, 3)) / 3) / 2


def test_a_field_where_nothing_is_relevant_has_no_figures():
    answers = {QuestionId("2-1"): NOT_RELEVANT, QuestionId("2-2"): NOT_RELEVANT}
    field = measured(answers=answers).fields[1]
    assert (field.score, field.weighting, field.relevant) == (None, None, 0)


def test_a_question_weighs_what_its_values_weigh_by_their_coefficients():
    assert figures("1-3").weighting == (Fraction(17, 2) + 2 * Fraction(22, 3)) / 3


def test_a_coefficient_of_zero_is_no_link():
    weights = {AmbitionId("openness-1"): 8, AmbitionId("openness-2"): 9}
    assert figures("2-1", weights=weights).weighting == Fraction(17, 2)
    assert figures("2-2", weights=weights).weighting is None


def test_a_field_weighting_covers_its_relevant_questions_answered_or_not():
    assert measured(answers={}).fields[1].weighting == (Fraction(17, 2) + Fraction(22, 3)) / 2


def test_a_field_has_no_weighting_when_a_relevant_question_has_none():
    weights = {AmbitionId("openness-1"): 8}
    assert measured(weights=weights).fields[0].weighting is None


def test_a_gap_is_what_is_weighed_above_the_answer_and_never_negative():
    assert figures("1-1").gap == Fraction(9, 2)
    assert figures("2-1").gap == 0


def test_the_focus_list_puts_what_is_important_and_low_first():
    assert measured().focus == ("2-2", "1-1", "1-3", "1-2")


def test_ties_in_the_focus_list_keep_the_instruments_order():
    weights = dict.fromkeys(WEIGHTS, 8)
    assert measured(weights=weights, answers=dict.fromkeys(ANSWERS, 3)).focus == ("1-1", "1-2", "1-3", "2-1", "2-2")


def test_thickness_is_ten_times_the_mean_of_the_markers():
    assert measured().thickness == Fraction(4 + 3 + 2, 3) * 10


def test_thickness_needs_half_of_the_markers():
    assert measured(answers={QuestionId("1-1"): 4, QuestionId("1-2"): 9}).thickness is None


@given(answers_given, weights_given, st.randoms())
def test_the_order_in_which_answers_came_changes_no_figure(answers, weights, random):
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    weighed = list(weights.items())
    random.shuffle(weighed)
    assert profile(INSTRUMENT, dict(weighed), dict(shuffled)) == profile(INSTRUMENT, weights, answers)


@given(answers_given, weights_given)
def test_every_figure_stays_on_its_scale(answers, weights):
    measured = profile(INSTRUMENT, weights, answers)
    for field in measured.fields:
        assert field.score is None or 0 <= field.score <= 10
        for question in field.questions:
            assert question.gap is None or 0 <= question.gap <= 10
            assert question.priority is None or 0 <= question.priority <= 10
    assert measured.thickness is None or 0 <= measured.thickness <= 100


@given(answers_given, weights_given, weights_given)
def test_the_weighting_never_moves_a_score(answers, weights, other):
    one, another = profile(INSTRUMENT, weights, answers), profile(INSTRUMENT, other, answers)
    assert [f.score for f in one.fields] == [f.score for f in another.fields]
    assert one.thickness == another.thickness


@pytest.mark.parametrize("answer", [-1, 11, 3.5, True, "7", "", None])
def test_an_answer_off_the_scale_is_refused(answer):
    with pytest.raises(AnswerIsOffTheScale):
        checked(answer)


def test_how_important_something_is_cannot_be_not_relevant():
    with pytest.raises(AnswerIsOffTheScale):
        checked_number(NOT_RELEVANT)


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        (Fraction(25, 4), 63),
        (Fraction(-1, 4), -3),
        (Fraction(0), 0),
        (Fraction(1, 3), 3),
        (Fraction(2, 3), 7),
        (Fraction(-2, 3), -7),
        (Fraction(1, 20), 1),
        (Fraction(10), 100),
    ],
)
def test_figures_are_shown_with_one_decimal_half_away_from_zero(figure, shown):
    assert tenths(figure) == shown


def test_a_spread_needs_three_answers():
    assert spread([3, 9]) is None


def test_full_agreement_has_full_consensus():
    assert spread([6, 6, 6]).consensus == 1


def test_two_camps_at_the_ends_have_no_consensus():
    divided = spread([0, 0, 10, 10])
    assert (divided.consensus, divided.deviation, divided.mean) == (0, 5, 5)


def test_a_known_spread_has_its_published_figures():
    """1 + ⅔·log2(0.7), as two answers lie 3 from the mean; log2(0.7) = −0.5145731728."""
    assert spread([2, 5, 8]).consensus == Decimal("0.656951")
    assert spread([2, 5, 8]).deviation == Decimal("2.449490")


@given(st.lists(st.integers(0, 10), min_size=3, max_size=40), st.randoms())
def test_a_spread_does_not_know_who_answered_first(answers, random):
    shuffled = answers[:]
    random.shuffle(shuffled)
    assert spread(answers) == spread(shuffled)
    assert 0 <= spread(answers).consensus <= 1
