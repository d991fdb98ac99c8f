"""Us and the nation: what the page says is a function of what was published and of our own numbers.

A nation is here one number per municipality. Its release is made of it as releases are: mean, median and quartiles,
rounded once. Two nations with the same release can't be told apart by the page.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec import structs

from domain.ids import CollaborationId, MeasurementId
from domain.national.contribution import CollaborationPart
from domain.national.distribution import LOWER, MIDDLE, UPPER, mean, quantile
from domain.national.groups import COUNTRY, GroupId, Place
from domain.national.position import coarse
from domain.national.quarter import Quarter
from domain.national.release import WITHHELD, Figure, Release
from domain.national.rounding import rounded
from domain.national.snapshot import Contributor, Values
from domain.national.variables import BY_ID, VARIABLES, Topic, Variable, VariableId
from infra.translation import LANGUAGES, Translator
from infra.translation.writing import WITHHELD as SIGN
from services.application.national.own_view import OwnQuarter
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.words import Words
from services.web.presenting.nation import Against, against
from services.web.presenting.nation_over_time import over_time
from tests.support.instruments import SAMSON

QUARTER: Final = Quarter(2026, 2)
SCORE: Final = BY_ID[VariableId("score:equality")]
COUNTY: Final = GroupId("county:11")
COLLABORATION: Final = CollaborationId(UUID(int=1))

WORDS: Final = Words(Translator("nb"), SAMSON)

tenths = st.integers(0, 100).map(lambda number: Fraction(number, 10))
nations = st.lists(tenths, min_size=20, max_size=40)


def figure(numbers: Sequence[Fraction], variable: Variable = SCORE) -> Figure:
    ordered = sorted(numbers)
    return Figure(
        mean=rounded(mean(ordered), variable.step),
        median=rounded(quantile(ordered, MIDDLE), variable.step),
        lower_quartile=rounded(quantile(ordered, LOWER), variable.step),
        upper_quartile=rounded(quantile(ordered, UPPER), variable.step),
    )


def release_of(figures: Mapping[GroupId, Figure], variable: Variable = SCORE, quarter: Quarter = QUARTER) -> Release:
    everything = {one.id: WITHHELD for one in VARIABLES}
    return Release(
        quarter=quarter,
        version=1,
        ruleset=1,
        coverage={},
        figures={group: {**everything, variable.id: figure} for group, figure in figures.items()},
    )


def own_of(values: Values, quarter: Quarter = QUARTER) -> OwnQuarter:
    part = CollaborationPart(MeasurementId(UUID(int=2)), COLLABORATION, None, values)
    place = Place(county="11", population=30_000, kostra="07")
    return OwnQuarter(quarter, is_over=True, parts=[part], contributor=Contributor("1103", place, 1, values))


def page_of(own: Fraction, release: Release) -> Sequence[Against]:
    return against(own_of({SCORE.id: own}), release, WORDS, {COLLABORATION: "Verftet"}, "/w/stavanger")


@settings(max_examples=60, deadline=None)
@given(tenths, nations, st.data())
def test_two_nations_with_the_same_release_give_the_same_page(own, others, data):
    """The second nation is another one: numbers are moved apart where that changes nothing that is published."""
    one, two = data.draw(st.permutations(range(len(others))))[:2]
    moved = list(others)
    moved[one] += Fraction(1, 10)
    moved[two] -= Fraction(1, 10)
    assume(sorted(moved) != sorted(others))
    releases = [release_of({COUNTRY: figure([own, *nation]), COUNTY: figure(nation[:9])}) for nation in (others, moved)]
    assume(releases[0] == releases[1])
    assert page_of(own, releases[0]) == page_of(own, releases[1])


@settings(max_examples=60, deadline=None)
@given(tenths, nations, nations)
def test_of_the_country_the_page_says_less_than_the_release_and_nothing_of_its_mean_or_change(own, one, other):
    """Two releases that differ in what it does not tell give the same page, though anybody can tell them apart."""
    first, second = figure(one), figure(other)
    told = structs.replace(
        second,
        median=coarse(first.median, SCORE),
        lower_quartile=coarse(first.lower_quartile, SCORE),
        upper_quartile=coarse(first.upper_quartile, SCORE),
        change=Decimal("0.3"),
    )
    assert page_of(own, release_of({COUNTRY: first})) == page_of(own, release_of({COUNTRY: told}))


@pytest.mark.parametrize(("own", "said"), [("5.4", "under"), ("5.5", "innenfor"), ("7.0", "innenfor"), ("7.1", "over")])
def test_a_row_says_where_we_lie_by_one_of_three_words(own, said):
    release = release_of({COUNTRY: Figure(Decimal("9.9"), Decimal("6.2"), Decimal("5.3"), Decimal("7.2"))})
    line = page_of(Fraction(own), release)[0].lines[0]
    assert (line.said, line.band, line.median) == (said, "5,5–7,0", "6,0")
    assert "9,9" not in str(line), "the country's mean is not asked about"


def test_what_is_withheld_has_the_one_sign_and_no_band():
    (section,) = page_of(Fraction(6), release_of({COUNTRY: Figure(mean=Decimal("5.0"), median=Decimal("5.2"))}))
    line = section.lines[0]
    assert (line.own, line.said, line.band, line.median) == ("6,0", SIGN, SIGN, "5,0")
    assert section.drawn.rows[0].band is None
    assert section.is_held


def test_our_groups_have_their_published_means_as_stored_and_the_sign_where_there_is_none():
    release = release_of({COUNTRY: WITHHELD, COUNTY: Figure(mean=Decimal("5.3"))})
    (section,) = page_of(Fraction(6), release)
    assert section.groups == ["Rogaland", "20\u00a0000–44\u00a0999 innbyggere", "KOSTRA-gruppe 7"]
    assert section.lines[0].means == ["5,3", SIGN, SIGN]


def test_rows_are_in_the_models_order_and_a_field_without_a_number_has_a_dash():
    release = release_of({COUNTRY: Figure(None, Decimal("6.2"), Decimal("5.3"), Decimal("7.2"))})
    (section,) = page_of(Fraction(6), release)
    assert [line.name for line in section.lines] == [field.name["nb"] for field in SAMSON.fields]
    assert [line.own for line in section.lines] == ["6,0", *["–"] * 6]
    assert [row.name for row in section.drawn.rows] == [line.name for line in section.lines]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("variable", "own", "numbers", "written", "band"),
    [
        (SCORE, "6.26", ("5.3", "6.2", "7.2"), "6.3", "5.5-7.0"),
        (BY_ID[VariableId("thickness:all")], "62.5", ("43", "55", "61"), "63", "45-60"),
        (BY_ID[VariableId("actions-by-status:done")], "0.333", ("0.10", "0.20", "0.35"), "33 %", "10-35 %"),
    ],
)
def test_every_scale_is_written_as_its_numbers_are_elsewhere(language, variable, own, numbers, written, band):
    lower, median, upper = map(Decimal, numbers)
    release = release_of({COUNTRY: Figure(None, median, lower, upper)}, variable)
    words = Words(Translator(language), SAMSON)
    (section,) = against(own_of({variable.id: Fraction(own)}), release, words, {}, "")
    (line,) = [one for one in section.lines if one.own != "–"]
    plain = str.maketrans({",": ".", "–": "-", "\u00a0": " "})
    assert line.own.translate(plain).replace("%", " %").replace("  ", " ") == written
    assert line.band.translate(plain).replace("%", " %").replace("  ", " ") == band
    assert section.is_of_actions == (variable.topic is Topic.ACTIONS_BY_STATUS)


def issue(quarter: Quarter, *numbers: str) -> Issue:
    lower, median, upper = map(Decimal, numbers)
    release = release_of({COUNTRY: Figure(None, median, lower, upper)}, quarter=quarter)
    return Issue(release, "", quarter.ends)


def test_over_time_each_quarter_is_held_against_its_own_band_and_a_quarter_without_numbers_is_a_gap():
    first, second, third = Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 2)
    issues = [issue(first, "5.0", "6.0", "7.0"), issue(second, "5.0", "6.0", "7.0"), issue(third, "6.0", "7.0", "8.0")]
    own = {
        first: own_of({SCORE.id: Fraction(5)}, first),
        second: OwnQuarter(second, is_over=True, parts=[], contributor=None),
        third: own_of({SCORE.id: Fraction(5)}, third),
    }
    scores, *others = over_time(own, issues, WORDS)
    cells = scores.rows["Likeverdighet"]
    assert [(cell.own, cell.said, cell.band) for cell in cells] == [
        ("5,0", "innenfor", "5,0–7,0"),
        ("–", "", "5,0–7,0"),
        ("5,0", "under", "6,0–8,0"),
    ]
    assert [turn.row.own for turn in scores.drawn[0].turns] == [Fraction(1, 2), None, Fraction(1, 2)]
    assert [one.id for one in others] == ["weightings", "thickness"], "parts of actions leap, and have no series"


def test_one_quarter_is_no_series():
    first, second = Quarter(2025, 4), Quarter(2026, 1)
    issues = [issue(first, "5.0", "6.0", "7.0"), issue(second, "5.0", "6.0", "7.0")]
    own = {second: own_of({SCORE.id: Fraction(5)}, second)}
    assert over_time(own, issues, WORDS) == []


def test_a_quarter_without_a_release_has_its_place_and_no_line_goes_through_it():
    first, last = Quarter(2025, 3), Quarter(2026, 1)
    issues = [issue(first, "5.0", "6.0", "7.0"), issue(last, "5.0", "6.0", "7.0")]
    own = {quarter: own_of({SCORE.id: Fraction(5)}, quarter) for quarter in (first, last)}
    scores, *_ = over_time(own, issues, WORDS)
    turns = scores.drawn[0].turns
    assert [turn.name for turn in turns] == ["3. kv. 2025", "4. kv. 2025", "1. kv. 2026"]
    assert [turn.row.own for turn in turns] == [Fraction(1, 2), None, Fraction(1, 2)]
    assert len(scores.quarters) == len(scores.rows["Likeverdighet"]) == len(issues)
