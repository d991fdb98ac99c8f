"""Which questions go on from which, between any two versions of one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from instruments import LINE, SAMSON, SECOND, THIRD, with_question, with_value
from msgspec.structs import replace

from domain.instrument.check import check
from domain.instrument.continuation import Succession, VersionsDoNotFollow, lineage, unrelated

IDS = tuple("abcdefgh")
IDENTITY = lineage([SAMSON])


@st.composite
def successions(draw, earlier):
    """A sound step from `earlier` to ids of its own."""
    later = tuple(draw(st.lists(st.sampled_from(IDS), unique=True, min_size=1)))
    continues, replaces = {}, {}
    open_ones = list(draw(st.permutations(earlier)))
    for one in later:
        match draw(st.sampled_from(["continues", "replaces", "new"])):
            case "continues" if open_ones:
                continues[one] = open_ones.pop()
            case "replaces" if open_ones:
                replaces[one] = tuple(draw(st.lists(st.sampled_from(earlier), unique=True, max_size=3)))
            case _:
                pass
    taken = set(continues.values())
    still = {one: tuple(e for e in earlier if e in several and e not in taken) for one, several in replaces.items()}
    return Succession(earlier, later, continues, {one: several for one, several in still.items() if several})


@st.composite
def steps(draw, count=3):
    earlier, found = tuple(draw(st.lists(st.sampled_from(IDS), unique=True, min_size=1))), []
    for _ in range(count):
        found.append(draw(successions(earlier)))
        earlier = found[-1].later
    return found


def identity(ids):
    return Succession(ids, ids, {one: one for one in ids})


@given(steps())
def test_it_does_not_matter_which_steps_are_taken_together_first(line):
    first, second, third = line
    assert first.then(second).then(third) == first.then(second.then(third))


@given(steps(1))
def test_a_step_to_the_same_version_changes_nothing(line):
    (step,) = line
    assert identity(step.earlier).then(step) == step == step.then(identity(step.later))


@given(steps())
def test_no_earlier_question_is_continued_twice_or_both_continued_and_replaced(line):
    whole = line[0].then(line[1]).then(line[2])
    origins = list(whole.continues.values())
    assert len(origins) == len(set(origins))
    assert not set(origins) & {one for several in whole.replaces.values() for one in several}
    assert not whole.continues.keys() & whole.replaces.keys()


@given(steps(2))
def test_a_question_is_continued_over_the_whole_exactly_if_it_is_over_each_step(line):
    first, second = line
    over = {one: first.continues[by] for one, by in second.continues.items() if by in first.continues}
    assert first.then(second).continues == over


@given(steps())
def test_every_question_either_goes_on_or_is_replaced_or_new_or_has_left(line):
    whole = line[0].then(line[1]).then(line[2])
    assert sorted([*whole.continues, *whole.replaces, *whole.new]) == sorted(whole.later)
    taken = {*whole.continues.values(), *(one for several in whole.replaces.values() for one in several)}
    assert taken | set(whole.left) == set(whole.earlier)
    assert not taken & set(whole.left)


def test_the_versions_of_these_tests_are_sound():
    assert check(SECOND, SAMSON) == check(THIRD, SECOND) == []


def test_a_version_says_what_it_continues_and_replaces_and_what_is_new_and_left():
    found = lineage([SAMSON, SECOND]).questions
    assert found.continues["1-1"] == "1-1"
    assert found.continues["3-8"] == "3-9"
    assert found.replaces == {"1-3": ("1-3",)}
    assert (found.new, found.left) == (("6-8",), ("3-8",))


def test_over_two_versions_each_replacement_breaks_its_series_once():
    found = lineage(LINE).questions
    assert found.replaces == {"1-3": ("1-3",), "5-1": ("5-1",)}
    assert found.continues["3-8"] == "3-9"
    assert lineage([SECOND, THIRD]).questions.continues["1-3"] == "1-3"


def test_a_question_that_replaces_a_new_one_is_new_over_the_whole():
    third = with_question("6-8", lambda one: replace(one, continues=None, replaces=("6-8",)), of=THIRD)
    assert "6-8" in lineage([SAMSON, SECOND, third]).questions.new


def test_ambition_questions_go_on_likewise():
    def other(value):
        first, *rest = value.ambitions
        return replace(value, ambitions=(replace(first, continues=None, replaces=(first.id,)), *rest))

    found = lineage([SAMSON, with_value("openness", other, of=SECOND)]).ambitions
    assert found.replaces == {"openness-1": ("openness-1",)}
    assert found.continues["openness-2"] == "openness-2"


def test_a_version_continues_itself_whole():
    assert IDENTITY.questions == identity(tuple(SAMSON.questions))
    assert IDENTITY.ambitions == identity(tuple(SAMSON.ambitions))


@pytest.mark.parametrize("line", [(SECOND, SAMSON), (SAMSON, THIRD), (SAMSON, SAMSON), LINE[::-1]])
def test_versions_that_do_not_follow_each_other_are_refused(line):
    with pytest.raises(VersionsDoNotFollow):
        lineage(line)


def test_another_instrument_is_of_no_line_with_this_one():
    with pytest.raises(VersionsDoNotFollow):
        lineage([replace(SAMSON, id="delilah"), SECOND])


def test_an_origin_that_the_earlier_version_does_not_have_is_none():
    second = with_question("1-1", lambda one: replace(one, continues="9-9"), of=SECOND)
    assert "1-1" in lineage([SAMSON, second]).questions.new


def test_between_versions_of_no_common_line_nothing_goes_on():
    found = unrelated(SECOND, SAMSON)
    assert found.questions.left == tuple(SECOND.questions)
    assert found.ambitions.new == tuple(SAMSON.ambitions)
