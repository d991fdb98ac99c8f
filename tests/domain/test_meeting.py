"""The proposed agenda of a group's next meeting."""

from collections.abc import Mapping

from hypothesis import given as whenever
from hypothesis import strategies as st

from domain.ids import QuestionId
from domain.meeting import AT_HAND, MOST_FOR_ACTIONS, PROPOSED, Item, Part, given, proposed, slots

FOCUS = [QuestionId(f"1-{number}") for number in range(1, 9)]


def keys(items: tuple[Item, ...]) -> Mapping[str, int]:
    return {item.key: item.minutes for item in items}


def test_what_is_low_and_important_is_given_time_in_its_order_and_no_more_than_a_meeting_holds() -> None:
    questions = [item for item in proposed(FOCUS, 2, 1) if item.part is Part.QUESTION]
    assert [item.question for item in questions] == FOCUS[:AT_HAND]
    assert [bool(item.minutes) for item in questions] == [True] * PROPOSED + [False] * (AT_HAND - PROPOSED)


def test_a_meeting_looks_back_before_it_looks_ahead_and_ends_with_who_does_what() -> None:
    parts = [item.part for item in proposed(FOCUS[:1], 1, 1)]
    assert parts == [Part.OPENING, Part.LOOKING_BACK, Part.ACTIONS, Part.QUESTION, Part.CLOSING]


def test_what_there_is_nothing_of_takes_no_time() -> None:
    assert list(keys(proposed([], 0, 0))) == ["opening", "closing"]


def test_many_actions_do_not_fill_the_meeting() -> None:
    assert keys(proposed([], 0, 2))["actions"] < keys(proposed([], 0, 4))["actions"]
    assert keys(proposed([], 0, 40))["actions"] == MOST_FOR_ACTIONS


def test_minutes_that_are_asked_for_stand_and_the_rest_is_as_proposed() -> None:
    asked = given(proposed(FOCUS, 1, 1), {"question-1-1": 0, "question-1-4": 25, "question-9-9": 5})
    assert keys(asked) == {**keys(proposed(FOCUS, 1, 1)), "question-1-1": 0, "question-1-4": 25}


@whenever(minutes=st.lists(st.integers(0, 240), min_size=9, max_size=9))
def test_the_parts_follow_each_other_without_a_gap_and_what_has_no_time_is_left_out(minutes: list[int]) -> None:
    items = proposed(FOCUS[:AT_HAND], 1, 1)
    found = slots(given(items, dict(zip((item.key for item in items), minutes, strict=True))))
    assert [slot.item.minutes for slot in found] == [number for number in minutes if number]
    assert [slot.begins for slot in found] == [0, *(slot.ends for slot in found)][: len(found)]
