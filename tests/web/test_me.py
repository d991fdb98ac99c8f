"""Everything about oneself, and nothing about anybody else."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.ids import QuestionId
from domain.measurement.commands import NoteComment
from domain.topics import EVENTS
from domain.workspace.decisions import GrantRole, InviteMember
from domain.workspace.events import Role
from infra.identity import new_stream_id
from infra.translation.catalogue import catalogue
from services.application.erasures import ErasePerson, request_erasure
from services.application.measurements import decide_measurement
from services.application.workspaces import decide_workspace
from services.web.presenting.about_me import kind_of
from tests.support.towns import Person, Town, found_town, stranger
from tests.web.conftest import OpenBrowser

PATHS = ("/me", "/me/export.json")


@pytest.fixture
def pia(town: Town) -> Person:
    return town.join(Role.PARTICIPANT, "Pia Deltaker")


def comment(town: Town, by: Person, words: str, question: str = "1-1") -> None:
    collaboration = town.collaborate("Friskgården", participants=(by,))
    measurement = town.measure(collaboration, close=False)
    note = NoteComment(question=QuestionId(question), text=words, seen=0)
    town.site.run(decide_measurement(town.world, by.here, measurement, note, new_stream_id()))
    town.show()


def test_one_sees_account_days_workspaces_and_what_one_did(town: Town, pia: Person, browser_for: OpenBrowser) -> None:
    comment(town, pia, "Vi ler mer enn før")
    page = browser_for(pia).open("/me")
    page.one("heading", "Alt om deg")
    page.one("heading", town.workspace.name)
    for words in (pia.account.email, "Pia Deltaker", "Kommentar skrevet · spørsmål 1-1", "Vi ler mer enn før"):
        assert words in page.text
    assert str(pia.here.subject) in page.text


def test_where_nobody_wrote_about_one_the_page_says_so(town: Town, pia: Person, browser_for: OpenBrowser) -> None:
    town.show()
    nothing = "Ingen andre har skrevet noe om deg her."
    assert nothing in browser_for(town.administrator).open("/me").text
    assert nothing not in browser_for(pia).open("/me").text


def test_the_file_holds_the_same(town: Town, pia: Person, browser_for: OpenBrowser) -> None:
    comment(town, pia, "Vi ler mer enn før")
    answer = browser_for(pia).open("/me/export.json").answer
    assert answer.headers["content-disposition"] == 'attachment; filename="samson.json"'
    about = json.loads(answer.text)
    assert about["email"] == pia.account.email
    (there,) = about["workspaces"]
    assert (there["name"], there["address"], there["role"]) == ("Pia Deltaker", pia.account.email, "participant")
    (deed,) = [deed for deed in there["did"] if deed["kind"] == "measurement.comment-noted.v1"]
    assert deed["facts"] == {"question": "1-1"}
    assert deed["texts"] == {"text": "Vi ler mer enn før"}
    assert {told["kind"] for told in there["told"]} == {
        "workspace.member-invited.v1",
        "collaboration.participant-joined.v1",
    }


@pytest.mark.parametrize("path", PATHS)
def test_nobody_elses_name_address_pseudonym_or_words_are_in_it(
    town: Town, pia: Person, browser_for: OpenBrowser, path: str
) -> None:
    """Neither that of who invited me, nor of whom I invited, gave a role or asked to erase."""
    odd = town.join(Role.PARTICIPANT, "Odd Oddesen")
    comment(town, pia, "Mine ord")
    comment(town, odd, "Andres ord")
    town.site.run(
        decide_workspace(town.world, town.administrator.here, GrantRole(odd.here.subject, Role.FACILITATOR), uuid4())
    )
    erasure, command = new_stream_id(), ErasePerson(member=odd.here.subject, reason="Ba om det selv")
    town.site.run(request_erasure(town.world, town.administrator.here, erasure, command, erasure))
    town.show()
    others = {
        pia: (town.administrator, odd),
        odd: (town.administrator, pia),
        town.administrator: (pia, odd),
    }
    for reader, unseen in others.items():
        text = browser_for(reader).open(path).answer.text
        for other in unseen:
            for word in (other.name, other.account.email, str(other.here.subject), str(other.account.id)):
                assert word not in text, f"{reader.name} reads of {other.name}"
    assert "Andres ord" not in browser_for(pia).open(path).answer.text
    assert "Ba om det selv" not in browser_for(odd).open(path).answer.text, "the reason is the administrators'"
    assert "Ba om det selv" in browser_for(town.administrator).open(path).answer.text


@pytest.mark.parametrize("path", PATHS)
def test_two_workspaces_of_one_person_do_not_mix(town: Town, pia: Person, browser_for: OpenBrowser, path: str) -> None:
    other = found_town(town.site, "Asker")
    there = other.join_too(pia, Role.FACILITATOR)
    comment(other, there, "Ord i Asker")
    comment(town, pia, "Ord i Steinkjer")
    both = browser_for(pia).open(path).answer.text
    assert "Ord i Asker" in both
    assert "Ord i Steinkjer" in both
    somebody = other.join(Role.PARTICIPANT, "Somme Andre")
    other.show()
    theirs = browser_for(somebody).open(path).answer.text
    assert not any(word in theirs for word in ("Ord i", town.workspace.name, "Pia"))


def test_what_was_done_to_one_is_told_without_by_whom(town: Town, pia: Person, browser_for: OpenBrowser) -> None:
    grant = GrantRole(member=pia.here.subject, role=Role.FACILITATOR)
    town.site.run(decide_workspace(town.world, town.administrator.here, grant, uuid4()))
    erasure, command = new_stream_id(), ErasePerson(member=pia.here.subject, reason="Ba om det")
    town.site.run(request_erasure(town.world, town.administrator.here, erasure, command, erasure))
    town.show()
    page = browser_for(pia).open("/me")
    assert "Fikk en rolle · Fasilitator" in page.text
    assert "å slette deg her. Det er ikke bekreftet." in page.text


def test_who_was_removed_sees_that_workspace_no_more(town: Town, pia: Person, browser_for: OpenBrowser) -> None:
    other = found_town(town.site, "Asker")
    other.join_too(pia, Role.PARTICIPANT)
    town.show()
    other.show()
    theirs = browser_for(pia)
    page = browser_for(town.administrator).open(f"{town.home}/people")
    page.follow("Fjern: Pia Deltaker").press("Fjern Pia Deltaker")
    shown = theirs.open("/me")
    assert [heading for heading in shown.names("heading") if heading in {town.workspace.name, "Asker"}] == ["Asker"]


def test_an_open_invitation_from_elsewhere_shows_to_its_own_address_only(
    town: Town, pia: Person, browser_for: OpenBrowser
) -> None:
    asker = found_town(town.site, "Asker")
    invite = InviteMember(member=uuid4(), role=Role.PARTICIPANT, email=pia.account.email.upper(), name="Pia")  # type: ignore[arg-type]
    asker.site.run(decide_workspace(asker.world, asker.administrator.here, invite, uuid4()))
    town.site.work_off()
    town.show()
    assert "Asker, gjelder til" in browser_for(pia).open("/me").text
    assert "Asker" not in browser_for(town.administrator).open("/me").text


def test_who_belongs_nowhere_has_a_page_too_and_nobody_else_has(town: Town, browser_for: OpenBrowser) -> None:
    somebody = stranger(town.site)
    assert somebody.account.email in browser_for(somebody).open("/me").text
    for path in PATHS:
        assert browser_for().open(path).path.startswith("/sign-in")


def test_an_auditor_sees_the_access_and_what_they_opened(town: Town, browser_for: OpenBrowser) -> None:
    rita, other = town.let_in("Rita Revisor"), town.let_in("Roar Revisor")
    town.show()
    browser_for(other).open(f"{town.home}/proof")
    browser = browser_for(rita)
    browser.open(town.home)
    browser.open(f"{town.home}/people")
    page = browser.open("/me")
    page.one("heading", town.workspace.name)
    for words in ("Rita Revisor", rita.account.email, "Formålet til Rita Revisor", "Leser fra", str(rita.here.subject)):
        assert words in page.text
    assert f"{town.home}/people · avvist" in page.text
    assert "Ikke hva du så på" not in page.text
    assert "Tok imot tilgangen som revisor" in page.text
    about = json.loads(browser.open("/me/export.json").answer.text)
    (audit,) = about["audits"]
    assert about["workspaces"] == []
    assert (audit["name"], audit["purpose"]) == ("Rita Revisor", "Formålet til Rita Revisor")
    assert [line["path"] for line in audit["opened"]] == [f"{town.home}/people", town.home]
    assert [deed["kind"] for deed in audit["did"]] == ["audit-access.audit-access-accepted.v1"]
    assert {told["kind"] for told in audit["told"]} == {
        "audit-access.audit-access-granted.v1",
        "audit-access.auditor-invited.v1",
    }
    for shown in (page.answer.text, json.dumps(about)):
        assert not any(word in shown for word in ("Ada Admin", "Roar", f"{town.home}/proof"))


def test_when_the_access_is_over_the_auditor_sees_that_workspace_no_more(town: Town, browser_for: OpenBrowser) -> None:
    rita = town.let_in("Rita Revisor", days=2, begun=timedelta(days=3))
    town.show()
    for path in PATHS:
        shown = browser_for(rita).open(path).answer.text
        assert rita.account.email in shown
        assert town.workspace.name not in shown


def test_every_kind_of_event_can_be_told() -> None:
    lacking = [kind.TOPIC for kind in EVENTS if f"deed.{kind_of(kind.TOPIC)}" not in catalogue("nb")]
    assert lacking == [], "give it words in infra/translation, as “deed.” and its name"
