"""Where an own number lies against the published middle half, and whether a workspace shared meanwhile."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.event import Event
from domain.national.position import MiddleHalf, Placed, Position, coarse, placed, position, step_of
from domain.national.release import WITHHELD, Figure
from domain.national.variables import BY_ID, VARIABLES, Variable, VariableId
from domain.workspace.events import SharingDeclined, SharingStarted, SharingStopped
from domain.workspace.sharing import Shared, shared_between
from tests.support.builders import ANNA

SCORE = BY_ID[VariableId("score:equality")]
THICKNESS = BY_ID[VariableId("thickness:all")]
ACTIONS = BY_ID[VariableId("actions-by-status:done")]

variables = st.sampled_from(VARIABLES)
parts = st.integers(0, 10_000).map(lambda number: Fraction(number, 10_000))


def stored(part: Fraction, variable: Variable) -> Decimal:
    """As a release has it: a multiple of the variable's step."""
    return variable.step * int(part * variable.span / Fraction(variable.step))


def figure_of(*numbers: str) -> Figure:
    lower, median, upper = map(Decimal, numbers)
    return Figure(lower_quartile=lower, median=median, upper_quartile=upper)


@settings(deadline=None)
@given(variables, parts, st.lists(parts, min_size=2, max_size=2).map(sorted))
def test_a_number_lies_below_within_or_above_and_in_one_of_them_only(variable, own, ends):
    found = placed(
        own * variable.span,
        Figure(lower_quartile=stored(ends[0], variable), upper_quartile=stored(ends[1], variable)),
        variable,
    )
    said = {
        Position.BELOW: found.own < found.middle.lower,
        Position.WITHIN: found.middle.lower <= found.own <= found.middle.upper,
        Position.ABOVE: found.own > found.middle.upper,
    }
    assert list(said.values()).count(True) == 1
    assert said[found.position]


@settings(deadline=None)
@given(variables, st.lists(parts, min_size=2, max_size=2).map(sorted))
def test_a_number_at_an_end_of_the_band_is_within(variable, ends):
    middle = MiddleHalf(coarse(stored(ends[0], variable), variable), coarse(stored(ends[1], variable), variable))
    assert middle.lower <= middle.upper
    assert position(middle.lower, middle) is position(middle.upper, middle) is Position.WITHIN


@settings(deadline=None)
@given(variables, parts)
def test_what_is_told_of_the_band_is_the_nearest_twentieth_of_the_scale_and_half_goes_away_from_zero(variable, part):
    number, step = stored(part, variable), Fraction(step_of(variable))
    told = Fraction(coarse(number, variable))
    assert told % step == 0
    assert -step / 2 < told - Fraction(number) <= step / 2


@pytest.mark.parametrize(
    ("variable", "number", "told"),
    [
        (SCORE, "6.2", "6.0"),
        (SCORE, "6.3", "6.5"),
        (SCORE, "6.25", "6.5"),
        (SCORE, "6.7", "6.5"),
        (SCORE, "6.8", "7.0"),
        (THICKNESS, "42", "40"),
        (THICKNESS, "43", "45"),
        (ACTIONS, "0.35", "0.35"),
    ],
)
def test_scores_are_told_to_half_a_point_thickness_to_five_and_parts_of_actions_to_five_per_cent(
    variable, number, told
):
    assert coarse(Decimal(number), variable) == Decimal(told)


def test_what_is_compared_is_the_number_that_the_page_has():
    """7.04 is written 7.0: whoever reads it beside a band that ends at 7.0 finds it within."""
    figure = figure_of("5.0", "6.0", "7.0")
    assert placed(Fraction("7.04"), figure, SCORE).position is Position.WITHIN
    assert placed(Fraction("7.05"), figure, SCORE).position is Position.ABOVE
    assert placed(Fraction("4.94"), figure, SCORE).position is Position.BELOW
    assert placed(Fraction("0.3549"), figure_of("0.10", "0.20", "0.35"), ACTIONS).position is Position.WITHIN


@pytest.mark.parametrize(
    "figure",
    [
        WITHHELD,
        Figure(mean=Decimal("5.0"), median=Decimal("5.0")),
        Figure(lower_quartile=Decimal("4.0")),
        Figure(upper_quartile=Decimal("6.0")),
    ],
)
def test_without_both_quartiles_there_is_no_band_and_nothing_is_said(figure):
    found = placed(Fraction(5), figure, SCORE)
    assert found.middle is None
    assert found.position is None
    assert found.own == Decimal("5.0")


def test_without_a_number_of_our_own_the_band_stands_and_nothing_is_said():
    found = placed(None, figure_of("5.0", "6.1", "7.0"), SCORE)
    assert found == Placed(own=None, middle=MiddleHalf(Decimal("5.0"), Decimal("7.0")), median=Decimal("6.0"))
    assert found.position is None


BEGINS = datetime(2026, 3, 31, 22, tzinfo=UTC)
ENDS = BEGINS + timedelta(days=12)


def started(days: float) -> Event:
    return SharingStarted(at=BEGINS + timedelta(days=days), by=ANNA)


def stopped(days: float) -> Event:
    return SharingStopped(at=BEGINS + timedelta(days=days), by=ANNA)


@pytest.mark.parametrize(
    ("events", "shared"),
    [
        ([], Shared.NEVER),
        ([SharingDeclined(at=BEGINS - timedelta(days=3), by=ANNA)], Shared.NEVER),
        ([started(-20)], Shared.THROUGHOUT),
        ([started(0)], Shared.THROUGHOUT),
        ([started(-20), stopped(-1)], Shared.NEVER),
        ([started(-20), stopped(-10), started(-1)], Shared.THROUGHOUT),
        ([started(-20), stopped(12.5)], Shared.THROUGHOUT),
        ([started(13)], Shared.NEVER),
        ([started(1)], Shared.IN_PART),
        ([started(-20), stopped(12)], Shared.IN_PART),
        ([started(-20), stopped(2), started(3)], Shared.IN_PART),
    ],
)
def test_whether_a_workspace_shared_from_the_quarters_end_until_it_was_published(events, shared):
    assert shared_between(events, BEGINS, ENDS) is shared
