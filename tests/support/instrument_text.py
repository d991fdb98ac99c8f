"""An instrument as the text of a file, and the version that would come after it."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.instrument.model import Instrument, Value


def encoded(instrument: Instrument) -> bytes:
    """TOML enough for what an instrument holds: the model's lists of tables, and everything else on one line."""
    return "".join(_table(msgspec.to_builtins(instrument), "")).encode()


def next_version(of: Instrument, mark: str = "") -> Instrument:
    """Continues every question. `mark` is written after the first field's first statement, so that words differ."""

    def value(one: Value) -> Value:
        return replace(one, ambitions=tuple(_continued(each) for each in one.ambitions))

    fields = tuple(replace(one, questions=tuple(_continued(each) for each in one.questions)) for one in of.fields)
    first, *others = fields[0].questions
    marked = replace(first, statement={key: text + mark for key, text in first.statement.items()})
    fields = (replace(fields[0], questions=(marked, *others)), *fields[1:])
    values = tuple(map(value, of.values))
    return replace(of, version=of.version + 1, follows=of.version, values=values, fields=fields)


def _continued(one: Any) -> Any:
    return replace(one, continues=one.id, replaces=None)


def _table(table: Mapping[str, Any], path: str) -> Iterator[str]:
    lists = {key: value for key, value in table.items() if _is_list_of_tables(value)}
    for key, value in table.items():
        if key not in lists and value is not None:
            yield f"{key} = {_inline(value)}\n"
    for key, value in lists.items():
        for each in value:
            yield f"\n[[{path}{key}]]\n"
            yield from _table(each, f"{path}{key}.")


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and isinstance(value[0], dict)


def _inline(value: Any) -> str:
    """JSON's strings, numbers, booleans and lists are TOML's too."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_inline(one)}" for key, one in value.items() if one is not None) + " }"
    return msgspec.json.encode(value).decode()
