"""The pages around a measurement, in a real browser: accessible in every language, and at home on a small screen."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest
from instrument_text import next_version
from instruments import SAMSON, reworded
from msgspec.structs import replace
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from domain.action_plan.decisions import AgreeAction, Command, DropAction, PlaceAction
from domain.action_plan.events import Cell, Phase
from domain.audit_access.decisions import GrantAccess
from domain.campaign.decisions import PauseCampaign
from domain.campaign.events import Outcome
from domain.ids import CollaborationId, SubjectId
from domain.instrument.publication.decisions import RequestReview
from domain.streams import workspace_stream
from domain.workspace.decisions import InviteMember, OrderCheckpointLetters, StartSharing
from domain.workspace.events import Role
from infra.accounts.one_click import one_click_links
from infra.caught_mail import caught_mail
from infra.identity import new_stream_id
from infra.instrument_files import name_of
from infra.mail.return_paths import MailName
from infra.mail.returned import Report, Why, note_posted
from infra.mail.stop_links import issue_stop_link
from infra.report_shelf import Kind
from infra.translation import LANGUAGES, Language
from services.application.actions import decide_actions
from services.application.audit_accesses import grant_access
from services.application.campaigns.planning import decide_campaign
from services.application.checkpoints.signing import sign_log
from services.application.erasures import ErasePerson, request_erasure
from services.application.instruments import decide_version
from services.application.reports import order_report
from services.application.returned_mail import note
from services.application.workspaces import decide_workspace
from services.bootstrap import notary_of
from services.web.session import COOKIE
from tests.running_site import Site
from tests.support.releases import every_stage, hand_made, publish_release
from tests.support.shelves import WHO_TAKES_IN, take_in
from tests.support.towns import Person, Town, analyst, browser_of, found_town, session_of

pytestmark = pytest.mark.browser

Pages = Mapping[str, tuple[Person | None, str]]
"""Who looks, and where. What a file of its own walks, such as the national figures, is not walked once more here."""

Tabs = dict[Person | None, Page]


@pytest.fixture(scope="module")
def pages(site: Site) -> Pages:
    town, empty = found_town(site, "Lillevik"), found_town(site, "Tomvik")
    pia = town.join(Role.PARTICIPANT, "Pia Åsen")
    measured, new = town.collaborate("Verftet møteplass", participants=(pia,)), town.collaborate("Ny start")
    town.measure(measured, 5)
    last = town.measure(measured, close=False)
    action = town.suggest(measured, last, "Møtes på verftet annenhver uke, også om kvelden")
    town.suggest(measured, last, "Skrive sammen hva vi vil oppnå", "2-1", agree=False)
    act(town, measured, DropAction(action=town.suggest(measured, last, "Lage nettside"), reason="Ingen hadde tid"))
    act(town, measured, PlaceAction(action=action, cell=Cell.NEW_MORE, phase=Phase.PEOPLE))
    act(town, measured, AgreeAction(action=action, measurement=last, owner=None, due=date(2019, 3, 1)))
    town.close(last)
    town.measure(new, close=False)
    letter, checkpoint = _letter_to_somebody_invited(town), _letter_with_a_checkpoint(town)
    erasure = new_stream_id()
    forget = ErasePerson(member=pia.here.subject, reason="Hun ba om det")
    site.run(request_erasure(site.world, town.administrator.here, erasure, forget, erasure))
    site.run(_figures(town))
    site.work_off()
    asked, sharing = _municipalities(site)
    town.show()
    empty.show()
    stop = site.run(
        issue_stop_link(site.world.database, town.workspace.tenant, pia.here.subject, site.world.clock.now())
    )
    assert stop is not None
    site.run(_letters_that_came_back(site, pia))
    _drafts(site)
    kari, ada, collaboration = analyst(site), town.administrator, f"{town.home}/collaborations/{measured}"
    return (
        {
            "front": (None, "/"),
            "sign-in": (None, "/sign-in"),
            "sent": (None, "/sign-in/sent"),
            "link": (None, "/sign-in/link/a-token"),
            "method": (None, "/method"),
            "guidance": (None, "/guidance"),
            "guidance for whoever leads": (None, "/guidance/short-programme"),
            "guidance on a value": (None, "/guidance/value-openness"),
            "guidance on a field": (None, "/guidance/field-equality"),
            "privacy": (None, "/privacy"),
            "the country": (None, "/national"),
            "the country for somebody signed in": (ada, "/national"),
            "a group beside the country": (None, "/national/groups/county:11"),
            "a group without figures": (None, "/national/groups/county:18"),
            "a figure of a group": (None, "/national/figures/thickness:all?group=county:11"),
            "mail": (None, "/mail"),
            "letter": (None, f"/mail/{letter}"),
            "not found": (None, "/nowhere"),
            "workspaces": (ada, "/workspaces"),
            "ks": (kari, "/ks"),
            "an instrument to read": (kari, "/ks/instrument/1/read?language=nb&language=en&part=equality"),
            "versions of the instrument": (kari, "/ks/instrument"),
            "a published version with a draft": (kari, "/ks/instrument/1"),
            "a draft in review": (kari, "/ks/instrument/2"),
            "a draft to read": (kari, "/ks/instrument/2/read?beside=1&part=openness"),
            "workspace": (ada, town.home),
            "workspace narrowed down": (ada, f"{town.home}?q=VERFTET&sector=municipality"),
            "workspace where nothing fits": (ada, f"{town.home}?q=x&waits=overdue&measured=never"),
            "empty workspace": (empty.administrator, empty.home),
            "a municipality that is asked": (asked.administrator, asked.home),
            "what KS would see": (asked.administrator, f"{asked.home}/sharing"),
            "what KS sees": (sharing.administrator, f"{sharing.home}/sharing"),
            "what KS never sees": (ada, f"{town.home}/sharing"),
            "us and the nation": (asked.administrator, f"{asked.home}/nation?quarter=2026K1"),
            "us and the nation without us": (sharing.administrator, f"{sharing.home}/nation?quarter=2026K1"),
            "no municipality and the nation": (ada, f"{town.home}/nation"),
            "people": (ada, f"{town.home}/people"),
            "removal": (ada, f"{town.home}/people/{pia.here.subject}/removal"),
            "new collaboration": (ada, f"{town.home}/collaborations/new"),
            "collaboration": (ada, collaboration),
            "a participant's collaboration": (pia, collaboration),
            "actions": (pia, f"{collaboration}/actions"),
            "actions in the matrix": (ada, f"{collaboration}/actions?view=matrix"),
            "actions by phase": (ada, f"{collaboration}/actions?view=cycle"),
            "no actions": (ada, f"{town.home}/collaborations/{new}/actions"),
            "an action": (ada, f"{collaboration}/actions/{action}"),
            "collaboration without a profile": (ada, f"{town.home}/collaborations/{new}"),
            "comparison": (ada, f"{collaboration}/compare"),
            "a participant's comparison": (pia, f"{collaboration}/compare"),
            "a comparison on paper": (ada, f"{collaboration}/compare/paper"),
            "the next meeting": (pia, f"{collaboration}/meeting"),
            "a meeting with a wrong time": (ada, f"{collaboration}/meeting?closing=x"),
            "no meeting yet": (ada, f"{town.home}/collaborations/{new}/meeting"),
            "a meeting on paper": (ada, f"{collaboration}/meeting/paper"),
            "nothing to compare": (ada, f"{town.home}/collaborations/{new}/compare"),
            "wording": (ada, f"{collaboration}/edit"),
            **_campaigns(town, empty, pia, measured, new),
            "partners": (ada, f"{collaboration}/partners"),
            "export of the series": (ada, f"{town.home}/export"),
            "export of a collaboration": (pia, f"{collaboration}/export"),
            "proof": (ada, f"{town.home}/proof"),
            "proof of no event": (ada, f"{town.home}/proof/events?event=x"),
            "empty proof": (empty.administrator, f"{empty.home}/proof"),
            "checkpoint letter": (None, f"/mail/{checkpoint}"),
            "access tokens": (ada, f"{town.home}/tokens"),
            "the API described": (None, "/api"),
            "everything about oneself": (pia, "/me"),
            "reminders turned off by a link": (None, stop),
            "erasures": (ada, f"{town.home}/erasures"),
            "no erasures": (empty.administrator, f"{empty.home}/erasures"),
            "an erasure": (ada, f"{town.home}/erasures/{erasure}"),
            "erasing a person": (ada, f"{town.home}/people/{pia.here.subject}/erasure"),
            "erasing a text": (ada, f"{town.home}/texts/{measured}/1/purpose/erasure"),
        }
        | _audited(site)
        | _releases(site, kari)
    )


def _campaigns(town: Town, empty: Town, pia: Person, measured: CollaborationId, new: CollaborationId) -> Pages:
    """One with a round of each kind: over, left out, open for two groups, and to come; one that is paused."""
    now = town.world.clock.now()
    then = now.year - 1
    early = town.at(datetime(then, 1, 2, tzinfo=UTC))
    campaign = early.plan(
        "Hvert kvartal for alle møteplassene våre",
        begins=date(then, 1, 15),
        skips={f"{then}-04-15T08:00": "Påske, og ingen kunne møtes"},
        said="Vi måler før budsjettet.\n\nSpør Kari på servicekontoret.",
    )
    first = town.measure(measured)
    town.at(datetime(then, 1, 16, tzinfo=UTC)).open_round(campaign, {measured: first})
    town.end(campaign, first, Outcome.CLOSED)
    one, two = (town.measure(which, {"1-1": 4}, close=False) for which in (measured, new))
    town.open_round(campaign, {measured: one, new: two})
    town.end(campaign, two, Outcome.NOT_COMPLETED)
    skipped = f"{now.year + 1}-10-11T08:00"
    paused = town.plan(
        "På vent", begins=date(now.year + 1, 1, 11), rule="FREQ=MONTHLY;INTERVAL=9", skips={skipped: "Valg"}
    )
    by = town.administrator.here
    town.site.run(decide_campaign(town.world, by, paused, (PauseCampaign(reason="Budsjettet"),), new_stream_id()))
    ada, home = town.administrator, f"{town.home}/campaigns"
    return {
        "campaigns": (ada, home),
        "no campaigns": (empty.administrator, f"{empty.home}/campaigns"),
        "a new campaign": (ada, f"{home}/new"),
        "a campaign": (ada, f"{home}/{campaign}"),
        "a participant's campaign": (pia, f"{home}/{campaign}"),
        "a paused campaign": (ada, f"{home}/{paused}"),
        "a campaign's letters": (ada, f"{home}/{campaign}/letters"),
        "changing a plan": (ada, f"{home}/{campaign}/plan"),
        "a measurement in a campaign": (ada, f"{town.home}/measurements/{one}"),
        "more time": (ada, f"{town.home}/measurements/{one}/more-time"),
    }


def act(town: Town, collaboration: CollaborationId, command: Command) -> None:
    by = town.administrator.here
    town.site.run(decide_actions(town.world, by, collaboration, command, new_stream_id()))


async def _figures(town: Town) -> None:
    """Of the whole workspace, as if they were many: what was made on order lies there for a while."""
    about, by, web = workspace_stream(town.workspace.tenant), town.administrator.here, town.site.web
    world = msgspec.structs.replace(town.world, database=web)
    await order_report(world, by, about, language="nb", report=new_stream_id(), kind=Kind.SERIES_CSV)


def _drafts(site: Site) -> None:
    """Of KS: a new version in review, and one more language of the shipped one. Nobody measures with either."""
    web = msgspec.structs.replace(site.world, database=site.web)
    sami = reworded(SAMSON, lambda words: {**words, "se": words["nb"]})
    site.run(take_in(web, replace(sami, languages=(*SAMSON.languages, "se"))))
    file = site.run(take_in(web, next_version(SAMSON), note="Etter høring i fem kommuner og hos tre sosiale foretak"))
    command = RequestReview(instrument="samson", version=2, seen=name_of(file))
    site.run(decide_version(web, WHO_TAKES_IN, command, new_stream_id()))


def _releases(site: Site, kari: Person) -> Pages:
    """KS's workshop, with a quarter at each stage."""
    site.run(every_stage(site))
    quarters = {
        "a release with a second version": "2024K1",
        "a proposed release": "2024K2",
        "a release that its audit stops": "2024K3",
        "an approved release": "2024K4",
        "a release that is computed": "2025K1",
        "a quarter that nobody has ordered": "2025K2",
        "a quarter that is not over": "2199K4",
        "the figures of a release": "2024K2/figures",
    }
    pages: Pages = {name: (kari, f"/ks/releases/{path}") for name, path in quarters.items()}
    return pages | {"releases": (kari, "/ks/releases")}


def _audited(site: Site) -> Pages:
    """What an auditor meets, and what administrators see of it."""
    town, empty = found_town(site, "Kontrollvik"), found_town(site, "Ukontrollert")
    collaboration = town.collaborate("Verftet møteplass", participants=(town.join(Role.PARTICIPANT, "Pia Åsen"),))
    measurement = town.measure(collaboration, 5)
    under_way = town.measure(collaboration, {"1-1": 4, "1-2": 7}, close=False)
    rita = town.let_in("Rita Revisor ved Fylkesrevisjonen")
    town.let_in("Lars", days=10, begun=timedelta(days=20))
    invitation = _invitation_of_an_auditor(town)
    town.show()
    empty.show()
    closed, open_one = (f"{town.home}/measurements/{which}" for which in (measurement, under_way))
    with browser_of(site, rita) as reading:
        for path in (town.home, f"{closed}/profile", f"{closed}/fields/equality", f"{town.home}/people"):
            reading.open(path)
    ada = town.administrator
    return {
        "auditors": (ada, f"{town.home}/auditors"),
        "no auditors": (empty.administrator, f"{empty.home}/auditors"),
        "an auditor": (ada, f"{town.home}/auditors/{rita.here.subject}"),
        "an auditor's invitation": (None, invitation),
        "an auditor's workspaces": (rita, "/workspaces"),
        "an auditor's workspace": (rita, town.home),
        "an auditor's collaboration": (rita, f"{town.home}/collaborations/{collaboration}"),
        "an auditor's profile": (rita, f"{closed}/profile"),
        "an auditor's report": (rita, f"{closed}/report"),
        "an auditor's measurement": (rita, open_one),
        "an auditor's question": (rita, f"{open_one}/questions/1-1"),
        "an auditor's own access": (rita, f"{town.home}/audit"),
    }


def _invitation_of_an_auditor(town: Town) -> str:
    grant = GrantAccess(
        auditor=SubjectId(uuid4()),
        name="Ragnhild",
        email=f"ragnhild@{town.workspace.slug}.example",
        purpose="Kontroll av hvordan skårene for 2026 ble til, etter bestilling fra kontrollutvalget",
        until=town.world.clock.now() + timedelta(days=14),
    )
    town.site.run(grant_access(town.world, town.administrator.here, grant, new_stream_id()))
    town.site.work_off()
    (letter,) = [mail for mail in caught_mail(town.site.settings.mail_catcher_dir) if mail.to == grant.email]
    found = re.search(r"/invitations/\S+", letter.text)
    assert found is not None
    return found.group()


async def _letters_that_came_back(site: Site, person: Person) -> None:
    """And one that did not."""
    world, tenant = site.world, person.here.tenant
    for report in (Report(Why.PERMANENT, "5.1.1"), Report(Why.TEMPORARY, "4.4.1"), Report(Why.COMPLAINT), None):
        name = MailName(tenant, new_stream_id())
        await note_posted(world.database, name, person.here.subject, "mail.reminder", world.clock.now())
        if report is not None:
            await note(world, name, report, {})


def _municipalities(site: Site) -> tuple[Town, Town]:
    """One that has not answered whether it shares, and one that does after a release."""
    towns = []
    for name, number in (("Stavanger", "1103"), ("Oslo", "0301")):
        town = found_town(site, name, number)
        collaboration = town.collaborate("Verftet møteplass")
        measurement = town.measure(collaboration, 6, close=False)
        town.suggest(collaboration, measurement, "Møtes på verftet")
        town.close(measurement)
        towns.append(town)
    asked, sharing = towns
    _through_quarters(asked)
    site.run(decide_workspace(site.world, sharing.administrator.here, StartSharing(), new_stream_id()))
    site.run(publish_release(site.database, site.world.log, hand_made("2026K1")))
    for town in towns:
        town.show()
    return asked, sharing


def _through_quarters(town: Town) -> None:
    """Three that are over, in the second of which nothing was measured."""
    for moment, score in ((datetime(2025, 9, 9, tzinfo=UTC), 4), (datetime(2026, 2, 3, tzinfo=UTC), 7)):
        then = town.at(moment)
        collaboration = then.collaborate("Frivillighetens hus og møteplassen ved elva")
        measurement = then.measure(collaboration, score, close=False)
        then.suggest(collaboration, measurement, "Åpne oftere")
        then.close(measurement)
    simulated = msgspec.structs.replace(hand_made("2025K4", base="6.0"), simulated=True)
    for release in (hand_made("2025K3", base="4.2"), simulated):
        town.site.run(publish_release(town.site.database, town.site.world.log, release))


def _letter_to_somebody_invited(town: Town) -> str:
    invite = InviteMember(member=uuid4(), role=Role.PARTICIPANT, email="nina@lillevik.example", name="Nina Ny")  # type: ignore[arg-type]
    town.site.run(decide_workspace(town.world, town.administrator.here, invite, new_stream_id()))
    town.site.work_off()
    return next(mail.id for mail in caught_mail(town.site.settings.mail_catcher_dir) if mail.to == invite.email)


def _letter_with_a_checkpoint(town: Town) -> str:
    order, ada = OrderCheckpointLetters(language="nb"), town.administrator
    town.site.run(decide_workspace(town.world, ada.here, order, new_stream_id()))
    town.site.run(sign_log(notary_of(town.world, town.site.settings), town.workspace.tenant))
    town.site.work_off()
    return next(mail.id for mail in caught_mail(town.site.settings.mail_catcher_dir) if mail.to == ada.account.email)


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    return []


@pytest.fixture(scope="module")
def tabs(browser: Browser) -> Iterator[Tabs]:
    tabs: Tabs = {}
    yield tabs
    for page in tabs.values():
        page.context.close()


@pytest.fixture
def look(
    site: Site, browser: Browser, pages: Pages, tabs: Tabs, complaints: list[str]
) -> Iterator[Callable[..., Page]]:
    """`look("people", "nn")`, whatever the browser complains of fails the test.

    A reader has one tab, as most have, and goes from page to page in it, in one language after the other: a new tab
    for each page takes four times as long, and fetches anew what is the same on all of them.
    """

    def tab_of(person: Person | None) -> Page:
        if person not in tabs:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            if person is not None:
                context.add_cookies([{"name": COOKIE, "value": session_of(site, person), "url": site.address}])
            tabs[person] = page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
            page.on("console", lambda message: complaints.extend(faults(page.url, message)))
        return tabs[person]

    def open_page(name: str, language: Language = "nb") -> Page:
        person, path = pages[name]
        page = tab_of(person)
        page.set_extra_http_headers({"accept-language": language})
        page.goto(f"{site.address}{path}")
        return page

    yield open_page
    heard = complaints.copy()
    complaints.clear()
    assert heard == []


def faults(address: str, message: ConsoleMessage) -> list[str]:
    """The browser also says so when a page answers with another status than 200, which is no fault."""
    is_fault = message.type == "error" and "the server responded with a status" not in message.text
    return [f"{address}: {message.text}"] if is_fault else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_used_by_everyone(
    look: Callable[..., Page], pages: Pages, usable: Callable[[Page], None], language: Language
) -> None:
    for name in pages:
        page = look(name, language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        usable(page)


def test_none_breaks_a_rule_of_accessibility_with_what_was_refused_on_it(
    look: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    for name, button in (
        ("new collaboration", "Lag samarbeidet"),
        ("people", "Send invitasjonen"),
        ("sign-in", "Send meg en lenke"),
        ("erasing a person", "Be om sletting"),
        ("auditors", "Slipp inn revisoren"),
        ("a new campaign", "Lagre kampanjen"),
        ("an auditor", "Avslutt tilgangen"),
        ("versions of the instrument", "Ta inn filen"),
        ("a draft in review", "Send tilbake"),
    ):
        page = look(name)
        page.get_by_role("button", name=button).click()
        page.locator(".ds-error-summary").wait_for()
        axe(page)


def test_a_ready_made_link_signs_in_by_itself_where_scripts_run(site: Site, page: Page, pages: Pages) -> None:
    person, home = pages["workspace"]
    assert person is not None
    (link,) = site.run(one_click_links(site.world.database, "embedded", site.address, [person.account.email]))
    page.goto(link.url)
    page.wait_for_url(f"{site.address}{home}")


def test_what_was_refused_is_in_focus_and_leads_to_its_field(look: Callable[..., Page]) -> None:
    page = look("sign-in")
    page.get_by_label("E-postadresse").fill("ingen adresse")
    page.get_by_role("button", name="Send meg en lenke").click()
    page.wait_for_function("document.activeElement.classList.contains('ds-error-summary')")
    page.locator(".ds-error-summary a").press("Enter")
    expect(page.get_by_label("E-postadresse")).to_be_focused()
