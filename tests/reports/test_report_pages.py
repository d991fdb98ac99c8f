"""The report as paper: nothing cut, every letter there, figures described, contents that lead to their pages."""

import io
import re
from collections.abc import Iterator
from uuid import uuid4

import pikepdf
import pypdf
import pytest
from msgspec.structs import replace
from papers import pages_of, paper_of, words_of

from domain.ids import SubjectId
from domain.measurement.state import Comment
from domain.text import Text, clear
from infra.pdf import PdfIsUnreadable, pdf_of
from infra.settings import ASSETS
from infra.translation import Translator
from services.reports.content import ReportContent
from services.reports.document import STYLE, report_html
from tests.reports.test_report import content

A4 = (595.28, 841.89)
LEFT, RIGHT = 62, 533
NAME = "Kompetansesenteret for samskaping i Guovdageaidnu og Kárášjohka, čđŋšŧž"
LONG_WORD = "Samskapingskompetanseutviklingsprosjekt" * 4


def text(words: str) -> Text:
    return clear(SubjectId(uuid4()), words)


def crowded() -> ReportContent:
    """As much as a group can write, in words that do not fit a column."""
    shown = content()
    comments = {
        question: Comment(text=text("Vi snakket lenge om dette. " * 20), revision=1)
        for question in shown.instrument.questions
    }
    return replace(
        shown,
        collaboration=replace(shown.collaboration, name=NAME),
        measurement=replace(shown.measurement, comments=comments),
        actions=tuple(replace(action, text=text(f"{LONG_WORD} og {LONG_WORD}")) for action in shown.actions),
    )


@pytest.fixture(scope="module")
def printed() -> bytes:
    return paper_of(report_html(content(), Translator("nb")), STYLE)


@pytest.fixture(scope="module")
def crowded_print() -> bytes:
    return paper_of(report_html(crowded(), Translator("nn")), STYLE)


def starts(page: pypdf.PageObject) -> Iterator[tuple[str, float, float]]:
    """Every piece of text with where it begins, in points from the lower left corner."""
    found: list[tuple[str, float, float]] = []

    def visit(words: str, outer: list[float], inner: list[float], *_: object) -> None:
        if words.strip():
            x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
            y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
            found.append((words, x, y))

    page.extract_text(visitor_text=visit)
    yield from found


def test_nothing_begins_outside_the_page_however_much_was_written() -> None:
    without_figures = re.sub(r"<svg.*?</svg>", "", report_html(crowded(), Translator("nn")), flags=re.DOTALL)
    for page in pypdf.PdfReader(io.BytesIO(pdf_of(without_figures, STYLE, ASSETS))).pages:
        for words, x, y in starts(page):
            assert LEFT - 1 <= x <= RIGHT, words
            assert 20 <= y <= A4[1] - 20, words


def test_a_word_too_long_for_its_column_is_broken_and_whole(crowded_print: bytes) -> None:
    assert LONG_WORD in "".join(words_of(crowded_print).split())


def test_sami_letters_are_set_in_the_reports_own_type(crowded_print: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(crowded_print))
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert "Kárášjohka, čđŋšŧž" in pages_of(crowded_print)[0]
    assert all(font.startswith("Inter") for font in fonts)


def test_pages_are_a4(printed: bytes) -> None:
    for page in pypdf.PdfReader(io.BytesIO(printed)).pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4, abs=0.5)


def test_the_contents_name_the_page_that_each_part_begins_on(printed: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(printed))
    contents = pages_of(printed)[1]
    for item in reader.outline[1:]:
        assert not isinstance(item, list)
        assert f"{item.title} {reader.get_destination_page_number(item) + 1}" in contents  # type: ignore[operator]


def test_every_page_but_the_cover_has_its_number(printed: bytes) -> None:
    cover, *others = pages_of(printed)
    assert "1 / " not in cover
    for number, words in enumerate(others, start=2):
        assert f"{number} / {len(others) + 1}" in words


def test_every_figure_says_what_it_shows(printed: bytes) -> None:
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        figures = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
        named = [str(figure.get("/Alt", "")) for figure in figures]
    assert len(named) == 9
    assert all(named)


def test_a_question_without_an_answer_is_not_called_one_with_too_few() -> None:
    html = report_html(content(), Translator("nb"))
    assert "Ikke besvart" in html
    assert "For få svar" not in html


def test_words_of_another_language_say_which() -> None:
    shown = content()
    name = dict(shown.instrument.fields[0].name)
    assert f"<h2>1. {name['nb']}</h2>" in report_html(shown, Translator("nb"))
    field = replace(shown.instrument.fields[0], name={"nb": name["nb"]})
    instrument = replace(shown.instrument, fields=(field, *shown.instrument.fields[1:]))
    html = report_html(replace(shown, instrument=instrument), Translator("en"))
    assert f'<h2>1. <span lang="nb">{name["nb"]}</span></h2>' in html
    assert f'<a href="#field-1">1. <span lang="nb">{name["nb"]}</span></a>' in html


def test_a_document_without_a_title_is_refused() -> None:
    with pytest.raises(PdfIsUnreadable, match=r"no a language, no a title"):
        pdf_of("<html><body><p>Hei</p></body></html>", STYLE, ASSETS)
