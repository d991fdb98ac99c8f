"""Events of every kind: any at all for property tests, and one of each, stored, that must be readable for ever.

`python -m tests.support.event_samples` stores a sample of each kind that has none. It never changes one: a stored
sample stands for events that lie in somebody's log.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NewType, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from hypothesis import find, settings
from hypothesis import strategies as some

from domain.event import Event
from domain.ids import SubjectId
from domain.measurement.events import MeasurementClosed
from domain.scoring.answer import NOT_RELEVANT
from domain.scoring.tally import Ballot, Tally, tally
from domain.sectors import Side
from domain.text import Clear, Sealed
from domain.topics import EVENTS
from infra.eventlog.codec import text_fields
from infra.eventlog.mapper import EventMapper
from infra.eventlog.records import NewEvent

FOLDER = Path(__file__).parents[1] / "samples" / "events"

STREAM = UUID("0190c0de-0000-7000-8000-000000000001")
VERSION = 3
SUBJECT = SubjectId(UUID("5ab1ec70-0000-4000-8000-000000000001"))


FURTHER: Mapping[str, type[Event]] = {"measurement.measurement-closed.v1.spreads": MeasurementClosed}
"""Samples of kinds that have got fields since their first was stored, by the name of the file."""


class Sample(msgspec.Struct, frozen=True):
    """A row of the log as it was written. `sealed` in hexadecimal."""

    topic: str
    state: str
    sealed: str | None = None


def stored_samples() -> list[Sample]:
    return [msgspec.json.decode(path.read_bytes(), type=Sample) for path in sorted(FOLDER.glob("*.json"))]


def sealed(part: str) -> Sealed:
    return Sealed(
        subject=SUBJECT,
        originator_id=STREAM,
        originator_version=VERSION,
        part=part,
        key_id=UUID("0ddba11c-0000-4000-8000-000000000001"),
        nonce=bytes(range(12)),
        ciphertext=b"shut",
    )


ANSWERS = some.lists(some.integers(0, 10), min_size=3, max_size=6)
BOTH_SIDES = some.tuples(ANSWERS, ANSWERS).map(
    lambda cast: [Ballot(side=side, answer=one) for side, given in zip(Side, cast, strict=True) for one in given]
)
ANY_BALLOTS = some.lists(
    some.builds(Ballot, side=some.sampled_from(Side), answer=some.integers(0, 10) | some.just(NOT_RELEVANT)),
    min_size=3,
    max_size=12,
)

PLAIN: Mapping[Any, some.SearchStrategy[Any]] = {
    str: some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
    int: some.integers(-(2**53), 2**53),
    bool: some.booleans(),
    UUID: some.uuids(),
    NoneType: some.none(),
    Fraction: some.fractions(0, 100, max_denominator=60),
    Decimal: some.decimals(0, 10, places=6),
    datetime: some.datetimes(datetime(2018, 1, 1), datetime(2100, 1, 1), timezones=some.just(UTC)),  # noqa: DTZ001
    time: some.times().map(lambda one: one.replace(microsecond=0)),
    date: some.dates(date(2018, 1, 1), date(2100, 1, 1)),
    Tally: some.one_of(BOTH_SIDES, ANY_BALLOTS).map(tally),
}


def any_of(kind: Any) -> some.SearchStrategy[Any]:
    """Any value of a type that may stand in an event."""
    if kind in PLAIN:
        return PLAIN[kind]
    if isinstance(kind, NewType):
        return any_of(kind.__supertype__)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return some.sampled_from(inner)
    if origin in (Union, UnionType):
        return some.one_of(*(any_of(one) for one in inner))
    if origin is tuple:
        return some.lists(any_of(inner[0]), min_size=1, max_size=3).map(tuple)
    if origin is not None and issubclass(origin, Mapping):
        return some.dictionaries(any_of(inner[0]), any_of(inner[1]), min_size=1, max_size=3)
    if issubclass(kind, Enum):
        return some.sampled_from(kind)
    if issubclass(kind, msgspec.Struct):
        return some.builds(kind, **{name: any_of(hint) for name, hint in _fields(kind).items()})
    raise TypeError(f"no example is known of {kind}")


@cache
def any_event(kind: type[Event]) -> some.SearchStrategy[Event]:
    """With its texts sealed, as an event that was read."""
    texts = text_fields(kind)
    fields = {name: any_of(hint) for name, hint in _fields(kind).items() if name not in texts}
    seals = {
        name: some.just(sealed(name)) if required else some.sampled_from([sealed(name), None])
        for name, required in texts.items()
    }
    return some.builds(kind, **fields, **seals)


def _fields(kind: type[msgspec.Struct]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {name: hints[name] for name in kind.__struct_fields__}


def with_clear_texts(event: Event) -> tuple[Event, dict[str, Sealed]]:
    """The event as it was when it was decided, and its texts as the keyring would seal them."""
    seals = {name: text for name in text_fields(type(event)) if (text := getattr(event, name)) is not None}
    clear = {name: Clear(text.subject, f"words of {name}") for name, text in seals.items()}
    return msgspec.structs.replace(event, **clear), seals


def stored(event: Event) -> Sample:
    decided, seals = with_clear_texts(event)
    row = EventMapper().to_stored_event(NewEvent(STREAM, VERSION, decided), seals)
    return Sample(row.topic, row.state.decode(), row.sealed.hex() if row.sealed else None)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    quiet = settings(database=None)
    for name, kind in {**{kind.TOPIC: kind for kind in EVENTS}, **FURTHER}.items():
        path = FOLDER / f"{name}.json"
        if not path.exists():
            example = find(any_event(kind), lambda event: None not in _values(event), settings=quiet)
            path.write_bytes(msgspec.json.format(msgspec.json.encode(stored(example))) + b"\n")


def _values(event: Event) -> list[Any]:
    return [getattr(event, name) for name in event.__struct_fields__]


if __name__ == "__main__":
    main()
