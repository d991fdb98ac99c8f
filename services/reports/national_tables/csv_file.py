"""Tables as CSV: a line for each cell, written as the series of a workspace are.

UTF-8 with a byte order mark, a semicolon between cells, and a decimal comma in bokmål and nynorsk, a point in English.
"""

import csv
from collections.abc import Sequence
from decimal import Decimal
from io import StringIO
from typing import Final

from services.reports.national_tables.columns import OF_CELL, Lines, Written
from services.reports.national_tables.cube import WITHHELD, Cube
from services.reports.national_tables.words import Words

MEDIA_TYPE: Final = "text/csv"


def csv_file(cubes: Sequence[Cube], words: Words) -> bytes:
    """One table after the other."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([words.t(f"national-table.column.{key}") for key in OF_CELL])
    for cube in cubes:
        lines = Lines(cube, words)
        writer.writerows([_written(one, words.t.language) for one in lines.of_cell(cell)] for cell in cube.cells())
    return text.getvalue().encode("utf-8-sig")


def _written(cell: Written, language: str) -> str:
    match cell:
        case None:
            return WITHHELD
        case Decimal():
            plain = f"{cell:f}"
            return plain if language == "en" else plain.replace(".", ",")
        case _:
            return str(cell)
