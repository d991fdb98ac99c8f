"""Auditors: let in for a purpose and a time, reading everything and writing nothing, and seen while they do."""

import re
from datetime import timedelta
from uuid import uuid4

import httpx
import psycopg
import pytest
from msgspec.structs import replace

from domain.audit_access.state import Standing
from domain.workspace.events import Role
from infra.access_log import Asked, asked_by
from infra.accounts.directory import memberships_of
from infra.caught_mail import CaughtMail, caught_mail
from infra.clock import FixedClock
from infra.translation.writing import OSLO
from services.application.audit_accesses import find_access
from services.web.access import READERS, declared
from services.web.app import app_for
from services.web.finding import Asking, find_place
from services.web.place import NotFound, Outsider, Place
from services.web.presenting.asked_pages import WORDS
from tests.support.browsing import Shown
from tests.support.towns import Person, Town
from tests.web.conftest import OpenBrowser

DAY = timedelta(days=1)

HARMLESS = {"/language", "/sign-out"}
"""Forms that write nothing in a workspace."""


def auditors_page(town: Town, browser_for: OpenBrowser) -> Shown:
    return town.page(browser_for(town.administrator), "/auditors")


def let_in(page: Shown, email: str = "rita@example.org", **by_field: str) -> Shown:
    typed = {"Navn": "Rita Revisor", "E-postadresse": email, "Formål": "Kontroll av tallene for 2026"}
    return page.press("Slipp inn revisoren", typed, **by_field)


def letters_to(town: Town, address: str) -> list[CaughtMail]:
    town.site.work_off()
    return [mail for mail in caught_mail(town.site.settings.mail_catcher_dir) if mail.to == address]


def link_in(letter: CaughtMail) -> str:
    found = re.search(r"/invitations/\S+", letter.text)
    assert found is not None
    return found.group()


def noted(town: Town, auditor: Person) -> list[Asked]:
    async def read() -> list[Asked]:
        async with town.world.database.reading(town.workspace.tenant) as connection:
            return await asked_by(connection, town.workspace.tenant, auditor.here.subject, 100)

    return town.site.run(read())


def entered(town: Town, auditor: Person, later: timedelta) -> Place:
    """As if the auditor asked for the workspace so much later."""
    moved = FixedClock(town.world.clock.now() + later)
    world = replace(town.world, database=town.site.web, clock=moved)
    path = {"slug": town.workspace.slug}
    asking = Asking("GET", "/w/{slug}", town.home, path=path, query={}, roles=frozenset(READERS))
    return town.site.run(find_place(world, auditor.account, asking))


def test_an_empty_page_teaches_and_suggests_a_fortnight(town: Town, browser_for: OpenBrowser) -> None:
    page = auditors_page(town, browser_for)
    page.one("heading", "Ingen er sluppet inn nå")
    until = next(one for one in page.root if one.get("name") == "until").get("value")
    assert until == (town.world.clock.now() + 14 * DAY).astimezone(OSLO).date().isoformat()


def test_the_letter_says_who_lets_in_to_what_why_until_when_and_that_it_is_noted(
    town: Town, browser_for: OpenBrowser
) -> None:
    page = let_in(auditors_page(town, browser_for), "rita1@example.org")
    assert (page.status, "har ikke svart ennå" in page.text) == (200, True)
    (letter,) = letters_to(town, "rita1@example.org")
    last = (town.world.clock.now() + 14 * DAY).astimezone(OSLO)
    for said in (town.workspace.name, "Kontroll av tallene for 2026", f"til og med {last.day}.", "blir notert"):
        assert said in letter.text


def test_accepting_leads_in_and_says_so_on_every_page(town: Town, browser_for: OpenBrowser) -> None:
    let_in(auditors_page(town, browser_for), "rita2@example.org")
    (letter,) = letters_to(town, "rita2@example.org")
    invitation = browser_for().open(link_in(letter))
    assert "Kontroll av tallene for 2026" in invitation.text
    inside = invitation.press("Les som revisor")
    assert (inside.status, inside.path) == (200, town.home)
    assert "Du leser som revisor til og med" in inside.text
    assert "Du leser som revisor, til og med" in inside.browser.open("/workspaces").text
    assert "Leser fra" in auditors_page(town, browser_for).text


def test_the_invitation_can_be_sent_again_until_it_is_accepted(town: Town, browser_for: OpenBrowser) -> None:
    page = let_in(auditors_page(town, browser_for), "rita3@example.org").follow("Se tilgangen: 0 oppslag: Rita Revisor")
    again = page.press("Send invitasjonen på nytt")
    assert again.status == 200
    first, second = letters_to(town, "rita3@example.org")
    assert browser_for().open(link_in(first)).press("Les som revisor").status == 200
    assert browser_for().open(link_in(second)).status == 410
    refused = again.press("Send invitasjonen på nytt")
    assert (refused.status, "har sagt ja allerede" in refused.text) == (409, True)


@pytest.mark.parametrize(
    ("by_field", "field", "said"),
    [
        ({"purpose": ""}, "purpose", "Her må det stå noe"),
        ({"until": "2020-01-01"}, "until", "Den siste dagen er over"),
        ({"until": "2999-01-01"}, "until", "varer høyst 90 dager"),
        ({"until": ""}, "until", "Ingenting er lagret"),
        ({"email": "rita"}, "email", "e-post"),
    ],
)
def test_what_is_refused_is_said_at_its_field_and_nobody_is_let_in(
    town: Town, browser_for: OpenBrowser, by_field: dict[str, str], field: str, said: str
) -> None:
    refused = let_in(auditors_page(town, browser_for), **by_field)
    assert refused.status == 422
    assert said.casefold() in refused.by_id[f"{field}-error"].text.casefold()
    assert "Rita Revisor" in [one.get("value") for one in refused.root]
    refused.one("heading", "Ingen er sluppet inn nå")


def test_nobody_is_member_and_auditor_at_the_same_time(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    page = auditors_page(town, browser_for)
    refused = let_in(page, pia.account.email.upper())
    assert (refused.status, "er med" in refused.by_id["email-error"].text) == (409, True)
    rita = town.let_in("Rita Revisor")
    people = auditors_page(town, browser_for).follow("Folk")
    refused = people.press("Send invitasjonen", {"E-postadresse": rita.account.email})
    assert refused.status == 409
    twice = let_in(auditors_page(town, browser_for), rita.account.email)
    assert twice.status == 409


def test_nobody_is_invited_under_the_pseudonym_of_an_auditor_who_has_not_accepted(
    town: Town, browser_for: OpenBrowser
) -> None:
    """Whoever accepted under it would be member and auditor at once."""
    let_in(auditors_page(town, browser_for), "rita7@example.org")
    town.show()
    browser = browser_for(town.administrator)
    listed = browser.open(f"{town.home}/auditors")
    (link,) = [one for one in listed.all("link") if listed.name(one).startswith("Se tilgangen")]
    auditor = link.get("href").rpartition("/")[2]
    people = browser.open(f"{town.home}/people")
    refused = people.press("Send invitasjonen", {"E-postadresse": "ny.mann@example.org"}, member=auditor)
    assert refused.status == 409
    town.site.work_off()
    assert letters_to(town, "ny.mann@example.org") == []


def test_who_was_an_auditor_can_become_a_member(town: Town, browser_for: OpenBrowser) -> None:
    rita = town.let_in("Rita Revisor", days=2, begun=3 * DAY)
    town.show()
    people = browser_for(town.administrator).open(f"{town.home}/people")
    assert people.press("Send invitasjonen", {"E-postadresse": rita.account.email}).status == 200
    (letter,) = letters_to(town, rita.account.email)
    joined = browser_for().open(link_in(letter)).press("Bli med")
    assert (joined.status, joined.path) == (200, town.home)
    assert "revisor" not in joined.text


def test_an_access_ends_by_itself_at_every_request(town: Town) -> None:
    rita = town.let_in("Rita Revisor", days=14)
    town.show()
    place = entered(town, rita, later=13 * DAY)
    assert (place.role, place.leads, place.administers) == (Outsider.AUDITOR, False, False)
    with pytest.raises(NotFound):
        entered(town, rita, later=14 * DAY)


def test_after_the_end_the_workspace_is_not_there_and_the_worker_ends_the_tie(
    town: Town, browser_for: OpenBrowser
) -> None:
    rita = town.let_in("Rita Revisor", days=2, begun=3 * DAY)
    town.show()
    theirs = browser_for(rita)
    assert theirs.open(town.home).status == 404
    assert town.home not in theirs.open("/workspaces").answer.text
    assert noted(town, rita) == [], "nobody's access is used"
    town.site.work_off()
    assert town.site.run(memberships_of(town.site.web, rita.account.id)) == []
    town.join(Role.PARTICIPANT, "Pia Deltaker")
    assert "Tiden var ute" in auditors_page(town, browser_for).text


def test_the_worker_leaves_a_running_access_alone(town: Town) -> None:
    rita = town.let_in("Rita Revisor")
    town.site.work_off()
    assert len(town.site.run(memberships_of(town.site.web, rita.account.id))) == 1


def test_an_administrator_ends_an_access_with_a_reason(town: Town, browser_for: OpenBrowser) -> None:
    rita = town.let_in("Rita Revisor")
    town.show()
    theirs = browser_for(rita)
    assert theirs.open(town.home).status == 200
    page = browser_for(town.administrator).open(f"{town.home}/auditors/{rita.here.subject}")
    refused = page.press("Avslutt tilgangen", {"Hvorfor avslutter dere nå?": " "})
    assert (refused.status, refused.by_id["reason"].get("aria-invalid")) == (422, "true")
    ended = refused.press("Avslutt tilgangen", {"Hvorfor avslutter dere nå?": "Oppdraget er ferdig"})
    assert "Avsluttet av en administrator" in ended.text
    assert "Oppdraget er ferdig" in ended.text
    assert theirs.open(town.home).path.startswith("/sign-in"), "who belongs nowhere has no account any more"
    assert town.site.run(memberships_of(town.site.web, rita.account.id)) == []


def test_an_auditor_ends_the_own_access(town: Town, browser_for: OpenBrowser) -> None:
    rita = town.let_in("Rita Revisor")
    town.show()
    own = browser_for(rita).open(town.home).follow("Se tilgangen din")
    after = own.press("Avslutt tilgangen min")
    assert (after.status, after.path) == (200, "/")
    assert after.browser.open(town.home).path.startswith("/sign-in"), "who belongs nowhere has no account any more"
    access = town.site.run(find_access(town.world.log, town.workspace.tenant, rita.here.subject))
    assert access is not None
    assert access.standing(town.world.clock.now()) is Standing.ENDED_BY_AUDITOR
    page = browser_for(town.administrator).open(f"{town.home}/auditors/{rita.here.subject}")
    assert "Avsluttet tilgangen" in [item.text.partition(" ")[2].partition(" ")[2] for item in page.all("listitem")]


def test_an_auditor_meets_pseudonyms_and_nothing_that_writes(town: Town, browser_for: OpenBrowser) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    collaboration = town.collaborate(participants=(pia,))
    measurement = town.measure(collaboration, close=False)
    rita = town.let_in("Rita Revisor")
    town.show()
    theirs, home = browser_for(rita), f"{town.home}/measurements/{measurement}"
    shown = theirs.open(f"{town.home}/collaborations/{collaboration}")
    assert f"Person {str(pia.here.subject)[:8]}" in shown.text
    for path in ("", "/profile", "/values", "/values/openness", "/questions/1-1", "/actions", "/report"):
        page = theirs.open(home + path)
        assert page.status == 200
        posts = [form for form in page.root if form.tag == "form" and form.get("action") not in HARMLESS]
        assert [form for form in posts for part in form if part.tag == "button"] == [], path
        assert "Pia" not in page.text
        assert [one for one in page.root if one.tag == "textarea"] == []


def test_an_auditor_writes_nothing_and_the_attempt_is_noted(town: Town, browser_for: OpenBrowser) -> None:
    measurement = town.measure(town.collaborate(), close=False)
    rita = town.let_in("Rita Revisor")
    town.show()
    before = town.site.run(town.world.log.head(town.workspace.tenant))
    path = f"{town.home}/measurements/{measurement}/questions/1-1"
    refused = browser_for(rita).send(path, {"comment": "Fra revisoren", "command_id": str(uuid4())})
    assert refused.status == 403
    assert town.site.run(town.world.log.head(town.workspace.tenant)) == before
    (line,) = noted(town, rita)
    assert (line.method, line.path, line.refused) == ("POST", path, True)


def test_what_is_refused_and_what_is_not_there_is_noted_too(town: Town, browser_for: OpenBrowser) -> None:
    rita = town.let_in("Rita Revisor")
    town.show()
    theirs = browser_for(rita)
    assert theirs.open(f"{town.home}/people").status == 403
    nowhere = f"{town.home}/measurements/{uuid4()}"
    assert theirs.open(f"{nowhere}?hemmelig=1").status == 404
    latest, first = noted(town, rita)
    assert (first.path, first.refused) == (f"{town.home}/people", True)
    assert (latest.path, latest.route, latest.refused) == (nowhere, "/w/{slug}/measurements/{measurement}", False)


def test_what_cannot_be_noted_is_not_shown(town: Town, browser_for: OpenBrowser) -> None:
    collaboration = town.collaborate("Friskgården")
    rita = town.let_in("Rita Revisor")
    town.show()
    theirs, path = browser_for(rita), f"{town.home}/collaborations/{collaboration}"
    with psycopg.connect(town.site.database.admin_url, autocommit=True) as admin:
        admin.execute("revoke insert on auditors.access_log from samson_web")
        try:
            shut = theirs.open(path)
        finally:
            admin.execute("grant insert on auditors.access_log to samson_web")
    assert (shut.status, "Friskgården" in shut.text) == (500, False)
    assert theirs.open(path).status == 200


@pytest.mark.parametrize("statement", ["update auditors.access_log set path = ''", "delete from auditors.access_log"])
def test_nobody_on_the_web_changes_a_line(town: Town, statement: str) -> None:
    with (
        psycopg.connect(town.site.settings.role_url("samson_web")) as web,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        web.execute(statement)


def test_the_administrator_reads_in_words_what_was_opened(town: Town, browser_for: OpenBrowser) -> None:
    collaboration = town.collaborate("Friskgården")
    measurement = town.measure(collaboration)
    rita = town.let_in("Rita Revisor")
    town.show()
    theirs = browser_for(rita)
    for path in ("/profile", "/questions/1-2", "/fields/equality"):
        theirs.open(f"{town.home}/measurements/{measurement}{path}")
    theirs.open(f"{town.home}/people")
    page = browser_for(town.administrator).open(f"{town.home}/auditors").follow("Se tilgangen: 4 oppslag: Rita Revisor")
    lines = [item.text for item in page.all("listitem") if "kl. " in item.text]
    assert [re.sub(r"kl\. \d\d\.\d\d |, måling .*", "", line) for line in lines] == [
        f"Prøvde å åpne en side som ikke er for revisorer: {town.home}/people",
        "Feltet «Likeverdighet» i Friskgården",
        "Spørsmål 1-2 i Friskgården",
        "Profilen til Friskgården",
    ]
    profile = next(link for link in page.all("link") if page.name(link).startswith("Profilen til Friskgården, måling"))
    assert page.browser.open(profile.get("href")).status == 200


def test_a_long_log_has_pages(town: Town, browser_for: OpenBrowser) -> None:
    rita = town.let_in("Rita Revisor")
    town.show()
    theirs = browser_for(rita)
    for _ in range(52):
        theirs.open(town.home)
    first = theirs.open(f"{town.home}/audit")
    assert len([item for item in first.all("listitem") if "kl. " in item.text]) == 50
    second = first.follow("Eldre")
    assert len([item for item in second.all("listitem") if "kl. " in item.text]) == 4
    assert second.follow("Nyere").status == 200


def test_only_administrators_see_auditors_and_only_auditors_the_own_page(town: Town, browser_for: OpenBrowser) -> None:
    finn, rita = town.join(Role.FACILITATOR, "Finn Fasilitator"), town.let_in("Rita Revisor")
    town.show()
    assert browser_for(finn).open(f"{town.home}/auditors").status == 403
    assert browser_for(rita).open(f"{town.home}/auditors").status == 403
    assert browser_for(town.administrator).open(f"{town.home}/audit").status == 403
    assert browser_for(town.administrator).open(f"{town.home}/auditors/{uuid4()}").status == 404


def test_a_double_click_lets_one_auditor_in(town: Town, browser_for: OpenBrowser) -> None:
    page = auditors_page(town, browser_for)
    assert [let_in(page, "rita9@example.org").status for _ in range(2)] == [200, 200]
    assert len(letters_to(town, "rita9@example.org")) == 1


def test_every_page_that_auditors_read_has_words_in_the_log(town: Town) -> None:
    routes = [
        re.sub(r":\w+(?=})", "", route.path)
        for route in app_for(town.site.settings).routes
        for handler in getattr(route, "route_handlers", ())
        if "GET" in handler.http_methods and Outsider.AUDITOR in declared(handler).roles
    ]
    assert set(routes) == set(WORDS)


def test_signing_in_leads_past_a_workspace_that_is_over(town: Town, browser_for: OpenBrowser) -> None:
    rita = town.let_in("Rita Revisor", days=2, begun=3 * DAY)
    town.show()
    answer: httpx.Response = browser_for(rita).client.get("/sign-in", follow_redirects=False)
    assert answer.headers["location"] == "/workspaces"
