"""A field while the group walks through it, and its profile."""

from domain.measurement.commands import AnswerQuestion, NoteComment
from domain.scoring.answer import NOT_RELEVANT
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Group, Session

PAUSE, PROFILE = "fields/equality/pause", "fields/equality"


def test_a_pause_shows_the_field_so_far_and_the_one_way_on(answered: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(answered.leader).open(f"{answered.home}/{PAUSE}")
    assert page.one("table", "Profil for Likeverdighet")
    assert "Dere har svart på 7 av 7 spørsmål i Likeverdighet" in page.text
    assert page.follow("Gå videre til Felles mål").path == answered.question("2-1")


def test_a_pause_leads_back_to_any_of_its_questions(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.do(AnswerQuestion(question="1-2", answer=4, seen=None))
    page = browser_for(under_way.leader).open(f"{under_way.home}/{PAUSE}")
    items = page.names("listitem", page.one("region", "Gå tilbake til ett spørsmål"))
    assert items[:2] == ["1-1 Rom for forhandling Ikke besvart", "1-2 Tid til tillit 4"]
    back = page.one("region", "Gå tilbake til ett spørsmål")
    assert page.one("link", "1-1 Rom for forhandling", back).get("href") == under_way.question("1-1")


def test_a_pause_before_any_answer_says_what_will_be_there(under_way: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(under_way.leader).open(f"{under_way.home}/{PAUSE}")
    assert page.one("heading", "Ingen svar i dette feltet ennå")
    assert page.all("table") == []


def test_the_last_pause_leads_to_the_whole_profile(answered: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(answered.leader).open(f"{answered.home}/fields/competences/pause")
    assert page.follow("Se hele profilen").path == f"{answered.home}/profile"


def test_a_pause_repeats_the_suggestions_of_its_field(answered: Session, browser_for: OpenBrowser) -> None:
    answered.town.suggest(answered.collaboration, answered.measurement, "Møtes på gården", agree=False)
    answered.town.suggest(answered.collaboration, answered.measurement, "Skrive målene om", "2-1", agree=False)
    answered.town.show()
    page = browser_for(answered.leader).open(f"{answered.home}/{PAUSE}")
    assert page.names("listitem", page.one("region", "Forslag dere har notert i dette feltet")) == ["Møtes på gården"]


def test_a_fields_score_and_weighting_lead_to_what_they_are_made_of(
    under_way: Session, browser_for: OpenBrowser
) -> None:
    for number, answer in (("1-1", 4), ("1-2", 7), ("1-3", 5), ("1-4", 8), ("1-7", NOT_RELEVANT)):
        under_way.do(AnswerQuestion(question=number, answer=answer, seen=None))
    page = browser_for(under_way.leader).open(f"{under_way.home}/{PROFILE}")
    why = page.one("region", "Hvor kommer tallet fra?")
    assert page.names("link", why)[:2] == [
        "6,0: hvor skåren for Likeverdighet kommer fra",
        "8,0: hvor vektingen av Likeverdighet kommer fra",
    ]
    assert page.all("link", within=why)[0].get("href") == f"{under_way.home}/why/score.equality"


def test_each_question_has_its_figures_comment_and_actions(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.do(AnswerQuestion(question="1-1", answer=3, seen=None, reason="Kodet fra rapporten"))
    under_way.do(NoteComment(question="1-1", text="Vi var uenige.", seen=0))
    under_way.town.suggest(under_way.collaboration, under_way.measurement, "Møtes på gården")
    under_way.town.show()
    page = browser_for(under_way.member).open(f"{under_way.home}/{PROFILE}")
    question = page.one("article", "1-1 Rom for forhandling")
    for words in ("Svar 3", "Vekting 8,0", "Avstand 5,0", "Kodet fra rapporten", "Vi var uenige.", "Møtes på gården"):
        assert words in question.text


def test_a_questions_figures_lead_to_what_they_rest_on(under_way: Session, browser_for: OpenBrowser) -> None:
    under_way.do(AnswerQuestion(question="1-1", answer=3, seen=None))
    page = browser_for(under_way.member).open(f"{under_way.home}/{PROFILE}")
    question = page.one("article", "1-1 Rom for forhandling")
    links = {page.name(one): one.get("href").removeprefix(under_way.home) for one in page.all("link", within=question)}
    assert links["3: hvor svaret på 1-1 Rom for forhandling kommer fra"] == "/why/answer.1-1"
    assert links["8,0: hvor vektingen av 1-1 Rom for forhandling kommer fra"] == "/why/importance.1-1"
    assert links["5,0: hvor avstanden for 1-1 Rom for forhandling kommer fra"] == "/why/gap.1-1"


def test_while_open_an_axis_leads_to_its_question_and_afterwards_to_its_part_of_the_page(
    group: Group, browser_for: OpenBrowser
) -> None:
    session = group.session(6)
    browser = browser_for(session.leader)
    table = browser.open(f"{session.home}/{PROFILE}")
    assert table.one("link", "Rom for forhandling", table.one("table")).get("href") == session.question("1-1")
    session.town.close(session.measurement)
    session.town.show()
    table = browser.open(f"{session.home}/{PROFILE}")
    link = table.one("link", "Rom for forhandling", table.one("table")).get("href")
    assert link == f"{session.home}/{PROFILE}#q-1-1"
    assert "q-1-1" in table.by_id


def test_an_earlier_measurement_stands_beside_with_the_change(group: Group, browser_for: OpenBrowser) -> None:
    first = group.session(5, close=True)
    second = group.again(first.collaboration, 7)
    page = browser_for(second.leader).open(f"{second.home}/{PROFILE}")
    assert "+2,0" in page.one("table").text
    assert "Forrige 5" in page.one("article", "1-1 Rom for forhandling").text


def test_a_field_that_there_is_none_of_is_not_found(under_way: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(under_way.leader)
    assert browser.open(f"{under_way.home}/fields/nonsense").status == 404
    assert browser.open(f"{under_way.home}/fields/nonsense/pause").status == 404
