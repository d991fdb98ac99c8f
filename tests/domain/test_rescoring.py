"""An earlier measurement, figured with a newer version."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from instruments import LINE, SAMSON, SECOND, THIRD, with_value
from msgspec.structs import replace

from domain.instrument.continuation import lineage
from domain.scoring.answer import NOT_RELEVANT
from domain.scoring.profile import profile
from domain.scoring.rescoring import rescore
from domain.scoring.waterfall import Moment, score_waterfall

STEP, WHOLE = lineage([SAMSON, SECOND]), lineage(LINE)

answers = st.dictionaries(st.sampled_from(sorted(SAMSON.questions)), st.integers(0, 10) | st.just(NOT_RELEVANT))
weights = st.dictionaries(st.sampled_from(sorted(SAMSON.ambitions)), st.integers(0, 10))


def field(figures, key):
    return next(one for one in figures.fields if one.field == key)


@settings(deadline=None, max_examples=50)
@given(weights, answers)
def test_with_its_own_version_a_measurement_is_what_it_was(weighed, answered):
    found = rescore(SAMSON, lineage([SAMSON]), weighed, answered)
    assert found.figures == profile(SAMSON, weighed, answered)
    assert (found.lacking, found.lost) == ((), ())


@settings(deadline=None, max_examples=50)
@given(weights, answers)
def test_two_steps_one_after_the_other_are_the_same_as_both_at_once(weighed, answered):
    first = rescore(SECOND, STEP, weighed, answered)
    carried = {each.question: each.answer for one in first.figures.fields for each in one.questions}
    again = {question: answer for question, answer in carried.items() if answer is not None}
    second = rescore(THIRD, lineage([SECOND, THIRD]), weighed, again)
    assert second.figures == rescore(THIRD, WHOLE, weighed, answered).figures


@settings(deadline=None, max_examples=50)
@given(weights, answers)
def test_a_field_whose_questions_all_go_on_keeps_its_score(weighed, answered):
    then, now = profile(SAMSON, weighed, answered), rescore(SECOND, STEP, weighed, answered).figures
    for key in ("shared_goals", "anchoring", "facilitation", "competences"):
        assert field(then, key).score == field(now, key).score


@settings(deadline=None, max_examples=50)
@given(weights, answers)
def test_between_both_no_answer_moved(weighed, answered):
    then = Moment(SAMSON, profile(SAMSON, weighed, answered))
    now = Moment(SECOND, rescore(SECOND, STEP, weighed, answered).figures)
    for before, after in zip(then.figures.fields, now.figures.fields, strict=True):
        found = score_waterfall(before, after, STEP.questions.continues)
        steps = getattr(found, "steps", ())
        assert not any(step.amount for step in steps if step.kind == "answer")


def test_what_nothing_carries_into_is_unanswered_and_named():
    found = rescore(SECOND, STEP, {}, dict.fromkeys(SAMSON.questions, 6))
    assert found.lacking == ("1-3", "6-8")
    assert found.lost == ("1-3", "3-8")
    assert field(found.figures, "equality").answered == len(SECOND.fields[0].questions) - 1
    assert field(found.figures, "equality").score == 6


def test_what_was_not_answered_is_not_lost():
    assert rescore(SECOND, STEP, {}, {"1-1": 4}).lost == ()


def test_a_renumbered_question_takes_its_answer_along():
    found = field(rescore(SECOND, STEP, {}, {"3-9": 4}).figures, "communication")
    assert {each.question: each.answer for each in found.questions}["3-8"] == 4


def test_the_rule_of_a_half_holds_for_what_was_carried():
    number = len(SAMSON.fields[0].questions)
    enough = {f"1-{place}": 6 for place in range(1, number) if place != 3}
    few = {"1-1": 6, "1-2": 6, "1-3": 6, "1-4": 6}
    assert number == 7
    assert field(profile(SAMSON, {}, few), "equality").score == 6
    assert field(rescore(SECOND, STEP, {}, few).figures, "equality").score is None
    assert field(rescore(SECOND, STEP, {}, enough).figures, "equality").score == 6


def test_other_links_weigh_otherwise():
    weighed = {one: 8 if one.startswith("creativity") else 4 for one in SAMSON.ambitions}
    found = field(rescore(SECOND, STEP, weighed, {}).figures, "anchoring")
    assert found.questions[0].weighting == Fraction(4 * 1 + 8 * 3, 4)


def test_a_weight_that_nothing_carries_into_is_lacking_and_lost():
    def other(value):
        first, *rest = value.ambitions
        return replace(value, ambitions=(replace(first, continues=None, replaces=(first.id,)), *rest))

    second = with_value("openness", other, of=SECOND)
    found = rescore(second, lineage([SAMSON, second]), {"openness-1": 8}, {})
    assert "openness-1" in found.lacking
    assert found.lost == ("openness-1",)
