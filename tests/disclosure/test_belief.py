"""What a reader infers is what conditioning the whole covariance on every told mean says, done the long way."""

import numpy as np
import pytest

from domain.national.quarter import Quarter
from domain.national.ruleset import rule_set
from services.disclosure.belief import Belief

RULES = rule_set(1)
FIRST = Quarter(2026, 1)
TOWNS = [f"11{one:02}" for one in range(12)]
EVERYBODY = frozenset(TOWNS)
KEPT = RULES.correlation
ROUNDING = (0.01 / RULES.spread) ** 2 / 12


def some(*places):
    return frozenset(TOWNS[one] for one in places)


SETS = [
    [EVERYBODY, some(0, 1, 2, 3, 4)],
    [EVERYBODY - some(7), some(0, 1, 2, 3, 4)],
    [EVERYBODY, some(5, 6, 7, 8, 9, 10)],
    [some(*range(9))],
    [EVERYBODY],
    [some(1, 2, 3, 4, 5, 6), EVERYBODY],
]
"""Longer than is remembered."""


def told(quarters):
    """The belief after all of them, and the covariance of everything there ever was, quarters outermost."""
    belief = Belief(TOWNS, RULES, KEPT)
    rows = []
    for later in range(quarters):
        belief.remember(FIRST.later(later))
        belief.learn([belief.row(members) for members in SETS[later]])
        rows += [whole_row(quarters, later, members) for members in SETS[later]]
    ages = np.arange(quarters)
    prior = np.kron(KEPT ** abs(ages[:, None] - ages), np.eye(len(TOWNS)))
    return belief, given(prior, rows)


def whole_row(quarters, later, members):
    found = np.zeros((quarters, len(TOWNS)))
    found[later] = [(one in members) / len(members) for one in TOWNS]
    return found.ravel()


def given(covariance, rows):
    seen = np.array(rows)
    among = seen @ covariance @ seen.T + ROUNDING * np.eye(len(rows))
    return covariance - covariance @ seen.T @ np.linalg.solve(among, seen @ covariance)


@pytest.mark.parametrize("quarters", [1, 3, 6])
def test_what_is_left_for_a_reader_of_all_releases_of_numbers_now_and_before(quarters):
    belief, left = told(quarters)
    deviations = np.sqrt(np.diag(left)).reshape(quarters, len(TOWNS))
    assert belief.outsider_keeps(EVERYBODY) == pytest.approx(deviations[-1])
    remembered = deviations[-RULES.memory : -1][::-1]
    assert belief.past_keeps([EVERYBODY] * len(remembered)) == pytest.approx(remembered.ravel())


@pytest.mark.parametrize("quarters", [1, 3, 6])
def test_what_is_left_for_an_insider_who_knows_its_own_remembered_numbers(quarters):
    belief, left = told(quarters)
    found = belief.insider_keeps(EVERYBODY)
    for insider in (0, 7):
        own = [insider + len(TOWNS) * one for one in range(max(0, quarters - RULES.memory), quarters)]
        newest = range(len(TOWNS) * (quarters - 1), len(TOWNS) * quarters)
        about = left[np.ix_(newest, own)]
        known = (about @ np.linalg.inv(left[np.ix_(own, own)]) * about).sum(axis=1)
        expected = np.sqrt(np.maximum(left[newest, newest] - known, 0))
        others = [one for one in range(len(TOWNS)) if one != insider]
        assert found[insider, others] == pytest.approx(expected[others], abs=1e-6)


def test_asking_first_says_what_accepting_then_does():
    belief, _ = told(3)
    belief.insider_keeps(EVERYBODY)
    loss = belief.would_learn(belief.row(some(2, 4, 6, 8, 10)))
    asked = belief.outsider_keeps(EVERYBODY, loss), belief.insider_keeps(EVERYBODY, loss)
    belief.accept(loss)
    assert belief.outsider_keeps(EVERYBODY) == pytest.approx(asked[0])
    assert belief.insider_keeps(EVERYBODY) == pytest.approx(asked[1])


def test_a_change_tells_what_knowing_its_difference_does():
    belief, left = told(3)
    panel = some(0, 1, 2, 3, 4, 5, 6)
    row = belief.change_row(panel, FIRST.later(2))
    loss = belief.would_learn(row)
    whole = whole_row(3, 2, panel) - whole_row(3, 1, panel)
    told_besides = (left @ whole) / np.sqrt(whole @ left @ whole + ROUNDING)
    newest = left.diagonal()[-len(TOWNS) :] - told_besides[-len(TOWNS) :] ** 2
    assert belief.outsider_keeps(EVERYBODY, loss) == pytest.approx(np.sqrt(newest))


def test_a_second_version_has_the_same_numbers_but_for_those_that_it_corrects():
    corrected = some(0, 1, 2, 3, 4)
    belief = Belief(TOWNS, RULES, KEPT)
    belief.remember(FIRST)
    belief.learn([belief.row(some(*range(6)))])
    before = belief.outsider_keeps(EVERYBODY)
    belief.remember(FIRST, frozenset(f"{one}@2" for one in corrected))
    after = belief.outsider_keeps(EVERYBODY)
    known = (1 - before**2) * np.array([KEPT**2 if one in corrected else 1 for one in TOWNS])
    assert after == pytest.approx(np.sqrt(1 - known))
