"""Us and the nation, for who may see the whole workspace's numbers; and that it tells nothing of anybody else."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from domain.ids import SubjectId
from domain.national.groups import COUNTRY, GroupId
from domain.streams import workspace_stream
from domain.workspace.decisions import StartSharing, StopSharing
from domain.workspace.events import Role
from infra.identity import new_stream_id
from services.application.workspaces import decide_workspace
from tests.running_site import Site
from tests.support.browsing import Browser, Shown
from tests.support.releases import hand_made, publish_release
from tests.support.towns import Town, found_town
from tests.web.conftest import OpenBrowser

DURING = datetime(2018, 2, 1, 12, tzinfo=UTC)
"""In quarters of which no other test publishes anything."""

FIRST, SECOND, LAST = "2018K1", "2018K2", "2018K3"

ROGALAND = GroupId("county:11")


@pytest.fixture(scope="module")
def releases(site: Site) -> None:
    """Of three quarters. In the second the quartiles are withheld, and the last one is simulated."""
    second = hand_made(SECOND)
    held = {
        key: structs.replace(figure, lower_quartile=None, upper_quartile=None)
        for key, figure in second.figures[COUNTRY].items()
    }
    made = [
        hand_made(FIRST, base="5.3"),
        structs.replace(second, figures={**second.figures, COUNTRY: held}),
        structs.replace(hand_made(LAST, base="7.0"), simulated=True),
    ]
    for release in made:
        site.run(publish_release(site.database, site.world.log, release))


@pytest.fixture
def stavanger(site: Site, releases: None) -> Town:
    """A municipality of Rogaland with a closed measurement in the first quarter."""
    town = found_town(site, "Stavanger", "1103")
    town.at(DURING).measure(town.collaborate("Verftet"), 6)
    town.show()
    return town


def page_of(town: Town, browser: Browser, quarter: str = FIRST) -> Shown:
    return town.page(browser, f"/nation?quarter={quarter}")


def test_each_of_our_numbers_stands_beside_the_band_that_was_published(
    stavanger: Town, browser_for: OpenBrowser
) -> None:
    page = page_of(stavanger, browser_for(stavanger.administrator))
    assert page.status == 200
    page.one("heading", "Oss og landet")
    # Published as 5.2 to 5.5 with the median 5.4; ours is 6.0 of each field.
    assert page.cells("Skår per handlingsfelt · 1. kvartal 2018") == {("6,0", "over", "5,0–5,5", "5,5")}
    assert "rangering" not in page.text
    assert page.all("link", "Verftet"), "what our numbers are made of"
    assert page.all("link", "Likeverdighet")[0].get("href") == f"/national/figures/score:equality?release={FIRST}v1"
    assert browser_for().open(f"/national/figures/score:equality?release={FIRST}v1").status == 200
    assert page.cells("Skår per handlingsfelt: oss og gruppene vi hører til") == {("6,0", "5,3")}


def test_where_a_quartile_is_withheld_there_is_a_sign_and_no_band(stavanger: Town, browser_for: OpenBrowser) -> None:
    stavanger.at(DURING + timedelta(days=90)).measure(stavanger.collaborate("Byhaven"), 6)
    page = page_of(stavanger, browser_for(stavanger.administrator), SECOND)
    assert page.cells("Skår per handlingsfelt · 2. kvartal 2018") == {("6,0", ":", ":", "5,0")}
    assert "Kolon (:) betyr at tallet ikke offentliggjøres." in page.text


def test_a_simulated_release_says_so_and_that_nobody_is_in_it(stavanger: Town, browser_for: OpenBrowser) -> None:
    page = page_of(stavanger, browser_for(stavanger.administrator), LAST)
    assert "Tallene er simulert og gjelder ingen virkelige kommuner." in page.text
    assert "Derfor er dere ikke med i dem, enten dere deler eller ikke." in page.text
    first = page_of(stavanger, browser_for(stavanger.administrator))
    assert "Tallene er simulert" not in first.text


def test_who_has_nothing_in_the_quarter_is_led_to_the_newest_one_that_both_have_numbers_for(
    stavanger: Town, browser_for: OpenBrowser
) -> None:
    page = page_of(stavanger, browser_for(stavanger.administrator), SECOND)
    page.one("heading", "Dere har ingen tall for 2. kvartal 2018")
    assert "6,0" in page.follow("Se 1. kvartal 2018").text
    assert "3. kvartal 2018 – ingen tall fra oss" in page.text


def test_who_has_never_measured_is_told_what_will_stand_here(
    site: Site, releases: None, browser_for: OpenBrowser
) -> None:
    town = found_town(site, "Sandnes", "1108")
    page = page_of(town, browser_for(town.administrator))
    assert "Når dere lukker en måling, og KS offentliggjør tall for det kvartalet, står det her." in page.text


def test_who_has_no_number_of_a_municipality_has_nothing_to_be_seen_against(
    town: Town, releases: None, browser_for: OpenBrowser
) -> None:
    town.at(DURING).measure(town.collaborate(), 6)
    page = page_of(town, browser_for(town.administrator))
    page.one("heading", "Bare norske kommuner er med i tallene")
    assert "5,0–5,5" not in page.text
    assert browser_for(town.administrator).open(town.home).all("link", "Oss og landet") == []


def test_a_quarter_of_which_nothing_is_published_is_not_found(stavanger: Town, browser_for: OpenBrowser) -> None:
    browser = browser_for(stavanger.administrator)
    for asked in ("2017K4", "2018K5", "x", ""):
        assert browser.open(f"{stavanger.home}/nation?quarter={asked}").status == 404


def test_without_a_quarter_it_is_the_newest_release(stavanger: Town, browser_for: OpenBrowser) -> None:
    page = browser_for(stavanger.administrator).open(f"{stavanger.home}/nation")
    options = [one for one in page.one("combobox", "Kvartal") if one.tag == "option"]
    codes = [option.get("value") for option in options]
    assert codes == sorted(codes, reverse=True)
    assert [option.get("value") for option in options if "selected" in option.attributes] == codes[:1]


def test_through_quarters_our_numbers_stand_in_a_table_with_each_quarters_band(
    stavanger: Town, browser_for: OpenBrowser
) -> None:
    stavanger.at(DURING + timedelta(days=180)).measure(stavanger.collaborate("Byhaven"), 7)
    browser = browser_for(stavanger.administrator)
    page = page_of(stavanger, browser, LAST)
    (cells,) = page.cells("Skår per handlingsfelt, kvartal for kvartal: tallene våre og båndet i landet")
    assert cells[-3:] == ("6,0 over bånd 5,0–5,5", "– bånd :", "7,0 innenfor bånd 7,0–7,0")
    assert "Kvartal for kvartal" not in page_of(stavanger, browser).text, "nothing of later quarters, and so no series"


@pytest.mark.parametrize(
    ("said", "decided"),
    [
        ("Dere delte ikke mens tallene ble laget, så dere er ikke med i dem.", []),
        ("Dere delte mens tallene ble laget, så tallene deres kunne telle med i dem.", [-30]),
        ("Dere begynte eller sluttet å dele mens tallene ble laget.", [100]),
        ("Dere begynte eller sluttet å dele mens tallene ble laget.", [-30, 100]),
        ("Dere delte ikke mens tallene ble laget, så dere er ikke med i dem.", [-30, -1]),
    ],
)
def test_it_says_whether_we_shared_while_the_figures_were_made(
    site: Site, releases: None, browser_for: OpenBrowser, said: str, decided: list[int]
) -> None:
    town = found_town(site, "Stavanger", "1103")
    town.at(DURING).measure(town.collaborate("Verftet"), 6)
    subject = SubjectId(workspace_stream(town.workspace.tenant))
    for number, days in enumerate(decided):
        then = town.at(DURING + timedelta(days=days))
        command = StopSharing(workspace=subject, reason="") if number % 2 else StartSharing()
        site.run(decide_workspace(then.world, town.administrator.here, command, new_stream_id()))
    page = page_of(town, browser_for(town.administrator))
    assert said in page.text
    assert "5,0–5,5" in page.text, "against the public band whether they share or not"


def test_the_page_is_the_same_whatever_other_municipalities_have_and_do(
    stavanger: Town, site: Site, browser_for: OpenBrowser
) -> None:
    """Only releases tell of others. What a neighbour measures, shares or stops to share changes no letter."""
    browser = browser_for(stavanger.administrator)
    before = page_of(stavanger, browser).text
    other = found_town(site, "Sandnes", "1108")
    other.at(DURING).measure(other.collaborate("Nabohuset"), 10)
    site.run(decide_workspace(other.at(DURING).world, other.administrator.here, StartSharing(), new_stream_id()))
    same = found_town(site, "Stavanger", "1103")
    same.at(DURING).measure(same.collaborate("Den andre"), 0)
    for town in (other, same):
        town.show()
    assert page_of(stavanger, browser).text == before


@pytest.mark.parametrize(("role", "status"), [(Role.FACILITATOR, 200), (Role.PARTICIPANT, 403)])
def test_who_leads_sees_it_and_a_participant_does_not(
    stavanger: Town, browser_for: OpenBrowser, role: Role, status: int
) -> None:
    browser = browser_for(stavanger.join(role, "Per"))
    assert page_of(stavanger, browser).status == status
    assert bool(browser.open(stavanger.home).all("link", "Oss og landet")) == (status == 200)


def test_an_auditor_reads_it_and_it_is_written_down_in_words(stavanger: Town, browser_for: OpenBrowser) -> None:
    browser = browser_for(stavanger.let_in("Rita"))
    assert page_of(stavanger, browser).status == 200
    assert browser.open(stavanger.home).all("link", "Oss og landet")
    assert "Arbeidsrommets tall ved siden av landets" in browser.open(f"{stavanger.home}/audit").text
