"""What somebody sees otherwise than the answer that was agreed, noted beside it."""

from domain.measurement.commands import CloseMeasurement, NoteDissent
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Group, Session
from tests.web.measuring.test_question import COMMENT, SAVE, SCALE, words_in

DISSENT = "Hva noen ser annerledes (kan stå tomt)"


def is_open(page, name: str) -> bool:
    """Whether the part that holds the field is unfolded."""
    return any(
        "open" in part.attributes and page.one("textbox", name) in list(part)
        for part in page.root
        if part.tag == "details"
    )


def test_a_dissent_is_folded_away_until_somebody_notes_one(under_way: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(under_way.leader)
    page = browser.open(under_way.question("1-1"))
    assert not is_open(page, DISSENT)
    page.press(SAVE, {SCALE: "7", DISSENT: "Noen av oss er aldri blitt spurt."})
    again = browser.open(under_way.question("1-1"))
    assert is_open(again, DISSENT)
    assert words_in(again, "textbox", DISSENT) == "Noen av oss er aldri blitt spurt."
    assert under_way.state().answers == {"1-1": 7}


def test_a_participant_may_note_it_reword_it_and_take_it_away(under_way: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(under_way.member)
    browser.open(under_way.question("1-1")).press(SAVE, {DISSENT: "Først"})
    browser.open(under_way.question("1-1")).press(SAVE, {DISSENT: "Så"})
    assert under_way.state().dissents["1-1"].revision == 2
    browser.open(under_way.question("1-1")).press(SAVE, {DISSENT: ""})
    assert under_way.state().dissents == {}


def test_a_dissent_that_somebody_else_noted_meanwhile_is_shown_above_ones_own(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(under_way.member).open(under_way.question("1-1"))
    under_way.do(NoteDissent(question="1-1", text="Deres ord", seen=0))
    refused = page.press(SAVE, {COMMENT: "Vår kommentar", DISSENT: "Våre ord"})
    assert refused.status == 409
    assert "Slik er den lagret nå: Deres ord" in refused.text
    assert (words_in(refused, "textbox", DISSENT), words_in(refused, "textbox", COMMENT)) == (
        "Våre ord",
        "Vår kommentar",
    )
    assert under_way.state().comments == {}
    assert refused.press(SAVE, {DISSENT: "Deres ord og våre ord"}).path == under_way.question("1-2")
    assert under_way.state().dissents["1-1"].revision == 2


def test_whoever_only_answers_is_not_held_up_by_a_new_dissent(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(under_way.question("1-1"))
    under_way.do(NoteDissent(question="1-1", text="Deres ord", seen=0))
    assert page.press(SAVE, {SCALE: "5"}).path == under_way.question("1-2")
    assert under_way.state().dissents["1-1"].revision == 1


def test_a_question_of_ones_own_takes_no_dissent(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.town.ask(under_way.measurement, "Vi har det gøy sammen.")
    under_way.town.show()
    browser = browser_for(under_way.leader)
    address = f"{under_way.home}/own-questions/own-1"
    assert "noen vil ha notert" not in browser.open(address).text
    forged = {"dissent": "Nei", "shown-dissent": "", "seen-dissent": "0"}
    assert browser.open(address).press(SAVE, {}, **forged).status == 422
    assert under_way.state().dissents == {}


def test_a_noted_dissent_is_read_on_the_question_and_on_its_field_by_auditors_too(
    group: Group, answered: Session, browser_for: OpenBrowser
) -> None:
    answered.do(NoteDissent(question="1-1", text="Noen av oss er aldri blitt spurt.", seen=0))
    answered.do(CloseMeasurement())
    auditor = group.town.let_in("Rita Revisor")
    group.town.show()
    for reader in (answered.member, auditor):
        browser = browser_for(reader)
        question = browser.open(answered.question("1-1"))
        assert "Noen av oss er aldri blitt spurt." in question.text
        assert question.all("textbox") == []
        assert "Notert uenighet Noen av oss" in browser.open(f"{answered.home}/fields/equality").text


def test_an_administrator_is_led_from_a_dissent_to_its_erasure(answered: Session, browser_for: OpenBrowser) -> None:
    answered.do(NoteDissent(question="1-1", text="Om en som er navngitt", seen=0))
    for address in (answered.question("1-1"), f"{answered.home}/fields/equality"):
        page = browser_for(answered.town.administrator).open(address)
        (link,) = [
            one
            for one in page.all("link")
            if "uenighet" in page.name(one).lower() and "slett" in page.name(one).lower()
        ]
        assert page.browser.open(link.get("href")).status == 200
        assert not [
            one for one in browser_for(answered.leader).open(address).all("link") if "slett" in one.text.lower()
        ]
