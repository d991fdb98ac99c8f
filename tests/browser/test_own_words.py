"""The municipality's own words from the form to the mail server: what the preview showed is what arrives."""

import mailbox
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import msgspec
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import FrameLocator, Page, expect

from domain.civil_time import moment_of
from domain.planning.usual import usual_plan
from domain.workspace.events import Role
from infra.mail.choices import Choice
from infra.translation import LANGUAGES
from infra.translation.catalogue import Language
from services.application.campaigns.turning import turn_campaigns
from services.application.reminding.choosing import choose_letters
from services.web.pages import LANGUAGE_COOKIE
from services.web.presenting.mails import STAY
from services.web.session import COOKIE
from tests.running_site import Site
from tests.support.tabs import press, tab_of, too_wide
from tests.support.towns import Person, Town, found_town, session_of

pytestmark = pytest.mark.browser

OPENING = moment_of(usual_plan(datetime.now(UTC)).first)
"""What the form suggests."""

BOKMAL = "Vi måler før budsjettet blir lagt.\n\nSpør Kari på servicekontoret\nhvis du lurer på noe."
NYNORSK = "Vi måler før budsjettet blir lagt.\n\nSpør Kari på servicekontoret\nom du lurer på noko."


@pytest.fixture(scope="module")
def town(site: Site) -> Town:
    return found_town(site, "Ordvik")


@pytest.fixture(scope="module")
def nina(town: Town, site: Site) -> Person:
    """Reads Nynorsk."""
    nina = town.join(Role.PARTICIPANT, "Nina")
    town.collaborate("Eksempelsamarbeidet", participants=(nina,))
    web = msgspec.structs.replace(town.world, database=site.web)
    site.run(choose_letters(web, nina.here, Choice(reminders=True, language="nn")))
    town.show()
    return nina


@pytest.fixture(scope="module")
def tab(browser: Chromium, site: Site, town: Town, nina: Person) -> Iterator[Page]:
    """The same one all along, as the tests of this file are one life."""
    assert nina
    with tab_of(browser, site, town.administrator) as page:
        yield page


def letter(page: Page, name: str) -> FrameLocator:
    return page.frame_locator(f'iframe[title^="{name}"]')


def same(text: str) -> str:
    """With one kind of blank between words, and without the addresses, which are each person's own."""
    return re.sub(r"https?://\S+", "LINK", " ".join(text.split()))


def test_words_are_written_and_the_letters_seen_before_anything_is_saved(
    tab: Page, site: Site, town: Town, axe: Callable[[Page], None]
) -> None:
    head = site.run(town.world.log.head(town.workspace.tenant))
    tab.goto(f"{site.address}{town.home}/campaigns/new")
    tab.get_by_label("Navn på kampanjen").fill("Hvert kvartal")
    tab.locator("#own-words > summary").press("Enter")
    tab.get_by_label("Invitasjonen på bokmål").fill(BOKMAL)
    tab.get_by_label("Invitasjonen på nynorsk").fill(NYNORSK)
    press(tab, "Enter", "button", "Se brevene")
    expect(tab.get_by_role("region", name="Brevene i kampanjen")).to_be_focused()
    expect(letter(tab, "Invitasjonen på bokmål").get_by_text("hvis du lurer på noe")).to_be_visible()
    expect(tab.get_by_label("Invitasjonen på nynorsk")).to_have_value(NYNORSK)
    expect(tab.get_by_label("Navn på kampanjen")).to_have_value("Hvert kvartal")
    axe(tab)
    assert site.run(town.world.log.head(town.workspace.tenant)) == head


def test_a_letter_looks_as_in_a_mail_program_and_its_links_lead_nowhere(tab: Page) -> None:
    shown = letter(tab, "Invitasjonen på bokmål")
    action = shown.get_by_role("link", name="Svar for deg selv")
    expect(action).to_have_css("background-color", "rgb(11, 74, 83)")
    action.click()
    expect(shown.get_by_text("Ordvik skriver:")).to_be_visible()
    assert len(tab.context.pages) == 1
    assert all(
        link.startswith("https://example.invalid/")
        for link in shown.locator("a").evaluate_all("links => links.map((one) => one.href)")
    )


def test_what_was_shown_is_what_arrives_in_the_readers_language(
    tab: Page, site: Site, town: Town, nina: Person
) -> None:
    tab.locator("#letter-invitation-nn > summary").click()
    as_text = tab.locator("#letter-invitation-nn .mail-text")
    expect(as_text).to_be_visible()
    shown_text = as_text.inner_text()
    shown_html = tab.locator("#letter-invitation-nn iframe").get_attribute("srcdoc") or ""
    press(tab, "Enter", "button", "Lagre kampanjen")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Hvert kvartal")
    site.run(turn_campaigns(town.at(OPENING).world))
    site.work_off()
    mail = mail_to(site, nina)
    text, html = (str(mail.get_body((kind,)).get_content()) for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert NYNORSK in text.replace("\r\n", "\n")
    assert same(text) == same(shown_text)
    assert without_addresses(html) == without_addresses(shown_html.replace(STAY, ""))


def without_addresses(html: str) -> str:
    return re.sub(r"https?://[^\"<\s]+", "LINK", html.replace("\r\n", "\n").strip())


def mail_to(site: Site, person: Person) -> EmailMessage:
    """The one that the mail server got, byte by byte."""
    box = mailbox.Maildir(site.settings.mail_catcher_dir or "", create=False)
    found = [message_from_bytes(box.get_bytes(key), policy=default) for key in box.keys()]  # noqa: SIM118
    (mail,) = [one for one in found if one["To"] == person.account.email]
    return mail


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_the_letters_can_be_used_by_everyone(
    tab: Page, browser: Chromium, site: Site, town: Town, axe: Callable[[Page], None], language: Language
) -> None:
    letters = f"{tab.url.partition('?')[0].removesuffix('/letters')}/letters"
    with tab_of(browser, site, town.administrator, language=language) as page:
        page.goto(letters)
        axe(page)
        page.locator("main details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        axe(page)
        assert too_wide(page) == []


def test_a_letter_by_itself_breaks_no_rule_either(tab: Page, browser: Chromium, axe: Callable[[Page], None]) -> None:
    tab.goto(f"{tab.url.partition('?')[0].removesuffix('/letters')}/letters")
    letters = [frame.get_attribute("srcdoc") or "" for frame in tab.locator("iframe").all()]
    assert len(letters) == 6
    with browser.new_context(viewport={"width": 390, "height": 900}) as context:
        page = context.new_page()
        for one in letters:
            page.set_content(one)
            axe(page)


def test_the_letters_are_seen_without_scripts_and_nothing_typed_is_lost(
    browser: Chromium, site: Site, town: Town
) -> None:
    with browser.new_context(java_script_enabled=False, locale="nb-NO") as context:
        cookies = {COOKIE: session_of(site, town.administrator), LANGUAGE_COOKIE: "nb"}
        context.add_cookies([{"name": key, "value": text, "url": site.address} for key, text in cookies.items()])
        page = context.new_page()
        page.goto(f"{site.address}{town.home}/campaigns/new")
        page.locator("#own-words > summary").click()
        page.get_by_label("Påminnelsen på engelsk").fill("Two days left.")
        page.get_by_role("button", name="Se brevene").click()
        page.locator("#letter-reminder-en > summary").click()
        expect(page.locator("#letter-reminder-en .mail-text")).to_contain_text("Ordvik writes:\n\nTwo days left.")
        expect(page.get_by_label("Påminnelsen på engelsk")).to_have_value("Two days left.")
