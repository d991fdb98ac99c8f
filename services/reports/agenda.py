"""The agenda of a meeting in words: for its page and its paper alike."""

from collections.abc import Sequence

import msgspec

from domain.instrument.model import Instrument, worded
from domain.meeting import Item, slots
from infra.translation.translator import Translator


class Line(msgspec.Struct, frozen=True):
    """One part of the meeting. `time` is from when to when, in minutes from the beginning; empty for what has none."""

    item: Item
    name: str
    help: str
    time: str


def agenda_lines(items: Sequence[Item], instrument: Instrument, t: Translator) -> tuple[Line, ...]:
    """In their order, those without time among them."""
    times = {slot.item.key: t("meeting.slot", begins=slot.begins, ends=slot.ends) for slot in slots(items)}
    return tuple(
        Line(
            item=item,
            name=_name(item, instrument, t),
            help=_help(item, instrument, t),
            time=times.get(item.key, ""),
        )
        for item in items
    )


def whole(items: Sequence[Item]) -> int:
    """Minutes."""
    return sum(item.minutes for item in items)


def _name(item: Item, instrument: Instrument, t: Translator) -> str:
    if item.question is None:
        return t(f"meeting.part.{item.part}")
    return f"{item.question} {worded(instrument.questions[item.question].name, t.language)[0]}"


def _help(item: Item, instrument: Instrument, t: Translator) -> str:
    """Of a question the field that it is in."""
    if item.question is None:
        return t(f"meeting.part.{item.part}.help")
    return worded(instrument.field_of[item.question].name, t.language)[0]
