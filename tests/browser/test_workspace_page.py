"""A workspace's page in a real browser: narrowing it down, and numbers that are those of the list."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from domain.action_plan.decisions import AgreeAction
from domain.ids import CollaborationId
from domain.sectors import Sector
from domain.themes import Theme
from infra.identity import new_stream_id
from infra.translation.writing import day_of
from services.application.actions import decide_actions
from services.web.presenting.overview import quarter_of
from tests.running_site import Site
from tests.support.tabs import press, tab_of
from tests.support.towns import found_town

pytestmark = pytest.mark.browser

HEADINGS = ("Måling pågår", "Ikke målt ennå", "Mer enn et kvartal siden sist", "Målt det siste kvartalet")
ALL = [["Bua"], ["Kafé Gnist", "Verkstedet"], ["Østgården"], ["Verftet", "Ærlig talt", "Åpen hage"]]
"""In each group by name, in Norwegian order: what is late or lags behind stands no higher for it."""

OVERDUE, DUE, MEASURING = ["Verftet", "Ærlig talt"], ["Ærlig talt", "Åpen hage"], ["Østgården"]
CLEAR = "Vis alle samarbeidene"


class Workspace:
    """Of seven collaborations. One was measured in spring a year ago, the others now or never."""

    def __init__(self, site: Site) -> None:
        self.site, self.town = site, found_town(site, "Vesterby")
        self.now = self.town.world.clock.now()
        self.long_ago = self.now - timedelta(days=200)
        today = day_of(self.now)
        soon, past = today + timedelta(days=7), today - timedelta(days=1)
        culture, voluntary = Theme.CULTURE, Sector.VOLUNTARY
        self._measured(self.town.collaborate("Verftet"), self.now, past, past, None)
        self._measured(self.town.collaborate("Ærlig talt", theme=culture), self.now, past, soon)
        self._measured(self.town.collaborate("Åpen hage", theme=culture, sector=voluntary), self.now, soon, today)
        self._measured(self.town.collaborate("Østgården", sector=voluntary), self.long_ago)
        self.town.collaborate("Kafé Gnist", sector=Sector.BUSINESS)
        self.town.collaborate("Verkstedet", theme=culture, sector=Sector.BUSINESS)
        self.town.measure(self.town.collaborate("Bua"), {}, close=False)
        self.town.show()
        self.home = f"{site.address}{self.town.home}"

    def _measured(self, collaboration: CollaborationId, moment: datetime, *due: date | None) -> None:
        """With an action for each of these dates."""
        then, by = self.town.at(moment), self.town.administrator.here
        which = then.measure(collaboration, 6, close=False)
        for day in due:
            action = then.suggest(collaboration, which, "Møtes på gården", agree=False)
            agree = AgreeAction(action=action, measurement=which, owner=None, due=day)
            self.site.run(decide_actions(then.world, by, collaboration, agree, new_stream_id()))
        then.close(which)


@pytest.fixture(scope="module")
def workspace(site: Site) -> Workspace:
    return Workspace(site)


@pytest.fixture
def tab(browser: Chromium, workspace: Workspace) -> Iterator[Page]:
    with tab_of(browser, workspace.site, workspace.town.administrator) as page:
        page.goto(workspace.home)
        yield page


def lists(page: Page, *names: str) -> None:
    expect(page.locator(".collaboration-card h3")).to_have_text(names)


def asks(page: Page, label: str, choice: str) -> None:
    """Chosen and sent by the keyboard."""
    page.get_by_label(label, exact=True).select_option(choice)
    press(page, "Enter", "button", "Vis")


def test_all_stand_there_by_what_they_need_and_by_name(tab: Page) -> None:
    for heading, names in zip(HEADINGS, ALL, strict=True):
        expect(tab.get_by_role("region", name=heading, exact=True).locator("h3")).to_have_text(names)


def test_the_numbers_above_the_list_are_those_of_the_list(tab: Page, workspace: Workspace) -> None:
    expect(tab.get_by_text("3 av 7 samarbeid er målt dette kvartalet.")).to_be_visible()
    marked = tab.locator(".collaboration-card", has_text="over fristen")
    expect(marked.locator("h3")).to_have_text(OVERDUE)
    expect(marked).to_contain_text(["2 over fristen", "1 over fristen"])
    for said, names in (
        ("1 samarbeid ble sist målt for mer enn et kvartal siden", MEASURING),
        ("2 samarbeid har tiltak der fristen er passert", OVERDUE),
        ("2 samarbeid har tiltak med frist de neste to ukene", DUE),
    ):
        tab.goto(workspace.home)
        press(tab, "Enter", "link", said)
        tab.wait_for_url("**?waits=*")
        lists(tab, *names)
        expect(tab.locator("#found")).to_have_text(f"{len(names)} av 7 samarbeid")
        expect(tab.get_by_role("link", name=said)).to_be_visible()


def test_it_is_narrowed_down_by_theme_sector_and_period_and_the_address_says_how(
    tab: Page, workspace: Workspace
) -> None:
    this, before = (
        f"{quarter.number}. kvartal {quarter.year}" for quarter in map(quarter_of, (workspace.now, workspace.long_ago))
    )
    for label, choice, names in (
        ("Tema", "Kultur", ["Verkstedet", "Ærlig talt", "Åpen hage"]),
        ("Partner fra", "Frivillig organisasjon", ["Østgården", "Åpen hage"]),
        ("Sist målt", before, ["Østgården"]),
        ("Sist målt", this, ["Verftet", "Ærlig talt", "Åpen hage"]),
        ("Sist målt", "Ikke målt ennå", ["Bua", "Kafé Gnist", "Verkstedet"]),
    ):
        tab.goto(workspace.home)
        asks(tab, label, choice)
        lists(tab, *names)
        expect(tab.get_by_label(label, exact=True).locator("option:checked")).to_have_text(choice)
        expect(tab).to_have_title(re.compile(f"^{len(names)} av 7 samarbeid"))
    tab.goto(workspace.home)
    tab.get_by_label("Tema", exact=True).select_option("Kultur")
    asks(tab, "Partner fra", "Frivillig organisasjon")
    lists(tab, "Åpen hage")
    expect(tab).to_have_url(re.compile("[?&]theme=culture.*&sector=voluntary"))


def test_back_leads_through_what_was_asked_with_everything_still_chosen(tab: Page, workspace: Workspace) -> None:
    asks(tab, "Tema", "Kultur")
    tab.get_by_role("link", name="Ærlig talt", exact=True).click()
    expect(tab.get_by_role("heading", level=1, name="Ærlig talt")).to_be_visible()
    tab.go_back()
    expect(tab.get_by_label("Tema", exact=True).locator("option:checked")).to_have_text("Kultur")
    lists(tab, "Verkstedet", "Ærlig talt", "Åpen hage")
    tab.go_back()
    tab.wait_for_url(workspace.home)
    lists(tab, *chain(*ALL))
    expect(tab.get_by_label("Tema", exact=True).locator("option:checked")).to_have_text("Alle")


def test_a_search_by_keyboard_finds_by_part_of_a_name_and_nothing_says_how_to_get_on(tab: Page) -> None:
    search = tab.get_by_role("searchbox", name="Søk i navn og tema")
    search.fill("OESTG")
    search.press("Enter")
    tab.wait_for_url("**q=OESTG**")
    lists(tab, "Østgården")
    tab.get_by_label("Tema", exact=True).select_option("Kultur")
    press(tab, "Enter", "button", "Vis")
    expect(tab.get_by_role("heading", name="Ingen samarbeid passer til dette")).to_be_visible()
    expect(tab.locator("#found")).to_have_text("0 av 7 samarbeid")
    expect(search).to_have_value("OESTG")
    expect(tab.get_by_text("Ta bort et av valgene")).to_be_visible()
    press(tab, "Enter", "link", CLEAR)
    expect(search).to_have_value("")
    lists(tab, *chain(*ALL))
