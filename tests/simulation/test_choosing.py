"""What membership alone allows of a simulated country, quarter after quarter."""

from collections import Counter

import msgspec
import pytest

from domain.national.groups import GroupKind
from domain.national.ruleset import RULE_SETS
from domain.national.snapshot import Snapshot
from domain.national.variables import VARIABLES
from services.simulation.choosing import Chosen, chosen
from services.simulation.nation import Nation

RULES = RULE_SETS[1]


@pytest.fixture(scope="module")
def quarters() -> list[Snapshot]:
    """Of a whole country, after many have joined."""
    return list(Nation(since=14).snapshots(6))


@pytest.fixture(scope="module")
def told(quarters) -> list[Chosen]:
    return list(chosen(quarters, VARIABLES[0], RULES))


def country(told: list[Chosen]) -> list[int]:
    return [one.means.get(GroupKind.COUNTRY, 0) for one in told]


def without(quarters: list[Snapshot], **numbers: float) -> list[Chosen]:
    return list(chosen(quarters, VARIABLES[0], msgspec.structs.replace(RULES, **numbers)))


def test_the_country_is_told_of_in_every_quarter_and_never_alone(told):
    assert country(told) == [1] * len(told)
    assert min(sum(one.means.values()) for one in told) > 10


def test_without_a_reserve_the_second_quarter_has_no_country(quarters):
    assert country(without(quarters[:2], reserve=0.0, past_reserve=0.0)) == [1, 0]


def test_without_a_reserve_of_past_numbers_the_country_is_missing_later(quarters):
    assert 0 in country(without(quarters, past_reserve=0.0))


def test_a_number_of_which_much_is_known_stops_no_figure_that_tells_next_to_nothing_of_it(quarters, told):
    """If the reserve were asked of everybody, it would stop all but the country's."""
    assert min(sum(one.means.values()) for one in without(quarters, noticeable=0.0)) == 1
    assert min(sum(one.means.values()) for one in told) > 10


def test_every_cell_is_chosen_or_held_for_a_reason(told):
    for one in told:
        for kind in GroupKind:
            assert one.means.get(kind, 0) + sum(one.held[kind].values()) == one.cells[kind]


def test_the_first_quarter_has_nothing_to_be_the_same_as_and_the_next_has_much(told):
    assert (told[0].same, told[0].changes) == (0, 0)
    assert told[1].same > 5


def test_all_kinds_of_groups_are_told_of_at_one_time_or_another(told):
    assert set(sum((Counter(one.means) for one in told), Counter())) == set(GroupKind)
