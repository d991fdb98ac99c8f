"""Asking for an erasure, confirming it and taking it back, as administrators do it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from msgspec import structs

from domain.ids import SubjectId
from domain.measurement.commands import NoteComment
from domain.workspace.events import Role
from infra.caught_mail import CaughtMail, caught_mail
from infra.clock import FixedClock
from infra.identity import new_stream_id
from services.application.erasures import ErasePerson, request_erasure
from services.application.measurements import decide_measurement
from tests.support.browsing import Browser, Shown
from tests.support.towns import Person, Town
from tests.web.conftest import OpenBrowser

REASON = {"Begrunnelse": "Vedkommende ba om det"}


@pytest.fixture
def pia(town: Town) -> Person:
    return town.join(Role.PARTICIPANT, "Pia Deltaker")


@pytest.fixture
def bo(town: Town) -> Person:
    return town.join(Role.ADMINISTRATOR, "Bo Bekrefter")


def ask(town: Town, browser: Browser, name: str = "Pia Deltaker", reason: str = "Vedkommende ba om det") -> Shown:
    town.show()
    page = browser.open(f"{town.home}/people").follow(f"Slett: {name}")
    return page.press("Be om sletting", {"Begrunnelse": reason})


def letters_to(town: Town, person: Person) -> list[CaughtMail]:
    return [mail for mail in caught_mail(town.site.settings.mail_catcher_dir) if mail.to == person.account.email]


def asked_before(town: Town, member: SubjectId, ago: timedelta) -> UUID:
    """By the only administrator, so long ago."""
    erasure, command = new_stream_id(), ErasePerson(member=member, reason="Vedkommende ba om det")
    then = structs.replace(town.world, clock=FixedClock(town.world.clock.now() - ago))
    town.site.run(request_erasure(then, town.administrator.here, erasure, command, erasure))
    town.show()
    return erasure


def test_a_person_is_erased_by_two_administrators(
    town: Town, pia: Person, bo: Person, browser_for: OpenBrowser
) -> None:
    collaboration = town.collaborate("Friskgården", participants=(pia,))
    hers = browser_for(pia)
    asked = ask(town, browser_for(town.administrator))
    assert "Det kan ikke angres" in asked.text
    assert "En annen administrator må bekrefte." in asked.text
    assert "Slett for godt" not in asked.names("button")
    theirs = browser_for(bo)
    waiting = theirs.open(f"{town.home}/erasures")
    (link,) = [name for name in waiting.names("link") if name.startswith("En person, bedt om")]
    after = waiting.follow(link).press("Slett for godt")
    assert after.path.startswith(f"{town.home}/erasures")
    town.site.work_off()
    town.show()
    done = theirs.open(f"{town.home}/erasures")
    assert "Ada Administrator ba om den, Bo Bekrefter bekreftet" in done.text
    assert "Slettet " in done.text
    for page in (done, theirs.open(f"{town.home}/people"), theirs.open(f"{town.home}/collaborations/{collaboration}")):
        assert "Pia" not in page.answer.text
    assert "Navnet og adressen er slettet." in theirs.open(f"{town.home}/people/{pia.here.subject}/erasure").text
    assert hers.open(town.home).path.startswith("/sign-in")


def test_the_second_administrator_gets_a_letter_without_names(
    town: Town, pia: Person, bo: Person, browser_for: OpenBrowser
) -> None:
    ask(town, browser_for(town.administrator, language="nb"))
    town.site.work_off()
    (letter,) = letters_to(town, bo)
    assert "venter på å bli slettet" in letter.subject
    assert f"{town.home}/erasures" in letter.text
    assert not any(word in letter.text + letter.subject for word in ("Pia", "Ada", pia.account.email, "Vedkommende"))
    assert letters_to(town, town.administrator) == []
    assert letters_to(town, pia) == []


def test_who_asked_can_not_confirm_by_sending_the_form_all_the_same(
    town: Town, pia: Person, bo: Person, browser_for: OpenBrowser
) -> None:
    browser = browser_for(town.administrator)
    asked = ask(town, browser)
    refused = browser.send(f"{asked.path.partition('?')[0]}/confirmation", {"command_id": str(uuid4())})
    assert (refused.status, "Ingenting er slettet ennå." in refused.text) == (409, True)
    assert browser_for(pia).open("/workspaces").status == 200
    assert bo.here


def test_the_only_administrator_waits_for_three_days(town: Town, pia: Person, browser_for: OpenBrowser) -> None:
    browser, hour = browser_for(town.administrator), timedelta(hours=1)
    early = asked_before(town, pia.here.subject, 72 * hour - timedelta(minutes=5))
    page = browser.open(f"{town.home}/erasures/{early}")
    assert "Slett for godt" not in page.names("button")
    assert "Du kan bekrefte fra" in page.text
    refused = browser.send(f"{town.home}/erasures/{early}/confirmation", {"command_id": str(uuid4())})
    assert (refused.status, "Du er den eneste administratoren" in refused.text) == (409, True)
    in_time = asked_before(town, pia.here.subject, 72 * hour)
    assert browser.open(f"{town.home}/erasures/{in_time}").press("Slett for godt").status == 200


def test_an_erasure_that_waits_can_be_taken_back(town: Town, pia: Person, bo: Person, browser_for: OpenBrowser) -> None:
    after = ask(town, browser_for(town.administrator)).press("Trekk tilbake")
    assert "Ingenting ble slettet." in after.text
    assert "Ingen slettinger venter." in after.text
    assert "Pia Deltaker" in browser_for(bo).open(f"{town.home}/people").text
    assert pia.name


def test_the_last_administrator_is_not_erased(town: Town, browser_for: OpenBrowser) -> None:
    refused = ask(town, browser_for(town.administrator), "Ada Administrator")
    assert (refused.status, "Gjør noen andre til administrator først." in refused.text) == (409, True)


@pytest.mark.parametrize("reason", ["Deltaker ville det", "Skriv til {address}", ""])
def test_a_reason_that_tells_who_or_nothing_is_refused_at_its_field(
    town: Town, pia: Person, browser_for: OpenBrowser, reason: str
) -> None:
    refused = ask(town, browser_for(town.administrator), reason=reason.format(address=pia.account.email.upper()))
    assert refused.status == 422
    assert refused.one("textbox", "Begrunnelse").get("aria-invalid") == "true"


def test_a_double_click_asks_once(town: Town, pia: Person, browser_for: OpenBrowser) -> None:
    town.show()
    browser = browser_for(town.administrator)
    page = browser.open(f"{town.home}/people").follow(f"Slett: {pia.name}")
    paths = {page.press("Be om sletting", REASON).path.partition("?")[0] for _ in range(2)}
    assert len(paths) == 1
    listed = browser.open(f"{town.home}/erasures")
    assert len([name for name in listed.names("link") if name.startswith("En person, bedt om")]) == 1


def test_who_has_left_is_listed_quietly_and_can_be_erased(
    town: Town, pia: Person, bo: Person, browser_for: OpenBrowser
) -> None:
    town.show()
    browser = browser_for(town.administrator)
    browser.open(f"{town.home}/people").follow("Fjern: Pia Deltaker").press("Fjern Pia Deltaker")
    people = browser.open(f"{town.home}/people")
    assert "1 som ikke er med lenger" in people.text
    asked = people.follow("Slett: Pia Deltaker").press("Be om sletting", REASON)
    browser_for(bo).open(asked.path).press("Slett for godt")
    town.site.work_off()
    town.show()
    assert "som ikke er med lenger" not in browser.open(f"{town.home}/people").text


def test_an_auditor_is_erased_by_two_administrators_and_the_access_ends(
    town: Town, bo: Person, browser_for: OpenBrowser
) -> None:
    rita = town.let_in("Rita Revisor")
    town.show()
    hers, browser = browser_for(rita), browser_for(town.administrator)
    page = browser.open(f"{town.home}/auditors/{rita.here.subject}").follow("Slett Rita Revisor")
    assert "Tilgangen, om den fortsatt varer." in page.text
    refused = page.press("Be om sletting", {"Begrunnelse": "Rita ville det"})
    assert (refused.status, refused.one("textbox", "Begrunnelse").get("aria-invalid")) == (422, "true")
    asked = page.press("Be om sletting", REASON)
    assert "Slett Rita Revisor" in asked.names("heading")
    assert hers.open(town.home).status == 200
    browser_for(bo).open(asked.path).press("Slett for godt")
    assert hers.open(town.home).status == 404
    town.site.work_off()
    town.show()
    for path in ("erasures", "auditors", f"auditors/{rita.here.subject}"):
        assert "Rita" not in browser.open(f"{town.home}/{path}").answer.text.replace("Formålet til Rita Revisor", "")


def test_who_is_neither_member_nor_auditor_has_no_page_to_be_erased_from(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    browser = browser_for(town.administrator)
    for path in (f"people/{uuid4()}", f"auditors/{uuid4()}", f"auditors/{town.administrator.here.subject}"):
        assert browser.open(f"{town.home}/{path}/erasure").status == 404


def test_an_open_invitation_is_erased_with_its_address(town: Town, bo: Person, browser_for: OpenBrowser) -> None:
    town.show()
    browser, email = browser_for(town.administrator), f"nina.{uuid4()}@example.org"
    browser.open(f"{town.home}/people").press("Send invitasjonen", {"E-postadresse": email})
    town.site.work_off()
    asked = ask(town, browser, email)
    browser_for(bo).open(asked.path).press("Slett for godt")
    town.site.work_off()
    town.show()
    assert email not in browser.open(f"{town.home}/people").text
    assert [mail for mail in caught_mail(town.site.settings.mail_catcher_dir) if mail.to == email] == []


def test_a_comment_is_erased_in_all_the_wordings_that_its_page_showed(
    town: Town, bo: Person, browser_for: OpenBrowser
) -> None:
    collaboration = town.collaborate()
    measurement = town.measure(collaboration, close=False)
    for seen, words in enumerate(("Kari var sur", "Noen var sur")):
        note = NoteComment(question="1-1", text=words, seen=seen)  # type: ignore[arg-type]
        town.site.run(decide_measurement(town.world, town.administrator.here, measurement, note, new_stream_id()))
    town.show()
    browser, path = browser_for(town.administrator), f"{town.home}/measurements/{measurement}/questions/1-1"
    asking = browser.open(path).follow("Slett denne teksten: kommentaren til spørsmål 1-1")
    assert "i alle de 2 formuleringene" in asking.text
    assert "Kari var sur" in asking.text
    refused = asking.press("Be om sletting", {"Begrunnelse": "Det sto: noen var sur."})
    assert refused.status == 422
    asked = asking.press("Be om sletting", {"Begrunnelse": "Om en enkeltperson"})
    browser_for(bo).open(asked.path).press("Slett for godt")
    town.site.work_off()
    for page in (browser.open(path), browser.open(asked.path), browser.open(asking.path)):
        assert "var sur" not in page.answer.text
    assert "Teksten er slettet." in browser.open(asking.path).text
    field = browser.open(f"{town.home}/measurements/{measurement}/fields/equality")
    assert "Kommentar slettet" in field.text.replace("\n", " ")


def test_only_administrators_find_the_way_to_erase_a_text(town: Town, pia: Person, browser_for: OpenBrowser) -> None:
    collaboration = town.collaborate("Friskgården", participants=(pia,))
    leader = town.join(Role.FACILITATOR, "Finn Fasilitator")
    town.show()
    path = f"{town.home}/collaborations/{collaboration}"
    shown = {person.name: "Slett denne teksten" in browser_for(person).open(path).text for person in (pia, leader)}
    assert shown == {"Pia Deltaker": False, "Finn Fasilitator": False}
    assert "Slett denne teksten" in browser_for(town.administrator).open(path).text


@pytest.mark.parametrize("part", ["name", "email", "theme", "__class__", "purposes"])
def test_only_a_groups_text_is_a_text_to_erase(town: Town, browser_for: OpenBrowser, part: str) -> None:
    """Names and addresses go with their person."""
    collaboration = town.collaborate()
    town.show()
    browser = browser_for(town.administrator)
    assert browser.open(f"{town.home}/texts/{collaboration}/1/{part}/erasure").status == 404


def test_an_empty_list_says_how_to_ask(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}/erasures")
    assert "Ingenting er slettet i dette arbeidsrommet." in page.text
    page.one("heading", "Slik ber du om sletting")
    assert "den ene vente i 72 timer" in page.text
