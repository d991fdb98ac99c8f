"""Weighing the values."""

from domain.measurement.commands import PauseMeasurement, WeighValue
from tests.support.browsing import Shown
from tests.support.towns import Town
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Session
from tests.web.measuring.test_preparing import START, prepared

SAVE = "Lagre og gå videre"


def legends(page: Shown) -> list[str]:
    return [page.name(element) for element in page.root if element.tag == "fieldset"]


def new(town: Town, browser_for: OpenBrowser) -> Shown:
    """The values of a measurement that was just started."""
    return browser_for(town.administrator).open(prepared(town)).press(START)


def test_each_value_says_what_it_means_and_fills_a_page_of_its_own(town: Town, browser_for: OpenBrowser) -> None:
    values = new(town, browser_for)
    assert [each for each in values.names("heading") if each in {"Åpenhet", "Demokrati", "Kreativitet", "Ledelse"}]
    openness = values.follow("Begynn med Åpenhet")
    assert openness.one("heading", "Åpenhet")
    assert "Verdi 1 av 4" in openness.text
    assert len(legends(openness)) == 3


def test_weights_are_saved_and_lead_on_to_the_next_value(town: Town, browser_for: OpenBrowser) -> None:
    openness = new(town, browser_for).follow("Begynn med Åpenhet")
    first, second, third = legends(openness)
    democracy = openness.press(SAVE, {first: "7", second: "9", third: "8"})
    assert democracy.one("heading", "Demokrati")
    values = democracy.follow("Verdiene")
    assert "Vekting 8,0" in values.text
    assert values.one("link", "Fortsett med Demokrati")


def test_a_statement_can_be_left_open(town: Town, browser_for: OpenBrowser) -> None:
    openness = new(town, browser_for).follow("Begynn med Åpenhet")
    assert openness.press(SAVE, {legends(openness)[0]: "7"}).one("heading", "Demokrati")


def test_the_last_value_leads_to_what_was_weighed_and_on_to_the_questions(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    last = browser_for(under_way.leader).open(f"{under_way.home}/values/leadership")
    values = last.press(SAVE)
    assert values.one("heading", "Hva er viktig for dere?")
    assert values.follow("Gå til spørsmålene").path == under_way.question("1-1")


def test_back_saves_too(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(f"{under_way.home}/values/democracy")
    assert page.press("Forrige", {legends(page)[0]: "3"}).one("heading", "Åpenhet")
    assert under_way.state().weights["democracy-1"] == 3


def test_a_double_click_weighs_once(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(f"{under_way.home}/values/openness")
    for _ in range(2):
        assert page.press(SAVE, {legends(page)[0]: "3"}).status == 200
    assert under_way.events().count("measurement.weighting-revised.v1") == 1


def test_a_weight_that_somebody_else_changed_is_shown_beside_ones_own(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(under_way.leader).open(f"{under_way.home}/values/openness")
    under_way.do(WeighValue(ambition="openness-1", weight=2, seen=8))
    refused = page.press(SAVE, {legends(page)[0]: "5", legends(page)[1]: "4"})
    assert refused.status == 409
    assert "Noen andre lagret 2 mens dere hadde siden åpen. Dere valgte 5." in refused.text
    assert under_way.state().weights["openness-2"] == 8
    assert refused.press(SAVE).one("heading", "Demokrati")
    assert (under_way.state().weights["openness-1"], under_way.state().weights["openness-2"]) == (5, 4)


def test_a_weight_off_the_scale_is_refused(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(f"{under_way.home}/values/openness")
    assert page.press(SAVE, **{"weight-openness-1": "11"}).status == 422
    assert under_way.state().weights["openness-1"] == 8


def test_while_paused_nothing_is_weighed_and_everything_is_kept(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(f"{under_way.home}/values/openness")
    under_way.do(PauseMeasurement())
    refused = page.press(SAVE, {legends(page)[0]: "5"})
    assert refused.status == 409
    marked = [one.get("name") for one in refused.root if "checked" in one.attributes and one.get("value") == "5"]
    assert marked == ["weight-openness-1"]
    assert refused.one("button", "Fortsett målingen")


def test_a_participant_reads_the_weights_and_changes_none(under_way: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(under_way.member)
    page = browser.open(f"{under_way.home}/values/openness")
    assert "Vektet til 8 av 10" in page.text
    assert legends(page) == []
    assert browser.send(f"{under_way.home}/values/openness", {"weight-openness-1": "1"}).status == 403


def test_a_value_that_there_is_none_of_is_not_found(under_way: Session, browser_for: OpenBrowser) -> None:
    assert browser_for(under_way.leader).open(f"{under_way.home}/values/courage").status == 404
