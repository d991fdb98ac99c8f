"""Published national figures as files: read back by others' rules, cell by cell, against the stored numbers."""

import csv
import json
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from instruments import SAMSON
from national_files import TOPICS, issue, releases, several, told

from domain.national.groups import COUNTRY, SIZES, GroupId
from domain.national.quarter import Quarter
from domain.national.release import WITHHELD, Coverage, Figure, Release
from domain.national.report import Reason
from domain.national.variables import VARIABLES, VariableId
from domain.themes import Theme
from infra.translation import LANGUAGES, Language, Translator
from services.reports.national_tables import json_stat
from services.reports.national_tables.csv_file import csv_file
from services.reports.national_tables.cube import Cube, cube
from services.reports.national_tables.issue import newest_versions
from services.reports.national_tables.tables import TABLES, Statistic
from services.reports.national_tables.words import Words
from services.reports.national_tables.workbook import workbook
from tests.support.json_stat_reader import complaints, read
from tests.support.releases import hand_made

WORDS = {language: Words(Translator(language), SAMSON) for language in LANGUAGES}
NB = WORDS["nb"]
HREF = "https://samson.example/file"

Key = tuple[str, str, str, str, str]
"""Table, group, item, statistic, quarter."""

a_few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def cubes(issues) -> list[Cube]:
    return [cube(table, issues) for table in TABLES]


def stored(issues) -> dict[Key, Decimal | None]:
    """Every cell that there is, as the releases have it."""
    return {
        (table.table.id, group, item, statistic, str(one.quarter)): told(
            one.release, table.table.id, group, item, statistic
        )
        for table in cubes(issues)
        for group in table.axes[0].codes
        for item in (table.axes[1].codes if len(table.axes) == 4 else ("",))
        for statistic in table.axes[-2].codes
        for one in issues
    }


def from_json_stat(content: bytes) -> dict[Key, Decimal | None]:
    found: dict[Key, Decimal | None] = {}
    for dataset in json.loads(content, parse_float=Decimal, parse_int=Decimal)["link"]["item"]:
        table = dataset["extension"]["px"]["tableid"]
        axis = TOPICS.get(table, ("", None))[1]
        for place, (number, status) in read(dataset).items():
            at = dict(place)
            assert status == (":" if number is None else None)
            item = at[axis] if axis else ""
            found[table, at["Group"], item, at["ContentsCode"], at["Quarter"]] = number
    return found


def lines_of(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def from_csv(content: bytes, language: Language = "nb") -> dict[Key, Decimal | None]:
    found: dict[Key, Decimal | None] = {}
    for table, _, quarter, group, _, item, _, statistic, _, number, *_ in lines_of(content)[1:]:
        assert "." not in number or language == "en"
        found[table, group, item, statistic, quarter] = None if number == ":" else Decimal(number.replace(",", "."))
    return found


def from_workbook(content: bytes, words: Words = NB) -> dict[Key, Decimal | None]:
    book = openpyxl.load_workbook(BytesIO(content), read_only=True)
    found: dict[Key, Decimal | None] = {}
    for table, sheet in zip(TABLES, book.worksheets, strict=False):
        heading, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        at = {title: number for number, title in enumerate(heading)}
        first = 5 if table.item else 3
        for row in rows:
            quarter, group, item = row[0], row[1], row[3] if table.item else ""
            for number, statistic in enumerate(table.statistics, start=first):
                assert heading[number] == words.code("ContentsCode", statistic)
                found[table.id, group, item, statistic, quarter] = _number(row[number])
        assert len(at) == len(heading)
    return found


def _number(cell: object) -> Decimal | None:
    """A number is a number, and what is withheld is a text."""
    if cell == ":":
        return None
    assert isinstance(cell, int | float)
    return Decimal(str(cell))


@given(several())
@a_few
def test_every_cell_of_json_stat_and_csv_is_the_stored_number(issues):
    expected = stored(issues)
    assert from_json_stat(json_stat.collection(cubes(issues), NB, HREF)) == expected
    assert from_csv(csv_file(cubes(issues), NB)) == expected
    assert from_csv(csv_file(cubes(issues), WORDS["en"]), "en") == expected


@given(several(most=1))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_cell_of_a_workbook_is_the_stored_number(issues):
    assert from_workbook(workbook(cubes(issues), NB)) == stored(issues)


@given(several())
@a_few
def test_every_dataset_is_json_stat_2_0_whatever_is_in_it(issues):
    for table in cubes(issues):
        assert complaints(json.loads(json_stat.dataset(table, NB, HREF))) == []
        assert complaints(json.loads(json_stat.metadata(table, NB, HREF)), numbers=False) == []


def test_the_reader_finds_what_is_wrong_with_a_dataset():
    whole = json.loads(json_stat.dataset(cube(TABLES[0], [issue(hand_made())]), NB, HREF))
    for spoilt in (
        {**whole, "size": [1, *whole["size"][1:]]},
        {**whole, "value": whole["value"][1:]},
        {**whole, "status": {"99999999": ":"}},
        {**whole, "role": {"time": ["Tid"]}},
        {**whole, "class": "collection"},
        {**whole, "value": ["5,0", *whole["value"][1:]]},
    ):
        assert complaints(spoilt)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_label_in_every_language(language):
    words, issues = WORDS[language], [issue(hand_made())]
    for table in cubes(issues):
        dataset = json.loads(json_stat.dataset(table, words, HREF))
        assert dataset["extension"]["px"]["language"] == language
        for dimension in dataset["dimension"].values():
            labels = dimension["category"]["label"]
            assert labels.keys() == dimension["category"]["index"].keys()
            assert len(set(labels.values())) == len(labels)


def test_a_number_says_its_axis_of_time_its_measure_and_its_decimals():
    of = {one.table.id: json.loads(json_stat.dataset(one, NB, HREF)) for one in cubes([issue(hand_made())])}
    assert of["scores"]["role"] == {"time": ["Quarter"], "metric": ["ContentsCode"]}
    decimals = {
        name: {unit["decimals"] for unit in one["dimension"]["ContentsCode"]["category"]["unit"].values()}
        for name, one in of.items()
    }
    assert decimals == {
        "scores": {1},
        "weightings": {1},
        "thickness": {0},
        "actions-by-field": {2},
        "actions-by-cell": {2},
        "actions-by-status": {2},
        "coverage": {0},
    }


def test_the_same_groups_are_in_every_table_whoever_took_part():
    everybody = [cube(table, [issue(hand_made())]).axes[0].codes for table in TABLES]
    nobody = Release(Quarter(2026, 1), 1, 1, {}, {})
    assert {cube(table, [issue(nobody)]).axes[0].codes for table in TABLES} == set(everybody)
    assert len(set(everybody)) == 1
    kinds = [code.partition(":")[0] for code in everybody[0]]
    assert list(dict.fromkeys(kinds)) == ["country", "county", "size", "theme"]
    assert (kinds.count("county"), kinds.count("size"), kinds.count("theme")) == (14, len(SIZES), len(Theme))
    assert "county:03" not in everybody[0]


def held_as(**parts: Any) -> Release:
    """A release in which Rogaland's figure is missing in one of the ways that a release can have it missing."""
    country = {COUNTRY: {one.id: Figure(mean=one.step) for one in VARIABLES}}
    return Release(
        Quarter(2026, 1), 1, 1, {COUNTRY: Coverage(), **parts.get("coverage", {})}, {**country, **parts["figures"]}
    )


def test_no_format_tells_two_ways_of_being_withheld_apart():
    """Absent, there without a variable, there with empty figures: nothing says why, and nothing says which."""
    rogaland = GroupId("county:11")
    ways = [
        held_as(figures={}),
        held_as(figures={rogaland: {}}),
        held_as(figures={rogaland: {VariableId("score:equality"): WITHHELD}}),
        held_as(figures={rogaland: {one.id: WITHHELD for one in VARIABLES}}, coverage={rogaland: Coverage()}),
    ]
    issues = [under_one_hash(one) for one in ways]
    for make in (
        lambda one: json_stat.collection(cubes([one]), NB, HREF),
        lambda one: csv_file(cubes([one]), NB),
        lambda one: workbook(cubes([one]), NB),
    ):
        assert len({make(one) for one in issues}) == 1


def under_one_hash(release: Release):
    """Under one hash: that is of the bytes, and would differ."""
    return type(issue(release))(release, "0" * 64, issue(release).published_at)


@given(releases(Quarter(2026, 1)))
@a_few
def test_no_word_in_any_file_is_a_reason(release):
    text = (
        csv_file(cubes([issue(release)]), WORDS["en"]).decode()
        + json_stat.collection(cubes([issue(release)]), WORDS["en"], HREF).decode()
    )
    assert not [reason for reason in Reason if f'"{reason}"' in text or f";{reason};" in text]


def test_the_tables_say_what_the_newest_version_of_a_quarter_says():
    first, second, later = hand_made(), hand_made(version=2, base="6.0"), hand_made("2026K2", base="7.0")
    newest = newest_versions([issue(first), issue(later), issue(second)])
    assert [(str(one.quarter), one.version) for one in newest] == [("2026K1", 2), ("2026K2", 1)]
    found = from_csv(csv_file([cube(TABLES[0], newest)], NB))
    of_country = ("scores", "country:NO", "equality", Statistic.MEAN)
    assert [found[*of_country, quarter] for quarter in ("2026K1", "2026K2")] == [Decimal("6.0"), Decimal("7.0")]


def test_what_is_simulated_says_so_everywhere():
    real, made_up = hand_made(), hand_made("2026K2")
    simulated = issue(Release(made_up.quarter, 1, 1, made_up.coverage, made_up.figures, simulated=True))
    issues = [issue(real), simulated]
    dataset = json.loads(json_stat.dataset(cube(TABLES[0], issues), NB, HREF))
    assert NB.simulated in dataset["note"]
    notes = dataset["dimension"]["Quarter"]["category"]["note"]
    assert [NB.simulated in notes[quarter] for quarter in ("2026K1", "2026K2")] == [False, True]
    assert [dataset["extension"]["releases"][quarter]["simulated"] for quarter in notes] == [False, True]
    assert json.loads(json_stat.collection(cubes(issues), NB, HREF))["note"] == [NB.simulated]
    lines = lines_of(csv_file([cube(TABLES[0], issues)], NB))
    assert {(line[2], line[-1]) for line in lines[1:]} == {("2026K1", "nei"), ("2026K2", "ja")}
    book = openpyxl.load_workbook(BytesIO(workbook([cube(TABLES[0], issues)], NB)))
    explained = " ".join(str(cell) for row in book.worksheets[-1].iter_rows(values_only=True) for cell in row)
    assert NB.simulated in explained
    assert NB.simulated not in json_stat.dataset(cube(TABLES[0], [issue(real)]), NB, HREF).decode()


@pytest.mark.parametrize(("language", "heading", "number"), [("nb", "Kommunegruppe", "5,0"), ("en", "Group", "5.0")])
def test_a_file_has_the_headings_and_the_decimal_sign_of_its_language(language, heading, number):
    first, second = lines_of(csv_file([cube(TABLES[0], [issue(hand_made())])], WORDS[language]))[:2]
    assert heading in first
    assert number in second


def test_the_same_release_makes_the_same_bytes():
    for make in (
        lambda: workbook(cubes([issue(hand_made())]), NB),
        lambda: csv_file(cubes([issue(hand_made())]), NB),
        lambda: json_stat.collection(cubes([issue(hand_made())]), NB, HREF),
    ):
        assert make() == make()
