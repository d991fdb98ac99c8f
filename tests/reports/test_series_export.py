"""The series as a file: opened and read again, figure by figure."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from io import BytesIO, StringIO
from uuid import UUID

import openpyxl
import pytest
from builders import COLLABORATION, NOON
from instruments import SAMSON, SECOND
from msgspec.structs import replace

from domain.collaboration.state import Collaboration
from domain.ids import MeasurementId
from domain.instrument.continuation import lineage
from domain.measurement.state import Measurement, Status
from domain.modes import Mode
from domain.scoring.profile import profile
from domain.scoring.spread import spread
from domain.scoring.tally import QuestionSpread
from domain.sectors import Sector
from domain.themes import Theme
from infra.translation import LANGUAGES, Language, Translator
from projections.collaborations.queries import Found
from projections.measurements.queries import Measured
from services.reports.comparison import compared
from services.reports.series_export.columns import COLUMNS, cells
from services.reports.series_export.csv_file import CsvFile
from services.reports.series_export.harmless import harmless
from services.reports.series_export.lines import Line, Measuring, What, lines
from services.reports.series_export.workbook import XlsxFile

NB = Translator("nb")

WEIGHTS = {ambition: 5 + number % 4 for number, ambition in enumerate(SAMSON.ambitions)}

FIGURES = {
    "score": ("score", "score-unrounded"),
    "weighting": ("weighting", "weighting-unrounded"),
    "gap": ("gap", "gap-unrounded"),
}


def closed(of=SAMSON, scoring=1) -> Measurement:
    answers = {key: number % 11 for number, key in enumerate(of.questions)} | {"1-1": "not_relevant"}
    del answers["1-2"]
    return Measurement(
        collaboration=COLLABORATION,
        instrument=of.id,
        instrument_version=of.version,
        instrument_sha256="hash",
        mode=Mode.EACH_THEN_TOGETHER,
        practice=False,
        status=Status.CLOSED,
        started_at=NOON,
        closed_at=NOON,
        first_closed_at=NOON,
        attendance={Sector.MUNICIPALITY: 2},
        place=None,
        answers=answers,
        figures=profile(of, WEIGHTS, answers),
        spreads=(QuestionSpread(question="1-3", whole=spread([2, 3, 3]), sides={}),),
        scoring_version=scoring,
    )


def measuring(name: str = "Friskgården", state: Measurement | None = None, *, of=SAMSON, comparison=None) -> Measuring:
    found = Found(COLLABORATION, NOON, Collaboration(name, Theme.HOUSING, None, None))
    measured = Measured(MeasurementId(UUID(int=7)), 1, NOON, state or closed())
    return Measuring(found, measured, of, comparison)


def as_csv(several: Sequence[Line], language: Language = "nb") -> tuple[bytes, list[dict[str, str]]]:
    file, t = BytesIO(), Translator(language)
    written = CsvFile(file, t)
    written.add(several)
    written.close()
    heading, *rows = csv.reader(StringIO(file.getvalue().decode("utf-8-sig"), newline=""), delimiter=";")
    assert heading == [t(f"export.column.{column.key}") for column in COLUMNS]
    keys = [column.key for column in COLUMNS]
    return file.getvalue(), [dict(zip(keys, row, strict=True)) for row in rows]


def as_workbook(several: Sequence[Line], language: Language = "nb") -> openpyxl.Workbook:
    file = BytesIO()
    written = XlsxFile(file, Translator(language), workspace="Steinkjer", made_at=NOON)
    written.add(several)
    written.close()
    return openpyxl.load_workbook(BytesIO(file.getvalue()))


def test_there_is_a_line_for_each_value_field_and_question_and_one_for_thickness():
    found = [line.what for line in lines(measuring())]
    assert {what: found.count(what) for what in What} == {
        What.VALUE: len(SAMSON.values),
        What.FIELD: len(SAMSON.fields),
        What.QUESTION: len(SAMSON.questions),
        What.THICKNESS: 1,
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_written_as_the_pages_show_it_and_once_more_unrounded(language: Language):
    several, t = list(lines(measuring())), Translator(language)
    for line, row in zip(several, as_csv(several, language)[1], strict=True):
        for name, (shown, unrounded) in FIGURES.items():
            figure: Fraction | None = getattr(line, name)
            if figure is None:
                assert (row[shown], row[unrounded]) == ("", "")
            else:
                assert row[shown] == t.score(figure)
                assert abs(Fraction(row[unrounded].replace(",", ".")) - figure) < Fraction(1, 10**12)


def test_the_workbook_holds_the_same_figures_as_the_csv_file():
    several = list(lines(measuring()))
    _, texts = as_csv(several, "en")
    sheet = as_workbook(several, "en").worksheets[0]
    for row, line in zip(sheet.iter_rows(min_row=2, values_only=True), texts, strict=True):
        for column, cell in zip(COLUMNS, row, strict=True):
            if isinstance(cell, int | float):
                assert Decimal(str(cell)) == pytest.approx(Decimal(line[column.key]), abs=Decimal("1e-12"))
            else:
                assert str(cell or "")[:10] == line[column.key][:10]


def test_a_figure_that_is_not_there_is_an_empty_cell_and_never_a_zero():
    _, rows = as_csv(list(lines(measuring())))
    unanswered = next(row for row in rows if row["id"] == "1-2")
    assert (unanswered["score"], unanswered["gap"], unanswered["given"]) == ("", "", "ubesvart")
    irrelevant = next(row for row in rows if row["id"] == "1-1")
    assert (irrelevant["score"], irrelevant["weighting"], irrelevant["given"]) == ("", "", "ikke relevant")
    answered_with_zero = next(row for row in rows if row["score"] == "0,0")
    assert answered_with_zero["given"] == "besvart"


def test_the_spread_stands_by_its_question_alone():
    _, rows = as_csv(list(lines(measuring())))
    apart = {row["id"]: row for row in rows if row["spread-number"]}
    assert apart.keys() == {"1-3"}
    assert [apart["1-3"][f"spread-{name}"] for name in ("number", "mean", "deviation", "consensus")] == [
        "3",
        "2,7",
        "0,47",
        "0,93",
    ]


def test_a_norwegian_spreadsheet_opens_it_with_a_double_click():
    content, _ = as_csv(list(lines(measuring("Blåbærlyng"))))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n")
    assert "Blåbærlyng;" in content.decode("utf-8-sig")


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t=", " =", "＝"])
def test_a_name_that_looks_like_a_formula_stays_a_name(beginning: str):
    name = f'{beginning}HYPERLINK("https://example.org";"x")'
    several = list(lines(measuring(name)))
    assert as_csv(several)[1][0]["collaboration"] == f"'{name}"
    cell = as_workbook(several).worksheets[0]["A2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", name, True)


def test_an_ordinary_name_is_left_as_it_is():
    assert harmless("Unge + eldre = sant") == "Unge + eldre = sant"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_sheet_explains_every_column_in_the_readers_language(language: Language):
    book, t = as_workbook(list(lines(measuring())), language), Translator(language)
    figures, explained = book.worksheets
    assert (figures.title, explained.title) == (t("export.sheet.figures"), t("export.sheet.columns"))
    said = {row[0]: row[1] for row in explained.iter_rows(values_only=True) if row[0]}
    for cell in figures[1]:
        assert said[cell.value]


def test_what_cannot_be_compared_with_the_measurement_before_says_so():
    earlier, later = closed(), closed(SECOND, scoring=2)
    comparison = compared(earlier, later, (SAMSON, SECOND), lineage([SAMSON, SECOND]), [])
    several = list(lines(measuring(state=later, of=SECOND, comparison=comparison)))
    against = {line.id: line.against for line in several}
    assert {against[field.id] for field in SECOND.fields} == {"scoring"}
    goes_on = next(iter(comparison.continues))
    assert against[goes_on] == "comparable"
    assert {against[key] for key in SECOND.questions if key not in comparison.continues} == {"questions"}
    notes = next(cell for column, cell in zip(COLUMNS, cells(several[0], NB), strict=True) if column.key == "notes")
    assert "Andre formler" in str(notes)


def test_the_first_measurement_has_nothing_to_be_compared_with():
    assert {line.against for line in lines(measuring())} == {"first"}


def test_no_text_that_somebody_wrote_is_in_it():
    told = replace(closed(), comments={"1-3": "Hemmelig"}, reasons={"1-3": "Hemmelig"}, note="Hemmelig")
    assert "Hemmelig" not in as_csv(list(lines(measuring(state=told))))[0].decode()
