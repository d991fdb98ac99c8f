"""A workspace's people: who belongs where, and how an administrator lets somebody in and out."""

import re
from uuid import uuid4

import pytest

from domain.streams import workspace_stream
from domain.workspace.decisions import RemoveMember
from domain.workspace.events import MemberInvited, MemberLeft, Role
from infra.accounts.directory import memberships_of
from infra.caught_mail import caught_mail
from infra.identity import new_stream_id
from services.application.workspaces import decide_workspace
from tests.support.browsing import Shown
from tests.support.towns import Town, found_town
from tests.web.conftest import OpenBrowser


def invite(page: Shown, email: str, name: str = "", role: str = "participant") -> Shown:
    typed = {"Navn (kan stå tomt)": name, "E-postadresse": email, "Rolle": role}
    return page.press("Send invitasjonen", typed)


def people_page(town: Town, browser_for: OpenBrowser) -> Shown:
    return town.page(browser_for(town.administrator), "/people")


def here(page: Shown) -> str:
    """Everybody who has joined or is invited, without those who are no longer here."""
    return " ".join(item.text for item in page.all("listitem") if "person" in item.get("class").split())


def events(town: Town, kind: type) -> list:
    recorded = town.site.run(town.world.log.read_stream(town.workspace.tenant, workspace_stream(town.workspace.tenant)))
    return [record.event for record in recorded if isinstance(record.event, kind)]


def test_an_administrator_sees_who_belongs_where(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    town.join(Role.FACILITATOR, "Åse Fasilitator")
    town.collaborate("Friskgården", participants=(pia,))
    page = people_page(town, browser_for)
    people = [item.text for item in page.all("listitem") if "person" in item.get("class").split()]
    assert [one.split(" ")[0] for one in people] == ["Ada", "Pia", "Åse"], "å is the last letter"
    assert "Friskgården for Friskgården AS" in people[1]
    assert "Ingen samarbeid" in people[2]


def test_an_invitation_is_seen_at_once_and_comes_by_mail(town: Town, browser_for: OpenBrowser) -> None:
    page = invite(people_page(town, browser_for), "nina@example.org", "Nina Ny", "facilitator")
    assert page.status == 200
    page.one("heading", "Invitert, har ikke svart ennå")
    page.one("link", "Trekk tilbake: Nina Ny")
    town.site.work_off()
    assert "nina@example.org" in [mail.to for mail in caught_mail(town.site.settings.mail_catcher_dir)]


def test_an_invitation_is_written_in_the_language_of_who_invites(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    page = browser_for(town.administrator, language="nn").open(f"{town.home}/people")
    page.press("Send invitasjonen", {"E-postadresse": "nynorsk@example.org"})
    town.site.work_off()
    (mail,) = [mail for mail in caught_mail(town.site.settings.mail_catcher_dir) if mail.to == "nynorsk@example.org"]
    assert "Invitasjonen gjeld i 14 dagar." in mail.text


def test_a_double_click_invites_once(town: Town, browser_for: OpenBrowser) -> None:
    page = people_page(town, browser_for)
    for _ in range(2):
        assert invite(page, "nina@example.org", "Nina Ny").status == 200
    assert len(events(town, MemberInvited)) == 2, "the administrator and Nina"


def test_the_same_form_with_something_else_in_it_is_refused(town: Town, browser_for: OpenBrowser) -> None:
    page = people_page(town, browser_for)
    invite(page, "nina@example.org")
    refused = invite(page, "noen@example.org")
    assert refused.status == 409
    assert "Det første er lagret, dette er det ikke." in refused.text


@pytest.mark.parametrize("email", ["", "nina", "nina@example", "n" * 250 + "@example.org"])
def test_an_address_that_is_none_is_refused_at_its_field_and_what_was_typed_stays(
    town: Town, browser_for: OpenBrowser, email: str
) -> None:
    refused = invite(people_page(town, browser_for), email, "Nina Ny", "facilitator")
    assert refused.status == 422
    assert refused.one("textbox", "E-postadresse").get("aria-invalid") == "true"
    assert refused.one("textbox", "Navn (kan stå tomt)").get("value") == "Nina Ny"
    assert "checked" in refused.one("radio", "Fasilitator").attributes
    assert len(events(town, MemberInvited)) == 1


def test_nobody_is_invited_twice_whatever_the_letters_case(town: Town, browser_for: OpenBrowser) -> None:
    page = invite(people_page(town, browser_for), "nina@example.org")
    refused = invite(page, "Nina@Example.org")
    assert refused.status == 409
    assert "er invitert allerede" in refused.by_id["email-error"].text


def test_a_role_that_there_is_not_is_refused(town: Town, browser_for: OpenBrowser) -> None:
    assert (
        people_page(town, browser_for).press("Send invitasjonen", {"E-postadresse": "a@b.no"}, role="king").status
        == 422
    )


def test_a_new_role_shows_at_once_and_counts_at_once(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    page = people_page(town, browser_for).press("Bytt rolle: Pia Deltaker", {"Rollen til Pia Deltaker": "facilitator"})
    chosen = page.one("combobox", "Rollen til Pia Deltaker")
    assert [option.get("value") for option in chosen if "selected" in option.attributes] == ["facilitator"]
    assert browser_for(pia).open(f"{town.home}/collaborations/new").status == 200


def test_the_last_administrator_stays(town: Town, browser_for: OpenBrowser) -> None:
    page = people_page(town, browser_for)
    name = town.administrator.name
    refused = page.press(f"Bytt rolle: {name}", {f"Rollen til {name}": "participant"})
    assert (refused.status, "Gjør noen andre til administrator først." in refused.text) == (409, True)
    refused = page.follow(f"Fjern: {name}").press(f"Fjern {name}")
    assert refused.status == 409


def test_who_is_removed_reaches_nothing_any_more_and_leaves_their_collaborations(
    town: Town, browser_for: OpenBrowser
) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    collaboration = town.collaborate(participants=(pia,))
    page = people_page(town, browser_for)
    theirs = browser_for(pia)
    assert theirs.open(town.home).status == 200
    confirm = page.follow("Fjern: Pia Deltaker")
    assert "Å fjerne er ikke å slette" in confirm.text
    after = confirm.press("Fjern Pia Deltaker")
    assert "Pia Deltaker" not in here(after)
    assert theirs.open(town.home).path.startswith("/sign-in"), "who belongs nowhere has no account any more"
    shown = browser_for(town.administrator).open(f"{town.home}/collaborations/{collaboration}")
    assert "Pia" not in shown.text
    assert town.site.run(memberships_of(town.site.web, pia.account.id)) == []
    assert len(events(town, MemberLeft)) == 1


def test_a_worker_ends_the_tie_of_whom_a_crash_left_with_it(town: Town) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    assert len(town.site.run(memberships_of(town.site.web, pia.account.id))) == 1
    remove = RemoveMember(member=pia.here.subject)
    town.site.run(decide_workspace(town.world, town.administrator.here, remove, new_stream_id()))
    town.site.work_off()
    assert town.site.run(memberships_of(town.site.web, pia.account.id)) == []


def test_who_leaves_one_workspace_stays_in_another(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    theirs = browser_for(pia)
    other = found_town(town.site, "Asker")
    other.join_too(pia, Role.PARTICIPANT)
    people_page(town, browser_for).follow("Fjern: Pia Deltaker").press("Fjern Pia Deltaker")
    other.show()
    assert theirs.open(town.home).status == 404
    assert theirs.open(other.home).status == 200


def test_a_withdrawn_invitation_opens_nothing(town: Town, browser_for: OpenBrowser) -> None:
    page = invite(people_page(town, browser_for), "trukket@example.org", "Nina Ny")
    town.site.work_off()
    (mail,) = [mail for mail in caught_mail(town.site.settings.mail_catcher_dir) if mail.to == "trukket@example.org"]
    found = re.search(r"/invitations/\S+", mail.text)
    assert found is not None
    after = page.follow("Trekk tilbake: Nina Ny").press("Trekk tilbake invitasjonen")
    assert "Nina Ny" not in here(after)
    refused = browser_for().open(found.group())
    assert (refused.status, "Invitasjonen gjelder ikke lenger" in refused.text) == (410, True)


def test_an_invitation_that_was_accepted_since_is_not_withdrawn(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    page = people_page(town, browser_for).follow("Fjern: Pia Deltaker")
    refused = page.press("Fjern Pia Deltaker", standing="invited")
    assert refused.status == 409
    assert browser_for(pia).open(town.home).status == 200


def test_a_person_that_there_is_not_is_not_found(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}/people/{uuid4()}/removal")
    assert page.status == 404
