"""The series as a workbook: one sheet with the figures, one that explains each column.

XlsxWriter writes row by row in constant memory; a cell that was written can't be changed any more.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, Final

from xlsxwriter import Workbook

from infra.translation.translator import Translator
from services.reports.series_export.columns import COLUMNS, Cell, Kind, cells
from services.reports.series_export.harmless import may_be_formula
from services.reports.series_export.lines import Line

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}

FORMS: Final = {Kind.DAY: "yyyy-mm-dd", Kind.TENTHS: "0.0", Kind.HUNDREDTHS: "0.00"}

WIDTHS: Final = {Kind.TEXT: 18, Kind.UNROUNDED: 16}
WIDTH: Final = 11

LEAST_NOTES: Final = 3
"""Lines above the table of columns: the title, and what the file is."""


class XlsxFile:
    """`close` writes what lies in temporary files into `file`, and leaves that open."""

    def __init__(self, file: BinaryIO, t: Translator, *, workspace: str, made_at: datetime) -> None:
        self._t = t
        self._book = Workbook(file, OPTIONS)
        self._book.set_properties({"title": t("export.file.title", name=workspace), "created": made_at})
        self._forms = {kind: self._book.add_format({"num_format": form}) for kind, form in FORMS.items()}
        self._heading = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._quoted = self._book.add_format()
        self._quoted.set_quote_prefix()
        self._figures = self._book.add_worksheet(t("export.sheet.figures"))
        self._explained = self._book.add_worksheet(t("export.sheet.columns"))
        self._row = 0
        self._begin()
        self._explain(workspace, made_at)

    def add(self, several: Iterable[Line]) -> None:
        for line in several:
            self._row += 1
            for number, (column, cell) in enumerate(zip(COLUMNS, cells(line, self._t), strict=True)):
                self._write(self._row, number, column.kind, cell)

    def close(self) -> None:
        self._figures.autofilter(0, 0, max(self._row, 1), len(COLUMNS) - 1)
        self._book.close()

    def _begin(self) -> None:
        sheet = self._figures
        for number, column in enumerate(COLUMNS):
            sheet.set_column(number, number, WIDTHS.get(column.kind, WIDTH))
        for number, column in enumerate(COLUMNS):
            sheet.write_string(0, number, self._t(f"export.column.{column.key}"), self._heading)
        sheet.freeze_panes(1, 1)

    def _explain(self, workspace: str, made_at: datetime) -> None:
        t, sheet = self._t, self._explained
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 1, 100)
        sheet.write_string(0, 0, t("export.file.title", name=workspace), self._heading)
        for row, text in enumerate((t("export.file.made", moment=t.moment(made_at)), t("export.lead")), start=1):
            sheet.write_string(row, 1, text, self._wrapped)
        sheet.write_string(LEAST_NOTES + 1, 0, t("export.columns.heading"), self._heading)
        sheet.write_string(LEAST_NOTES + 1, 1, t("export.columns.meaning"), self._heading)
        for row, column in enumerate(COLUMNS, start=LEAST_NOTES + 2):
            sheet.write_string(row, 0, t(f"export.column.{column.key}"), self._heading)
            sheet.write_string(row, 1, t(f"export.column.{column.key}.help"), self._wrapped)

    def _write(self, row: int, number: int, kind: Kind, cell: Cell) -> None:
        """Never `write`, which would guess: a name is a text, whatever it begins with."""
        sheet, form = self._figures, self._forms.get(kind)
        match cell:
            case None:
                return
            case str():
                quoted: Any = self._quoted if may_be_formula(cell) else None
                sheet.write_string(row, number, cell, quoted)
            case Decimal() | int():
                sheet.write_number(row, number, float(cell), form)
            case date():
                sheet.write_datetime(row, number, datetime.combine(cell, datetime.min.time()), form)
