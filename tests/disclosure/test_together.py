"""What shares of one whole say of each other, held against the program of all of them at once."""

from fractions import Fraction

import highspy
import numpy as np
from country import STATUSES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.national.complement import ends_by_sum, ends_of_shares
from domain.national.distribution import mean
from domain.national.release import Figure
from domain.national.rounding import half, rounded

shares_of_one = st.lists(st.integers(1, 30), min_size=5, max_size=5).map(lambda of: [Fraction(n, sum(of)) for n in of])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(shares_of_one, min_size=3, max_size=4))
def test_nothing_but_the_sum_is_to_be_read_out_of_a_groups_shares(municipalities):
    """The joint program of all shares of all municipalities finds no end that one share and its interval do not."""
    figures = {
        share.id: Figure(mean=rounded(mean([one[place] for one in municipalities]), share.step))
        for place, share in enumerate(STATUSES)
    }
    ends = ends_of_shares(figures, STATUSES, Fraction(0))
    number, solver = len(municipalities), joint_program(len(municipalities), list(ends.values()))
    for place, share in enumerate(STATUSES):
        low, high = (number * end for end in ends[share.id])
        solver.changeColCost(place, 1.0)
        least, most = (end_of(solver, sense) for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize))
        solver.changeColCost(place, 0.0)
        assert abs(least - max(0, low - (number - 1))) < 1e-6
        assert abs(most - min(1, high)) < 1e-6


shares_twice = st.integers(3, 6).flatmap(
    lambda number: st.tuples(*[st.lists(shares_of_one, min_size=number, max_size=number)] * 2)
)


@settings(max_examples=60, deadline=None)
@given(shares_twice, st.sets(st.integers(0, 4), min_size=1))
def test_what_changes_say_of_shares_by_their_sum_is_never_untrue(times, told):
    """To who knows all of today: between which ends each share was before."""
    then, now = ([mean([one[place] for one in time]) for place in range(len(STATUSES))] for time in times)
    alone = {}
    for place, share in enumerate(STATUSES):
        low, high = Fraction(share.lower), Fraction(share.upper)
        if place in told:
            before = now[place] - Fraction(rounded(now[place] - then[place], share.step))
            low, high = max(low, before - half(share.step)), min(high, before + half(share.step))
        alone[share.id] = (low, high)
    for place, (low, high) in enumerate(ends_by_sum(alone).values()):
        assert low <= then[place] <= high


def joint_program(number, ends):
    """Columns by municipality, then share: each municipality's sum to one, and each share's mean lies in its interval.

    What is asked about are shares of the first municipality.
    """
    shares, solver = len(ends), highspy.Highs()
    solver.setOptionValue("output_flag", "off")
    solver.addVars(number * shares, np.zeros(number * shares), np.ones(number * shares))
    for one in range(number):
        solver.addRow(1, 1, shares, np.arange(shares, dtype=np.int32) + one * shares, np.ones(shares))
    for share, (low, high) in enumerate(ends):
        columns = np.arange(number, dtype=np.int32) * shares + share
        solver.addRow(float(number * low), float(number * high), number, columns, np.ones(number))
    return solver


def end_of(solver, sense):
    solver.changeObjectiveSense(sense)
    solver.run()
    return solver.getInfo().objective_function_value
