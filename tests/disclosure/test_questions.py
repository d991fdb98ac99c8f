"""Of whom earlier figures were is derived from the releases alone; it has to be of whom they really were."""

import pytest
from country import (
    RULES,
    a_county_leaves_by_a_correction,
    nothing_of_two_shares_once,
    over,
    quarter,
    shares_that_say_more_in_the_first_version,
    towns,
)

from domain.national.distribution import mean
from domain.national.membership import part_of
from domain.national.rounding import rounded
from domain.national.ruleset import RULE_SETS
from domain.national.variables import BY_ID
from services.disclosure.case import Case
from services.disclosure.earlier import told_earlier
from services.simulation.nation import Nation
from services.simulation.playing import play

FEW = Nation(seed=3, municipalities=40, since=6)
"""In its second quarter variables are judged together that are no longer alike in its third."""


def test_a_published_mean_is_that_of_the_set_which_later_quarters_take_it_to_be_of():
    *earlier, last = FEW.snapshots(4)
    history = [played.published for played in play(earlier, RULE_SETS[1], b"no secret")]
    case = Case(last, history, RULE_SETS[1])
    read = 0
    for asked in case.asked:
        for place, issue in enumerate(asked.question.issues):
            for variable in asked.variables:
                numbers = case.past_numbers(place, variable)
                for group, members in issue.sets.items():
                    published = history[place].release.figure(group, variable).mean
                    if published is not None:
                        exact = mean([numbers[name, part_of(group)] for name in members])
                        assert published == rounded(exact, BY_ID[variable].step), (place, group, variable)
                        read += 1
    assert read > 30


@pytest.mark.parametrize(
    ("quarters", "least"),
    [
        (a_county_leaves_by_a_correction(), 3),
        ((*shares_that_say_more_in_the_first_version(), quarter(towns(8), 1)), 10),
        ((*nothing_of_two_shares_once(), quarter(towns(8), 2)), 4),
    ],
)
def test_what_earlier_releases_told_of_a_quarter_is_true_of_its_numbers(quarters, least):
    *before, last = quarters
    history, _ = over(before)
    case, read = Case(last, history, RULES), 0
    for asked in case.asked:
        for variable in map(BY_ID.__getitem__, asked.variables):
            for one in {one.quarter for one in asked.question.issues}:
                earlier = told_earlier(case, asked, variable, one)
                for (part, members), low, high in earlier.bounds:
                    assert low <= mean([earlier.numbers[name, part] for name in members]) <= high
                    read += 1
    assert read >= least
