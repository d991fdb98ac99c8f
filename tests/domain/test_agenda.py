"""What the time that is left is proposed to be spent on."""

from fractions import Fraction

import pytest
from builders import COLLABORATION, NOON, instrument
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.agenda import Reason, Source, Standing, agenda, room_for
from domain.ids import AmbitionId, QuestionId
from domain.measurement.state import Measurement, Status
from domain.modes import Mode
from domain.scoring.answer import NOT_RELEVANT
from domain.scoring.tally import Ballot, tally
from domain.sectors import Side

INSTRUMENT = instrument()
ORDER = tuple(INSTRUMENT.questions)
EVENLY = dict.fromkeys(map(AmbitionId, INSTRUMENT.ambitions), 8)
DEMOCRACY_MORE = {key: 9 if key.startswith("democracy") else 4 for key in EVENLY}


def measurement(answers=(), tallies=(), weights=EVENLY) -> Measurement:
    return Measurement(
        collaboration=COLLABORATION,
        instrument="samson",
        instrument_version=0,
        instrument_sha256="",
        mode=Mode.EACH_THEN_TOGETHER,
        practice=False,
        status=Status.OPEN,
        started_at=NOON,
        attendance={},
        place=None,
        weights=weights,
        answers={QuestionId(key): answer for key, answer in dict(answers).items()},
        tallies={QuestionId(key): counted for key, counted in dict(tallies).items()},
    )


def revealed(*answers):
    return tally(Ballot(side=Side.PUBLIC, answer=answer) for answer in answers)


def proposed(answers=(), tallies=(), weights=EVENLY, earlier=(), acted=()):
    return agenda(INSTRUMENT, measurement(answers, tallies, weights), dict(earlier), set(acted))


def order(**given):
    return [entry.question for entry in proposed(**given)]


def entry(question, **given):
    return next(one for one in proposed(**given) if one.question == question)


AGREED_AND_DONE = dict.fromkeys(ORDER, 8)


def all_but(*questions):
    return {key: answer for key, answer in AGREED_AND_DONE.items() if key not in questions}


def test_what_the_answers_lie_furthest_apart_on_comes_first():
    tallies = {"1-1": revealed(7, 8, 9), "1-2": revealed(2, 8, 9, 10), "2-1": revealed(6, 8, 10)}
    assert order(answers=all_but(*tallies), tallies=tallies) == ["1-2", "2-1", "1-1"]


def test_disagreement_is_the_lacking_consensus_times_the_weighting():
    two_camps = entry("1-2", tallies={"1-2": revealed(0, 0, 10, 10)})
    assert two_camps.disagreement == 8
    assert (two_camps.lowest, two_camps.highest) == (0, 10)
    assert two_camps.priority == Fraction(3 * 8, 10)
    assert two_camps.urgency == 8 + Fraction(24, 10)
    of_one_mind = entry("1-2", tallies={"1-2": revealed(6, 6, 6)})
    assert of_one_mind.disagreement == 0


def test_what_weighs_more_comes_first_of_the_same_spread():
    tallies = {"1-1": revealed(2, 5, 8), "1-2": revealed(2, 5, 8)}
    assert order(answers=all_but(*tallies), tallies=tallies, weights=DEMOCRACY_MORE)[0] == "1-2"


def test_what_lay_low_last_time_comes_before_what_did_not():
    found = proposed(earlier={"2-1": 3, "1-1": 8, "1-2": 6})
    assert [one.question for one in found][:2] == ["2-1", "1-2"]
    assert (found[0].answer, found[0].source) == (3, Source.LAST_TIME)
    assert found[0].priority == Fraction(5 * 8, 10)


def test_the_answer_is_the_agreed_one_else_of_the_private_ones_else_of_last_time():
    sources = {
        "1-1": ({"1-1": 3}, {"1-1": revealed(1, 2, 3)}, (3, Source.AGREED)),
        "1-2": ({}, {"1-2": revealed(1, 2, 4)}, (Fraction(7, 3), Source.PRIVATE)),
        "1-3": ({}, {}, (5, Source.LAST_TIME)),
    }
    for question, (answers, tallies, expected) in sources.items():
        found = entry(question, answers=answers, tallies=tallies, earlier={question: 5})
        assert (found.answer, found.source) == expected


def test_what_nothing_is_known_of_comes_by_its_weighting_after_what_speaks_for_itself():
    found = order(weights=DEMOCRACY_MORE, tallies={"2-1": revealed(1, 2, 3)})
    assert found == ["2-1", "1-2", "2-2", "1-3", "1-1"]


def test_what_went_well_last_time_comes_after_what_nothing_is_known_of():
    assert order(earlier={"1-1": 9, "1-2": 8}) == ["1-3", "2-1", "2-2", "1-1", "1-2"]


def test_ties_keep_the_order_of_the_instrument():
    assert order() == list(ORDER)


def test_what_is_not_relevant_is_never_proposed():
    assert "1-1" not in order(answers={"1-1": NOT_RELEVANT}, tallies={"1-1": revealed(0, 5, 10)}, earlier={"1-1": 0})


def test_those_who_find_it_not_relevant_now_are_not_overruled_by_last_time():
    found = entry("1-1", tallies={"1-1": revealed(NOT_RELEVANT, NOT_RELEVANT, 4)}, earlier={"1-1": 0})
    assert (found.answer, found.urgency, found.reasons) == (None, 0, (Reason.NOT_AGREED,))


def test_an_agreed_question_comes_back_only_for_a_gap_that_nothing_is_done_about():
    answers = all_but() | {"1-1": 2, "1-2": 2, "2-1": 7}
    found = proposed(answers=answers, acted={"1-2"})
    assert [one.question for one in found] == ["1-1"]
    assert (found[0].standing, found[0].reasons) == (Standing.AGREED, (Reason.NO_ACTION,))


def test_agreeing_settles_a_spread():
    tallies = {"1-1": revealed(0, 0, 10, 10)}
    assert order(answers=all_but(), tallies=tallies) == []
    low = entry("1-1", answers=all_but() | {"1-1": 5}, tallies=tallies)
    assert (low.disagreement, low.urgency) == (0, low.priority)


def test_a_question_that_was_revealed_and_not_agreed_is_there_even_if_something_is_done_about_it():
    assert order(answers=all_but("1-1"), tallies={"1-1": revealed(2, 3, 4)}, acted={"1-1"}) == ["1-1"]


def test_without_weightings_the_spread_alone_decides():
    tallies = {"2-2": revealed(0, 5, 10), "1-3": revealed(4, 5, 6)}
    found = proposed(weights={}, tallies=tallies, earlier={"1-1": 0})
    assert [one.question for one in found][:2] == ["2-2", "1-3"]
    assert [one.priority for one in found] == [0] * len(found)


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        ({}, (Reason.UNTOUCHED,)),
        ({"earlier": {"1-1": 3}}, (Reason.GAP_LAST_TIME, Reason.UNTOUCHED)),
        ({"earlier": {"1-1": 7}}, (Reason.UNTOUCHED,)),
        ({"tallies": {"1-1": revealed(1, 1, 2)}}, (Reason.GAP,)),
        ({"tallies": {"1-1": revealed(5, 9, 9)}}, (Reason.APART,)),
        ({"tallies": {"1-1": revealed(0, 2, 4)}}, (Reason.GAP, Reason.APART)),
        ({"tallies": {"1-1": revealed(0, 0, 10, 10)}}, (Reason.APART, Reason.GAP)),
        ({"tallies": {"1-1": revealed(7, 8, 9)}}, (Reason.CLOSE,)),
        ({"answers": {"1-1": 3}, "tallies": {"1-1": revealed(0, 0, 10, 10)}}, (Reason.NO_ACTION,)),
    ],
)
def test_every_proposal_says_why_the_heaviest_reason_first(given, reasons):
    assert entry("1-1", **given).reasons == reasons


@pytest.mark.parametrize(
    ("minutes", "each", "expected"), [(20, 5, 4), (24, 5, 4), (3, 5, 1), (1, 60, 1), (0, 5, 0), (5, 1, 5)]
)
def test_there_is_room_for_at_least_one_while_there_is_time_at_all(minutes, each, expected):
    assert room_for(minutes, each) == expected


on_the_scale = st.integers(0, 10)
an_answer = on_the_scale | st.just(NOT_RELEVANT)
questions = st.sampled_from(ORDER)
worlds = st.fixed_dictionaries(
    {
        "answers": st.dictionaries(questions, an_answer),
        "tallies": st.dictionaries(questions, st.lists(an_answer, min_size=3, max_size=9).map(lambda a: revealed(*a))),
        "earlier": st.dictionaries(questions, an_answer),
        "weights": st.dictionaries(st.sampled_from(sorted(INSTRUMENT.ambitions)), on_the_scale),
        "acted": st.sets(questions),
    }
)


@settings(deadline=None)
@given(worlds)
def test_nothing_is_proposed_twice_and_nothing_that_is_not_agreed_is_forgotten(world):
    found = order(**world)
    assert len(found) == len(set(found))
    assert {key for key in ORDER if key not in world["answers"]} <= set(found)
    assert not {key for key, answer in world["answers"].items() if answer == NOT_RELEVANT} & set(found)


@settings(deadline=None)
@given(worlds)
def test_every_proposal_has_a_reason_and_figures_on_the_scale(world):
    for one in proposed(**world):
        assert one.reasons
        assert 0 <= one.disagreement <= 10
        assert 0 <= one.priority <= 10


@settings(deadline=None)
@given(worlds)
def test_the_order_does_not_hang_on_the_order_in_which_things_were_noted(world):
    turned = {
        name: dict(reversed(noted.items())) if isinstance(noted, dict) else noted for name, noted in world.items()
    }
    assert order(**turned) == order(**world)


@settings(deadline=None)
@given(worlds, questions, st.integers(0, 5), st.integers(0, 5))
def test_a_wider_spread_around_the_same_mean_never_places_a_question_later(world, question, one, other):
    near, far = sorted((one, other))
    world["answers"].pop(question, None)

    def place(distance):
        counted = revealed(5 - distance, 5, 5 + distance)
        return order(**world | {"tallies": world["tallies"] | {question: counted}}).index(question)

    assert place(far) <= place(near)


@settings(deadline=None)
@given(worlds, questions, on_the_scale, on_the_scale)
def test_a_lower_answer_last_time_never_places_a_question_later(world, question, one, other):
    low, high = sorted((one, other))
    world["answers"].pop(question, None)
    world["tallies"].pop(question, None)

    def place(answer):
        return order(**world | {"earlier": world["earlier"] | {question: answer}}).index(question)

    assert place(low) <= place(high)


@settings(deadline=None)
@given(worlds, questions, on_the_scale, on_the_scale)
def test_a_lower_agreed_answer_never_drops_a_question_nor_places_it_later(world, question, one, other):
    low, high = sorted((one, other))

    def place(answer):
        found = order(**world | {"answers": world["answers"] | {question: answer}})
        return found.index(question) if question in found else len(ORDER)

    assert place(low) <= place(high)


@given(st.integers(0, 600), st.integers(0, 600), st.integers(1, 60))
def test_more_time_never_has_room_for_fewer(one, other, each):
    less, more = sorted((one, other))
    assert room_for(less, each) <= room_for(more, each)


def test_what_was_adopted_without_talk_is_still_to_be_talked_about():
    counted = tally([Ballot(side=Side.PUBLIC, answer=answer) for answer in (2, 5, 8)])
    apart = measurement(tallies={ORDER[0]: counted})
    adopted = replace(apart, answers={ORDER[0]: 5}, adopted={ORDER[0]: NOON})
    assert agenda(INSTRUMENT, adopted, {}, ()) == agenda(INSTRUMENT, apart, {}, ())
