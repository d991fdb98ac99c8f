"""JSON-stat 2.0 read by its specification alone: what a dataset has to be, and its cells by their codes.

Knows nothing of ours. Source: https://json-stat.org/full/.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product
from math import prod
from typing import Any

Place = tuple[tuple[str, str], ...]
"""A code for each dimension, by the dimension's name."""

REQUIRED = {"version", "class", "id", "size", "dimension"}


def codes(dimension: Mapping[str, Any]) -> list[str]:
    """In the order of `index`, which can be a list or tell each one's place."""
    index = dimension["category"]["index"]
    return list(index) if isinstance(index, list) else sorted(index, key=index.__getitem__)


def places(dataset: Mapping[str, Any]) -> Iterator[Place]:
    """In row-major order."""
    axes = [[(name, code) for code in codes(dataset["dimension"][name])] for name in dataset["id"]]
    yield from product(*axes)


def read(dataset: Mapping[str, Any]) -> dict[Place, tuple[Any, str | None]]:
    """The number and the status of each cell."""
    values, status = dataset["value"], dataset.get("status", {})
    return {
        place: (_at(values, number), status if isinstance(status, str) else _at(status, number))
        for number, place in enumerate(places(dataset))
    }


def _at(several: Any, number: int) -> Any:
    return several[number] if isinstance(several, list) else several.get(str(number))


def complaints(dataset: Mapping[str, Any], *, numbers: bool = True) -> list[str]:
    """What is not as the specification says. Without `numbers`, of a description."""
    found = [f"{name} is missing" for name in REQUIRED - dataset.keys()]
    if dataset["version"] != "2.0" or dataset["class"] != "dataset":
        found.append("it is no dataset of version 2.0")
    if set(dataset["id"]) != dataset["dimension"].keys() or len(dataset["id"]) != len(dataset["size"]):
        found.append("id, size and dimension do not tell of the same dimensions")
    datetime.fromisoformat(dataset["updated"])
    for name, size in zip(dataset["id"], dataset["size"], strict=True):
        found += _of_dimension(name, dataset["dimension"][name], size)
    named = [name for several in dataset["role"].values() for name in several]
    found += [f"there is no {name} that could have a role" for name in named if name not in dataset["id"]]
    return found + (_of_values(dataset) if numbers else [])


def _of_dimension(name: str, dimension: Mapping[str, Any], size: int) -> list[str]:
    category, found = dimension["category"], list[str]()
    index = category["index"]
    if isinstance(index, dict) and sorted(index.values()) != list(range(len(index))):
        found.append(f"{name}: index does not number from 0 without a gap")
    if len(index) != size:
        found.append(f"{name}: {len(index)} codes, size says {size}")
    for part in ("label", "unit", "note"):
        if stray := category.get(part, {}).keys() - set(index):
            found.append(f"{name}: {part} of {stray}, which are no codes")
    if not all(isinstance(label, str) and label for label in category["label"].values()):
        found.append(f"{name}: a label is no text")
    return found


def _of_values(dataset: Mapping[str, Any]) -> list[str]:
    values: Sequence[Any] = dataset["value"]
    status: Mapping[str, str] = dataset.get("status", {})
    found = [] if len(values) == prod(dataset["size"]) else ["value has not as many cells as size says"]
    found += [f"status of {place}, where no cell is" for place in status if not 0 <= int(place) < len(values)]
    found += [f"{value!r} is no number" for value in values if not (value is None or type(value) in {int, float})]
    return found
