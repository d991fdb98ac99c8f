"""What is told of the use of releases, on a country so small that it can be reckoned by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest

from domain.national.groups import COUNTRY, GroupId, GroupKind, Place
from domain.national.history import Published
from domain.national.quarter import Quarter
from domain.national.release import Figure, Release
from domain.national.report import AuditReport, Check, CheckName, Held, Reason
from domain.national.snapshot import Contributor, Part, Snapshot
from domain.national.variables import Topic, VariableId
from services.simulation.utility import Errors, Utility, errors, numbers_in

EQUALITY = VariableId("score:equality")
THICKNESS = VariableId("thickness:all")
HOUSING = GroupId("theme:housing")
BEGIN = Quarter(2026, 1)


def contributor(number: str, score: int, housing: int | None = None) -> Contributor:
    themes = {} if housing is None else {"housing": Part(1, {EQUALITY: Fraction(housing)})}
    return Contributor(number, Place(number[:2]), 2, {EQUALITY: Fraction(score)}, themes)


def published(quarter: Quarter, scores: dict[str, int], country: Figure, **others: Figure) -> Published:
    snapshot = Snapshot(quarter, tuple(contributor(number, score, score + 1) for number, score in scores.items()))
    figures = {COUNTRY: {EQUALITY: country}, **{GroupId(group): {EQUALITY: one} for group, one in others.items()}}
    return Published(snapshot, Release(quarter, 1, 1, {}, figures, simulated=True))


def report(*held: Held, passed: bool = True) -> AuditReport:
    return AuditReport(1, "", "", (Check(CheckName.RANK, passed, 1),), held, 1.5)


def test_errors_are_published_minus_true():
    assert errors([0.1, -0.3]) == Errors(
        number=2, bias=pytest.approx(-0.1), rmse=pytest.approx(0.05**0.5), worst=pytest.approx(0.3)
    )


def test_a_theme_has_the_numbers_of_its_own_collaborations():
    snapshot = Snapshot(BEGIN, (contributor("4602", 5, 9),))
    assert numbers_in(snapshot)[COUNTRY] == {EQUALITY: {"4602": 5.0}}
    assert numbers_in(snapshot)[HOUSING] == {EQUALITY: {"4602": 9.0}}


def test_cells_are_counted_by_kind_of_group_and_by_the_reason_that_withholds_them():
    cells = published(
        BEGIN, {"4602": 5}, Figure(mean=Decimal(5), median=Decimal(5)), **{"county:46": Figure(), "county:11": Figure()}
    )
    told = Utility().take(cells, report(Held(GroupId("county:46"), EQUALITY, Reason.WAITS)))
    country, county = told.kept[GroupKind.COUNTRY], told.kept[GroupKind.COUNTY]
    assert (country.cells, country.means, country.medians, country.changes, country.held) == (1, 1, 1, 0, {})
    assert (county.cells, county.means, county.held) == (2, 0, {Reason.WAITS: 1})
    assert (told.passed, told.contributors, told.collaborations) == (True, 1, 2)


def test_a_published_mean_is_held_against_that_of_all_who_contributed():
    utility = Utility()
    told = utility.take(published(BEGIN, {"4602": 5, "4601": 6}, Figure(mean=Decimal("5.7"))), report())
    assert told.errors["mean"].bias == pytest.approx(2)
    assert utility.by_topic()["mean"][Topic.SCORE].bias == pytest.approx(0.2)
    assert Topic.THICKNESS not in utility.by_topic()["mean"]


def test_a_published_change_is_held_against_that_of_those_who_were_there_both_times():
    utility = Utility()
    utility.take(published(BEGIN, {"4602": 5, "4601": 6}, Figure(mean=Decimal("5.5"))), report())
    later = published(BEGIN.later(1), {"4602": 7, "1103": 0}, Figure(mean=Decimal("3.5"), change=Decimal("1.5")))
    assert utility.take(later, report()).errors["change"].bias == pytest.approx(-5)


def test_what_a_reader_subtracts_over_a_year_is_held_against_those_who_were_there_both_times():
    utility = Utility()
    for later in range(4):
        told = utility.take(
            published(BEGIN.later(later), {"4602": 5, "4601": 6}, Figure(mean=Decimal("5.5"))), report()
        )
        assert "year" not in told.errors
    last = published(BEGIN.later(4), {"4602": 6, "1103": 9}, Figure(mean=Decimal("7.5")))
    assert utility.take(last, report()).errors["year"].bias == pytest.approx(10)


def test_a_gate_that_stops_a_release_is_told():
    assert not Utility().take(published(BEGIN, {"4602": 5}, Figure()), report(passed=False)).passed
