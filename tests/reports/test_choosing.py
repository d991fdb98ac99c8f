"""Expressions that stand for several codes: each means what PxWebApi 2 says that it means."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reports.national_tables.choosing import Unknown, Unreadable, chosen, split
from services.reports.national_tables.cube import Axis

QUARTERS = Axis("Quarter", ("2025K4", "2026K1", "2026K2", "2026K3"))
GROUPS = Axis("Group", ("country:NO", "county:11", "county:32", "size:2k-10k"))


@pytest.mark.parametrize(
    ("axis", "wanted", "codes"),
    [
        (QUARTERS, "*", QUARTERS.codes),
        (QUARTERS, "2026*", QUARTERS.codes[1:]),
        (QUARTERS, "*K3", ("2026K3",)),
        (GROUPS, "*o*", ("country:NO", "county:11", "county:32")),
        (GROUPS, "county:??", ("county:11", "county:32")),
        (GROUPS, "COUNTY:11", ("county:11",)),
        (QUARTERS, "top(2)", ("2026K2", "2026K3")),
        (QUARTERS, "TOP(2,1)", ("2026K1", "2026K2")),
        (QUARTERS, "bottom(2)", ("2025K4", "2026K1")),
        (GROUPS, "top(2)", ("country:NO", "county:11")),
        (GROUPS, "bottom(1)", ("size:2k-10k",)),
        (QUARTERS, "top(99)", QUARTERS.codes),
        (QUARTERS, "from(2026K2)", ("2026K2", "2026K3")),
        (QUARTERS, "to(2026K1)", ("2025K4", "2026K1")),
        (QUARTERS, "range(2026K1, 2026K2)", ("2026K1", "2026K2")),
        (QUARTERS, "range(2026K2,2026K1)", ("2026K1", "2026K2")),
    ],
)
def test_an_expression_stands_for_codes(axis, wanted, codes):
    assert chosen(axis, [wanted]) == frozenset(codes)


@pytest.mark.parametrize("wanted", ["2031K1", "K", "x*", "?", "from(2031K1)", "range(2026K1,x)", "top(1,9)", "", "top"])
def test_what_fits_no_code_is_unknown(wanted):
    with pytest.raises(Unknown):
        chosen(QUARTERS, [wanted])


@pytest.mark.parametrize("wanted", ["top()", "top(0)", "top(-1)", "top(1,2,3)", "range(2026K1)", "20*K1", "***"])
def test_what_says_nothing_is_unreadable(wanted):
    with pytest.raises(Unreadable):
        chosen(QUARTERS, [wanted])


def test_commas_in_brackets_separate_no_choices():
    assert split("2026K1, range(2025K4,2026K1),,top(1,1)") == ["2026K1", "range(2025K4,2026K1)", "top(1,1)"]
    assert split("top(1,from(2,3)),a") == ["top(1,from(2,3))", "a"]
    assert split(")a,b(") == [")a", "b("]


def test_splitting_takes_no_longer_for_each_comma_than_for_the_one_before():
    assert len(split("a," * 20_000)) == 20_000
    assert len(split("(," * 20_000)) == 1


@given(st.text(max_size=60))
def test_nothing_that_anybody_writes_is_answered_with_anything_but_codes_or_a_refusal(wanted):
    with suppress(Unknown, Unreadable):
        assert chosen(QUARTERS, split(wanted)) <= frozenset(QUARTERS.codes)


@given(st.lists(st.sampled_from([*QUARTERS.codes, "top(2)", "*K1"])))
def test_several_choices_are_all_of_them_whatever_their_order(wanted):
    together = chosen(QUARTERS, wanted)
    assert together == frozenset().union(*(chosen(QUARTERS, [one]) for one in wanted))
