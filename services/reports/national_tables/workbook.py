"""Tables as a workbook: a sheet for each, with a column for each statistic, and one that explains.

Numbers are numbers; one that is withheld is the text `:`. The same tables give the same bytes.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook

from services.reports.national_tables.columns import OF_ISSUE, OF_NUMBER, OF_PLACE, Lines, Written
from services.reports.national_tables.cube import WITHHELD, Cell, Cube
from services.reports.national_tables.tables import CONTENTS
from services.reports.national_tables.words import LICENCE, Words

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

WIDTHS: Final = {"group": 32, "item": 32}
WIDTH: Final = 13


def workbook(cubes: Sequence[Cube], words: Words) -> bytes:
    file = BytesIO()
    book = Workbook(file, OPTIONS)
    updated = max(issue.published_at for cube in cubes for issue in cube.shown)
    book.set_properties({"title": words.t("national-table.all"), "created": updated.replace(tzinfo=None)})
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for cube in cubes:
        _figures(book, cube, words, heading)
    _explained(book, cubes, words, heading)
    book.close()
    return file.getvalue()


def _figures(book: Workbook, cube: Cube, words: Words, heading: Any) -> None:
    sheet, lines = book.add_worksheet(words.t(f"national-table.sheet.{cube.table.id}")), Lines(cube, words)
    number = book.add_format({"num_format": f"0.{'0' * cube.table.decimals}".rstrip(".")})
    # What a table has no axis for is no column there.
    place = [key for key in OF_PLACE if cube.table.item or not key.startswith("item")]
    titles = [words.t(f"national-table.column.{key}") for key in place]
    titles += [words.code(CONTENTS, code) for code in cube.axis(CONTENTS).codes]
    titles += [words.t(f"national-table.column.{key}") for key in OF_ISSUE]
    keys = [*place, *cube.axis(CONTENTS).codes, *OF_ISSUE]
    for column, (key, title) in enumerate(zip(keys, titles, strict=True)):
        sheet.set_column(column, column, WIDTHS.get(key, WIDTH))
        sheet.write_string(0, column, title, heading)
    rows = _rows(cube)
    for row, cells in enumerate(rows, start=1):
        told = lines.of_place(cells[0])[: len(place)]
        written = (*told, *(cell.number for cell in cells), *lines.of_issue(cells[0].issue))
        for column, one in enumerate(written):
            _write(sheet, row, column, one, number)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(keys) - 1)


def _rows(cube: Cube) -> Sequence[Sequence[Cell]]:
    """The statistics of one place in each."""
    rows: dict[tuple[str, str, str], list[Cell]] = {}
    for cell in cube.cells():
        rows.setdefault((cell.group, cell.item, str(cell.issue.quarter)), []).append(cell)
    return list(rows.values())


def _write(sheet: Any, row: int, column: int, one: Written, number: Any) -> None:
    """Never `write`, which would guess."""
    match one:
        case None:
            sheet.write_string(row, column, WITHHELD)
        case Decimal():
            sheet.write_number(row, column, float(one), number)
        case int():
            sheet.write_number(row, column, one)
        case str():
            sheet.write_string(row, column, one)


def _explained(book: Workbook, cubes: Sequence[Cube], words: Words, heading: Any) -> None:
    sheet, wrapped = (
        book.add_worksheet(words.t("national-table.sheet.explained")),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 100)
    told = [
        (words.t("national-table.all"), ""),
        *((words.title(cube.table), " ".join(words.notes(cube))) for cube in cubes),
        *_releases(cubes, words),
        (words.t("national-table.licence"), LICENCE),
        *((words.t(f"national-table.column.{key}"), words.t(f"national-table.column.{key}.help")) for key in EXPLAINED),
    ]
    for row, (name, text) in enumerate(told):
        sheet.write_string(row, 0, name, heading)
        sheet.write_string(row, 1, text, wrapped)


def _releases(cubes: Sequence[Cube], words: Words) -> Sequence[tuple[str, str]]:
    issues: Mapping[str, Any] = {str(issue.quarter): issue for cube in cubes for issue in cube.shown}
    return [(words.quarter(issue.quarter), " ".join(words.of_issue(issue))) for issue in issues.values()]


EXPLAINED: Final = tuple(key for key in (*OF_PLACE, *OF_NUMBER, *OF_ISSUE) if not key.startswith("statistic"))
