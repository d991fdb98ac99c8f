"""The overall profile."""

from domain.measurement.commands import AnswerQuestion
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Group, Session


def test_the_profile_shows_each_field_and_leads_to_what_it_is_made_of(
    answered: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(answered.member).open(f"{answered.home}/profile")
    table = page.one("table", "Samlet profil")
    assert len(page.all("row", within=table)) == 8
    assert "Likeverdighet 6,0 8,0" in table.text
    assert page.one("link", "Felles mål", table).get("href") == f"{answered.home}/fields/shared_goals"


def test_before_any_answer_it_says_how_a_profile_comes_about(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(f"{under_way.home}/profile")
    assert page.one("heading", "Profilen tegnes av svarene deres")
    assert page.follow("Fortsett med spørsmålene").path == under_way.question("1-1")


def test_what_is_missing_is_said_and_leads_on(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.do(AnswerQuestion(question="1-1", answer=4, seen=None))
    page = browser_for(under_way.leader).open(f"{under_way.home}/profile")
    whole = len(under_way.town.world.instruments.newest()[0].questions)
    assert f"{whole - 1} spørsmål er ikke besvart ennå." in page.one("region", "Profilen er ikke ferdig").text
    assert page.follow("Fortsett med spørsmålene").path == under_way.question("1-2")


def test_what_is_important_and_low_comes_first_and_says_why(answered: Session, browser_for: OpenBrowser) -> None:
    answered.do(AnswerQuestion(question="3-2", answer=1, seen=6))
    page = browser_for(answered.leader).open(f"{answered.home}/profile")
    focus = page.one("region", "Viktig for dere, og skåret lavt")
    first = page.names("listitem", focus)[0]
    assert first.startswith("3-2 ")
    assert first.endswith("Svar 1, vekting 8,0")
    assert page.all("link", within=focus)[0].get("href") == f"{answered.home}/fields/communication#q-3-2"
    assert page.one("link", "Bli enige om tiltak")


def test_every_value_shows_its_weighting_and_leads_to_its_statements(
    answered: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(answered.member).open(f"{answered.home}/profile")
    values = page.one("region", "Slik vektet dere verdiene")
    assert page.names("listitem", values)[0] == "Åpenhet 8,0"
    assert page.one("link", "Åpenhet", values).get("href") == f"{answered.home}/values/openness"


def test_thickness_is_shown_between_thin_and_thick_and_leads_to_its_markers(
    answered: Session, browser_for: OpenBrowser
) -> None:
    page = browser_for(answered.member).open(f"{answered.home}/profile")
    thickness = page.one("region", "Fra tynn til tykk samskaping")
    assert "60,0" in page.by_id["thickness-description"].text or "60,0" in thickness.text
    why = page.follow("Se hvilke svar tallet er laget av")
    assert "1-1 Rom for forhandling 6" in why.names("row", why.one("region", "Det tallet er laget av"))


def test_an_earlier_measurement_is_drawn_and_its_change_told_without_judging(
    group: Group, browser_for: OpenBrowser
) -> None:
    first = group.session(5, close=True)
    second = group.again(first.collaboration, 7)
    page = browser_for(second.leader).open(f"{second.home}/profile")
    assert "+2,0" in page.one("table", "Samlet profil").text
    assert "Tallene sier hva som flyttet seg, ikke om det er bra." in page.text
    (link,) = [one for one in page.all("link") if page.name(one).startswith("Se målingen fra")]
    assert link.get("href") == f"{first.home}/profile"


def test_a_practice_measurement_is_compared_with_nothing_and_says_what_it_is(
    group: Group, browser_for: OpenBrowser
) -> None:
    first = group.session(5, close=True)
    practice = group.again(first.collaboration, 7, practice=True)
    page = browser_for(practice.leader).open(f"{practice.home}/profile")
    assert page.one("region", "Dette er en øvelse")
    assert "+2,0" not in page.text


def test_a_closed_profile_stays_as_it_was_published(closed: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(closed.member).open(f"{closed.home}/profile")
    assert "Likeverdighet 6,0 8,0" in page.one("table", "Samlet profil").text
    assert page.one("link", "Se tiltakene")
