from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.ids import ActionId, CollaborationId, MeasurementId
from domain.national.contribution import (
    ContributedAction,
    ContributedMeasurement,
    Contribution,
    Standing,
    contributor,
    means,
    parts_of,
    shares_of,
)
from domain.national.groups import Place
from domain.national.quarter import Quarter
from domain.national.variables import Topic, VariableId

QUARTER = Quarter(2026, 1)
EQUALITY, OPENNESS = VariableId("score:equality"), VariableId("weighting:openness")
HOUSE, GARDEN = (CollaborationId(UUID(int=number)) for number in (1, 2))
PLACE = Place(county="11")


def measured(number, day, values, collaboration=HOUSE):
    at = QUARTER.begins + timedelta(days=day)
    return ContributedMeasurement(MeasurementId(UUID(int=number)), collaboration, at, values)


def acted(number, field, standings, collaboration=HOUSE):
    return ContributedAction(ActionId(UUID(int=number)), collaboration, field, standings)


def contributed(*measurements, actions=(), themes=None):
    return Contribution(themes=themes or {}, measurements=measurements, actions=actions)


def test_a_collaboration_contributes_the_measurement_that_was_first_closed_last_in_the_quarter():
    early, late, next_one = measured(1, 3, {EQUALITY: 4}), measured(2, 80, {EQUALITY: 6}), measured(3, 95, {})
    (part,) = parts_of(contributed(late, next_one, early), QUARTER)
    assert (part.measurement, part.values) == (late.id, {EQUALITY: 6})
    assert parts_of(contributed(early), QUARTER.later(1)) == []


def test_a_quarter_is_told_by_the_clock_in_norway():
    at = datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC)
    last = ContributedMeasurement(MeasurementId(UUID(int=1)), HOUSE, at, {})
    assert len(parts_of(contributed(last), QUARTER)) == 1
    assert parts_of(contributed(ContributedMeasurement(last.id, HOUSE, at + timedelta(seconds=1), {})), QUARTER) == []


def test_a_municipalitys_number_is_the_unweighted_mean_over_its_collaborations_that_have_one():
    parts = parts_of(
        contributed(
            measured(1, 1, {EQUALITY: Fraction(4), OPENNESS: Fraction(9)}),
            measured(2, 2, {EQUALITY: Fraction(7)}, GARDEN),
            themes={HOUSE: {"2025K3": "housing"}, GARDEN: {"2025K3": "housing", "2026K2": "culture"}},
        ),
        QUARTER,
    )
    one = contributor("1101", PLACE, parts)
    assert (one.collaborations, one.values) == (2, {EQUALITY: Fraction(11, 2), OPENNESS: Fraction(9)})
    assert {theme: part.collaborations for theme, part in one.themes.items()} == {"housing": 2}, "as the quarter ended"


def test_actions_count_as_they_stood_when_the_quarter_ended():
    suggested, done = Standing("suggested", None), Standing("done", "new_more")
    actions = [
        acted(1, "1", {"2025K4": suggested, "2026K2": done}),
        acted(2, "1", {"2026K1": done}),
        acted(3, None, {"2026K1": done}),
        acted(4, "7", {"2026K2": done}),
    ]
    shares = shares_of(actions, QUARTER)
    assert shares["actions-by-status:done"] == Fraction(2, 3)
    assert shares["actions-by-status:dropped"] == 0
    assert (shares["actions-by-field:equality"], shares["actions-by-field:competences"]) == (1, 0)
    assert shares["actions-by-cell:new_more"] == 1, "whoever nobody has placed is left out"


def test_without_actions_there_are_no_parts_of_them_rather_than_none_of_each():
    assert shares_of([], QUARTER) == {}
    assert shares_of([acted(1, None, {"2026K1": Standing("agreed", None)})], QUARTER).keys() == {
        f"actions-by-status:{status}" for status in ("suggested", "agreed", "started", "done", "dropped")
    }


standings = some.builds(
    Standing,
    some.sampled_from(["suggested", "agreed", "started", "done", "dropped"]),
    some.none() | some.sampled_from(["known_more", "known_less", "new_more", "new_less"]),
)
fields = some.none() | some.sampled_from("1234567")


@given(some.lists(some.tuples(fields, standings), min_size=1))
def test_the_parts_of_actions_make_a_whole(drawn):
    shares = shares_of([acted(n, field, {"2026K1": how}) for n, (field, how) in enumerate(drawn)], QUARTER)
    for topic in (Topic.ACTIONS_BY_FIELD, Topic.ACTIONS_BY_CELL, Topic.ACTIONS_BY_STATUS):
        of_topic = [share for variable, share in shares.items() if variable.startswith(f"{topic}:")]
        assert sum(of_topic) in ({1} if of_topic else {0})


numbers = some.fractions(0, 10, max_denominator=30)


@given(some.lists(some.dictionaries(some.sampled_from([EQUALITY, OPENNESS]), numbers), max_size=6))
def test_a_mean_lies_within_what_it_is_of_and_order_does_not_matter(values):
    found = means(values)
    assert found == means(reversed(values))
    for variable, number in found.items():
        of = [one[variable] for one in values if variable in one]
        assert min(of) <= number <= max(of)
    assert found.keys() == set().union(*values)


@pytest.mark.parametrize("corrected", [{}, {EQUALITY: Fraction(9)}])
def test_a_later_correction_moves_a_number_and_never_the_quarter(corrected):
    (before,) = parts_of(contributed(measured(1, 1, {EQUALITY: Fraction(4)})), QUARTER)
    (after,) = parts_of(contributed(measured(1, 1, corrected)), QUARTER)
    assert (before.measurement, after.values) == (after.measurement, corrected)
