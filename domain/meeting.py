"""What the time of a group's next meeting is proposed to go to. A proposal: whoever leads gives each part its minutes.

All of it is ours. Nothing is written: what was changed stands in the address, as the time left for an agenda does.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from domain.ids import QuestionId

LONGEST: Final = 240
"""Minutes that one part can be given."""

OPENING, LOOKING_BACK, EACH_ACTION, EACH_QUESTION, CLOSING = 5, 5, 5, 15, 10
MOST_FOR_ACTIONS: Final = 30

PROPOSED: Final = 3
"""So many questions of the focus list are given time: more than that is a measurement, not a meeting."""

AT_HAND: Final = 5
"""So many can be given time; those that are not proposed have none to begin with."""


class Part(StrEnum):
    OPENING = "opening"
    LOOKING_BACK = "looking-back"
    ACTIONS = "actions"
    QUESTION = "question"
    CLOSING = "closing"


class Item(msgspec.Struct, frozen=True):
    """`minutes` may be 0: it is left for another time. `question` is that of a `QUESTION`."""

    part: Part
    minutes: int
    question: QuestionId | None = None

    @property
    def key(self) -> str:
        """What it is called in an address."""
        return self.part if self.question is None else f"question-{self.question}"


class Slot(msgspec.Struct, frozen=True):
    """An item with when it begins and ends, in minutes from the beginning of the meeting."""

    item: Item
    begins: int
    ends: int


def proposed(focus: Sequence[QuestionId], happened: int, under_way: int) -> tuple[Item, ...]:
    """`focus` has what matters most first, `happened` and `under_way` count happenings and open actions.

    Looking back comes before looking ahead: what a group sees that it has done is what it has to build on.
    """
    items = [Item(Part.OPENING, OPENING)]
    if happened:
        items.append(Item(Part.LOOKING_BACK, LOOKING_BACK))
    if under_way:
        items.append(Item(Part.ACTIONS, min(MOST_FOR_ACTIONS, under_way * EACH_ACTION)))
    items += [
        Item(Part.QUESTION, EACH_QUESTION if place < PROPOSED else 0, question)
        for place, question in enumerate(focus[:AT_HAND])
    ]
    return (*items, Item(Part.CLOSING, CLOSING))


def given(items: Iterable[Item], minutes: Mapping[str, int]) -> tuple[Item, ...]:
    """With the minutes that were asked for, by the items' keys. What is not named is as proposed."""
    return tuple(Item(item.part, minutes.get(item.key, item.minutes), item.question) for item in items)


def slots(items: Iterable[Item]) -> tuple[Slot, ...]:
    """One after the other, without those that have no time."""
    found, now = [], 0
    for item in items:
        if item.minutes:
            found.append(Slot(item, now, now + item.minutes))
            now += item.minutes
    return tuple(found)
