"""The answer sheet as paper: every question with all its answers, in few pages, and nothing that tells sheets apart."""

import io
from datetime import UTC, datetime

import pikepdf
import pypdf
import pytest
from instruments import SAMSON
from msgspec.structs import replace
from papers import pages_of, paper_of, words_of

from domain.sectors import Sector, Side
from infra.pdf import pdf_of
from infra.settings import ASSETS
from infra.translation import LANGUAGES, Language, Translator
from services.reports.answer_sheet import STYLE, SheetContent, sheet_html, sides

CONTENT = SheetContent(
    workspace="Steinkjer",
    collaboration="Friskgården",
    started_at=datetime(2026, 11, 23, 9, 14, tzinfo=UTC),
    instrument=SAMSON,
)
MOST_PAGES = 4


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@pytest.fixture(scope="module")
def printed(language: Language) -> bytes:
    return paper_of(sheet_html(CONTENT, Translator(language)), STYLE)


@pytest.fixture(scope="module")
def words(printed: bytes) -> str:
    return words_of(printed)


def test_a_sheet_asks_every_question_in_its_language_and_says_what_both_ends_look_like(
    words: str, language: Language
) -> None:
    for question in SAMSON.questions.values():
        assert question.id in words
        for wording in (question.statement, question.scale.low, question.scale.high):
            assert wording[language] in words


def test_every_question_has_eleven_rounds_and_one_for_not_relevant(words: str) -> None:
    rows = " ".join(str(point) for point in range(11))
    assert words.count(rows) == len(SAMSON.questions)
    assert sheet_html(CONTENT, Translator("nb")).count('class="round"') == len(SAMSON.questions) * 12


def test_a_sheet_is_few_pages_of_a4_with_numbers(printed: bytes) -> None:
    pages = pypdf.PdfReader(io.BytesIO(printed)).pages
    assert len(pages) <= MOST_PAGES
    for number, page in enumerate(pages, start=1):
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx((595.28, 841.89), abs=0.5)
        assert f"{number} / {len(pages)}" in pages_of(printed)[number - 1]


def test_a_sheet_says_whose_measurement_it_is_and_asks_for_a_side_and_no_name(words: str, language: Language) -> None:
    t = Translator(language)
    assert "Friskgården" in words
    assert t.day(CONTENT.started_at) in words
    for side in Side:
        assert t(f"sheet.side.{side}") in words
    assert t("sheet.how") in words


def test_a_sheet_is_read_aloud_in_its_language_with_headers_that_say_what_they_head(
    printed: bytes, language: Language
) -> None:
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert pdf.Root.Lang == language
        assert "Friskgården" in str(pdf.docinfo["/Title"])
        headers = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/TH"]
        scopes = [str(attributes.get("/Scope", "")) for header in headers for attributes in header.A]
    assert scopes.count("/Row") == len(SAMSON.questions)


def test_the_outline_leads_to_every_action_field_once(printed: bytes, language: Language) -> None:
    titles = [item.title for item in pypdf.PdfReader(io.BytesIO(printed)).outline if not isinstance(item, list)]
    assert titles == [f"{field.number}. {field.name[language]}" for field in SAMSON.fields]


def test_two_prints_are_alike_so_that_nobody_can_tell_whose_a_sheet_is() -> None:
    t = Translator("nb")
    assert sheet_html(CONTENT, t) == sheet_html(CONTENT, t)
    html = sheet_html(CONTENT, t)
    assert pages_of(paper_of(html, STYLE)) == pages_of(pdf_of(html, STYLE, ASSETS))


def test_every_sector_stands_on_exactly_one_side() -> None:
    named = [sector for _, sectors in sides() for sector in sectors]
    assert sorted(named) == sorted(Sector)
    assert [side for side, _ in sides()] == list(Side)


def test_a_long_name_is_broken_and_whole_and_cuts_nothing_off() -> None:
    name = "Samskapingskompetanseutviklingsprosjektet " * 3
    html = sheet_html(replace(CONTENT, collaboration=name.strip()), Translator("nb"))
    words = words_of(paper_of(html, STYLE))
    assert "".join(name.split()) in "".join(words.split())


def test_words_of_another_language_say_which() -> None:
    question = SAMSON.fields[0].questions[0]
    only = replace(question, statement={"nb": question.statement["nb"]})
    field = replace(SAMSON.fields[0], questions=(only, *SAMSON.fields[0].questions[1:]))
    instrument = replace(SAMSON, fields=(field, *SAMSON.fields[1:]))
    html = sheet_html(replace(CONTENT, instrument=instrument), Translator("en"))
    assert f'<span lang="nb">{question.statement["nb"]}</span>' in html
