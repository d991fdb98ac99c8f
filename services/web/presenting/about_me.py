"""What somebody did in a workspace, as lines to read: by day, the newest first."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

import msgspec

from infra.translation.translator import Translator
from infra.translation.writing import OSLO
from services.application.about_me import Deed

TOLD_IN_WORDS = ("question", "ambition", "answer", "weight", "name")


class Line(msgspec.Struct, frozen=True):
    """`kind` is what happened, `facts` and `texts` what was said: label and words."""

    at: datetime
    kind: str
    facts: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]


def by_day(deeds: Iterable[Deed], t: Translator) -> list[tuple[date, list[Line]]]:
    """Norwegian days."""
    newest_first = sorted(deeds, key=lambda deed: deed.at, reverse=True)
    return [
        (day, [_line(deed, t) for deed in done])
        for day, done in groupby(newest_first, key=lambda deed: deed.at.astimezone(OSLO).date())
    ]


def kind_of(topic: str) -> str:
    """The event's name without its version: `measurement.question-answered`."""
    return topic.rpartition(".")[0]


def _line(deed: Deed, t: Translator) -> Line:
    return Line(
        at=deed.at,
        kind=kind_of(deed.kind),
        facts=tuple(_facts(deed.facts, t)),
        texts=tuple(t("text.erased") if text is None else text for text in deed.texts.values()),
    )


def _facts(facts: Mapping[str, Any], t: Translator) -> Iterable[tuple[str, str]]:
    for name in TOLD_IN_WORDS:
        if name in facts:
            value = facts[name]
            said = t("answer.not-relevant") if value == "not_relevant" else str(value)
            yield t(f"me.fact.{name}"), said
