"""What membership alone allows of a simulated country, quarter after quarter."""

from collections import Counter

import pytest

from domain.national.groups import GroupKind
from domain.national.ruleset import RULE_SETS
from domain.national.variables import VARIABLES
from services.simulation.choosing import Chosen, chosen
from services.simulation.nation import Nation

RULES = RULE_SETS[1]


@pytest.fixture(scope="module")
def told() -> list[Chosen]:
    return list(chosen(Nation(since=14).snapshots(7), VARIABLES[0], RULES))


def test_the_country_is_told_of_in_every_quarter_and_never_alone(told):
    assert [one.means[GroupKind.COUNTRY] for one in told] == [1] * len(told)
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
