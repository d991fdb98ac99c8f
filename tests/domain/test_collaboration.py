from uuid import UUID

import pytest
from builders import ACT, ANNA, COLLABORATION

from domain.collaboration import decisions as asked
from domain.collaboration.decisions import decide, form
from domain.collaboration.state import fold
from domain.ids import PartnerId
from domain.sectors import Sector, Side, side
from domain.text import TextIsMissing, TextIsTooLong
from domain.themes import Theme

FARM = PartnerId(UUID(int=1))
JOIN = asked.AddPartner(partner=FARM, name="Gården", sector=Sector.BUSINESS)


def after(*commands):
    events = form(
        COLLABORATION, asked.FormCollaboration(name=" DYRK ", theme=Theme.WORK_INCLUSION, purpose="Jobb"), ACT
    )
    for command in commands:
        events += decide(COLLABORATION, fold(events), command, ACT)
    return events


def when(events, command):
    return decide(COLLABORATION, fold(events), command, ACT)


def test_a_collaboration_is_found_by_name_while_its_purpose_is_sealed():
    state = fold(after())
    assert (state.name, state.purpose.text, state.purpose.subject) == ("DYRK", "Jobb", COLLABORATION)


@pytest.mark.parametrize(("name", "refusal"), [("  ", TextIsMissing), ("a" * 121, TextIsTooLong)])
def test_a_collaboration_needs_a_name_of_reasonable_length(name, refusal):
    with pytest.raises(refusal):
        form(COLLABORATION, asked.FormCollaboration(name=name, theme=Theme.OTHER), ACT)


def test_a_partner_has_a_sector():
    assert fold(after(JOIN)).partners[FARM].sector is Sector.BUSINESS


def test_two_partners_of_one_name_are_refused():
    again = asked.AddPartner(partner=PartnerId(UUID(int=2)), name="gården", sector=Sector.CITIZENS)
    with pytest.raises(asked.PartnerIsNamedAlready):
        when(after(JOIN), again)


def test_a_participant_belongs_for_a_partner():
    events = after(JOIN, asked.AddParticipant(participant=ANNA, partner=FARM))
    assert fold(events).participants == {ANNA: FARM}
    assert when(events, asked.AddParticipant(participant=ANNA, partner=FARM)) == ()


def test_a_participant_of_an_unknown_partner_is_refused():
    with pytest.raises(asked.UnknownPartner):
        when(after(), asked.AddParticipant(participant=ANNA, partner=FARM))


def test_a_partner_with_people_stays_until_they_have_left():
    events = after(JOIN, asked.AddParticipant(participant=ANNA, partner=FARM))
    with pytest.raises(asked.PartnerHasPeople):
        when(events, asked.RemovePartner(partner=FARM))
    left = (*events, *when(events, asked.RemoveParticipant(participant=ANNA)))
    assert fold((*left, *when(left, asked.RemovePartner(partner=FARM)))).partners == {}


def test_everybody_is_on_one_of_exactly_two_sides():
    assert {side(sector) for sector in Sector} == {Side.PUBLIC, Side.PARTNER}
    assert [side(sector) for sector in (Sector.STATE, Sector.EDUCATION, Sector.VOLUNTARY, Sector.CITIZENS)] == [
        Side.PUBLIC,
        Side.PUBLIC,
        Side.PARTNER,
        Side.PARTNER,
    ]


def test_a_collaboration_is_renamed_and_its_purpose_reworded():
    events = after(
        asked.RenameCollaboration(name="Gateentreprenørene"),
        asked.RewordPurpose(theme=Theme.INTEGRATION, purpose="", target_group="Nye naboer"),
    )
    state = fold(events)
    assert (state.name, state.theme, state.purpose) == ("Gateentreprenørene", Theme.INTEGRATION, None)
    assert when(events, asked.RenameCollaboration(name="Gateentreprenørene ")) == ()
