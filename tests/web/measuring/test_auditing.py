"""What an auditor reads of a measurement: everything, without names, and with the proof beside it."""

import re

import pytest

from domain.action_plan.decisions import SuggestAction
from domain.ids import ActionId, QuestionId
from domain.measurement.commands import AnswerQuestion
from domain.workspace.events import Role
from infra.access_log import asked_by
from infra.identity import new_stream_id
from services.application.actions import decide_actions
from services.application.measurements import decide_measurement
from tests.support.browsing import Browser, Shown
from tests.support.towns import Person
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Group, Session

HARMLESS = {"/language", "/sign-out"}
"""Forms that write nothing in a workspace."""


@pytest.fixture
def rita(group: Group) -> Person:
    auditor = group.town.let_in("Rita Revisor")
    group.town.show()
    return auditor


@pytest.fixture
def by_three(group: Group) -> Session:
    """Weighed by the administrator; an action suggested, then an answer by the facilitator, one by somebody erased."""
    session, town = group.session({}), group.town
    town.suggest(session.collaboration, session.measurement, "Ringe oftere")
    erased = town.join(Role.FACILITATOR, "Siri Slettet")
    for person, question in ((session.leader, "1-1"), (erased, "1-2")):
        answer = AnswerQuestion(question=question, answer=3, seen=None)
        town.site.run(decide_measurement(town.world, person.here, session.measurement, answer, new_stream_id()))
    town.site.run(town.world.keyring.erase_subject(town.workspace.tenant, erased.here.subject))
    town.show()
    return session


def people_in(page: Shown) -> set[str]:
    return set(re.findall(r"Person [0-9a-f]+(?:, slettet)?", page.text))


def pseudonym(person: Person) -> str:
    return f"Person {str(person.here.subject)[:8]}"


def writing_forms(page: Shown) -> set[str]:
    found = re.findall(r'<form[^>]*action="([^"]*)"[^>]*method="post"', page.answer.text)
    found += re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', page.answer.text)
    return set(found) - HARMLESS


def read(session: Session, browser: Browser) -> list[Shown]:
    return [browser.open(f"{session.home}/{path}") for path in ("replay", "why/answer.1-1", "why/answer.1-2")]


def test_an_auditor_meets_the_same_pseudonyms_on_all_pages(
    by_three: Session, rita: Person, browser_for: OpenBrowser
) -> None:
    browser = browser_for(rita)
    replay, answer, of_erased = read(by_three, browser)
    ada, finn = pseudonym(by_three.town.administrator), pseudonym(by_three.leader)
    (gone,) = people_in(of_erased)
    assert gone.endswith(", slettet")
    assert people_in(replay) == {ada, finn, gone}
    assert people_in(answer) == {finn}
    assert set(re.findall(r"<option[^>]*>\s*(Person [^<]+?)\s*<", replay.answer.text)) == {ada, finn, gone}
    collaboration = browser.open(by_three.collaboration_home)
    assert people_in(collaboration) == {pseudonym(by_three.member)}
    for page in (replay, answer, of_erased, collaboration):
        assert not any(name in page.answer.text for name in ("Ada Admin", "Finn", "Pia Deltaker", "Siri"))


def test_a_participant_meets_the_same_numbers_and_who_leads_the_same_names(
    by_three: Session, browser_for: OpenBrowser
) -> None:
    """Numbered by the whole replay, with its actions."""
    replay, answer, of_erased = read(by_three, browser_for(by_three.member))
    assert people_in(replay) == {"Person 1", "Person 2", "Person 3, slettet"}
    assert (people_in(answer), people_in(of_erased)) == ({"Person 2"}, {"Person 3, slettet"})
    replay, answer, of_erased = read(by_three, browser_for(by_three.leader))
    assert people_in(replay) == people_in(of_erased) == {"Person 3, slettet"}
    assert "Finn Fasilitator" in answer.text


def test_the_number_of_a_person_counts_those_who_only_suggested_an_action(
    group: Group, browser_for: OpenBrowser
) -> None:
    session, town = group.session({}), group.town
    olga = town.join(Role.FACILITATOR, "Olga Ordstyrer")
    suggest = SuggestAction(
        action=ActionId(new_stream_id()),
        collaboration=session.collaboration,
        measurement=session.measurement,
        question=QuestionId("1-1"),
        text="Ringe oftere",
    )
    town.site.run(decide_actions(town.world, olga.here, session.collaboration, suggest, new_stream_id()))
    answer = AnswerQuestion(question="1-1", answer=3, seen=None)
    town.site.run(decide_measurement(town.world, session.leader.here, session.measurement, answer, new_stream_id()))
    town.show()
    _, why, _ = read(session, browser_for(session.member))
    assert people_in(why) == {"Person 3"}


def test_an_event_behind_a_figure_leads_to_its_moment(by_three: Session, browser_for: OpenBrowser) -> None:
    why = browser_for(by_three.member).open(f"{by_three.home}/why/answer.1-2")
    (link,) = [one for one in why.all("link") if why.name(one).startswith("Se hendelse")]
    moment = why.browser.open(link.get("href"))
    assert moment.all("heading")[1].text.startswith("Spørsmål 1\u2060-\u20602,")


def test_a_closing_leads_to_its_moment(closed: Session, browser_for: OpenBrowser) -> None:
    why = browser_for(closed.member).open(f"{closed.home}/why/score.equality")
    links = [one.get("href") for one in why.all("link", within=why.one("region", "Slik ble det publisert"))]
    (href,) = [one for one in links if "/replay?step=" in one]
    assert "Målingen ble avsluttet" in why.browser.open(href).all("heading")[1].text


def test_an_auditor_sees_the_proof_of_each_event_and_writes_nothing(
    closed: Session, rita: Person, browser_for: OpenBrowser
) -> None:
    browser, home = browser_for(rita), closed.town.home
    replay = browser.open(f"{closed.home}/replay?step=1")
    position = closed._recorded()[0].position
    assert replay.all("link", "Bevis for hendelse 1")[0].get("href") == f"{home}/proof/events/{position}"
    proof = replay.follow("Gå til bevissiden")
    pages = (replay, proof, browser.open(f"{closed.home}/why/score.equality"))
    assert [(page.status, writing_forms(page)) for page in pages] == [(200, set())] * 3
    assert not any(name in page.answer.text for page in pages for name in ("Ada Admin", "Finn", "Pia Deltaker"))


def test_what_an_auditor_read_of_history_and_proof_is_told_in_words(
    closed: Session, rita: Person, browser_for: OpenBrowser
) -> None:
    browser, town = browser_for(rita), closed.town
    for path in (f"{closed.home}/replay", f"{closed.home}/why/score.equality", f"{town.home}/proof"):
        browser.open(path)
    lines = [item.text for item in browser.open(f"{town.home}/audit").all("listitem") if "kl. " in item.text]
    assert len(lines) == 4
    for line, words in zip(lines[1:], ("Bevis", "bygger på", "historien"), strict=True):
        assert words.casefold() in line.casefold(), line
    assert len(noted(closed, rita)) == 4, "a page is one line"


def test_the_group_is_spoken_of_and_not_to(closed: Session, rita: Person, browser_for: OpenBrowser) -> None:
    for reader, words in ((rita, "Gruppa har svart"), (closed.member, "Dere har svart")):
        page = browser_for(reader).open(closed.question("1-1"))
        assert f"{words} 6 av 10" in page.text
        assert f"{words} på 7 av 7 spørsmål" in page.text
    assert "Dere har svart" not in browser_for(rita).open(f"{closed.home}/fields/equality/pause").text


def test_a_report_in_the_making_is_asked_for_by_members_pages_and_not_by_an_auditors(
    closed: Session, rita: Person, browser_for: OpenBrowser
) -> None:
    browser_for(closed.member).open(f"{closed.home}/report").press("Lag rapport", {"Språk i rapporten": "nn"})
    asks = {
        reader.name: "hx-get"
        in browser_for(reader).open(f"{closed.home}/report").answer.text.partition('id="shelf"')[2]
        for reader in (closed.member, rita)
    }
    assert asks == {"Pia Deltaker": True, "Rita Revisor": False}
    assert browser_for(rita).open(f"{closed.home}/report").follow("Se om den er klar").status == 200


def noted(session: Session, auditor: Person) -> list[str]:
    async def asked() -> list[str]:
        async with session.town.world.database.reading(session.town.workspace.tenant) as connection:
            tenant, who = session.town.workspace.tenant, auditor.here.subject
            return [line.path for line in await asked_by(connection, tenant, who, 100)]

    return session.town.site.run(asked())
