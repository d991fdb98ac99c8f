"""A simulated country through the rules and the gate, quarter after quarter. The audit is green for each of them."""

import pytest

from domain.national.groups import COUNTRY
from domain.national.report import Reason
from domain.national.ruleset import RULE_SETS
from services.simulation.nation import EVERYBODY, Nation
from services.simulation.playing import Played, play
from services.simulation.utility import Utility

SECRET = b"no secret"

SMALL = Nation(seed=3, municipalities=60, since=6)

FAR = 12.0
"""Hundredths of the span: farther from the truth is no published mean."""


@pytest.fixture(scope="module")
def played() -> list[Played]:
    return list(play(SMALL.snapshots(8), RULE_SETS[1], SECRET))


def must_be_green(played: list[Played]) -> None:
    for one in played:
        failed = [check.name for check in one.report.checks if check.gating and not check.passed]
        assert (str(one.published.release.quarter), failed) == (str(one.published.snapshot.quarter), [])
        assert one.published.release.simulated


def must_be_of_use(played: list[Played]) -> None:
    utility = Utility()
    told = [utility.take(one.published, one.report) for one in played]
    assert sum(sum(kind.means for kind in one.kept.values()) > 0 for one in told) > len(told) / 2
    assert all(errors.worst < FAR for one in told for what, errors in one.errors.items() if what == "mean")


def test_every_quarter_of_a_small_country_passes_its_audit(played):
    must_be_green(played)


def test_a_small_country_is_told_of_and_not_far_from_the_truth(played):
    must_be_of_use(played)


def test_every_cell_is_published_or_withheld_for_a_reason(played):
    for one in played:
        release, held = one.published.release, {(cell.group, cell.variable) for cell in one.report.held}
        cells = {(group, variable) for group, of_group in release.figures.items() for variable in of_group}
        assert len(held) == len(one.report.held)
        assert held == cells - set(release.published())


def test_small_counties_have_too_few(played):
    held = {cell.reason for one in played for cell in one.report.held if cell.group != COUNTRY}
    assert Reason.TOO_FEW in held


@pytest.mark.nightly
def test_every_one_of_forty_quarters_of_the_whole_country_passes_its_audit():
    played = list(play(Nation(municipalities=EVERYBODY).snapshots(40), RULE_SETS[1], SECRET))
    must_be_green(played)
    must_be_of_use(played)
