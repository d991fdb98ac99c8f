import pytest
from builders import ACT, ANNA, BJORN

from domain.address import AddressIsMalformed
from domain.ids import SubjectId, TenantId
from domain.streams import workspace_stream
from domain.text import TextIsTooLong
from domain.workspace import decisions as asked
from domain.workspace.decisions import decide, found
from domain.workspace.events import Role
from domain.workspace.state import Standing, fold


def after(*commands):
    events = found(asked.FoundWorkspace(slug="arendal", name="Arendal", number="4203"), ACT)
    for command in commands:
        events += decide(fold(events), command, ACT)
    return events


def when(events, command):
    return decide(fold(events), command, ACT)


def invite(who, role=Role.PARTICIPANT, email="anna@example.org", name="Anna"):
    return asked.InviteMember(member=who, role=role, email=email, name=name)


ADMINISTRATED = after(invite(ANNA, Role.ADMINISTRATOR), asked.AcceptInvitation(member=ANNA))


@pytest.mark.parametrize("slug", ["", "Arendal", "år", "a b", "-arendal", "arendal-", "a--b", "a/b"])
def test_a_short_name_that_no_address_can_hold_is_refused(slug):
    with pytest.raises(asked.SlugIsMalformed):
        found(asked.FoundWorkspace(slug=slug, name="Arendal"), ACT)


def test_a_members_name_and_address_are_sealed_for_that_person():
    (event,) = when(after(), invite(ANNA))
    assert (event.email.subject, event.name.subject) == (ANNA, ANNA)


@pytest.mark.parametrize("email", ["anna", "anna@", "@example.org", "an na@example.org", "anna@example", "a@b@c.no"])
def test_a_malformed_address_is_refused(email):
    with pytest.raises(AddressIsMalformed):
        when(after(), invite(ANNA, email=email))


def test_a_pseudonym_is_never_given_to_somebody_else():
    assert when(ADMINISTRATED, invite(ANNA, email="bjorn@example.org", name="Bjørn")) == ()


def test_an_invited_person_becomes_a_member_by_accepting():
    assert fold(after(invite(ANNA))).members[ANNA].standing is Standing.INVITED
    assert fold(ADMINISTRATED).members[ANNA].standing is Standing.JOINED


def test_a_withdrawn_invitation_cannot_be_accepted():
    events = after(invite(BJORN), asked.WithdrawInvitation(member=BJORN))
    with pytest.raises(asked.UnknownMember):
        when(events, asked.AcceptInvitation(member=BJORN))


def test_an_invitation_is_accepted_once():
    with pytest.raises(asked.InvitationIsGone):
        when(ADMINISTRATED, asked.AcceptInvitation(member=ANNA))


def test_a_new_role_takes_the_place_of_the_old():
    events = (*ADMINISTRATED, *when(ADMINISTRATED, invite(BJORN)))
    granted = (*events, *when(events, asked.GrantRole(member=BJORN, role=Role.FACILITATOR)))
    assert fold(granted).members[BJORN].role is Role.FACILITATOR


@pytest.mark.parametrize(
    "command", [asked.RemoveMember(member=ANNA), asked.GrantRole(member=ANNA, role=Role.PARTICIPANT)]
)
def test_a_workspace_always_keeps_an_administrator(command):
    with pytest.raises(asked.LastAdministratorStays):
        when(ADMINISTRATED, command)


def test_an_administrator_can_leave_when_another_has_joined():
    events = ADMINISTRATED
    for command in (
        invite(BJORN, Role.ADMINISTRATOR),
        asked.AcceptInvitation(member=BJORN),
        asked.RemoveMember(member=ANNA),
    ):
        events += when(events, command)
    assert fold(events).members[ANNA].standing is Standing.GONE


def test_an_invited_administrator_does_not_count_before_joining():
    events = (*ADMINISTRATED, *when(ADMINISTRATED, invite(BJORN, Role.ADMINISTRATOR)))
    with pytest.raises(asked.LastAdministratorStays):
        when(events, asked.RemoveMember(member=ANNA))


def test_who_administers_gets_the_letters_that_they_ordered_until_they_stop_them():
    order = asked.OrderCheckpointLetters(language="nn")
    events = (*ADMINISTRATED, *when(ADMINISTRATED, order))
    assert fold(events).checkpoint_readers == {ANNA: "nn"}
    assert when(events, order) == (), "ordered already"
    (reordered,) = when(events, asked.OrderCheckpointLetters(language="en"))
    assert fold((*events, reordered)).checkpoint_readers == {ANNA: "en"}
    (stopped,) = when(events, asked.StopCheckpointLetters())
    assert fold((*events, stopped)).checkpoint_readers == {}
    assert when(ADMINISTRATED, asked.StopCheckpointLetters()) == ()


def test_only_who_administers_orders_checkpoint_letters_and_gets_them():
    with pytest.raises(asked.LettersAreForAdministrators):
        when(after(invite(ANNA, Role.ADMINISTRATOR)), asked.OrderCheckpointLetters(language="nb"))
    with pytest.raises(asked.LettersAreForAdministrators):
        when(after(), asked.OrderCheckpointLetters(language="nb"))
    events = (*ADMINISTRATED, *when(ADMINISTRATED, asked.OrderCheckpointLetters(language="nb")))
    for command in (invite(BJORN, Role.ADMINISTRATOR), asked.AcceptInvitation(member=BJORN)):
        events += when(events, command)
    (lowered,) = when(events, asked.GrantRole(member=ANNA, role=Role.FACILITATOR))
    assert fold((*events, lowered)).checkpoint_readers == {}


STREAM = SubjectId(workspace_stream(TenantId(7)))
STOP = asked.StopSharing(workspace=STREAM, reason=" Vi vil tenke oss om. ")


def test_a_workspace_shares_from_its_yes_until_it_stops_and_can_say_yes_again():
    assert fold(ADMINISTRATED).shares_since is None, "nobody shares before saying so"
    (started,) = when(ADMINISTRATED, asked.StartSharing())
    sharing = (*ADMINISTRATED, started)
    assert fold(sharing).shares_since == ACT.at
    assert when(sharing, asked.StartSharing()) == ()
    (stopped,) = when(sharing, STOP)
    assert (fold((*sharing, stopped)).shares_since, fold((*sharing, stopped)).stopped.at) == (None, ACT.at)
    assert when((*sharing, stopped), STOP) == ()
    again = (*sharing, stopped, *when((*sharing, stopped), asked.StartSharing()))
    assert fold(again).shares_since == ACT.at


def test_why_a_workspace_stopped_is_sealed_for_the_workspace_and_need_not_be_said():
    sharing = (*ADMINISTRATED, *when(ADMINISTRATED, asked.StartSharing()))
    (stopped,) = when(sharing, STOP)
    assert (stopped.reason.subject, stopped.reason.text) == (STREAM, "Vi vil tenke oss om.")
    (silent,) = when(sharing, asked.StopSharing(workspace=STREAM, reason=" "))
    assert silent.reason is None
    with pytest.raises(TextIsTooLong):
        when(sharing, asked.StopSharing(workspace=STREAM, reason="x" * (asked.LONGEST_REASON + 1)))


def test_who_says_no_is_asked_no_more_and_can_still_say_yes():
    (declined,) = when(ADMINISTRATED, asked.DeclineSharing())
    events = (*ADMINISTRATED, declined)
    assert (fold(ADMINISTRATED).was_asked, fold(events).was_asked, fold(events).shares_since) == (False, True, None)
    assert when(events, asked.DeclineSharing()) == ()
    sharing = (*events, *when(events, asked.StartSharing()))
    assert fold(sharing).shares_since == ACT.at
    assert when(sharing, asked.DeclineSharing()) == (), "a no in an old tab stops nothing"


@pytest.mark.parametrize("command", [asked.StartSharing(), asked.DeclineSharing(), STOP])
def test_only_who_administers_decides_on_sharing(command):
    with pytest.raises(asked.SharingIsForAdministrators):
        when(after(), command)
    with pytest.raises(asked.SharingIsForAdministrators):
        when(after(invite(ANNA, Role.FACILITATOR), asked.AcceptInvitation(member=ANNA)), command)


@pytest.mark.parametrize(("country", "number"), [("DK", "0265"), ("NO", None)])
def test_guests_from_abroad_and_who_has_no_number_do_not_share(country, number):
    events = found(asked.FoundWorkspace(slug="roskilde", name="Roskilde", country=country, number=number), ACT)
    for command in (invite(ANNA, Role.ADMINISTRATOR), asked.AcceptInvitation(member=ANNA)):
        events += when(events, command)
    with pytest.raises(asked.OnlyMunicipalitiesShare):
        when(events, asked.StartSharing())
