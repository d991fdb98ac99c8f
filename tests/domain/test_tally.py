"""Private answers, counted: what is told of them, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.scoring.answer import NOT_RELEVANT, AnswerIsOffTheScale
from domain.scoring.spread import ENOUGH, spread
from domain.scoring.tally import Ballot, TooFewToReveal, question_spread, tally
from domain.sectors import Side

PUBLIC, PARTNER = Side.PUBLIC, Side.PARTNER
ballots = st.builds(Ballot, side=st.sampled_from(Side), answer=st.integers(0, 10) | st.just(NOT_RELEVANT))
boxes = st.lists(ballots, min_size=3, max_size=30)


def cast(public=(), partner=()):
    return [Ballot(side=side, answer=one) for side, given in ((PUBLIC, public), (PARTNER, partner)) for one in given]


def on_the_scale(box, *sides):
    return [one.answer for one in box if one.side in sides and one.answer != NOT_RELEVANT]


def test_a_tally_counts_how_many_gave_each_answer():
    counted = tally(cast(public=[0, 10, 10, NOT_RELEVANT]))
    assert counted.counts == (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2)
    assert (counted.number, counted.not_relevant) == (3, 1)


@pytest.mark.parametrize("box", [[], cast(public=[4]), cast(public=[4], partner=[NOT_RELEVANT])])
def test_fewer_than_three_ballots_are_not_counted(box):
    with pytest.raises(TooFewToReveal) as refused:
        tally(box)
    assert refused.value.data == {"cast": len(box), "enough": 3}


def test_with_fewer_than_three_on_the_scale_no_answer_is_told():
    counted = tally(cast(public=[4, NOT_RELEVANT], partner=[9, NOT_RELEVANT]))
    assert (counted.number, counted.not_relevant, counted.counts, counted.sides) == (2, 2, None, None)


def test_neither_side_is_told_where_one_has_fewer_than_three():
    """The other side would be what the whole leaves over."""
    assert tally(cast(public=[1, 2, 3, 4], partner=[5, 6])).sides is None
    assert tally(cast(public=[1, 2, 3, 4], partner=[5, 6, NOT_RELEVANT])).sides is None


def test_both_sides_are_told_from_three_on():
    counted = tally(cast(public=[1, 1, 1], partner=[9, 9, 8]))
    assert counted.sides == {PUBLIC: (0, 3, *[0] * 9), PARTNER: (*[0] * 8, 1, 2, 0)}


def test_an_answer_off_the_scale_is_refused_and_not_left_out_of_the_counts():
    with pytest.raises(AnswerIsOffTheScale):
        tally(cast(public=[4, 5, 6, 11]))


@given(boxes, st.randoms(use_true_random=False))
def test_a_tally_does_not_know_who_answered_first(box, random):
    shuffled = box[:]
    random.shuffle(shuffled)
    assert tally(box) == tally(shuffled)


@given(boxes)
def test_a_tally_tells_nothing_of_fewer_than_three(box):
    counted = tally(box)
    assert counted.number + counted.not_relevant == len(box)
    assert (counted.counts is not None) is (counted.number >= ENOUGH)
    assert counted.counts is None or sum(counted.counts) == counted.number
    both = all(len(on_the_scale(box, side)) >= ENOUGH for side in Side)
    assert (counted.sides is not None) is both
    assert all(sum(side) >= ENOUGH for side in (counted.sides or {}).values())


@given(boxes)
def test_the_sides_are_two_and_add_up_to_the_whole(box):
    counted = tally(box)
    if counted.sides is not None:
        assert set(counted.sides) == set(Side)
        assert tuple(map(sum, zip(*counted.sides.values(), strict=True))) == counted.counts


@given(boxes)
def test_a_spread_by_the_counts_is_the_spread_of_the_answers_themselves(box):
    found = question_spread("1-1", tally(box))
    assert (found.whole if found else None) == spread(on_the_scale(box, *Side))
    by_side = {side: spread(on_the_scale(box, side)) for side in Side}
    if found:
        assert dict(found.sides) == (by_side if None not in by_side.values() else {})
