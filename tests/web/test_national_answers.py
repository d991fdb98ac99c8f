"""Whatever is published and whatever is chosen of it: each way to ask answers with the stored numbers."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO, StringIO
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.testing import TestClient

from domain.national.snapshot import sha256_of
from infra.instruments import shipped_instruments
from projections.releases.queries import PublishedVersion
from services.reports.national_tables.cube import cube
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.published import PublishedIssues
from services.reports.national_tables.tables import TABLES
from services.web.machine_problems import CallIsUnreadable, problem_of
from services.web.routes.national import tables
from tests.support.json_stat_reader import complaints, read
from tests.support.national_files import issue, several, told
from tests.support.releases import hand_made

Place = tuple[str, str, str, str]
"""Group, item, statistic, quarter."""


class Given(PublishedIssues):
    """What a test says is published."""

    def __init__(self) -> None:
        self.given: Sequence[Issue] = ()

    async def versions(self) -> Sequence[PublishedVersion]:
        return [
            PublishedVersion(
                quarter=one.quarter,
                version=one.release.version,
                ruleset=one.release.ruleset,
                release_sha256=one.sha256,
                report_sha256=sha256_of(b"a report of it"),
                published_at=one.published_at,
                superseded=False,
            )
            for one in self.given
        ]

    async def newest(self) -> Sequence[Issue]:
        return self.given


PUBLISHED = Given()


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    """The routes alone, without a database."""
    world = SimpleNamespace(instruments=shipped_instruments())
    app = Litestar(
        tables.ROUTES,
        dependencies={
            "world": Provide(lambda: world, sync_to_thread=False),
            "published": Provide(lambda: PUBLISHED, sync_to_thread=False),
        },
        exception_handlers={CallIsUnreadable: problem_of},
        state=State({"settings": SimpleNamespace(base_url="https://samson.example")}),
        openapi_config=None,
    )
    with TestClient(app) as opened:
        yield opened


@st.composite
def asked(draw: st.DrawFn) -> tuple[Sequence[Issue], str, Mapping[str, list[str]]]:
    """Releases, a table, and some of its codes on some of its axes."""
    issues, table = draw(several()), draw(st.sampled_from(TABLES))
    chosen = {
        axis.name: draw(st.lists(st.sampled_from(axis.codes), min_size=1, max_size=5))
        for axis in cube(table, issues).axes
        if draw(st.booleans())
    }
    return issues, table.id, chosen


def expected(issues: Sequence[Issue], table: str, chosen: Mapping[str, list[str]]) -> dict[Place, Decimal | None]:
    whole = cube(next(one for one in TABLES if one.id == table), issues)
    codes = {axis.name: [one for one in axis.codes if one in chosen.get(axis.name, axis.codes)] for axis in whole.axes}
    return {
        (group, item, statistic, str(issue.quarter)): told(issue.release, table, group, item, statistic)
        for group in codes["Group"]
        for item in codes.get(whole.table.item or "", [""])
        for statistic in codes["ContentsCode"]
        for issue in issues
        if str(issue.quarter) in codes["Quarter"]
    }


def by_json_stat(content: bytes) -> dict[Place, Decimal | None]:
    assert complaints(json.loads(content)) == []
    dataset = json.loads(content, parse_float=Decimal, parse_int=Decimal)
    item = next((name for name in dataset["id"] if name not in {"Group", "ContentsCode", "Quarter"}), "")
    found: dict[Place, Decimal | None] = {}
    for place, (number, status) in read(dataset).items():
        at = dict(place)
        assert status == (":" if number is None else None)
        found[at["Group"], at.get(item, ""), at["ContentsCode"], at["Quarter"]] = number
    return found


def by_csv(content: bytes) -> dict[Place, Decimal | None]:
    lines = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))[1:]
    return {
        (one[3], one[5], one[7], one[2]): None if one[9] == ":" else Decimal(one[9].replace(",", ".")) for one in lines
    }


def by_workbook(content: bytes, table: str, statistics: Sequence[str]) -> dict[Place, Decimal | None]:
    has_item = table not in {"thickness", "coverage"}
    rows = list(openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))[1:]
    return {
        (str(row[1]), str(row[3]) if has_item else "", statistic, str(row[0])): (
            None if row[number] == ":" else Decimal(str(row[number]))
        )
        for row in rows
        for number, statistic in enumerate(statistics, start=5 if has_item else 3)
    }


@given(asked())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_format_and_both_ways_of_asking_say_what_is_stored_of_what_is_chosen(client, wanted) -> None:
    issues, table, chosen = wanted
    PUBLISHED.given = issues
    path, stored = f"/api/national/v1/tables/{table}/data", expected(issues, table, chosen)
    query = {f"valuecodes[{name}]": ",".join(codes) for name, codes in chosen.items()}
    body = {"selection": [{"variableCode": name, "valueCodes": codes} for name, codes in chosen.items()]}
    answers = {form: client.get(path, params={**query, "outputformat": form}) for form in ("json-stat2", "csv", "xlsx")}
    assert {one.status_code for one in answers.values()} == {200}
    assert by_json_stat(answers["json-stat2"].content) == stored
    assert by_csv(answers["csv"].content) == stored
    statistics = list(dict.fromkeys(place[2] for place in stored))
    assert by_workbook(answers["xlsx"].content, table, statistics) == stored
    posted = client.post(path, json=body)
    assert posted.content == answers["json-stat2"].content


CODES = st.text(max_size=20) | st.sampled_from(
    ["*", "top(2)", "range(a,b)", "country:NO", "2026K1", "from()", "?", ","]
)
NAMES = st.text(min_size=1, max_size=20) | st.sampled_from(["Group", "time", "ContentsCode", "Field", "Status"])


@given(NAMES, CODES)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_anybody_asks_for_is_answered_with_a_failure(client, name, code) -> None:
    PUBLISHED.given = [issue(hand_made())]
    path, answered = "/api/national/v1/tables/scores/data", {200, 400}
    assert client.get(path, params={f"valuecodes[{name}]": code}).status_code in answered
    assert client.get(path, params={name: code}).status_code in answered
    for selection in ({"variableCode": name, "valueCodes": [code]}, {name: code}):
        assert client.post(path, json={"selection": [selection]}).status_code in answered
