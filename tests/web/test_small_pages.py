"""KS's page, the mail that was not sent, and pages for what went wrong."""

import re

import pytest
from litestar.testing import TestClient
from msgspec import structs

from services.web.app import app_for
from services.web.routes.mail import pieces
from tests.running_site import Site
from tests.support import asking
from tests.support.towns import Town, analyst
from tests.web.conftest import OpenBrowser


def test_an_analyst_of_ks_is_told_what_will_come_and_what_protects_it(site: Site, browser_for: OpenBrowser) -> None:
    page = browser_for(analyst(site)).open("/workspaces").follow("KS")
    page.one("heading", "Dette kommer i en utgivelse")
    page.one("heading", "Dette beskytter kommunene")


def test_a_mail_is_listed_and_its_links_can_be_followed(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    browser = browser_for()
    browser.open("/sign-in").press("Send meg en lenke", {"E-postadresse": town.administrator.account.email})
    town.site.work_off()
    listed = browser.open("/mail")
    newest = next(item for item in listed.all("listitem") if town.administrator.account.email in item.text)
    (link,) = [element for element in newest if element.role == "link"]
    mail = browser.open(link.get("href"))
    mail.one("heading", "Logg inn i SAMSON")
    (sign_in,) = [name for name in mail.names("link") if "/sign-in/link/" in name]
    assert mail.follow(sign_in).press("Logg inn").path == town.home


@pytest.mark.parametrize("name", ["nothing", "..%2F..%2Fetc%2Fpasswd", "%00"])
def test_a_mail_that_there_is_not_is_not_found(browser_for: OpenBrowser, name: str) -> None:
    assert browser_for().open(f"/mail/{name}").status == 404


def test_links_are_told_apart_from_the_text_around_them() -> None:
    found = list(pieces("Se http://a.example/b?c=d og <https://e.example>."))
    assert [(piece.text, piece.href is not None) for piece in found] == [
        ("Se ", False),
        ("http://a.example/b?c=d", True),
        (" og <", False),
        ("https://e.example", True),
        (">.", False),
    ]


def test_a_page_that_there_is_not_says_what_to_do(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    for page in (browser_for().open("/nothing/here"), browser_for(town.administrator).open(f"{town.home}/nothing")):
        assert page.status == 404
        page.one("heading", "Fant ikke siden")


def test_a_workspace_that_there_is_not_is_told_in_the_same_words_as_one_that_is_not_mine(
    site: Site, town: Town, browser_for: OpenBrowser
) -> None:
    town.show()
    browser = browser_for(analyst(site))
    mine, none = browser.open(town.home), browser.open("/w/finnes-ikke")
    without_addresses = [re.sub(r'value="[^"]*"', "", page.answer.text) for page in (mine, none)]
    assert without_addresses[0] == without_addresses[1]
    assert mine.status == none.status == 404


def test_a_failure_of_ours_says_what_is_safe_and_tells_no_secret(
    site: Site, town: Town, browser_for: OpenBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("a secret of the machine room")

    town.show()
    browser = browser_for(town.administrator)
    monkeypatch.setattr("services.web.routes.workspace.collaborations", fail)
    page = browser.open(town.home)
    assert page.status == 500
    page.one("heading", "Noe gikk galt hos oss")
    assert "secret" not in page.answer.text
    assert "Det som var lagret før, er trygt." in page.text


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/nothing", 404), ("/w/nothing", 303), ("/healthz", 503)])
def test_every_response_forbids_what_does_not_come_from_here_and_is_kept_nowhere(
    site: Site, path: str, status: int
) -> None:
    answer = asking.get(f"{site.address}{path}")
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_refused_form_is_protected_too(site: Site) -> None:
    refused = asking.post(f"{site.address}/sign-in", data={"email": "a@b.no"})
    assert refused.status_code == 403
    assert "content-security-policy" in refused.headers


def test_what_never_changes_may_be_kept(site: Site) -> None:
    found = re.search(r"/static/\S+?theme\.css", asking.get(site.address).text)
    assert found is not None
    assert "immutable" in asking.get(f"{site.address}{found.group()}").headers["cache-control"]


def test_nothing_that_is_for_trying_out_is_open_in_a_hosted_installation(site: Site) -> None:
    hosted = structs.replace(site.settings, mode="hosted")
    with TestClient(app_for(hosted)) as browser:
        assert [browser.get(path).status_code for path in ("/mail", "/mail/x", "/sign-in/one-click/x")] == [404] * 3
        assert "Se på demonstrasjonen" not in browser.get("/").text
