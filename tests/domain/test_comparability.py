"""What keeps figures from being laid side by side."""

from datetime import timedelta
from uuid import UUID

import pytest
from builders import ACT, ANNA, NOON
from instruments import SAMSON, SECOND, THIRD, with_field, with_question, with_value
from msgspec.structs import replace

from domain.collaboration.events import CollaborationFormed, PartnerJoined, PartnerLeft
from domain.collaboration.state import partners_at
from domain.comparability import (
    Comparability,
    Kind,
    Occasion,
    OtherMarkers,
    OtherPartners,
    OtherQuestions,
    OtherScoring,
    comparability,
)
from domain.ids import PartnerId
from domain.instrument.continuation import lineage, unrelated
from domain.sectors import Sector
from domain.themes import Theme

TWO = frozenset({Sector.MUNICIPALITY, Sector.CITIZENS})


def occasion(instrument=SAMSON, scoring=1, partners=("Kommunen", "Friskgården"), sectors=TWO):
    return Occasion(instrument, scoring, partners, sectors)


def between(later, earlier=SAMSON, **then):
    line = [earlier] if later is earlier else [earlier, later]
    return comparability(occasion(earlier, **then), occasion(later), lineage(line))


def changed(of=SECOND, **changes):
    """Version 2 with one question more that is otherwise."""
    return with_question("7-1", lambda one: replace(one, **changes), of=of)


@pytest.mark.parametrize("instrument", [SAMSON, SECOND, THIRD])
def test_the_same_people_with_the_same_version_can_be_compared(instrument):
    found = between(instrument, instrument)
    assert found == Comparability(continuing=len(instrument.questions))
    assert found.reasons == ()
    assert found.score_of("equality") is None
    assert found.thickness is None


def test_each_field_names_its_other_questions():
    assert between(SECOND).questions == (
        OtherQuestions("equality", (), (), {"1-3": ("1-3",)}),
        OtherQuestions("communication", (), ("3-8",), {}),
        OtherQuestions("resource_focus", ("6-8",), (), {}),
    )


def test_a_field_whose_questions_all_go_on_can_be_compared_also_under_other_numbers():
    found = between(SECOND)
    assert (found.score_of("equality"), found.score_of("anchoring")) == (Kind.QUESTIONS, None)

    def turned(field):
        first, second, *rest = field.questions
        return replace(field, questions=(replace(second, id="4-1"), replace(first, id="4-2"), *rest))

    assert between(with_field(4, turned, of=SECOND)).score_of("anchoring") is None


def test_a_question_that_moved_to_another_field_left_the_one_and_entered_the_other():
    moved = replace(SECOND.questions["7-7"], id="5-8")
    second = with_field(5, lambda one: replace(one, questions=(*one.questions, moved)), of=SECOND)
    second = with_field(7, lambda one: replace(one, questions=one.questions[:-1]), of=second)
    found = {one.field: one for one in between(second).questions}
    assert found["facilitation"] == OtherQuestions("facilitation", ("5-8",), (), {})
    assert found["competences"] == OtherQuestions("competences", (), ("7-7",), {})


def test_other_links_concern_the_weighting_and_leave_the_score_comparable():
    found = between(SECOND)
    assert found.weights is not None
    assert (found.weights.questions, found.weights.values) == (("4-1",), ())
    assert found.score_of("anchoring") is None
    assert Kind.WEIGHTS in found.reasons


def test_links_in_the_same_proportion_are_the_same():
    doubled = {value: 2 * coefficient for value, coefficient in SECOND.questions["7-1"].links.items()}
    weights = between(changed(links={**doubled})).weights
    assert weights is not None
    assert weights.questions == ("4-1",)


def test_a_value_with_other_ambition_questions_is_weighed_otherwise():
    def other(value):
        first, *rest = value.ambitions
        return replace(value, ambitions=(replace(first, continues=None, replaces=(first.id,)), *rest))

    def fewer(value):
        return replace(value, ambitions=value.ambitions[:-1])

    for change in (other, fewer):
        weights = between(with_value("creativity", change, of=SECOND)).weights
        assert weights is not None
        assert weights.values == ("creativity",)


def test_thickness_rests_on_its_markers():
    plain = next(number for number, one in SECOND.questions.items() if not one.thickness and number in {"7-1", "7-2"})
    marked = with_question(plain, lambda one: replace(one, thickness=True), of=SECOND)
    markers = between(marked).markers
    assert markers is not None
    assert plain in markers.entered
    assert between(marked).thickness is Kind.MARKERS
    unmarked = with_question("1-1", lambda one: replace(one, thickness=False), of=SAMSON)
    assert SAMSON.questions["1-1"].thickness
    back = comparability(occasion(), occasion(unmarked), lineage([SAMSON]))
    assert back.markers == OtherMarkers((), ("1-1",))


def test_partners_that_joined_or_left_in_between_are_named():
    found = between(SAMSON, partners=("Kommunen", "Naboskapet"))
    assert found.partners == OtherPartners(("Friskgården",), ("Naboskapet",), (), ())
    assert found.reasons == (Kind.PARTNERS,)
    assert found.score_of("equality") is None


def test_a_partner_that_was_taken_out_and_put_in_again_is_the_same():
    assert between(SAMSON, partners=("friskgården", "Kommunen")).partners is None


def test_a_sector_that_had_people_there_once_only_is_named():
    found = between(SAMSON, sectors=frozenset({Sector.MUNICIPALITY, Sector.STATE})).partners
    assert found == OtherPartners((), (), (Sector.CITIZENS,), (Sector.STATE,))


def test_what_is_not_known_is_no_reason():
    assert between(SAMSON, partners=None, sectors=frozenset()).reasons == ()


def test_other_formulas_keep_every_figure_from_being_compared():
    found = between(SAMSON, scoring=0)
    assert found.scoring == OtherScoring(0, 1)
    assert found.score_of("equality") is found.thickness is Kind.SCORING


def test_a_weighting_is_kept_apart_by_other_links_in_its_field_and_by_values_that_its_questions_are_linked_to():
    linked = between(with_question("7-1", lambda one: replace(one, links={"openness": 1}), of=SECOND))
    fields = {field.id: field for field in SECOND.fields}
    assert linked.score_of("competences") is None
    assert linked.weighting_of(fields["competences"]) is Kind.WEIGHTS
    assert between(SECOND).weighting_of(fields["equality"]) is Kind.QUESTIONS
    assert between(SAMSON, scoring=0).weighting_of(SAMSON.fields[0]) is Kind.SCORING

    def fewer(value):
        return replace(value, ambitions=value.ambitions[:-1])

    valued = between(with_value("creativity", fewer, of=SECOND))
    for field in SECOND.fields:
        is_linked = any(question.links.get("creativity") for question in field.questions)
        assert (valued.weighting_of(field) is not None) is (is_linked or valued.score_of(field.id) is not None)


def test_between_versions_of_no_common_line_every_field_has_other_questions():
    found = comparability(occasion(SECOND), occasion(SAMSON), unrelated(SECOND, SAMSON))
    assert found.continuing == 0
    assert [one.field for one in found.questions] == [field.id for field in SAMSON.fields]


def test_the_partners_of_a_moment_are_those_that_had_joined_and_not_left():
    first, second = (PartnerId(UUID(int=number)) for number in (1, 2))

    def at(hour):
        return {"at": NOON + timedelta(hours=hour), "by": ANNA}

    events = [
        CollaborationFormed(**at(0), name="Friskgården", theme=Theme.OTHER),
        PartnerJoined(**at(1), partner=first, name="Kommunen", sector=Sector.MUNICIPALITY),
        PartnerJoined(**at(2), partner=second, name="Friskgården AS", sector=Sector.BUSINESS),
        PartnerLeft(**at(3), partner=first),
    ]
    moments = [ACT.at + timedelta(hours=hour) for hour in (-1, 0, 1, 2, 3)]
    assert [partners_at(events, moment) for moment in moments] == [
        None,
        (),
        ("Kommunen",),
        ("Kommunen", "Friskgården AS"),
        ("Friskgården AS",),
    ]
