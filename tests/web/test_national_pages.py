"""The national pages: the stored numbers, the same for everybody, of a release that has an address."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch
from urllib.parse import urljoin

import httpx
import pytest
from msgspec.structs import replace

from domain.national.groups import COUNTRY
from domain.national.release import WITHHELD, Figure, Release
from domain.national.variables import VariableId
from infra.rate_limit import Limit
from infra.translation import LANGUAGES, Translator
from tests.running_site import Site, opened_site
from tests.support import asking
from tests.support.browsing import Shown
from tests.support.releases import THINNED, hand_made, publish_release
from tests.support.towns import analyst, browser_of, found_town

FIRST, SECOND = hand_made(), hand_made("2026K2", base="6.0")

CHANGED = VariableId("score:equality")

MISSING = VariableId("score:anchoring")

NOT_TOLD = "Offentliggjøres ikke"
"""What a reader hears of the sign."""


def third() -> Release:
    """Corrects the second: one change that is no difference of two means, and one score that is withheld."""
    release = hand_made("2026K2", version=2, base="7.0")
    country = dict(release.figures[COUNTRY])
    country[CHANGED] = replace(country[CHANGED], change=Decimal("0.3"))
    country[MISSING] = WITHHELD
    return replace(release, figures={**release.figures, COUNTRY: country})


PROFILES = ("/national", "/national/groups/county:11", "/national/releases/2026K1/v1")
PAGES = (*PROFILES, "/national/groups", "/national/releases", "/national/groups/county:18")


@pytest.fixture(scope="module")
def fresh(cluster_url: str, redis_url: str, _template: None) -> Iterator[Site]:
    """Of its own, because what is published of the country is the same for everybody on a site."""
    with opened_site(cluster_url, redis_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def nation(fresh: Site) -> Site:
    for release in (FIRST, SECOND, third()):
        fresh.run(publish_release(fresh.database, fresh.world.log, release))
    return fresh


def ask(site: Site, path: str, **headers: str) -> httpx.Response:
    return asking.get(f"{site.address}{path}", headers=headers, timeout=60)


def opened(site: Site, path: str, language: str = "nb") -> Shown:
    with browser_of(site, language=language) as browser:
        page = browser.open(path)
    assert page.status == 200, page.text
    return page


def followed(site: Site, page: Shown, link: str, language: str = "nb") -> Shown:
    return opened(site, urljoin(page.path, page.one("link", link).get("href")), language)


def rows(page: Shown, caption: str) -> dict[str, Sequence[str]]:
    """Of the table with that caption: the cells of each row, by its heading."""
    table = page.one("table", caption)
    found = {}
    for row in (one for one in table if one.tag == "tr"):
        cells = [one for one in row.children if not isinstance(one, str)]
        head, *numbers = [one for one in cells if one.get("class") != "bar"]
        found[head.text] = [one.text for one in numbers]
    return found


@pytest.mark.parametrize("path", ["/national", "/national/groups", "/national/groups/county:11", "/national/releases"])
def test_before_anything_is_published_each_page_says_what_will_be_there_and_when(fresh: Site, path: str) -> None:
    for language in LANGUAGES:
        page, t = opened(fresh, path, language), Translator(language)
        assert t("national.nothing.title") in page.names("heading")
        part = path.split("/")[2] if path.count("/") > 1 else "overview"
        assert t(f"national.nothing.{part}") in page.text


def test_before_anything_is_published_ks_is_told_so(fresh: Site) -> None:
    with browser_of(fresh, analyst(fresh)) as browser:
        browser.open("/ks").one("heading", "Ingen utgivelse ennå")


def test_before_anything_is_published_no_version_has_a_page(fresh: Site) -> None:
    assert ask(fresh, "/national/releases/2026K1/v1").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_the_same_to_everybody_and_who_they_are_in_its_head_alone(nation: Site, path: str) -> None:
    town = found_town(nation, "Lillevik")
    said = set()
    for person in (None, analyst(nation), town.administrator):
        with browser_of(nation, person) as browser:
            page = browser.open(path)
        assert page.status == 200
        if person is not None:
            assert person.account.email in page.answer.text
        main = page.one("main").text
        said.add(main.replace(" Utgivelsen i KS' verksted", ""))
    assert len(said) == 1


def test_without_a_cookie_anybody_may_keep_a_page_for_a_while_and_no_cookie_is_set(nation: Site) -> None:
    for path in PAGES:
        answer = ask(nation, path)
        assert answer.headers["cache-control"] == "public, max-age=300"
        assert answer.headers["vary"] == "Cookie, Accept-Language"
        assert "set-cookie" not in answer.headers
        again = ask(nation, path, **{"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["vary"] == "Cookie, Accept-Language"


def test_with_a_cookie_a_page_is_its_readers_alone(nation: Site) -> None:
    answer = ask(nation, "/national", cookie="samson-language=nn")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["content-language"] == "nn"


def test_the_address_can_say_the_language_and_links_keep_it(nation: Site) -> None:
    page = opened(nation, "/national?lang=en", "nb")
    assert page.one("heading", "Co-creation in Norway")
    onward = followed(nation, page, "Groups")
    assert onward.one("heading", "Groups of municipalities")
    assert followed(nation, onward, "Nynorsk").one("heading", "Grupper av kommunar")
    assert ask(nation, "/national?lang=fr").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/national/nothing", "/national/figures/nothing", "/national/groups/nothing", "/national/releases/2031K1/v1"],
)
def test_a_page_that_there_is_not_speaks_the_language_that_its_address_asks_for(nation: Site, path: str) -> None:
    with browser_of(nation, language="nb") as browser:
        missing = browser.open(f"{path}?lang=en")
        assert missing.status == 404
        assert '<html lang="en"' in missing.answer.text
        missing.one("heading", "Page not found")
        missing.follow("Nynorsk").one("heading", "Fann ikkje sida")
        browser.open(f"{path}?lang=fr").one("heading", "Fant ikke siden")


def test_too_many_pages_from_one_machine_are_refused_as_a_page(nation: Site) -> None:
    narrow = Limit("national-pages-in-a-test", most=1, per=timedelta(minutes=1))
    with patch("services.web.public_reading.READS", narrow):
        assert ask(nation, "/national").status_code == 200
        refused = ask(nation, "/national")
    assert refused.status_code == 429
    assert refused.headers["content-type"].startswith("text/html")
    assert 0 < int(refused.headers["retry-after"]) <= 60


def test_a_profile_shows_the_stored_numbers(nation: Site) -> None:
    page = opened(nation, "/national")
    scores = rows(page, "Skår og vekting, Hele landet, 2. kvartal 2026")
    assert scores["Felles mål"] == ["7,0", "7,0", NOT_TOLD]
    assert rows(page, "Vekting av verdiene")["Åpenhet"] == ["7,0", NOT_TOLD]
    assert rows(page, "Tiltak per handlingsfelt")["Felles mål"] == ["25 %", NOT_TOLD]
    assert rows(page, "Tiltak etter status")["Gjort"] == ["25 %", NOT_TOLD]


def test_the_four_fields_of_actions_are_laid_out_as_their_matrix(nation: Site) -> None:
    matrix = rows(opened(nation, "/national"), "Tiltak etter måte å handle på")
    assert matrix[""] == ["Kjent måte", "Ny måte"]
    assert list(matrix) == ["", "Begynne med eller gjøre mer av", "Gjøre mindre av eller slutte med"]
    assert all(cell.startswith("25 %") for row in list(matrix)[1:] for cell in matrix[row])


def test_a_change_is_the_stored_one_and_no_difference_of_two_means(nation: Site) -> None:
    scores = rows(opened(nation, "/national"), "Skår og vekting, Hele landet, 2. kvartal 2026")
    assert scores["Likeverdighet"][0] == "7,0"
    assert scores["Likeverdighet"][-1] == "+0,3"
    assert scores[""][-1] == "Endring siden 1. kvartal 2026"


def test_the_first_release_has_no_column_of_changes(nation: Site) -> None:
    page = opened(nation, "/national/releases/2026K1/v1")
    assert rows(page, "Skår og vekting, Hele landet, 1. kvartal 2026")[""] == ["Skår", "Vekting"]
    assert "Dette var den første utgivelsen." in page.text


def test_what_is_withheld_is_one_sign_and_one_text_and_never_says_why(nation: Site) -> None:
    page = opened(nation, "/national")
    scores = rows(page, "Skår og vekting, Hele landet, 2. kvartal 2026")
    assert scores["Forankring"][0] == NOT_TOLD
    assert Translator("nb")("national-table.note.withheld") in page.text
    for path in PAGES:
        said = opened(nation, path).one("main").text
        assert not any(rule in said for rule in ("R2", "R3", "R4", "R5", "R7", "A1", "A2", "A3"))


def test_a_withheld_axis_is_a_gap_and_a_hollow_mark(nation: Site) -> None:
    whole = ask(nation, "/national/releases/2026K2/v1").text
    gap = ask(nation, "/national").text
    assert whole.count('class="spider-missing"') == 0
    # Drawn for a wide and for a narrow screen.
    assert gap.count('class="spider-missing"') == 2
    assert gap.count('<polyline class="spider-score"') == 2


def test_a_group_stands_beside_the_country(nation: Site) -> None:
    page = opened(nation, f"/national/groups/{THINNED}")
    scores = rows(page, "Skår og vekting, Rogaland, 2. kvartal 2026")
    assert scores[""] == ["Skår", "Vekting", "Hele landet", "Endring siden 1. kvartal 2026"]
    assert scores["Forankring"] == ["7,0", NOT_TOLD, NOT_TOLD, NOT_TOLD]
    assert scores["Likeverdighet"] == ["7,0", NOT_TOLD, "7,0", NOT_TOLD]
    assert 'class="spider-earlier"' in page.answer.text
    assert "i denne gruppen" in page.text


def test_a_group_of_which_nothing_is_published_says_so(nation: Site) -> None:
    page = opened(nation, "/national/groups/county:18")
    assert "Ingen tall for denne gruppen" in page.names("heading")
    assert 'class="spider"' not in page.answer.text


def test_how_many_is_told_in_bands_only(nation: Site) -> None:
    page = opened(nation, "/national")
    assert "50 til 99 kommuner" in page.text
    listed = opened(nation, "/national/groups")
    counties = next(one for one in listed.all("table") if "Rogaland" in one.text)
    row = next(one for one in counties if one.tag == "tr" and "Rogaland" in one.text)
    assert [one.text for one in row.children if not isinstance(one, str)] == ["Rogaland", "5–9", "10–19", "7 av 28"]


def test_groups_have_one_order_whatever_their_numbers_are(nation: Site) -> None:
    def order(path: str) -> list[str]:
        page = opened(nation, path)
        return [one.text for one in page.all("link") if "/national/groups/" in one.get("href")]

    newest, first = order("/national/groups"), order("/national/groups?release=2026K1v1")
    assert newest == first
    assert newest[:3] == ["Rogaland", "Møre og Romsdal", "Nordland"]
    assert "Under 2000 innbyggere" in newest


def test_a_version_stays_at_its_address_and_leads_to_what_is_newer(nation: Site) -> None:
    first, second = (opened(nation, f"/national/releases/{one}/v1") for one in ("2026K1", "2026K2"))
    assert rows(first, "Skår og vekting, Hele landet, 1. kvartal 2026")["Felles mål"][0] == "5,0"
    assert rows(second, "Skår og vekting, Hele landet, 2. kvartal 2026")["Felles mål"][0] == "6,0"
    newer = followed(nation, first, "Dette er ikke den nyeste utgivelsen. Se 2. kvartal 2026, versjon 2")
    assert newer.path == "/national/releases/2026K2/v2"
    corrected = followed(nation, second, "Denne versjonen er rettet. Se 2. kvartal 2026, versjon 2")
    assert corrected.path == "/national/releases/2026K2/v2"
    assert not [one for one in newer.names("link") if one.startswith(("Dette er ikke", "Denne versjonen"))]


def test_a_release_that_is_chosen_stays_chosen_from_page_to_page(nation: Site) -> None:
    page = opened(nation, "/national?release=2026K1v1")
    groups = followed(nation, page, "Grupper")
    assert groups.path == "/national/groups?release=2026K1v1"
    county = followed(nation, groups, "Rogaland")
    assert rows(county, "Skår og vekting, Rogaland, 1. kvartal 2026")["Felles mål"][0] == "5,0"
    offered = [one.get("value") for one in county.root if one.tag == "option"]
    assert offered == ["2026K2v2", "2026K1v1"]


@pytest.mark.parametrize(
    "path",
    [
        "/national?release=2026K3v1",
        "/national?release=2026K1",
        "/national/groups?release=x",
        "/national/groups/county:99",
        "/national/groups/country:NO",
        "/national/groups/nothing",
        "/national/releases/2026K1/v2",
        "/national/releases/2026K9/v1",
        "/national/releases/2026K1/v0x",
    ],
)
def test_what_is_not_there_is_told_by_a_page(nation: Site, path: str) -> None:
    answer = ask(nation, path)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (404, "text/html")
    assert answer.headers["cache-control"] == "no-store"


def test_all_releases_are_listed_with_their_files(nation: Site) -> None:
    page = opened(nation, "/national/releases")
    listed = [one.text for one in page.all("link") if one.get("href").endswith(("/v1", "/v2"))]
    assert listed == ["2. kvartal 2026, versjon 2", "2. kvartal 2026, versjon 1", "1. kvartal 2026, versjon 1"]
    for kind in ("CSV", "Excel", "JSON-stat"):
        file = page.one("link", f"{kind}, 1. kvartal 2026, versjon 1").get("href")
        assert ask(nation, file).status_code == 200
    assert ask(nation, page.one("link", "Beskrivelse for datakataloger (DCAT-AP-NO)").get("href")).status_code == 200


def test_every_link_of_a_profile_leads_somewhere(nation: Site) -> None:
    for path in ("/national", f"/national/groups/{THINNED}"):
        page = opened(nation, path)
        inside = {one.get("href") for one in page.all("link") if one.get("href").startswith("/")}
        assert "/api#part-national" in inside
        for href in inside:
            assert ask(nation, href).status_code in {200, 303}, href


def test_a_simulated_release_says_so_on_every_page(fresh: Site, nation: Site) -> None:
    assert nation is fresh
    assert not any("simulert" in opened(nation, path).text for path in PROFILES)
    simulated = replace(hand_made("2026K3"), simulated=True)
    nation.run(publish_release(nation.database, nation.world.log, simulated))
    note = Translator("nb")("national-table.note.simulated")
    for path in ("/national", "/national/groups", "/national/groups/county:11", "/national/releases"):
        assert note in opened(nation, path).text
    assert note not in opened(nation, "/national/releases/2026K1/v1").text


def test_the_front_page_and_ks_lead_to_the_country_and_the_country_back_to_the_workshop(nation: Site) -> None:
    assert followed(nation, opened(nation, "/"), "Samskaping i Norge").path == "/national"
    with browser_of(nation, analyst(nation)) as browser:
        country = browser.open("/ks").follow("Se landets profil")
        workshop = country.follow("Utgivelsen i KS' verksted")
        assert workshop.path.startswith("/ks/releases/2026K")
        assert browser.open("/ks/releases/2026K1").follow("Slik alle ser den, versjon 1").path.endswith("/2026K1/v1")
    assert "verksted" not in opened(nation, "/national").text


def test_a_withheld_figure_is_told_apart_from_nought(nation: Site) -> None:
    nought = hand_made("2026K4")
    country = {**nought.figures[COUNTRY], CHANGED: Figure(mean=Decimal("0.0")), MISSING: WITHHELD}
    nation.run(
        publish_release(
            nation.database, nation.world.log, replace(nought, figures={**nought.figures, COUNTRY: country})
        )
    )
    scores = rows(opened(nation, "/national"), "Skår og vekting, Hele landet, 4. kvartal 2026")
    assert (scores["Likeverdighet"][0], scores["Forankring"][0]) == ("0,0", NOT_TOLD)
