"""Style sheets, scripts and fonts: what is served, and for how long it may be kept."""

import re
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.datastructures import State
from litestar.testing import TestClient

from infra.settings import ASSETS
from services.web.assets import INSTALLED, OURS, Assets, PackagesAreMissing, show_asset

FRONTEND = Path("services/web/frontend")


@pytest.fixture(scope="module")
def assets() -> Assets:
    return Assets(ASSETS)


@pytest.fixture
def client(assets: Assets) -> TestClient[Litestar]:
    return TestClient(Litestar([show_asset], openapi_config=None, state=State({"assets": assets})))


def test_an_asset_may_be_kept_for_a_year_under_its_digest(client: TestClient[Litestar], assets: Assets) -> None:
    answer = client.get(assets.address("css/theme.css"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.content == (OURS / "css/theme.css").read_bytes()


def test_an_asset_under_an_old_digest_is_answered_and_not_kept(client: TestClient[Litestar]) -> None:
    answer = client.get("/static/0123456789abcdef/css/theme.css")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


def test_text_is_packed_for_who_takes_it(client: TestClient[Litestar], assets: Assets) -> None:
    address = assets.address("vendor/designsystemet.css")
    packed = client.get(address, headers={"accept-encoding": "gzip"})
    plain = client.get(address, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("name", ["css/none.css", "../app.py", "vendor/../../app.py", "vendor/package.json"])
def test_only_what_is_on_the_list_is_served(client: TestClient[Litestar], assets: Assets, name: str) -> None:
    assert client.get(f"/static/{assets.digest}/{name}").status_code == 404


def test_a_name_that_is_not_on_the_list_has_no_address(assets: Assets) -> None:
    with pytest.raises(LookupError, match="no asset"):
        assets.address("css/none.css")


def test_the_address_changes_with_the_content(assets: Assets, tmp_path: Path) -> None:
    for name, path in INSTALLED.items():
        copy = tmp_path / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ASSETS / path).read_bytes() + (b" " if name == "vendor/htmx.js" else b""))
    assert Assets(tmp_path).digest != assets.digest


def test_missing_packages_are_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PackagesAreMissing, match=r"is missing: run npm ci in services/web/frontend"):
        Assets(tmp_path)


def test_every_address_in_our_style_sheets_is_on_the_list(assets: Assets) -> None:
    for sheet in (OURS / "css").glob("*.css"):
        for address in re.findall(r'url\("([^"]+)"\)', sheet.read_text()):
            assert assets.find(address.removeprefix("../")), f"{sheet.name}: {address}"


def test_the_lock_file_names_no_address_to_download_from() -> None:
    assert "resolved" not in (FRONTEND / "package-lock.json").read_text()
    assert "omit-lockfile-registry-resolved=true" in (FRONTEND / ".npmrc").read_text()
