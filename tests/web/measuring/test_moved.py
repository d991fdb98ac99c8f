"""Why the figures moved since an earlier measurement."""

from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Group, Session


def test_each_field_says_what_moved_its_score_and_weighting(group: Group, browser_for: OpenBrowser) -> None:
    first = group.session({f"1-{number}": 5 for number in range(1, 8)}, close=True)
    answers = {"1-1": 9, "1-2": 5, "1-3": 5, "1-4": 5, "1-5": 5, "1-6": 5}
    second = group.again(first.collaboration, answers)
    page = browser_for(second.member).open(f"{second.home}/moved")
    field = page.one("region", "1 Likeverdighet")
    assert page.one("heading", "Skår: 5,0 → 5,7", field)
    rows = page.names("row", page.one("table", "Skåren for Likeverdighet", field))
    assert rows[2] == "1-1 Rom for forhandling +0,7 5,7"
    assert "1-7 " in field.text
    assert "teller ikke med lenger: ikke besvart denne gangen." in field.text
    assert "Ingen av delene har flyttet seg." in field.text


def test_a_field_without_enough_answers_says_why_it_cannot_be_taken_apart(
    group: Group, browser_for: OpenBrowser
) -> None:
    first = group.session({"1-1": 5}, close=True)
    second = group.again(first.collaboration, 6)
    page = browser_for(second.member).open(f"{second.home}/moved")
    assert "Det var ikke nok svar til et tall forrige gang" in page.one("region", "1 Likeverdighet").text


def test_the_questions_whose_gap_moved_say_by_what(group: Group, browser_for: OpenBrowser) -> None:
    first = group.session({"1-1": 5, "1-2": 5}, close=True)
    second = group.again(first.collaboration, {"1-1": 3, "1-2": 5})
    page = browser_for(second.member).open(f"{second.home}/moved")
    rows = page.names("row", page.one("region", "Spørsmål der avstanden har flyttet seg"))
    assert rows[1:] == ["1-1 Rom for forhandling 3,0 0,0 +2,0 5,0"]


def test_another_earlier_measurement_can_be_chosen(group: Group, browser_for: OpenBrowser) -> None:
    first = group.session(2, close=True)
    group.again(first.collaboration, 5, close=True)
    third = group.again(first.collaboration, 6)
    browser = browser_for(third.member)
    page = browser.open(f"{third.home}/moved")
    assert page.one("heading", "Skår: 5,0 → 6,0", page.one("region", "1 Likeverdighet"))
    page = browser.open(f"{third.home}/moved?since={first.measurement}")
    assert page.one("heading", "Skår: 2,0 → 6,0", page.one("region", "1 Likeverdighet"))
    assert page.one("combobox", "Sammenlign med målingen")


def test_without_an_earlier_measurement_it_says_what_will_be_there(answered: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(answered.member).open(f"{answered.home}/moved")
    assert page.one("heading", "Det er ingen tidligere måling å sammenligne med")


def test_practice_stands_outside_in_both_ways(group: Group, browser_for: OpenBrowser) -> None:
    first = group.session(5, close=True)
    practice = group.again(first.collaboration, 7, practice=True, close=True)
    later = group.again(first.collaboration, 6)
    browser = browser_for(later.member)
    assert browser.open(f"{practice.home}/moved").one("heading", "Denne målingen sammenlignes ikke med andre")
    assert browser.open(f"{later.home}/moved?since={practice.measurement}").status == 404


def test_it_is_compared_with_nothing_of_another_collaboration_and_with_nothing_later(
    group: Group, browser_for: OpenBrowser
) -> None:
    first, other = group.session(5, close=True), group.session(4, close=True)
    later = group.again(first.collaboration, 6, close=True)
    browser = browser_for(first.leader)
    for since in (other.measurement, "nonsense", later.measurement):
        assert browser.open(f"{later.home}/moved?since={since}").status == 404
    assert browser.open(f"{first.home}/moved?since={later.measurement}").status == 404


def test_the_profile_and_its_changes_lead_here(group: Group, browser_for: OpenBrowser) -> None:
    first = group.session(5, close=True)
    second = group.again(first.collaboration, 7)
    moved = f"{second.home}/moved?since={first.measurement}"
    browser = browser_for(second.member)
    for path in ("profile", "fields/equality"):
        hrefs = [one.get("href") for one in browser.open(f"{second.home}/{path}").all("link")]
        assert f"{moved}#score-equality" in hrefs
    page = browser.open(f"{second.home}/profile")
    assert page.one("link", "+2,0: hvorfor Felles mål flyttet seg").get("href") == f"{moved}#score-shared_goals"
    assert [one for one in page.all("link") if page.name(one).startswith("Se hva som har flyttet seg siden ")]


def test_an_earlier_figure_leads_to_its_own_reason(group: Group, browser_for: OpenBrowser) -> None:
    first = group.session(5, close=True)
    second = group.again(first.collaboration, 7)
    browser = browser_for(second.member)
    for path, figure in (("profile", "score.equality"), ("fields/equality", "answer.1-1"), ("moved", "score.equality")):
        hrefs = [one.get("href") for one in browser.open(f"{second.home}/{path}").all("link")]
        assert f"{first.home}/why/{figure}" in hrefs
