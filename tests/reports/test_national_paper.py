"""A release on paper, as it is laid out: the stored numbers that its files have, and one sign for all the others."""

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from national_files import PUBLISHED, issue, several
from reading import Read

from domain.national.groups import COUNTRY, GroupId
from domain.national.release import WITHHELD, Figure
from domain.national.variables import VARIABLES
from infra.instruments import shipped_instruments
from infra.translation import LANGUAGES
from infra.translation.catalogue import Language
from infra.translation.translator import Translator
from services.reports.national_paper.content import MOST_QUARTERS, NationalPaper, paper_of
from services.reports.national_paper.document import national_html
from services.reports.national_tables import csv_file
from services.reports.national_tables.cube import cube, groups
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.tables import TABLES
from services.reports.national_tables.words import Words
from tests.support.releases import hand_made

INSTRUMENT = shipped_instruments().newest()[0]
SITE = "https://samson.example"

BANDS = {"5–9": "5", "10–19": "10", "20–49": "20", "50–99": "50"}


def words(language: Language) -> Words:
    return Words(Translator(language), INSTRUMENT)


def html_of(every: Sequence[Issue], language: Language = "nb", which: int = -1) -> str:
    return national_html(paper_of(every[which], every, SITE), words(language))


def on_paper(html: str) -> Mapping[str, str]:
    """What stands at each number's address in the files, which no number has twice with two values."""
    found: dict[str, str] = {}
    for element in Read(html).root:
        if address := element.get("data-number"):
            assert found.setdefault(address, element.text) == element.text
    return found


def in_the_csv(every: Sequence[Issue], language: Language) -> Mapping[str, str]:
    content = csv_file.csv_file([cube(table, every) for table in TABLES], words(language))
    lines = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))[1:]
    return {"|".join((one[0], one[3], one[5], one[7], one[2])): one[9] for one in lines}


def as_in_the_csv(address: str, written: str, decimal_sign: str) -> str:
    """A band is told there by its lower end, a percentage as a part of one, and no number has a plus."""
    if address.startswith("coverage"):
        return BANDS.get(written) or ("100" if written.startswith("100") else written)
    plain = written.replace("−", "-").removeprefix("+")
    if not address.startswith("actions") or plain == ":":
        return plain
    part = f"{Decimal(re.sub(r'[^0-9-]', '', plain)) / 100:.2f}"
    return part.replace(".", ",") if decimal_sign == "," else part


@settings(max_examples=15, deadline=None)
@given(several(), st.sampled_from(LANGUAGES))
def test_every_number_on_paper_is_the_one_that_the_csv_has_and_a_withheld_one_has_none(every, language):
    every = [replace(one, release=replace(one.release, simulated=False)) for one in every]
    stored, printed = in_the_csv(every, language), on_paper(html_of(every, language))
    assert printed
    for address, written in printed.items():
        sign = "." if language == "en" else ","
        assert as_in_the_csv(address, written, sign) == stored[address], address


def test_all_means_of_the_release_are_on_paper_and_all_that_is_told_of_the_country():
    only = issue(hand_made())
    printed = {tuple(address.split("|")) for address in on_paper(html_of([only]))}
    for table in TABLES:
        for cell in cube(table, [only]).cells():
            if cell.statistic in {"mean", "municipalities-from", "collaborations-from"} or cell.group == COUNTRY:
                place = (table.id, cell.group, cell.item, cell.statistic, "2026K1")
                assert (place in printed) is (table.id == "coverage" or cell.group == COUNTRY or place[3] == "mean")


def test_a_country_of_which_all_is_withheld_has_the_sign_everywhere_and_no_point_anywhere():
    nothing = {COUNTRY: {one.id: WITHHELD for one in VARIABLES}}
    html = html_of([issue(replace(hand_made(figures=nothing), coverage={}))])
    assert set(on_paper(html).values()) == {":"}
    drawn = re.sub(r'<g class="spider-legend".*?</g>', "", html, flags=re.DOTALL)
    assert 'class="spider-point"' not in drawn
    assert "Offentliggjøres ikke" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_groups_stand_in_the_order_of_every_file_whatever_their_numbers(language):
    def order(base: str) -> list[str]:
        release = hand_made(base=base)
        other = {**release.figures, GroupId("kostra:12"): release.figures[COUNTRY]}
        page = Read(html_of([issue(replace(release, figures=other))], language))
        table = next(one for one in page.all("table") if "coverage" in one.get("class"))
        return [one.text for one in page.all("columnheader", within=table) if one.get("scope") == "row"]

    named = [" ".join(words(language).group(one).split()) for one in groups([issue(hand_made())])]
    assert [one for one in order("2.0") if one in named] == named
    assert order("2.0") == order("9.0")


def test_a_change_has_its_sign_and_stands_under_its_mean_where_there_is_any():
    variable = VARIABLES[0]
    moved = Figure(mean=variable.step * 50, change=variable.step * 3)
    figures = {COUNTRY: {variable.id: moved}, GroupId("county:11"): {variable.id: moved}}
    html = html_of([issue(hand_made()), issue(hand_made("2026K2", figures=figures))])
    assert on_paper(html)[f"scores|county:11|{variable.key}|change|2026K2"] == "+0,3"
    assert not any("|county:11|" in one and "|change|" in one for one in on_paper(html_of([issue(hand_made())])))


def published(quarter: str, version: int = 1, *, day: int = 1, simulated: bool = False) -> Issue:
    release = replace(hand_made(quarter, version), simulated=simulated)
    return issue(release, datetime(2030, 1, day, tzinfo=UTC))


def quarters(paper: NationalPaper) -> list[tuple[str, int]]:
    return [(str(one.quarter), one.version) for one in paper.series]


def test_the_paper_of_a_release_knows_what_was_out_by_then_and_is_the_same_whatever_follows():
    first, second = published("2026K1", day=1), published("2026K2", day=2)
    corrected, third = published("2026K1", 2, day=3), published("2026K3", day=4)
    assert quarters(paper_of(second, [first, second], SITE)) == [("2026K1", 1), ("2026K2", 1)]
    assert paper_of(second, [first, second, corrected, third], SITE) == paper_of(second, [first, second], SITE)
    assert quarters(paper_of(third, [first, second, corrected, third], SITE))[0] == ("2026K1", 2)
    assert quarters(paper_of(corrected, [first, second, corrected], SITE)) == [("2026K1", 2)]


def test_what_is_simulated_is_never_in_a_row_with_what_is_real():
    real, played = published("2026K1"), published("2026K2", day=2, simulated=True)
    assert quarters(paper_of(played, [real, played], SITE)) == [("2026K2", 1)]


def test_three_years_of_releases_have_room_on_paper():
    every = [published(f"{2020 + place // 4}K{place % 4 + 1}", day=place + 1) for place in range(20)]
    paper = paper_of(every[-1], every, SITE)
    assert len(paper.series) == MOST_QUARTERS
    assert quarters(paper)[-1] == ("2024K4", 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_simulated_release_says_so_on_the_cover_at_the_head_of_each_page_and_where_it_tells_of_itself(language):
    t = Translator(language)
    played = national_html(paper_of(published("2026K1", simulated=True), [], SITE), words(language))
    real = national_html(paper_of(published("2026K1"), [], SITE), words(language))
    assert played.count(t("national-table.note.simulated")) == 3
    assert t("national-table.note.simulated") not in real
    (running,) = [one.get("class") and one for one in Read(played).root if one.get("class") == "running"]
    assert "simul" in "".join(str(child) for child in running.children)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_it_is_of_by_which_rules_where_it_stays_and_how_to_cite_it(language):
    one = issue(hand_made(version=2), PUBLISHED)
    text = Read(html_of([one], language)).text
    for told in (
        one.sha256,
        f"{SITE}/national/releases/2026K1/v2",
        f"{SITE}/national/method",
        "CC BY 4.0",
        "KS (2027)",
    ):
        assert told in text, told
    assert Translator(language)("national-table.note.withheld") in text


def test_a_release_by_the_rules_with_small_noise_says_so():
    t = Translator("en")
    noisy, plain = (html_of([issue(replace(hand_made(), ruleset=rules))], "en") for rules in (2, 1))
    assert t("national-paper.about.rules.noise") in noisy
    assert t("national-paper.about.rules.no-noise") in plain


def test_every_table_has_a_name_and_every_drawing_says_what_it_shows():
    page = Read(html_of([issue(hand_made()), issue(hand_made("2026K2"))]))
    tables, drawings = page.all("table"), page.all("img")
    assert all(page.name(one) for one in tables)
    assert len(drawings) == 15
    for one in drawings:
        assert next(inner for inner in one if inner.tag == "title").children
