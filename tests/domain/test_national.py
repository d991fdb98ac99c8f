from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.national.groups import COUNTRY, SIZES, GroupId, Place, groups_of, size_of
from domain.national.quarter import Quarter, QuarterIsUnreadable
from domain.national.release import WITHHELD, Band, Coverage, Figure, Release, band, read_release, release_bytes
from domain.national.ruleset import RuleSetIsUnknown, rule_set
from domain.national.snapshot import Contributor, Part, Snapshot, all_groups, read_snapshot, snapshot_bytes
from domain.national.variables import BY_ID, VARIABLES, VariableId

EQUALITY = VariableId("score:equality")
KINN = Contributor(
    number="4602",
    place=Place(county="46", population=17_000, kostra="07"),
    collaborations=3,
    values={EQUALITY: Fraction(17, 3)},
    themes={"housing": Part(collaborations=1, values={EQUALITY: Fraction(5)})},
)


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (datetime(2026, 3, 31, 21, 59, tzinfo=UTC), "2026K1"),
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), "2026K2"),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "2026K4"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "2027K1"),
    ],
)
def test_a_quarter_changes_at_midnight_in_norway(moment, code):
    assert str(Quarter.of(moment)) == code
    assert Quarter.read(code) == Quarter.of(moment)


@given(st.integers(2000, 2100), st.integers(1, 4), st.integers(-200, 200))
def test_quarters_follow_each_other_without_gap_or_overlap(year, number, away):
    quarter = Quarter(year, number)
    assert quarter.later(away).later(-away) == quarter
    assert quarter.ends == quarter.later(1).begins
    assert Quarter.of(quarter.begins) == quarter


@pytest.mark.parametrize("code", ["", "2026", "2026K0", "2026K5", "26K1", "2026k1", "2026K1 "])
def test_what_is_no_quarter_is_refused(code):
    with pytest.raises(QuarterIsUnreadable):
        Quarter.read(code)


def test_oslo_is_never_a_county_by_itself():
    assert GroupId("county:32") in groups_of(Place(county="03"))
    assert GroupId("county:03") not in groups_of(Place(county="03"))


def test_the_two_small_kostra_groups_are_never_by_themselves():
    assert GroupId("kostra:12") in groups_of(Place(county="11", kostra="13"))
    assert GroupId("kostra:14") in groups_of(Place(county="56", kostra="16"))


def test_what_nobody_has_imported_is_in_no_group():
    assert groups_of(Place(county="46")) == (COUNTRY, GroupId("county:46"))


@pytest.mark.parametrize(
    ("population", "size"), [(1_999, "under-2k"), (2_000, "2k-10k"), (74_999, "45k-75k"), (75_000, "from-75k")]
)
def test_a_size_begins_at_its_lower_end(population, size):
    assert size_of(population) == size
    assert size in SIZES


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, None), (4, None), (5, Band.FROM_5), (9, Band.FROM_5), (10, Band.FROM_10), (99, Band.FROM_50), (357, "100+")],
)
def test_numbers_are_told_as_bands_and_those_under_five_not_at_all(number, told):
    assert band(number) == told


def test_groups_are_chosen_in_the_order_of_the_country_counties_sizes_kostra_groups_and_themes():
    snapshot = Snapshot(Quarter(2026, 1), (KINN,))
    assert all_groups(snapshot) == [COUNTRY, "county:46", "size:10k-20k", "kostra:07", "theme:housing"]
    assert list(snapshot.members(GroupId("theme:housing"))) == [KINN]


def test_a_snapshot_is_kept_exactly():
    snapshot = Snapshot(Quarter(2026, 1), (KINN,))
    kept = snapshot_bytes(snapshot)
    assert read_snapshot(kept) == snapshot
    assert b'"17/3"' in kept
    assert snapshot_bytes(read_snapshot(kept)) == kept


def test_a_release_is_kept_exactly_and_what_it_lacks_is_withheld():
    release = Release(
        Quarter(2026, 1),
        1,
        1,
        {COUNTRY: Coverage(Band.FROM_20, Band.FROM_100)},
        {COUNTRY: {EQUALITY: Figure(mean=Decimal("6.2"))}},
    )
    kept = release_bytes(release)
    assert read_release(kept) == release
    assert b'"6.2"' in kept
    assert release.published() == [(COUNTRY, EQUALITY)]
    assert release.figure(GroupId("county:11"), EQUALITY) == WITHHELD


def test_every_variable_has_bounds_and_a_step_that_divides_them():
    assert len(BY_ID) == len(VARIABLES)
    for variable in VARIABLES:
        assert (variable.upper / Fraction(variable.step)).denominator == 1


def test_a_rule_set_that_nobody_has_made_is_refused():
    assert rule_set(1).noise == 0
    with pytest.raises(RuleSetIsUnknown):
        rule_set(99)
