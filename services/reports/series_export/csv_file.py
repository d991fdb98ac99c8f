"""The series as CSV, so that a Norwegian Excel opens it with a double click.

UTF-8 with a byte order mark, a semicolon between cells, and a decimal comma in bokmål and nynorsk, a point in English.
Days are written as ISO 8601, which every spreadsheet reads as days.
"""

import csv
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from io import TextIOWrapper
from typing import BinaryIO, Final

from infra.translation.translator import Translator
from services.reports.series_export.columns import COLUMNS, Cell, cells
from services.reports.series_export.harmless import harmless
from services.reports.series_export.lines import Line

MEDIA_TYPE: Final = "text/csv"


class CsvFile:
    """Written as it comes; nothing of it is kept. `close` leaves the file itself open."""

    def __init__(self, file: BinaryIO, t: Translator) -> None:
        self._t = t
        self._text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        self._writer = csv.writer(self._text, delimiter=";", lineterminator="\r\n")
        self._writer.writerow([t(f"export.column.{column.key}") for column in COLUMNS])

    def add(self, several: Iterable[Line]) -> None:
        self._writer.writerows([self._written(cell) for cell in cells(line, self._t)] for line in several)

    def close(self) -> None:
        self._text.detach()

    def _written(self, cell: Cell) -> str:
        match cell:
            case None:
                return ""
            case str():
                return harmless(cell)
            case Decimal():
                plain = f"{cell:f}"
                return plain if self._t.language == "en" else plain.replace(".", ",")
            case date():
                return cell.isoformat()
            case int():
                return str(cell)
