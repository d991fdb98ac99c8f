"""Published national figures over HTTP: tables and their selections, files at stable addresses, and who is let in."""

import csv
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import httpx
import openpyxl
import pytest
from litestar import Litestar
from openapi_spec_validator import OpenAPIV31SpecValidator

from infra.database import Database
from infra.translation import LANGUAGES
from services.web.access import Reach, declared
from services.web.app import app_for
from services.web.public_reading import LARGE_READS, READS
from services.web.routes import national, national_pages
from tests.running_site import Site, opened_site
from tests.support import asking
from tests.support.json_stat_reader import complaints, read
from tests.support.national_files import told
from tests.support.releases import hand_made, publish_release
from tests.support.towns import analyst, browser_of, found_town

API = "/api/national/v1"
SCORES = f"{API}/tables/scores/data"

FIRST, SECOND, THIRD = hand_made(), hand_made("2026K2", base="6.0"), hand_made("2026K2", version=2, base="7.0")
"""The third corrects the second."""


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
    return asking.get(f"{site.address}{path}", headers=headers)


def codes(answer: httpx.Response, name: str) -> list[str]:
    assert answer.status_code == 200, answer.text
    return list(answer.json()["dimension"][name]["category"]["index"])


def test_before_anything_is_published_there_is_no_table_and_no_file(fresh: Site) -> None:
    assert ask(fresh, f"{API}/tables").json()["tables"] == []
    assert ask(fresh, f"{API}/releases").json() == {"releases": []}
    assert ask(fresh, "/national/catalogue.ttl").status_code == 200
    for path in (f"{API}/tables/scores", SCORES, "/national/releases/newest.csv", "/national/releases/2026K1/v1.csv"):
        answer = ask(fresh, path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json"), path


def test_each_table_is_listed_with_where_to_go_on(nation: Site) -> None:
    listed = ask(nation, f"{API}/tables?lang=en").json()
    assert [one["id"] for one in listed["tables"]] == [
        "scores", "weightings", "thickness", "actions-by-field", "actions-by-cell", "actions-by-status", "coverage"
    ]  # fmt: skip
    for one in listed["tables"]:
        assert (one["firstPeriod"], one["lastPeriod"], one["source"]) == ("2026K1", "2026K2", "KS")
        assert [link["rel"] for link in one["links"]] == ["self", "metadata", "data"]
        for link in one["links"]:
            assert asking.get(link["href"]).status_code == 200
    assert ask(nation, f"{API}/tables/scores?lang=en").json() == listed["tables"][0]


def test_tables_are_found_by_words_and_come_in_pages(nation: Site) -> None:
    found = ask(nation, f"{API}/tables?query=tiltak status").json()
    assert [one["id"] for one in found["tables"]] == ["actions-by-status"]
    address, seen = f"{nation.address}{API}/tables?pageSize=3&lang=nn", []
    while address:
        page = asking.get(address).json()
        seen += [one["id"] for one in page["tables"]]
        address = next((link["href"] for link in page["page"]["links"] if link["rel"] == "next"), "")
    assert len(seen) == len(set(seen)) == page["page"]["totalElements"] == 7
    long_ago = [ask(nation, f"{API}/tables?pastdays={days}").json()["tables"] for days in (1, 9999)]
    assert [len(found) for found in long_ago] == [0, 7]


def test_a_table_has_the_stored_numbers_of_the_newest_versions_in_every_format(nation: Site) -> None:
    newest = {"2026K1": FIRST, "2026K2": THIRD}
    for table in (one["id"] for one in ask(nation, f"{API}/tables").json()["tables"]):
        path = f"{API}/tables/{table}/data?valuecodes[Quarter]=*"
        dataset = json.loads(ask(nation, path).content, parse_float=Decimal)
        assert complaints(json.loads(ask(nation, path).content)) == []
        axis = next((name for name in dataset["id"] if name not in {"Group", "ContentsCode", "Quarter"}), None)
        expected = {}
        for place, (number, status) in read(dataset).items():
            at = dict(place)
            key = (at["Group"], at[axis] if axis else "", at["ContentsCode"], at["Quarter"])
            expected[key] = told(newest[key[3]], table, *key[:3])
            assert (number, status) == (expected[key], ":" if expected[key] is None else None)
        assert by_csv(ask(nation, f"{path}&outputformat=csv&lang=en").content) == expected
        assert by_workbook(ask(nation, f"{path}&outputformat=xlsx").content, dataset) == expected


def by_csv(content: bytes) -> dict[tuple[str, ...], Decimal | None]:
    lines = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))[1:]
    return {(one[3], one[5], one[7], one[2]): None if one[9] == ":" else Decimal(one[9]) for one in lines}


def by_workbook(content: bytes, dataset: Any) -> dict[tuple[str, ...], Decimal | None]:
    rows = list(openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))[1:]
    statistics = list(dataset["dimension"]["ContentsCode"]["category"]["index"])
    has_item = len(dataset["id"]) == 4
    first = 5 if has_item else 3
    return {
        (str(row[1]), str(row[3]) if has_item else "", statistic, str(row[0])): (
            None if row[number] == ":" else Decimal(str(row[number]))
        )
        for row in rows
        for number, statistic in enumerate(statistics, start=first)
    }


@pytest.mark.parametrize(
    ("wanted", "name", "chosen"),
    [
        ("valuecodes[Quarter]=2026K1", "Quarter", ["2026K1"]),
        ("valueCodes[quarter]=2026k2,2026K1,2026K1", "Quarter", ["2026K1", "2026K2"]),
        ("valuecodes[time]=top(1)", "Quarter", ["2026K2"]),
        ("valuecodes[Quarter]=top(1,1)", "Quarter", ["2026K1"]),
        ("valuecodes[Quarter]=bottom(1)", "Quarter", ["2026K1"]),
        ("valuecodes[Quarter]=from(2026K2)", "Quarter", ["2026K2"]),
        ("valuecodes[Quarter]=to(2026K1)", "Quarter", ["2026K1"]),
        ("valuecodes[Quarter]=range(2026K2,2026K1)", "Quarter", ["2026K1", "2026K2"]),
        ("valuecodes[Quarter]=2026K?", "Quarter", ["2026K1", "2026K2"]),
        ("valuecodes[Group]=county:1*", "Group", ["county:11", "county:15", "county:18"]),
        ("valuecodes[Group]=*:NO,theme:housing", "Group", ["country:NO", "theme:housing"]),
        ("valuecodes[Field]=top(2)", "Field", ["equality", "shared_goals"]),
        ("valuecodes[ContentsCode]=*quartile", "ContentsCode", ["lower-quartile", "upper-quartile"]),
    ],
)
def test_codes_are_chosen_as_in_pxwebapi(nation: Site, wanted: str, name: str, chosen: list[str]) -> None:
    assert codes(ask(nation, f"{SCORES}?{wanted}"), name) == chosen


def test_a_selection_is_the_same_in_the_address_and_in_the_body(nation: Site) -> None:
    wanted = {"Group": ["country:NO", "county:*"], "Quarter": ["top(1)"], "ContentsCode": ["mean"]}
    in_address = "&".join(f"valuecodes[{name}]={','.join(several)}" for name, several in wanted.items())
    in_body = {"selection": [{"variableCode": name, "valueCodes": several} for name, several in wanted.items()]}
    for form in ("json-stat2", "csv", "xlsx"):
        got = ask(nation, f"{SCORES}?{in_address}&outputformat={form}")
        posted = asking.post(f"{nation.address}{SCORES}?outputFormat={form}", json=in_body)
        assert (got.status_code, posted.status_code) == (200, 200)
        assert got.content == posted.content
    assert codes(asking.post(f"{nation.address}{SCORES}", json={"selection": []}), "Quarter") == ["2026K1", "2026K2"]


@pytest.mark.parametrize(
    ("path", "name", "status", "told_of"),
    [
        (f"{API}/tables/skaar", "table", 404, "skaar"),
        (f"{API}/tables/skaar/data", "table", 404, "scores, weightings"),
        (f"{SCORES}?valuecodes[Tid]=2026K1", "variable", 400, "Tid"),
        (f"{SCORES}?valuecodes[Quarter]=2031K1", "value-code", 400, "2031K1"),
        (f"{SCORES}?valuecodes[Quarter]=from(2031K1)", "value-code", 400, "2031K1"),
        (f"{SCORES}?valuecodes[Group]=country:NO,county:99", "value-code", 400, "county:99"),
        (f"{SCORES}?valuecodes[Group]=municipality:*", "value-code", 400, "municipality:*"),
        (f"{SCORES}?valuecodes[Quarter]=top(3,9)", "value-code", 400, "top(3,9)"),
        (f"{SCORES}?valuecodes[Quarter]=top(many)", "expression", 400, "top(many)"),
        (f"{SCORES}?valuecodes[Quarter]=range(2026K1)", "expression", 400, "range(2026K1)"),
        (f"{SCORES}?valuecodes[Group]=co*ty:*", "expression", 400, "co*ty:*"),
        (f"{SCORES}?valuecodes[Group]=", "expression", 400, "Group"),
        (f"{SCORES}?outputformat=px", "output-format", 400, "px"),
        (f"{SCORES}?lang=sv", "language", 400, "sv"),
        (f"{SCORES}?valuecode[Quarter]=2026K1", "parameter", 400, "valuecode[Quarter]"),
        (f"{SCORES}?codelist[Group]=agg_fylker", "parameter", 400, "codelist[Group]"),
        (f"{SCORES}?valuecodes[Quarter]=*&valuecodes[time]=*", "parameter", 400, "valuecodes[time]"),
        (f"{API}/tables?pagesize=0", "parameter", 400, "pagesize"),
        (f"{API}/tables?pagenumber=2", "parameter", 400, "pagenumber"),
        (f"{API}/tables/scores?valuecodes[Quarter]=*", "parameter", 400, "valuecodes[Quarter]"),
        (f"{API}/tables/scores/metadata?outputformat=json-px", "output-format", 400, "json-px"),
        ("/national/releases/2026K3/v1.csv", "release", 404, "2026K3/v1.csv"),
        ("/national/releases/2026K1/v2.csv", "release", 404, "2026K1/v2.csv"),
        ("/national/releases/2026K1/v01.csv", "release", 404, "v01.csv"),
        ("/national/releases/2026/v1.csv", "release", 404, "2026/v1.csv"),
        ("/national/releases/2026K1/v1.ods", "release", 404, "v1.ods"),
    ],
)
def test_a_refusal_names_what_is_wrong_and_says_it_in_the_language_asked_for(
    nation: Site, path: str, name: str, status: int, told_of: str
) -> None:
    said = set()
    for language in LANGUAGES:
        with_language = path if "lang=" in path else f"{path}{'&' if '?' in path else '?'}lang={language}"
        answer = ask(nation, with_language, **{"accept-language": language})
        problem = answer.json()
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert (problem["status"], problem["type"]) == (status, f"{nation.address}/api#{name}")
        assert told_of in problem["detail"]
        assert answer.headers["cache-control"] == "no-store"
        said.add(problem["detail"])
    assert len(said) == len(LANGUAGES)


def test_a_body_that_is_no_selection_is_refused(nation: Site) -> None:
    many = {"selection": [{"variableCode": "Group", "valueCodes": ["*"] * 2000}]}
    for body in (many, {"selection": 3}, {"query": []}, {"selection": [{"variable": "Quarter"}]}, []):
        answer = asking.post(f"{nation.address}{SCORES}", json=body)
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    unknown = {"selection": [{"variableCode": "Quarter", "valueCodes": ["2019K1"]}]}
    answer = asking.post(f"{nation.address}{SCORES}?lang=en", json=unknown)
    assert (answer.status_code, "2019K1" in answer.json()["detail"]) == (400, True)


def test_a_selection_that_is_too_large_is_refused_and_says_how_large_it_is(nation: Site) -> None:
    whole = ask(nation, SCORES).json()
    cells = len(whole["value"])
    with patch("services.web.routes.national.asking.MOST_CELLS", cells - 1):
        answer = ask(nation, f"{SCORES}?lang=en")
        assert (answer.status_code, answer.json()["type"]) == (403, f"{nation.address}/api#too-many-cells")
        assert str(cells) in answer.json()["detail"]
        assert ask(nation, f"{SCORES}?valuecodes[Quarter]=top(1)").status_code == 200


def test_so_many_codes_that_they_are_no_selection_are_refused(nation: Site) -> None:
    for wanted in (",".join(["*"] * 1001), "x" * 5000, "," * 5000):
        answer = ask(nation, f"{SCORES}?valuecodes[Group]={wanted}")
        assert answer.status_code == 400, wanted[:10]


def test_labels_are_in_the_language_asked_for_and_codes_are_not(nation: Site) -> None:
    answers = {code: ask(nation, f"{SCORES}?lang={code}") for code in LANGUAGES}
    labels = {one.json()["dimension"]["Group"]["category"]["label"]["country:NO"] for one in answers.values()}
    assert labels == {"Hele landet", "Heile landet", "The whole country"}
    assert len({json.dumps(one.json()["dimension"]["Group"]["category"]["index"]) for one in answers.values()}) == 1
    assert len({json.dumps(one.json()["value"]) for one in answers.values()}) == 1
    assert ask(nation, SCORES, **{"accept-language": "en"}).content == answers["nb"].content
    assert ask(nation, f"{SCORES}?lang=no").json()["label"] == answers["nb"].json()["label"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_a_version_stays_for_ever_and_the_newest_for_a_while(nation: Site, ending: str) -> None:
    version = ask(nation, f"/national/releases/2026K2/v2.{ending}")
    of_quarter = ask(nation, f"/national/releases/2026K2/newest.{ending}")
    newest = ask(nation, f"/national/releases/newest.{ending}")
    assert version.content == of_quarter.content == newest.content
    assert version.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert {one.headers["cache-control"] for one in (of_quarter, newest)} == {"public, max-age=300"}
    stays = {one.headers["content-location"] for one in (version, of_quarter, newest)}
    assert stays == {f"/national/releases/2026K2/v2.{ending}?lang=nb"}
    earlier = ask(nation, f"/national/releases/2026K2/v1.{ending}")
    assert earlier.status_code == 200
    assert earlier.content != version.content
    assert f"samson-2026K2-v1-nb.{ending}" in earlier.headers["content-disposition"]


def test_every_version_is_listed_with_its_hash_and_its_files(nation: Site) -> None:
    listed = ask(nation, f"{API}/releases").json()["releases"]
    assert [(one["quarter"], one["version"], one["superseded"]) for one in listed] == [
        ("2026K2", 2, False),
        ("2026K2", 1, True),
        ("2026K1", 1, False),
    ]
    for one in listed:
        assert len(bytes.fromhex(one["sha256"])) == 32
        assert [file.rpartition(".")[2] for file in one["files"]] == ["csv", "xlsx", "json", "pdf"]
        assert [httpx.head(file).status_code for file in one["files"]] == [200, 200, 200, 503]


PATHS = (
    f"{API}/config",
    f"{API}/tables",
    f"{API}/tables/scores",
    f"{API}/tables/scores/metadata",
    SCORES,
    f"{API}/releases",
    "/national/releases/newest.csv",
    "/national/releases/2026K1/v1.xlsx",
    "/national/catalogue.ttl",
    "/national/catalogue.jsonld",
)


@pytest.mark.parametrize("path", PATHS)
def test_what_is_known_already_is_not_sent_again_and_a_head_tells_what_a_get_would(nation: Site, path: str) -> None:
    whole = ask(nation, path)
    etag = whole.headers["etag"]
    assert (whole.status_code, whole.headers["access-control-allow-origin"]) == (200, "*")
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = ask(nation, path, **{"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
        assert again.headers["cache-control"] == whole.headers["cache-control"]
    assert ask(nation, path, **{"if-none-match": '"other"'}).status_code == 200
    head = httpx.head(f"{nation.address}{path}")
    told_by_head = {name: head.headers[name] for name in ("etag", "cache-control", "content-type", "content-length")}
    assert told_by_head == {name: whole.headers[name] for name in told_by_head}
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("path", PATHS)
def test_no_address_passes_over_what_it_does_not_know(nation: Site, path: str) -> None:
    for unknown in ("langg=en", "valuecodes[Nothing]=*"):
        answer = ask(nation, f"{path}?{unknown}")
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json"), unknown
        assert unknown.partition("=")[0].removeprefix("valuecodes[").rstrip("]") in answer.json()["detail"]


def test_nobody_is_given_a_cookie_and_nobody_is_known_by_one(nation: Site) -> None:
    town = found_town(nation)
    with browser_of(nation, town.administrator) as browser, patch("services.web.session.find_session") as looked_up:
        for path in PATHS:
            anonymous, signed_in = ask(nation, path), browser.client.get(path)
            assert anonymous.content == signed_in.content
            for answer in (anonymous, signed_in):
                assert "set-cookie" not in answer.headers
                assert "vary" not in answer.headers
                assert answer.headers["cache-control"].startswith("public")
        assert "set-cookie" not in asking.post(f"{nation.address}{SCORES}", json={}).headers
        assert not looked_up.called


def test_figures_are_read_by_the_role_that_sees_no_workspace_and_by_no_other(nation: Site) -> None:
    """The projector follows the logs meanwhile, as it always does."""
    roles: set[str] = set()
    begin = Database.transaction

    def noted(self: Database, *args: Any, **more: Any) -> Any:
        roles.add(urlsplit(str(self._pool._connect_args[0])).username or "")
        return begin(self, *args, **more)

    with patch.object(Database, "transaction", noted):
        for path in PATHS:
            assert ask(nation, path).status_code == 200
    assert roles - {"samson_projector"} == {"samson_ks"}


def test_one_machine_can_ask_only_so_often(nation: Site) -> None:
    async def use_up() -> None:
        for _ in range(READS.most):
            await nation.world.limiter.wait(READS, "127.0.0.1")

    async def forget() -> None:
        limiter = nation.world.limiter
        await limiter._client.delete(limiter._name(READS, "127.0.0.1"))

    nation.run(use_up())
    try:
        answer = ask(nation, f"{API}/tables?lang=en")
        problem = answer.json()
        assert (answer.status_code, problem["type"]) == (429, f"{nation.address}/api#too-many-calls")
        assert 0 < int(answer.headers["retry-after"]) <= 60
        for path in PATHS:
            assert ask(nation, path).status_code == 429
        assert ask(nation, "/privacy").status_code == 200
    finally:
        nation.run(forget())


def test_large_answers_can_be_had_less_often_than_small_ones(nation: Site) -> None:
    async def forget() -> None:
        limiter = nation.world.limiter
        await limiter._client.delete(limiter._name(LARGE_READS, "127.0.0.1"))

    with patch("services.web.routes.national.tables.LARGE", 100):
        try:
            answers = [ask(nation, SCORES).status_code for _ in range(LARGE_READS.most + 1)]
            assert answers == [*[200] * LARGE_READS.most, 429]
            assert ask(nation, f"{SCORES}?valuecodes[Group]=country:NO").status_code == 200
        finally:
            nation.run(forget())


def test_limits_and_formats_are_told(nation: Site) -> None:
    told_by = ask(nation, f"{API}/config").json()
    assert (told_by["maxCallsPerTimeWindow"], told_by["timeWindow"], told_by["maxDataCells"]) == (600, 60, 100_000)
    assert told_by["dataFormats"] == ["json-stat2", "csv", "xlsx"]
    assert [one["id"] for one in told_by["languages"]] == list(LANGUAGES)
    assert "creativecommons.org/licenses/by/4.0" in told_by["license"]


def test_the_description_is_valid_openapi_3_1_and_tells_of_every_route(nation: Site) -> None:
    document = ask(nation, f"{API}/openapi.json").json()
    OpenAPIV31SpecValidator(document).validate()
    app: Litestar = app_for(nation.settings)
    served = {
        route.path.replace(":str", "")
        for route in app.routes
        if route.path.startswith(("/api/national/", "/national/"))
        for handler in getattr(route, "route_handlers", ())
        if handler.http_methods != {"OPTIONS"}
    } - {path.replace(":str", "") for page in national_pages.ROUTES for path in page.paths}
    assert served - {f"{API}/openapi.json"} == document["paths"].keys()
    data = document["paths"][f"{API}/tables/{{table}}/data"]
    assert {one["name"] for one in data["get"]["parameters"]} == {"table", "lang", "outputformat", "valuecodes"}
    assert {"200", "304", "400", "403", "404", "429"} <= data["get"]["responses"].keys()
    assert "security" not in document


def test_every_route_of_it_says_that_it_is_public() -> None:
    assert {declared(one).reach for one in (*national.ROUTES, *national_pages.ROUTES)} == {Reach.PUBLIC}


def test_the_page_about_the_api_shows_it(nation: Site) -> None:
    page = ask(nation, "/api").text
    for path in ("/api/national/v1/openapi.json", "/national/catalogue.ttl", "/api/national/v1/tables/{table}/data"):
        assert path in page
    assert analyst(nation)


def test_every_address_in_the_documentation_answers(nation: Site) -> None:
    text = (Path(__file__).parents[2] / "docs" / "national-api.md").read_text()
    found = set(re.findall(r"https://samson\.example(/[^'\"\s]+)", text)) - {API}
    assert len(found) >= 8
    for path in found:
        is_printed_by_a_worker = ".pdf" in path
        assert ask(nation, path).status_code == (503 if is_printed_by_a_worker else 200), path
