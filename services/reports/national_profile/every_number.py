"""Every number that a release has of one group, as tables: for whoever wants to see them all on a page."""

import msgspec

from domain.national.groups import GroupId
from domain.national.release import Release
from domain.national.variables import VariableId
from services.reports.national_tables.tables import CONTENTS, OF_FIGURE, TABLES, Statistic
from services.reports.national_tables.words import Words


class NumbersRow(msgspec.Struct, frozen=True):
    """`numbers` as they are stored, in the order of the columns."""

    variable: VariableId
    name: str
    numbers: tuple[str, ...]
    is_withheld: bool


class NumbersTable(msgspec.Struct, frozen=True):
    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[NumbersRow, ...]


def every_number(release: Release, group: GroupId, words: Words) -> list[NumbersTable]:
    """In the order of files."""
    found = []
    for table in (one for one in TABLES if one.variables):
        rows = []
        for item, variable in table.variables.items():
            figure = release.figure(group, variable.id)
            rows.append(
                NumbersRow(
                    variable=variable.id,
                    name=words.code(table.item, item) if table.item else words.title(table),
                    numbers=tuple(
                        words.t.stored_change(number(figure))
                        if one is Statistic.CHANGE
                        else words.t.stored(number(figure))
                        for one, number in OF_FIGURE.items()
                    ),
                    is_withheld=figure.mean is None,
                )
            )
        columns = tuple(words.code(CONTENTS, one) for one in OF_FIGURE)
        found.append(
            NumbersTable(table.id, words.t("national.every.caption", title=words.title(table)), columns, tuple(rows))
        )
    return found
