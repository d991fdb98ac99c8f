"""What a variable is called where it stands by itself, and which variables there are to go to."""

from collections.abc import Sequence

import msgspec

from domain.national.variables import Variable, VariableId
from services.reports.national_tables.tables import TABLE_OF, TABLES
from services.reports.national_tables.words import Words


class Listed(msgspec.Struct, frozen=True):
    """`name` is the variable's within its topic."""

    id: VariableId
    name: str


class ListedTopic(msgspec.Struct, frozen=True):
    title: str
    variables: tuple[Listed, ...]


def name_of(variable: VariableId, words: Words) -> str:
    """`Skår: Likeverdighet`."""
    table, item = TABLE_OF[variable]
    topic = words.t(f"national-table.sheet.{table.id}")
    if table.item is None:
        return words.title(table)
    return words.t("national-figure.name", topic=topic, item=words.code(table.item, item))


def unit_of(variable: Variable, words: Words) -> str:
    """A part of actions is told as a percentage, which the files' unit does not say."""
    return words.t("national-figure.unit.share") if variable.share else words.unit(TABLE_OF[variable.id][0])


def topics(words: Words) -> Sequence[ListedTopic]:
    """All variables, in the order of pages and files."""
    return [
        ListedTopic(
            title=words.title(table),
            variables=tuple(
                Listed(one.id, words.code(table.item, item) if table.item else words.title(table))
                for item, one in table.variables.items()
            ),
        )
        for table in TABLES
        if table.variables
    ]
