"""What somebody did in a workspace, as lines to read: by day, the newest first."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

import msgspec

from infra.translation.translator import Translator
from infra.translation.writing import day_of
from services.application.own_deeds import Deed

TOLD_IN_WORDS = ("question", "answer", "weight", "name", "version")


class Line(msgspec.Struct, frozen=True):
    """`about` is the value that was weighed, `facts` are label and words."""

    at: datetime
    kind: str
    about: str
    facts: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]


def by_day(deeds: Iterable[Deed], ambitions: Mapping[str, str], t: Translator) -> list[tuple[date, list[Line]]]:
    """Norwegian days. `ambitions` says the value that each belongs to."""
    newest_first = sorted(deeds, key=lambda deed: deed.at, reverse=True)
    return [
        (day, [_line(deed, ambitions, t) for deed in done])
        for day, done in groupby(newest_first, key=lambda deed: day_of(deed.at))
    ]


def kind_of(topic: str) -> str:
    """The event's name without its version: `measurement.question-answered`."""
    return topic.rpartition(".")[0]


def _line(deed: Deed, ambitions: Mapping[str, str], t: Translator) -> Line:
    return Line(
        at=deed.at,
        kind=kind_of(deed.kind),
        about=ambitions.get(deed.facts.get("ambition", ""), ""),
        facts=tuple(_facts(deed.facts, t)),
        texts=tuple(t("text.erased") if text is None else text for text in deed.texts.values()),
    )


def _facts(facts: Mapping[str, Any], t: Translator) -> Iterable[tuple[str, str]]:
    for name in TOLD_IN_WORDS:
        if name in facts:
            value = facts[name]
            said = t("answer.not-relevant") if value == "not_relevant" else str(value)
            yield t(f"me.fact.{name}"), said
