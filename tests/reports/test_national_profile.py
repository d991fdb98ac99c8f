"""The profile of a group in a release: the stored numbers, and the weighting of fields that follows from them."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from instruments import SAMSON
from msgspec.structs import replace

from domain.ids import AmbitionId
from domain.national.groups import COUNTRY, GroupId
from domain.national.release import WITHHELD, Figure, Release
from domain.national.variables import VariableId
from domain.scoring.profile import profile
from infra.translation import Translator
from services.reports.national_profile.drawn import profile_continuum, profile_spider
from services.reports.national_profile.every_number import every_number
from services.reports.national_profile.profile import field_weightings, national_profile
from services.reports.national_tables.words import Words
from services.reports.spider_axes import Gap, axis_name
from tests.support.releases import THINNED, hand_made

NB = Translator("nb")
WORDS = Words(NB, SAMSON)

WEIGHTS = st.fixed_dictionaries(
    {value.id: st.integers(0, 100).map(lambda n: Decimal(n) / 10) for value in SAMSON.values}
)


def weighed(means: Mapping[str, Decimal | None], group: GroupId = COUNTRY) -> Release:
    release = hand_made()
    of_group = dict(release.figures[group])
    for value, mean in means.items():
        of_group[VariableId(f"weighting:{value}")] = Figure(mean=mean)
    return replace(release, figures={**release.figures, group: of_group})


@given(WEIGHTS)
def test_a_field_weighs_as_much_as_in_a_measurement_with_those_values(means: dict[str, Decimal]) -> None:
    """Where every question is relevant, the mean over municipalities is the same mean of means."""
    answers: dict[AmbitionId, int] = {
        ambition.id: round(means[value.id]) for value in SAMSON.values for ambition in value.ambitions
    }
    whole = {value: Decimal(round(mean)) for value, mean in means.items()}
    found = field_weightings(weighed(whole), COUNTRY, SAMSON)
    assert found == {one.field: one.weighting for one in profile(SAMSON, answers, {}).fields}


@given(WEIGHTS)
def test_a_field_weighs_no_more_and_no_less_than_the_values(means: dict[str, Decimal]) -> None:
    for weighting in field_weightings(weighed(means), COUNTRY, SAMSON).values():
        assert weighting is not None
        assert min(means.values()) <= weighting <= max(means.values())


@pytest.mark.parametrize("value", [value.id for value in SAMSON.values])
def test_a_withheld_value_takes_the_weighting_of_every_field_that_is_linked_to_it(value: str) -> None:
    found = field_weightings(weighed({value: None}), COUNTRY, SAMSON)
    for field in SAMSON.fields:
        is_linked = any(question.links.get(value) for question in field.questions)
        assert (found[field.id] is None) == is_linked


def test_a_withheld_score_is_a_gap_that_says_so_and_never_nought() -> None:
    release = hand_made()
    country = {**release.figures[COUNTRY], VariableId("score:equality"): WITHHELD}
    found = national_profile(replace(release, figures={COUNTRY: country}), COUNTRY, WORDS)
    axis = profile_spider(found, "Profil").axes[0]
    assert (axis.score, axis.gap) == (None, Gap.WITHHELD)
    assert axis_name(axis, (), NB).startswith("Likeverdighet: Offentliggjøres ikke.")


def test_a_group_is_drawn_beside_the_country_and_differs_from_it_in_words() -> None:
    release = hand_made()
    county = {**release.figures[THINNED], VariableId("score:equality"): Figure(mean=Decimal("5.4"))}
    release = replace(release, figures={**release.figures, THINNED: county})
    drawn = profile_spider(national_profile(release, THINNED, WORDS, beside=COUNTRY), "Profil", beside="Hele landet")
    assert drawn.earlier == ("Hele landet",)
    assert {axis.earlier for axis in drawn.axes} == {(Fraction(5),)}
    assert "Hele landet: forskjell +0,4." in axis_name(drawn.axes[0], drawn.earlier, NB, drawn.changed)


def test_the_country_stands_by_itself() -> None:
    found = national_profile(hand_made(), COUNTRY, WORDS)
    assert profile_spider(found, "Profil").earlier == ()
    assert all(line.beside is None for lines in found.lines.values() for line in lines)


def test_thickness_is_written_as_it_is_stored() -> None:
    found = national_profile(hand_made(base="62"), COUNTRY, WORDS)
    assert profile_continuum(found, NB).stored == "62"


def test_a_profile_has_every_variable_once_in_the_order_of_files() -> None:
    release = hand_made()
    lines = [line for of_table in national_profile(release, COUNTRY, WORDS).lines.values() for line in of_table]
    tables = every_number(release, COUNTRY, WORDS)
    assert [line.variable for line in lines] == [row.variable for table in tables for row in table.rows]
    assert {line.variable for line in lines} == release.figures[COUNTRY].keys()


def test_a_group_has_nothing_only_where_every_mean_is_withheld() -> None:
    release = hand_made()
    assert national_profile(release, GroupId("county:18"), WORDS).has_nothing
    assert national_profile(release, GroupId("county:99"), WORDS).has_nothing
    assert not national_profile(release, THINNED, WORDS).has_nothing


def test_every_number_is_written_as_it_is_stored_and_a_change_with_its_sign() -> None:
    release = hand_made()
    figure = Figure(mean=Decimal("5.0"), median=None, change=Decimal("0.1"))
    country = {**release.figures[COUNTRY], VariableId("score:equality"): figure}
    (scores, *_) = every_number(replace(release, figures={COUNTRY: country}), COUNTRY, WORDS)
    assert scores.rows[0].numbers == ("5,0", ":", ":", ":", "+0,1")
