"""The national pages: the same for everybody, of a release that has an address, and open to whoever keeps them."""

from collections.abc import Iterator

import httpx
import pytest

from tests.running_site import Site, opened_site
from tests.support.releases import hand_made, publish_release
from tests.support.towns import analyst, browser_of

FIRST, SECOND, THIRD = hand_made(), hand_made("2026K2", base="6.0"), hand_made("2026K2", version=2, base="7.0")
"""The third corrects the second."""

PAGES = ("/national", "/national/groups", "/national/groups/county:11", "/national/releases")


@pytest.fixture(scope="module")
def fresh(cluster_url: str, redis_url: str, _template: None) -> Iterator[Site]:
    """Of its own, because what is published of the country is the same for everybody on a site."""
    with opened_site(cluster_url, redis_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def nation(fresh: Site) -> Site:
    for release in (FIRST, SECOND, THIRD):
        fresh.run(publish_release(fresh.database, fresh.world.log, release))
    return fresh


def ask(site: Site, path: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{site.address}{path}", headers=headers)


@pytest.mark.parametrize("path", PAGES)
def test_before_anything_is_published_each_page_says_what_will_be_there(fresh: Site, path: str) -> None:
    answer = ask(fresh, path)
    assert answer.status_code == 200
    assert "Ingen tall er offentliggjort ennå" in answer.text


@pytest.mark.parametrize("path", [*PAGES, "/national/releases/2026K1/v1"])
def test_each_page_is_there_for_everybody(nation: Site, path: str) -> None:
    answer = ask(nation, path)
    assert answer.status_code == 200, answer.text
    kari = analyst(nation)
    with browser_of(nation, kari) as browser:
        page = browser.open(path)
        assert page.status == 200
        assert kari.account.email in page.answer.text


def test_without_a_cookie_anybody_may_keep_a_page_and_no_cookie_is_set(nation: Site) -> None:
    answer = ask(nation, "/national")
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["vary"] == "Cookie, Accept-Language"
    assert "set-cookie" not in answer.headers
    again = ask(nation, "/national", **{"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
