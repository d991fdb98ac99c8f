"""Who is invited, for whoever leads: letters once more, invitations taken back, newcomers, and who has answered."""

import mailbox
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from domain.invitation.events import Cause, LetterSent, RemindersWritten
from domain.measurement.commands import SwitchMode
from domain.modes import Mode
from domain.streams import invitation_stream
from domain.workspace.events import Role
from infra.clock import FixedClock
from infra.identity import new_stream_id
from infra.mail.choices import Choice, choose
from infra.outbox import TakenWork
from services.application.campaigns.inviting import CAMPAIGN_REMINDING
from services.application.campaigns.reminding import remind_of_round
from services.application.campaigns.writing_letters import note_letter_returned
from services.application.dialogue.clearing import CLEAR_ROOM, FORGOTTEN, clear_room
from services.application.leaving import remove_member
from services.application.measurements import decide_measurement
from tests.support.browsing import Browser
from tests.support.guests import Guests, invite_guests, join_group, postponed
from tests.support.towns import Person, Town
from tests.web.conftest import OpenBrowser


@pytest.fixture
def pia(town: Town) -> Person:
    return town.join(Role.PARTICIPANT, "Pia Deltaker")


@pytest.fixture
def ola(town: Town) -> Person:
    return town.join(Role.PARTICIPANT, "Ola Partner")


@pytest.fixture
def guests(town: Town, pia: Person, ola: Person) -> Guests:
    found = invite_guests(town, pia, ola, reminders=(7, 2))
    town.show()
    return found


@pytest.fixture
def leader(guests: Guests, browser_for: OpenBrowser) -> Browser:
    return browser_for(guests.town.administrator)


def sent(guests: Guests) -> list[LetterSent]:
    return [one for one in events(guests) if isinstance(one, LetterSent)]


def events(guests: Guests) -> list[object]:
    stream = invitation_stream(guests.measurement)
    recorded = guests.town.site.run(guests.town.world.log.read_stream(guests.town.workspace.tenant, stream))
    return [one.event for one in recorded]


def remind(guests: Guests, days_before: float) -> None:
    """The worker comes to the row of this round at that moment."""
    moment = guests.closes_at - timedelta(days=days_before)
    world = msgspec.structs.replace(guests.town.world, clock=FixedClock(moment))
    payload = {"measurement": str(guests.measurement)}
    taken = TakenWork(guests.town.workspace.tenant, uuid4(), CAMPAIGN_REMINDING, payload, 1, timedelta(0))
    guests.town.site.run(remind_of_round(world, taken))


def reminders_to(guests: Guests, person: Person) -> int:
    return len(texts_of_reminders(guests, person))


def texts_of_reminders(guests: Guests, person: Person) -> list[str]:
    return [letter.text for letter in guests.letters_to(person) if "Du kan fortsatt svare" in letter.subject]


def test_whoever_leads_sees_who_has_answered_and_nobody_sees_what(
    town: Town, guests: Guests, pia: Person, leader: Browser
) -> None:
    guests.answer(pia, {"1-1": 9})
    town.site.work_off()
    text = leader.open(guests.page).text
    assert "1 av 2 inviterte har svart på noe." in text
    assert text.index("Ola Partner") < text.index("Har ikke svart ennå") < text.index("Pia Deltaker")
    assert text.index("Pia Deltaker") < text.index("Har svart på noe")
    overview = leader.open(f"{town.home}/measurements/{guests.measurement}")
    assert overview.follow("Se invitasjonene").path == guests.page


def test_a_participant_does_not_see_who_has_answered(guests: Guests, pia: Person, browser_for: OpenBrowser) -> None:
    assert browser_for(pia).open(guests.page).status == 403


def test_a_measurement_in_no_campaign_explains_what_would_stand_here(
    town: Town, pia: Person, browser_for: OpenBrowser
) -> None:
    which = town.measure(town.collaborate(participants=(pia,)), close=False)
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}/measurements/{which}/invitations")
    page.one("heading", "Ingen er invitert på e-post")


def test_each_letter_is_noted_once_and_sent_once_more_when_somebody_asks(
    town: Town, guests: Guests, ola: Person, leader: Browser
) -> None:
    town.site.work_off()
    town.site.work_off()
    assert len(sent(guests)) == 2
    (first,) = guests.letters_to(ola)
    page = leader.open(guests.page).press("Send e-posten på nytt: Ola Partner")
    assert "E-posten er på vei ut." in page.text
    town.site.work_off()
    assert [letter.text for letter in guests.letters_to(ola)] == [first.text] * 2, "with the same link"
    assert [one.number for one in sent(guests)] == [1, 1, 2]


def test_a_letter_that_came_back_shows_until_another_is_sent(
    town: Town, guests: Guests, ola: Person, leader: Browser
) -> None:
    town.site.work_off()
    town.show()
    came_back(guests, ola)
    came_back(guests, ola)
    page = leader.open(guests.page)
    assert page.text.count("E-posten kom i retur") == 1
    page.press("Send e-posten på nytt: Ola Partner")
    town.site.work_off()
    town.show()
    assert "E-posten kom i retur" not in leader.open(guests.page).text
    came_back(guests, ola, letter=1)
    assert "E-posten kom i retur" not in leader.open(guests.page).text, "it is of the letter before"


def came_back(guests: Guests, person: Person, letter: int = 0) -> None:
    """The row of the outbox is the mail's name, and all that a mail server's report has of it. Newest letter first."""
    town = guests.town
    box = mailbox.Maildir(town.site.settings.mail_catcher_dir or "", create=False)
    name = box[guests.letters_to(person)[letter].id]["Message-ID"]
    mail, tenant = UUID(name.strip("<>").partition("@")[0]), town.workspace.tenant
    town.site.run(note_letter_returned(town.world, tenant, mail, permanent=True, code="5.1.1"))


def test_taking_back_needs_a_reason_and_keeps_what_was_written(guests: Guests, ola: Person, leader: Browser) -> None:
    page = leader.open(guests.page)
    which = guests.id_of(ola)
    refused = page.press("Trekk tilbake: Ola Partner", **{f"reason-{which}": "x" * 501})
    assert refused.status == 422
    assert "x" * 501 in refused.answer.text
    assert guests.invitation(ola).holds


def test_an_invitation_that_was_taken_back_opens_nothing_and_a_new_one_leads_to_the_same_answers(
    guests: Guests, ola: Person, leader: Browser, browser_for: OpenBrowser
) -> None:
    guests.answer(ola, {"1-1": 3})
    old = guests.link(ola)
    page = leader.open(guests.page)
    page.press("Trekk tilbake: Ola Partner", **{f"reason-{guests.id_of(ola)}": "Sendt videre til andre"})
    refused = browser_for().open(old)
    assert refused.status == 410
    assert "Invitasjonen gjelder ikke lenger" in refused.text
    page = leader.open(guests.page)
    assert "Sendt videre til andre" in page.text
    page.press("Inviter på nytt: Ola Partner")
    assert browser_for().open(old).status == 410
    assert browser_for().open(guests.link(ola)).status == 200
    assert guests.own(ola) == {"1-1": 3}
    assert guests.waiting() == {"1-1": 1}


def test_an_invitation_that_was_taken_back_before_the_letter_left_leads_to_no_letter(
    town: Town, guests: Guests, ola: Person, leader: Browser
) -> None:
    leader.open(guests.page).press("Trekk tilbake: Ola Partner", **{f"reason-{guests.id_of(ola)}": "Feil person"})
    town.site.work_off()
    assert guests.letters_to(ola) == []


def test_whoever_comes_to_the_group_later_can_be_invited_too(town: Town, guests: Guests, leader: Browser) -> None:
    siri = town.join(Role.PARTICIPANT, "Siri Senere")
    join_group(guests, siri)
    page = leader.open(guests.page).press("Inviter dem som er kommet til")
    assert "Siri Senere" in page.text
    town.site.work_off()
    assert len(guests.letters_to(siri)) == 1


def test_a_reminder_goes_to_those_who_have_not_answered_and_the_log_says_to_how_many(
    town: Town, guests: Guests, pia: Person, ola: Person
) -> None:
    town.site.work_off()
    guests.answer(pia, {"1-1": 2})
    remind(guests, 7)
    remind(guests, 7)
    town.site.work_off()
    assert (reminders_to(guests, pia), reminders_to(guests, ola)) == (0, 1)
    assert "Slå av påminnelser" in texts_of_reminders(guests, ola)[0]
    written = [one for one in events(guests) if isinstance(one, RemindersWritten)]
    assert [(one.number, one.letters) for one in written] == [(1, 1)]


def test_a_group_that_answers_together_is_called_to_its_meeting_and_has_nothing_to_do_alone(
    town: Town, guests: Guests, ola: Person
) -> None:
    switch = SwitchMode(mode=Mode.TOGETHER)
    by = town.administrator.here
    town.site.run(decide_measurement(town.world, by, guests.measurement, switch, new_stream_id()))
    town.site.work_off()
    remind(guests, 7)
    town.site.work_off()
    letters = [one.text for one in guests.letters_to(ola) if "måle på nytt" in one.subject]
    assert sorted("Slå av påminnelser" in letter for letter in letters) == [False, True]
    for letter in letters:
        assert "Dere svarer sammen, i et møte." in letter
        assert f"{town.home}/measurements/{guests.measurement}\n" in letter
        assert guests.token(ola) not in letter


def test_no_reminder_comes_before_its_day(town: Town, guests: Guests, ola: Person) -> None:
    town.site.work_off()
    remind(guests, 7.01)
    town.site.work_off()
    assert reminders_to(guests, ola) == 0


def test_of_reminders_that_were_missed_the_newest_is_written(town: Town, guests: Guests, ola: Person) -> None:
    town.site.work_off()
    remind(guests, 1)
    remind(guests, 0.9)
    town.site.work_off()
    assert reminders_to(guests, ola) == 1
    assert list(guests.state().reminded) == [2]


def test_nobody_is_written_to_at_night(town: Town, guests: Guests, ola: Person) -> None:
    """After a machine stood still in the day."""
    town.site.work_off()
    remind(guests, 6.5)
    assert guests.state().reminded == {}
    remind(guests, 6.2)
    assert list(guests.state().reminded) == [1]


def test_nobody_is_reminded_of_a_letter_that_has_not_left(town: Town, guests: Guests, ola: Person) -> None:
    remind(guests, 7)
    assert guests.state().reminded == {1: 0}
    town.site.work_off()
    assert reminders_to(guests, ola) == 0


def test_more_time_for_the_group_moves_the_reminders(town: Town, guests: Guests, ola: Person) -> None:
    town.site.work_off()
    postponed(guests, 5)
    remind(guests, 7)
    town.site.work_off()
    assert reminders_to(guests, ola) == 0
    remind(guests, 2)
    town.site.work_off()
    assert reminders_to(guests, ola) == 1


def test_whoever_wants_no_reminders_or_has_answered_meanwhile_gets_none(
    town: Town, guests: Guests, pia: Person, ola: Person
) -> None:
    town.site.work_off()
    remind(guests, 7)
    guests.answer(pia, {"1-1": 2})

    async def stopped() -> None:
        async with guests.web.database.tenant(town.workspace.tenant) as connection:
            await choose(connection, town.workspace.tenant, ola.here.subject, Choice(reminders=False, language="nb"))

    town.site.run(stopped())
    town.site.work_off()
    assert (reminders_to(guests, pia), reminders_to(guests, ola)) == (0, 0)
    remind(guests, 2)
    assert list(guests.state().reminded.values()) == [2, 0], "who has stopped them is not counted the next time"


def test_whoever_leaves_is_on_no_roll_and_opens_nothing_while_their_answer_stays_counted(
    town: Town, guests: Guests, ola: Person, browser_for: OpenBrowser
) -> None:
    guests.answer(ola, {"1-1": 3})
    old = guests.link(ola)
    town.show()
    town.site.run(remove_member(town.world, town.administrator.here, ola.here.subject, new_stream_id()))
    assert browser_for().open(old).status == 410, "at once, before any worker comes round"
    town.site.work_off()
    assert guests.answered() == frozenset()
    assert guests.invitation(ola).cause is Cause.LEFT
    assert guests.waiting() == {"1-1": 1}


def test_a_room_that_stood_for_long_is_not_forgotten_while_its_round_takes_answers(
    town: Town, guests: Guests, ola: Person
) -> None:
    guests.answer(ola, {"1-1": 3})
    payload = {"measurement": str(guests.measurement), "when": FORGOTTEN}
    taken = TakenWork(town.workspace.tenant, uuid4(), CLEAR_ROOM, payload, 1, timedelta(0))
    town.site.run(clear_room(town.world, taken))
    assert guests.waiting() == {"1-1": 1}
    postponed(guests, -15)
    town.site.run(clear_room(town.world, taken))
    assert (guests.waiting(), guests.answered()) == ({}, frozenset())
