"""The history of a measurement: any moment of it, what differs between two, and its events in words."""

import pytest

from domain.action_plan.decisions import AgreeAction
from domain.measurement.commands import (
    AnswerQuestion,
    CloseMeasurement,
    NoteComment,
    PauseMeasurement,
    ReopenMeasurement,
    VoidMeasurement,
    WithdrawAnswer,
)
from domain.measurement.events import CommentNoted
from domain.text import Sealed
from domain.workspace.events import Role
from infra.identity import new_stream_id
from services.application.actions import decide_actions
from services.application.measurements import decide_measurement
from tests.support.browsing import Shown
from tests.support.towns import browser_of
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Group, Session


def events(page: Shown) -> list[str]:
    return [page.name(link) for link in page.all("link") if link.get("href").endswith("#moment")]


@pytest.fixture
def answered_twice(under_way: Session) -> Session:
    """One question answered with 4 and then, with a reason, with 7."""
    under_way.do(AnswerQuestion(question="3-2", answer=4, seen=None))
    for number in (1, 3, 4, 5):
        under_way.do(AnswerQuestion(question=f"3-{number}", answer=4, seen=None))
    under_way.do(AnswerQuestion(question="3-2", answer=9, seen=4, reason="Vi hadde glemt vinteren."))
    return under_way


def replay(session: Session, browser_for: OpenBrowser, query: str = "") -> Shown:
    return browser_for(session.leader).open(f"{session.home}/replay{query}")


def test_an_event_says_what_was_agreed_and_what_it_moved(answered_twice: Session, browser_for: OpenBrowser) -> None:
    page = replay(answered_twice, browser_for)
    heading = page.all("heading")[1].text
    assert heading.startswith("Spørsmål 3\u2060-\u20602,")
    assert heading.endswith(": 4 → 9.")
    story = page.one("region", heading).text
    assert "Hendelse 19 av 19" in story
    assert "Kommunikasjon 4,0 → 5,0" in story
    assert "Begrunnelse Vi hadde glemt vinteren." in story
    assert "Ada Administrator" in story
    moved = page.one("link", "Kommunikasjon", page.one("region", heading))
    assert moved.get("href") == f"{answered_twice.home}/why/score.communication"


def test_the_profile_is_the_one_after_the_chosen_event(answered_twice: Session, browser_for: OpenBrowser) -> None:
    page = replay(answered_twice, browser_for, "?step=18")
    table = page.one("table", "Profilen etter hendelse 18")
    assert "Kommunikasjon 4,0 8,0" in table.text
    earliest = replay(answered_twice, browser_for, "?step=1")
    assert "Kommunikasjon For få svar –" in earliest.one("table", "Profilen etter hendelse 1").text


def test_one_goes_from_event_to_event(answered_twice: Session, browser_for: OpenBrowser) -> None:
    page = replay(answered_twice, browser_for, "?step=18")
    assert "step=19" in page.follow("Neste hendelse").path
    assert "step=17" in page.follow("Forrige hendelse").path
    last = replay(answered_twice, browser_for)
    assert last.one("link", "Neste hendelse").get("aria-disabled") == "true"


def test_two_moments_are_held_against_each_other(answered_twice: Session, browser_for: OpenBrowser) -> None:
    held = replay(answered_twice, browser_for, "?step=18").follow("Sammenlign med hendelse 18")
    assert "Vi holder fast ved hendelse 18." in held.text
    page = held.follow("Neste hendelse")
    changed = page.one("region", "Hva som er annerledes fra hendelse 18 til 19")
    whole = page.one("table", "Felt, verdier og helhet", changed)
    assert [row.text for row in page.all("row", within=whole)][1:] == ["Kommunikasjon 4,0 5,0"]
    rows = [row.text for row in page.all("row", within=page.one("table", "Spørsmål", changed))][1:]
    assert any(row.startswith("3\u2060-\u20602 ") and row.endswith("svar 4 9") for row in rows)
    assert any(row.endswith("avstand 4,0 0,0") for row in rows)
    profile = page.one("table", "Profilen etter hendelse 19")
    assert "Kommunikasjon 5,0 8,0 4,0 +1,0" in profile.text
    assert "Etter hendelse 18" in profile.text
    back = page.follow("Slutt å sammenligne")
    assert "since" not in back.path


def test_two_moments_read_the_same_whichever_is_named_first(answered_twice: Session, browser_for: OpenBrowser) -> None:
    page = replay(answered_twice, browser_for, "?step=18&since=19")
    assert page.one("region", "Hva som er annerledes fra hendelse 18 til 19")
    same = replay(answered_twice, browser_for, "?step=13&since=13")
    assert not same.all("heading", "Hva som er annerledes fra hendelse 13 til 13")


def test_events_are_chosen_by_question_field_kind_and_person(answered_twice: Session, browser_for: OpenBrowser) -> None:
    answered_twice.do(NoteComment(question="3-2", text="Uenige", seen=0))
    answered_twice.town.suggest(answered_twice.collaboration, answered_twice.measurement, "Ringe oftere", "3-2")
    for query, shown in {
        "question=3-2": 5,
        "field=communication": 9,
        "field=communication&kind=answers": 6,
        "kind=weightings": 12,
        "kind=comments": 1,
        "kind=actions": 2,
        "kind=course": 1,
        "person=1": 22,
        "question=3-2&kind=course": 0,
        "question=&field=&kind=&person=": 22,
    }.items():
        page = replay(answered_twice, browser_for, f"?{query}")
        assert f"Viser {shown} av 22 hendelser." in page.text, query
        assert len(events(page)) == shown, query


def test_the_selection_goes_along_to_another_moment(answered_twice: Session, browser_for: OpenBrowser) -> None:
    page = replay(answered_twice, browser_for, "?kind=answers&step=15")
    assert "kind=answers" in page.follow("Neste hendelse").path
    assert page.one("combobox", "Slags hendelse")
    assert "Viser 19 av 19" in page.follow("Vis alle hendelsene").text


def test_what_the_address_names_wrongly_is_not_there(answered_twice: Session, browser_for: OpenBrowser) -> None:
    for query in ("step=20", "step=0", "step=-1", "since=99999999999", "question=9-9", "field=x", "kind=x", "person=2"):
        assert replay(answered_twice, browser_for, f"?{query}").status == 404, query


def test_actions_stand_where_they_happened(answered_twice: Session, browser_for: OpenBrowser) -> None:
    town, by = answered_twice.town, answered_twice.town.administrator.here
    action = town.suggest(answered_twice.collaboration, answered_twice.measurement, "Ringe oftere", "3-2", agree=False)
    answered_twice.do(WithdrawAnswer(question="3-2", seen=9))
    agree = AgreeAction(action=action, measurement=answered_twice.measurement, owner=None, due=None)
    town.site.run(decide_actions(town.world, by, answered_twice.collaboration, agree, new_stream_id()))
    page = replay(answered_twice, browser_for)
    told = events(page)[-3:]
    assert told[0].startswith("20. Et tiltak ble foreslått ved spørsmål 3")
    assert "Svaret (9) ble trukket tilbake." in told[1]
    assert told[2].startswith("22. Tiltaket ved spørsmål 3")
    assert "Ringe oftere" in page.text


def test_the_whole_course_is_told_also_of_what_is_voided(closed: Session, browser_for: OpenBrowser) -> None:
    closed.do(ReopenMeasurement(reason="Et tall var feil."))
    closed.do(PauseMeasurement())
    closed.do(CloseMeasurement())
    closed.do(VoidMeasurement(reason="Feil gruppe."))
    page = replay(closed, browser_for, "?kind=course")
    assert [words.partition(". ")[2] for words in events(page)] == [
        "Målingen ble startet med 5 personer i rommet.",
        "Målingen ble avsluttet, og tallene ble publisert.",
        "Målingen ble åpnet igjen.",
        "Målingen ble satt på pause.",
        "Målingen ble avsluttet, og tallene ble publisert.",
        "Målingen ble annullert.",
    ]
    assert "Begrunnelse Et tall var feil." in page.text
    assert page.one("heading", "Målingen er annullert")


def test_a_closing_says_that_its_figures_are_those_of_the_events(closed: Session, browser_for: OpenBrowser) -> None:
    assert "er de samme som hendelsene gir" in replay(closed, browser_for).text
    assert "er de samme som hendelsene gir" not in replay(closed, browser_for, "?step=1").text


def test_practice_is_replayed_too(group: Group, browser_for: OpenBrowser) -> None:
    practice = group.session(6, practice=True)
    page = replay(practice, browser_for, "?step=1")
    assert page.one("heading", "Målingen ble startet som øvelse med 5 personer i rommet.")


def test_an_erased_text_says_so(answered_twice: Session, browser_for: OpenBrowser) -> None:
    answered_twice.do(NoteComment(question="3-2", text="Per sa noe", seen=0))
    assert "Per sa noe" in replay(answered_twice, browser_for).text
    noted = answered_twice._recorded()[-1].event
    assert isinstance(noted, CommentNoted)
    assert isinstance(noted.text, Sealed)
    town = answered_twice.town
    town.site.run(town.world.keyring.erase_part(town.workspace.tenant, noted.text.key_id))
    page = replay(answered_twice, browser_for)
    assert "Per sa noe" not in page.text
    assert "Teksten er slettet." in page.text


def test_only_who_leads_reads_names(answered_twice: Session, browser_for: OpenBrowser) -> None:
    answer = AnswerQuestion(question="1-1", answer=3, seen=None)
    town, leader = answered_twice.town, answered_twice.leader
    town.site.run(decide_measurement(town.world, leader.here, answered_twice.measurement, answer, new_stream_id()))
    town.show()
    theirs = browser_for(answered_twice.member).open(f"{answered_twice.home}/replay")
    assert "Person 1" in theirs.text
    assert "Person 2" in theirs.all("region")[0].text
    assert "Finn Fasilitator" not in theirs.text
    assert "Ada Administrator" not in theirs.text
    assert "Finn Fasilitator" in replay(answered_twice, browser_for).text


def test_an_erased_person_says_so(group: Group, browser_for: OpenBrowser) -> None:
    session = group.session({})
    somebody = group.town.join(Role.FACILITATOR, "Siri Slettet")
    answer = AnswerQuestion(question="1-1", answer=3, seen=None)
    world, town = group.town.world, group.town
    town.site.run(decide_measurement(world, somebody.here, session.measurement, answer, new_stream_id()))
    town.site.run(world.keyring.erase_subject(town.workspace.tenant, somebody.here.subject))
    town.show()
    page = replay(session, browser_for)
    assert "Person 2, slettet" in page.text
    assert "Siri" not in page.text


def test_proof_is_offered_to_those_who_may_see_it(answered_twice: Session, browser_for: OpenBrowser) -> None:
    town = answered_twice.town
    page = browser_for(town.administrator).open(f"{answered_twice.home}/replay")
    position = answered_twice._recorded()[-1].position
    link = page.all("link", "Bevis for hendelse 19")[0]
    assert link.get("href") == f"{town.home}/proof/events/{position}"
    assert page.one("link", "Gå til bevissiden").get("href") == f"{town.home}/proof"
    theirs = browser_for(answered_twice.member).open(f"{answered_twice.home}/replay")
    assert "/proof" not in theirs.answer.text


def test_somebody_of_another_collaboration_finds_nothing(answered_twice: Session, group: Group) -> None:
    other = group.town.join(Role.PARTICIPANT, "Odd Annensteds")
    with browser_of(group.town.site, other) as browser:
        assert browser.open(f"{answered_twice.home}/replay").status == 404


def test_the_slider_is_answered_with_the_moment_alone(answered_twice: Session, browser_for: OpenBrowser) -> None:
    browser = browser_for(answered_twice.leader)
    whole = browser.open(f"{answered_twice.home}/replay?step=18")
    part = browser.client.get(f"{answered_twice.home}/replay?step=18", headers={"hx-target": "moment"})
    assert part.text.startswith('\n<div id="moment"') or part.text.lstrip().startswith('<div id="moment"')
    assert "<html" not in part.text
    assert "<ol" not in part.text
    assert "Profilen etter hendelse 18" in whole.text


def test_what_was_just_written_is_told_while_the_read_models_are_behind(
    answered_twice: Session, browser_for: OpenBrowser
) -> None:
    page = replay(answered_twice, browser_for, "?position=999999")
    assert "Hendelse 19 av 19" in page.text


@pytest.mark.parametrize("language", ["nn", "en"])
def test_it_is_told_in_other_languages(answered_twice: Session, language: str) -> None:
    with browser_of(answered_twice.town.site, answered_twice.leader, language) as browser:
        page = browser.open(f"{answered_twice.home}/replay")
    assert {"nn": "Hending 19 av 19", "en": "Event 19 of 19"}[language] in page.text
