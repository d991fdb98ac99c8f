"""A simulated country keeps what every real one keeps, whatever its seed."""

from collections import Counter
from fractions import Fraction
from itertools import islice, pairwise
from random import Random
from statistics import correlation, fmean, pstdev

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.national.groups import SIZES, size_of
from domain.national.snapshot import read_snapshot, snapshot_bytes
from domain.national.variables import BY_ID, VARIABLES, Topic
from domain.themes import Theme
from infra.municipalities import municipalities
from services.simulation.habits import USUAL
from services.simulation.nation import EVERYBODY, FIRST, Nation
from services.simulation.numbers import deviations
from services.simulation.places import KOSTRA, simulated_places
from services.simulation.uptake import MOST_COLLABORATIONS, beginnings, joining, sharing

COMPLETE = msgspec.structs.replace(USUAL, left_out=0.0, left_out_for_good=0.0, without_actions=0.0, unplaced=0.0)

small_nations = st.builds(
    lambda seed, municipalities, since: Nation(seed=seed, municipalities=municipalities, since=since),
    st.integers(0, 10_000),
    st.integers(1, 40),
    st.integers(0, 20),
)
few = settings(max_examples=30)


@pytest.fixture(scope="module")
def country():
    """Everybody, for six quarters after many have joined."""
    return list(Nation(since=14).snapshots(6))


@few
@given(small_nations)
def test_the_same_seed_is_the_same_country(nation):
    first, second = (list(map(snapshot_bytes, nation.snapshots(3))) for _ in range(2))
    assert first == second


def test_another_seed_is_another_country():
    one, other = (next(Nation(seed=seed, since=20).snapshots(1)) for seed in (1, 2))
    assert one != other


@few
@given(small_nations)
def test_a_shorter_run_is_the_beginning_of_a_longer_one(nation):
    assert list(nation.snapshots(2)) == list(islice(nation.snapshots(4), 2))


@few
@given(small_nations)
def test_every_number_lies_within_its_bounds(nation):
    for snapshot in nation.snapshots(4):
        for one in snapshot.contributors:
            for values in (one.values, *(part.values for part in one.themes.values())):
                assert all(BY_ID[of].lower <= value <= BY_ID[of].upper for of, value in values.items())


@few
@given(small_nations)
def test_nobody_is_there_twice_and_everybody_is_in_the_order_of_numbers(nation):
    official = {one.number for one in municipalities()}
    for snapshot in nation.snapshots(4):
        numbers = [one.number for one in snapshot.contributors]
        assert numbers == sorted(set(numbers))
        assert official.issuperset(numbers)
        assert all(one.place.county == one.number[:2] for one in snapshot.contributors)


@few
@given(small_nations)
def test_themes_have_all_collaborations_between_them(nation):
    for snapshot in nation.snapshots(4):
        for one in snapshot.contributors:
            assert 1 <= sum(part.collaborations for part in one.themes.values()) == one.collaborations
            assert one.collaborations <= MOST_COLLABORATIONS
            assert set(Theme).issuperset(one.themes)


@few
@given(small_nations)
def test_where_nothing_is_left_out_the_parts_of_the_themes_make_the_whole(nation):
    for snapshot in msgspec.structs.replace(nation, habits=COMPLETE).snapshots(3):
        for one in snapshot.contributors:
            assert one.values.keys() == BY_ID.keys()
            for of, value in one.values.items():
                total = sum(part.collaborations * part.values[of] for part in one.themes.values())
                assert total == value * one.collaborations


@few
@given(small_nations)
def test_what_a_municipality_has_in_one_theme_it_has_as_a_whole(nation):
    for snapshot in nation.snapshots(3):
        for one in snapshot.contributors:
            of_themes = set().union(*(part.values for part in one.themes.values()))
            assert one.values.keys() == of_themes


@few
@given(small_nations)
def test_shares_of_the_same_actions_add_up_to_one(nation):
    for snapshot in nation.snapshots(3):
        for one in snapshot.contributors:
            for topic in (Topic.ACTIONS_BY_FIELD, Topic.ACTIONS_BY_CELL, Topic.ACTIONS_BY_STATUS):
                shares = [one.values[of.id] for of in VARIABLES if of.topic is topic and of.id in one.values]
                assert sum(shares, Fraction(0)) in {0, 1}


def test_every_snapshot_says_that_it_is_simulated_and_quarters_follow_each_other(country):
    assert all(snapshot.simulated for snapshot in country)
    assert [snapshot.quarter for snapshot in country] == [FIRST.later(number) for number in range(6)]


def test_a_simulated_snapshot_is_kept_exactly(country):
    assert read_snapshot(snapshot_bytes(country[-1])) == country[-1]


def test_the_country_has_every_municipality_once_with_many_small_and_few_large():
    places = simulated_places(1, EVERYBODY, USUAL)
    assert list(places) == [one.number for one in municipalities()]
    sizes = Counter(size_of(one.population or 0) for one in places.values())
    assert tuple(sorted(sizes, key=SIZES.index)) == SIZES
    assert sizes["under-2k"] > 60
    assert 4 <= sizes["from-75k"] <= 15
    assert all(one.kostra in KOSTRA[size_of(one.population or 0)] for one in places.values())


def test_who_is_how_large_is_drawn_by_lot():
    one, other = (simulated_places(seed, EVERYBODY, USUAL) for seed in (1, 2))
    assert sorted(place.population or 0 for place in one.values()) == sorted(
        place.population or 0 for place in other.values()
    )
    assert sum(one[number] == other[number] for number in one) < EVERYBODY / 20


def test_uptake_is_a_curve_that_is_steepest_in_its_middle():
    counts = [len(snapshot.contributors) for snapshot in Nation(habits=COMPLETE).snapshots(28)]
    growth = [sum(counts[at : at + 4]) - sum(counts[at - 4 : at]) for at in range(4, 28, 4)]
    assert max(growth) == max(growth[1:4])
    assert abs(growth[-1]) < max(growth) / 4
    assert EVERYBODY * 0.6 < counts[-1] < EVERYBODY * 0.9


def test_larger_ones_join_earlier():
    small, large = ([joining(Random(f"{size} {one}"), size, USUAL) for one in range(300)] for size in (1_500, 40_000))
    assert sorted(small)[150] > sorted(large)[150] + 3


def test_some_leave_and_return_and_some_quarters_pass_without_measuring():
    runs = [list(islice(sharing(Random(str(one)), 5_000, USUAL), 60)) for one in range(200)]
    gaps = [length for run in runs for length in lengths_of_gaps(run)]
    assert gaps.count(1) > 40
    assert sum(gap >= 4 for gap in gaps) > 20


def test_a_municipality_with_one_collaboration_pauses_oftener_than_one_with_many():
    often = msgspec.structs.replace(USUAL, sitting_out=0.3, sitting_out_in_summer=0.3, leaving=0.0, pausing=0.0)
    quarters = list(Nation(municipalities=120, since=30, habits=often).snapshots(8))
    most: dict[str, int] = {}
    for snapshot in quarters:
        for one in snapshot.contributors:
            most[one.number] = max(most.get(one.number, 0), one.collaborations)
    here = Counter(one.number for snapshot in quarters for one in snapshot.contributors)
    few, many = ([here[number] for number, of in most.items() if fits(of)] for fits in ((1).__eq__, (4).__le__))
    assert fmean(few) < len(quarters) - 1
    assert fmean(many) > len(quarters) - 0.5


def lengths_of_gaps(run: list[bool]) -> list[int]:
    """Between two quarters with measurements."""
    measured = [quarter for quarter, shares in enumerate(run) if shares]
    return [later - earlier - 1 for earlier, later in pairwise(measured) if later - earlier > 1]


def test_a_municipality_has_from_one_collaboration_to_thirty_by_its_size():
    drawn = {size: [len(beginnings(Random(str(one)), size)) for one in range(300)] for size in (800, 8_000, 700_000)}
    assert min(drawn[800]) == 1
    assert max(drawn[700_000]) == MOST_COLLABORATIONS
    assert fmean(drawn[800]) < fmean(drawn[8_000]) < fmean(drawn[700_000])


def test_deviations_have_the_spread_and_the_memory_that_was_asked_for():
    run = [now[0] for now in islice(deviations(Random("memory"), 0.1, 1, 0.95), 40_000)]
    assert pstdev(run) == pytest.approx(0.1, rel=0.1)
    assert correlation(run[:-1], run[1:]) == pytest.approx(0.95, abs=0.01)
    starts = [next(deviations(Random(f"start {one}"), 0.1, 1, 0.95))[0] for one in range(2_000)]
    assert pstdev(starts) == pytest.approx(0.1, rel=0.1)


def test_levels_and_spreads_are_plausible_and_some_numbers_are_missing(country):
    last = country[-1].contributors
    for variable in VARIABLES:
        values = [float(one.values[variable.id]) for one in last if variable.id in one.values]
        assert len(last) * 0.6 < len(values) <= len(last)
        assert 0.02 < pstdev(values) / float(variable.span) < 0.35
        if not variable.share:
            assert 0.3 < fmean(values) / float(variable.span) < 0.9
    assert any(len(one.values) < len(VARIABLES) for one in last)
