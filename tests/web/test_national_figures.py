"""The pages of single national figures: over quarters, by group, on the map, and two releases side by side."""

from collections.abc import Iterator
from itertools import cycle

import pytest

from domain.national.variables import VARIABLES
from infra.translation import LANGUAGES
from tests.running_site import Site, opened_site
from tests.support import asking
from tests.support.browsing import Browser, Shown
from tests.support.nations import country_over
from tests.support.releases import hand_made, publish_release

PAGES = ("/national/figures", "/national/figures/score:equality", "/national/map", "/national/compare")


@pytest.fixture(scope="module")
def fresh(cluster_url: str, redis_url: str, _template: None) -> Iterator[Site]:
    with opened_site(cluster_url, redis_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def nation(cluster_url: str, redis_url: str, _template: None) -> Iterator[Site]:
    """Six quarters, 2024K4 to 2026K1, of which 2025K4 is corrected and 2025K2 has no score of equality."""
    with opened_site(cluster_url, redis_url) as opened:
        for release in country_over():
            opened.run(publish_release(opened.database, opened.world.log, release))
        yield opened


@pytest.fixture(scope="module")
def reader(nation: Site) -> Iterator[Browser]:
    with Browser(nation.address) as browser:
        yield browser


WITHHELD = "Offentliggjøres ikke"
"""What a screen reader hears of the sign."""


def rows(page: Shown, caption: str) -> list[list[str]]:
    """The lines of the table, without its head."""
    table = next(one for one in page.all("table") if caption in page.name(one))
    every = [[cell.text for cell in line if cell.tag in {"th", "td"}] for line in page.all("row", within=table)]
    return every[1:]


def tiles(page: Shown) -> list[str]:
    """What a screen reader says of each, of the wide drawing: another one is for narrow screens."""
    drawn = next(one for one in page.root if one.get("aria-labelledby") == "counties-title")
    return [
        "".join(map(str, one.children))
        for tile in drawn
        if tile.get("class") == "tile"
        for one in tile
        if one.tag == "title"
    ]


@pytest.mark.parametrize("path", PAGES)
def test_before_anything_is_published_each_page_says_what_will_be_there(fresh: Site, path: str) -> None:
    answer = asking.get(f"{fresh.address}{path}")
    assert answer.status_code == 200
    assert "Ingen tall er offentliggjort ennå" in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_for_everybody_and_whoever_wants_may_keep_it(nation: Site, path: str) -> None:
    answer = asking.get(f"{nation.address}{path}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert "set-cookie" not in answer.headers
    assert "Tallene er simulert og gjelder ingen virkelige kommuner." in answer.text


def test_every_variable_has_its_page_and_its_map(nation: Site) -> None:
    """The languages in turn: what differs between variables is their words."""
    for one, language in zip(VARIABLES, cycle(LANGUAGES), strict=False):
        for path in (f"/national/figures/{one.id}?lang={language}", f"/national/map?variable={one.id}&lang={language}"):
            assert asking.get(f"{nation.address}{path}").status_code == 200, path


@pytest.mark.parametrize(
    "path",
    [
        "/national/figures/score:nothing",
        "/national/figures/score:equality?group=county:03",
        "/national/figures/score:equality?release=2031K1v1",
        "/national/map?variable=equality",
        "/national/compare?first=2025K4v3",
        "/national/compare?second=2026",
        "/national/compare?group=county:99",
    ],
)
def test_what_there_is_not_is_not_found(nation: Site, path: str) -> None:
    assert asking.get(f"{nation.address}{path}").status_code == 404


def test_the_list_of_figures_leads_to_each(reader: Browser) -> None:
    page = reader.open("/national/figures")
    assert page.follow("Demokrati").path == "/national/figures/weighting:democracy"


def test_a_series_has_a_line_for_each_quarter_the_newest_version_and_the_sign_where_nothing_is_published(
    reader: Browser,
) -> None:
    page = reader.open("/national/figures/score:equality")
    lines = rows(page, "over tid")
    assert [line[0].split(" Versjon")[0] for line in lines] == [
        "1. kvartal 2026",
        "4. kvartal 2025",
        "3. kvartal 2025",
        "2. kvartal 2025",
        "1. kvartal 2025",
        "4. kvartal 2024",
    ]
    assert lines[1][0] == "4. kvartal 2025 Versjon 2"
    assert lines[3][1:] == [WITHHELD] * 4
    assert lines[5][4] == WITHHELD, "the first release has no change"


def test_a_corrected_quarter_says_so_and_leads_to_what_was_corrected(reader: Browser) -> None:
    page = reader.open("/national/figures/score:equality")
    assert "4. kvartal 2025 er rettet: Versjon 2 har erstattet versjon 1." in page.answer.text
    both = page.follow("Se hva som er rettet")
    assert both.path.partition("?")[2] == "first=2025K4v1&second=2025K4v2"


def test_a_page_that_names_a_release_shows_the_series_up_to_it(reader: Browser) -> None:
    page = reader.open("/national/figures/score:equality?release=2025K4v1")
    lines = rows(page, "over tid")
    assert lines[0][0] == "4. kvartal 2025"
    assert len(lines) == 5
    assert "har erstattet" not in page.answer.text


def test_a_group_has_its_series_too_and_the_choice_of_release_keeps_it(reader: Browser) -> None:
    page = reader.open("/national/figures/score:equality").follow("Agder")
    assert page.path == "/national/figures/score:equality?group=county%3A42"
    assert "Agder over tid" in page.answer.text
    assert 'name="group" value="county:42"' in page.answer.text


def test_groups_are_told_in_bands_and_always_in_the_same_order(reader: Browser) -> None:
    page = reader.open("/national/figures/score:equality")
    counties = rows(page, "Fylker")
    assert [line[0] for line in counties][:3] == ["Rogaland", "Møre og Romsdal", "Nordland"]
    assert {line[5] for line in counties} == {"10–19", WITHHELD}


def test_the_map_has_a_link_for_each_county_with_its_number_and_the_table_the_same_order(reader: Browser) -> None:
    page = reader.open("/national/map?release=2026K1v1")
    country, *lines = rows(page, "Fylker")
    assert country[0] == "Hele landet"
    assert WITHHELD in {line[1] for line in lines}
    assert tiles(page) == [
        f"{name}: offentliggjøres ikke" if mean == WITHHELD else f"{name}: {mean}" for name, mean, *_ in lines
    ]


def test_a_line_under_the_map_leads_to_the_page_of_its_group_and_the_country_s_to_the_first_of_all(
    reader: Browser,
) -> None:
    page = reader.open("/national/map?lang=nb")
    county = page.follow("Rogaland")
    assert (county.status, county.path) == (200, "/national/groups/county:11?lang=nb")
    country = page.follow("Hele landet")
    assert (country.status, country.path) == (200, "/national?lang=nb")


def test_of_two_releases_that_follow_each_other_the_stored_change_is_told(reader: Browser) -> None:
    page = reader.open("/national/compare")
    assert "Endring for dem som var med begge ganger" in page.answer.text
    assert page.one("combobox", "Den ene utgivelsen")
    first, *_ = country_over()[-1].figures["country:NO"].values()  # type: ignore[index]
    line = next(one for one in rows(page, "Skår per handlingsfelt") if one[0] == "Likeverdighet")
    assert line[3] == f"{first.change:+}".replace(".", ",").replace("-", "\N{MINUS SIGN}")


def test_of_two_releases_that_do_not_follow_each_other_no_change_is_told_but_where_it_is(reader: Browser) -> None:
    page = reader.open("/national/compare?first=2025K1v1&second=2025K4v2")
    assert "så forskjellen mellom dem er ingen endring" in page.answer.text
    assert "Endring for dem som var med begge ganger" not in page.answer.text
    near = page.follow("Se de to ved siden av hverandre")
    assert "first=2025K3v1&second=2025K4v2" in near.path.replace("release=2025K4v2&", "")


def test_whichever_is_named_first_the_earlier_one_is_first(reader: Browser) -> None:
    there, back = (
        reader.open(f"/national/compare?first={one}&second={other}")
        for one, other in (("2025K1v1", "2025K4v2"), ("2025K4v2", "2025K1v1"))
    )
    assert rows(there, "Skår per handlingsfelt") == rows(back, "Skår per handlingsfelt")


def test_of_two_versions_it_is_told_what_was_corrected_and_that_nothing_has_changed(reader: Browser) -> None:
    page = reader.open("/national/compare?first=2025K4v1&second=2025K4v2")
    assert "Forskjellene er rettelser, og sier ikke at noe har endret seg." in page.answer.text
    before, after = (one for one in country_over() if str(one.quarter) == "2025K4")
    mean, other = (one.figures["country:NO"]["score:equality"].mean for one in (before, after))  # type: ignore[index]
    line = next(
        one for one in rows(page, "Rettede tall: Hele landet") if one[:2] == ["Skår: Likeverdighet", "Gjennomsnitt"]
    )
    assert line[2:] == [str(mean).replace(".", ","), str(other).replace(".", ",")]


def test_the_same_release_twice_is_no_comparison(reader: Browser) -> None:
    page = reader.open("/national/compare?first=2026K1v1&second=2026K1v1")
    assert "Velg to ulike utgivelser" in page.answer.text


def test_one_release_alone_says_when_there_will_be_two(fresh: Site) -> None:
    """Runs last on its site: something is published from now on. Made by other rules than the one that follows."""
    fresh.run(publish_release(fresh.database, fresh.world.log, hand_made("2026K1")))
    answer = asking.get(f"{fresh.address}/national/compare")
    assert "Bare én utgivelse er offentliggjort ennå" in answer.text
