"""How municipalities are classified: by figures that somebody imported, each with the days on which it holds.

Source: the rules of disclosure control, "Formats".
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, Literal

import msgspec

from domain.errors import DomainError

COLUMNS: Final = ("number", "valid_from", "valid_to", "population", "kostra", "continued_by")
"""What every file has; `COUNTY` may come after them."""

COUNTY: Final = "county"

Code = Literal[
    "unreadable",
    "wrong_columns",
    "too_many_cells",
    "bad_number",
    "bad_date",
    "ends_before_it_begins",
    "bad_population",
    "bad_kostra",
    "bad_county",
    "continued_without_end",
    "continued_by_itself",
    "overlaps",
    "continued_in_a_circle",
    "nothing_in_it",
]
"""What can be wrong with a file."""

_NUMBER = re.compile(r"\d{4}")
_KOSTRA = re.compile(r"0[1-9]|1[0-7]")
_COUNTY = re.compile(r"\d{2}")
_POPULATION = re.compile(r"[1-9]\d{0,6}")


class Problem(msgspec.Struct, frozen=True):
    """`line` counts from 1, the line of column names."""

    line: int
    code: Code


class ClassificationIsUnsound(DomainError):
    """`problems` are in the order of lines. Nothing of the file was taken in."""

    code = "classification_is_unsound"

    def __init__(self, problems: Sequence[Problem] = ()) -> None:
        super().__init__()
        self.problems = problems


class Row(msgspec.Struct, frozen=True):
    """One municipality's figures from its first day up to, and without, `valid_to`; none holds until further notice.

    `population` and `kostra` are none where the file leaves them open. `continued_by` is the municipality that this one
    became a part of on `valid_to`. `county` is needed of one that is newer than the list that comes with the product.
    """

    line: int
    number: str
    valid_from: date
    valid_to: date | None = None
    population: int | None = None
    kostra: str | None = None
    continued_by: str | None = None
    county: str | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class Classification(msgspec.Struct, frozen=True):
    """Of a whole file. An empty one says nothing of anybody."""

    rows: Sequence[Row] = ()

    def row(self, number: str, day: date) -> Row | None:
        """`None` where nothing is known of it on that day."""
        return next((one for one in self.rows if one.number == number and one.holds_on(day)), None)

    def number_on(self, number: str, day: date) -> str:
        """Which municipality it is on that day: itself, or the one that it had become a part of by then."""
        ended = {one.number: one for one in self.rows if one.continued_by and one.valid_to and one.valid_to <= day}
        while number in ended:
            number = str(ended[number].continued_by)
        return number

    def new_series(self, number: str, day: date) -> Mapping[str, date]:
        """Which municipalities had become a part of this one by then, and when: its series begins anew there."""
        return {
            one.number: one.valid_to
            for one in self.rows
            if one.continued_by == number and one.valid_to is not None and one.valid_to <= day
        }


def read_classification(file: bytes) -> Classification:
    """Raises `ClassificationIsUnsound` with every problem there is: a file is taken in as a whole or not at all."""
    try:
        lines = list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise ClassificationIsUnsound(problems=(Problem(line=1, code="unreadable"),)) from None
    columns = tuple(cell.strip() for cell in lines[0]) if lines else ()
    if columns not in {COLUMNS, (*COLUMNS, COUNTY)}:
        raise ClassificationIsUnsound(problems=(Problem(line=1, code="wrong_columns"),))
    given = [(number, cells) for number, cells in enumerate(lines[1:], start=2) if any(map(str.strip, cells))]
    read = [_read(number, cells, len(columns)) for number, cells in given]
    rows = [one for one in read if isinstance(one, Row)]
    problems = [one for one in read if isinstance(one, Problem)]
    if not read:
        problems.append(Problem(line=1, code="nothing_in_it"))
    problems += [*_overlapping(rows), *_in_a_circle(rows)]
    if problems:
        raise ClassificationIsUnsound(problems=tuple(sorted(problems, key=lambda one: (one.line, one.code))))
    return Classification(rows=tuple(rows))


def _read(line: int, given: Sequence[str], columns: int) -> Row | Problem:
    cells = [cell.strip() for cell in given]
    if len(cells) != columns:
        return Problem(line, "too_many_cells" if len(cells) > columns else "wrong_columns")
    number, valid_from, valid_to, population, kostra, continued_by = cells[: len(COLUMNS)]
    county = "".join(cells[len(COLUMNS) :])
    begins, ends = _day(valid_from), _day(valid_to)
    checks: Sequence[tuple[bool, Code]] = (
        (bool(_NUMBER.fullmatch(number)) and number.isascii(), "bad_number"),
        (begins is not None and (ends is not None or not valid_to), "bad_date"),
        (begins is None or ends is None or begins < ends, "ends_before_it_begins"),
        (not population or (bool(_POPULATION.fullmatch(population)) and population.isascii()), "bad_population"),
        (not kostra or bool(_KOSTRA.fullmatch(kostra)), "bad_kostra"),
        (not county or (bool(_COUNTY.fullmatch(county)) and county.isascii()), "bad_county"),
        (not continued_by or (bool(_NUMBER.fullmatch(continued_by)) and continued_by.isascii()), "bad_number"),
        (not continued_by or bool(valid_to), "continued_without_end"),
        (not continued_by or continued_by != number, "continued_by_itself"),
    )
    wrong: Code | None = next((code for good, code in checks if not good), None)
    if wrong is not None or begins is None:
        return Problem(line, wrong or "bad_date")
    return Row(
        line=line,
        number=number,
        valid_from=begins,
        valid_to=ends,
        population=int(population) if population else None,
        kostra=kostra or None,
        continued_by=continued_by or None,
        county=county or None,
    )


def _day(text: str) -> date | None:
    """`2026-01-01` and no other form."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-01") else None
    except ValueError:
        return None


def _overlapping(rows: Sequence[Row]) -> Iterator[Problem]:
    """No day has two rows of one municipality, and after what continued it, it has none."""
    for before, after in pairwise(sorted(rows, key=lambda one: (one.number, one.valid_from, one.line))):
        if before.number == after.number and (
            before.valid_to is None or after.valid_from < before.valid_to or before.continued_by
        ):
            yield Problem(max(before.line, after.line), "overlaps")


def _in_a_circle(rows: Sequence[Row]) -> Iterator[Problem]:
    became = {one.number: one.continued_by for one in rows if one.continued_by}
    for one in rows:
        seen, number = {one.number}, one.continued_by
        while number is not None and number not in seen:
            seen.add(number)
            number = became.get(number)
        if one.continued_by and number == one.number:
            yield Problem(one.line, "continued_in_a_circle")
