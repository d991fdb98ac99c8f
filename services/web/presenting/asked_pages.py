"""What an auditor asked for, in readable words: by day, with links to what was read."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Final

import msgspec

from domain.instrument.model import Instrument
from domain.measurement.own_questions import number_of
from infra.access_log import Asked
from infra.translation.translator import Translator
from infra.translation.writing import day_of
from projections.collaborations.queries import Found
from projections.measurements.queries import Summary
from services.web.presenting.wording import Wordings

WORKSPACE: Final = "/w/{slug}"
MEASUREMENT: Final = f"{WORKSPACE}/measurements/{{measurement}}"
OWN: Final = f"{WORKSPACE}/audit"

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        WORKSPACE: "asked.workspace",
        OWN: "asked.own",
        f"{WORKSPACE}/collaborations/{{collaboration}}": "asked.collaboration",
        f"{WORKSPACE}/collaborations/{{collaboration}}/actions": "asked.actions",
        f"{WORKSPACE}/collaborations/{{collaboration}}/actions/{{action}}": "asked.action",
        f"{WORKSPACE}/collaborations/{{collaboration}}/compare": "asked.compare",
        f"{WORKSPACE}/collaborations/{{collaboration}}/compare/paper": "asked.compare-paper",
        f"{WORKSPACE}/collaborations/{{collaboration}}/compare/paper/shelf": "asked.compare-paper",
        f"{WORKSPACE}/collaborations/{{collaboration}}/compare/paper/{{comparison}}": "asked.compare-file",
        f"{WORKSPACE}/collaborations/{{collaboration}}/meeting": "asked.meeting",
        f"{WORKSPACE}/collaborations/{{collaboration}}/meeting/paper": "asked.meeting-paper",
        f"{WORKSPACE}/collaborations/{{collaboration}}/meeting/paper/shelf": "asked.meeting-paper",
        f"{WORKSPACE}/collaborations/{{collaboration}}/meeting/paper/{{meeting}}": "asked.meeting-file",
        f"{WORKSPACE}/collaborations/{{collaboration}}/export": "asked.series-of",
        f"{WORKSPACE}/collaborations/{{collaboration}}/export/series.csv": "asked.series-file-of",
        f"{WORKSPACE}/collaborations/{{collaboration}}/export/series.xlsx": "asked.series-file-of",
        f"{WORKSPACE}/campaigns": "asked.campaigns",
        f"{WORKSPACE}/campaigns/{{campaign}}": "asked.campaign",
        f"{WORKSPACE}/campaigns/{{campaign}}/letters": "asked.campaign-letters",
        f"{WORKSPACE}/campaigns/{{campaign}}/calendar.ics": "asked.campaign-calendar",
        f"{WORKSPACE}/nation": "asked.nation",
        f"{WORKSPACE}/export": "asked.series",
        f"{WORKSPACE}/export/shelf": "asked.series",
        f"{WORKSPACE}/export/{{export}}": "asked.series-file",
        f"{WORKSPACE}/export/series.csv": "asked.series-file",
        f"{WORKSPACE}/export/series.xlsx": "asked.series-file",
        MEASUREMENT: "asked.measurement",
        f"{MEASUREMENT}/profile": "asked.profile",
        f"{MEASUREMENT}/values": "asked.values",
        f"{MEASUREMENT}/values/{{value}}": "asked.value",
        f"{MEASUREMENT}/fields/{{field}}": "asked.field",
        f"{MEASUREMENT}/fields/{{field}}/pause": "asked.pause",
        f"{MEASUREMENT}/questions/{{question}}": "asked.question",
        f"{MEASUREMENT}/own-questions/{{own}}": "asked.own-question",
        f"{MEASUREMENT}/agenda": "asked.agenda",
        f"{MEASUREMENT}/actions": "asked.actions",
        f"{MEASUREMENT}/since-last-time": "asked.since-last-time",
        f"{MEASUREMENT}/report": "asked.report",
        f"{MEASUREMENT}/report/shelf": "asked.report",
        f"{MEASUREMENT}/report/{{report}}": "asked.report-file",
        f"{MEASUREMENT}/replay": "asked.replay",
        f"{MEASUREMENT}/why/{{figure}}": "asked.why",
        f"{MEASUREMENT}/moved": "asked.moved",
        f"{MEASUREMENT}/rescored": "asked.rescored",
        f"{WORKSPACE}/proof": "asked.proof",
        f"{WORKSPACE}/proof/checkpoints/{{size}}": "asked.checkpoint",
        f"{WORKSPACE}/proof/events": "asked.proof",
        f"{WORKSPACE}/proof/events/{{position}}": "asked.event-proof",
        f"{WORKSPACE}/proof/export": "asked.export",
    }
)
"""By the routes that auditors may read. A test finds those that have no words yet."""


class Line(msgspec.Struct, frozen=True):
    """`href` is empty for what can't be opened again."""

    time: str
    words: str
    href: str = ""


class Day(msgspec.Struct, frozen=True):
    day: date
    lines: tuple[Line, ...]


class Places:
    """The names of what paths lead to."""

    def __init__(
        self, found: Sequence[Found], measured: Sequence[Summary], instrument: Instrument, t: Translator
    ) -> None:
        said = Wordings(t.language)
        self._t = t
        self._collaborations = {str(one.id): one.state.name for one in found}
        self._measurements = {str(one.id): one for one in measured}
        self._parts: dict[str, str] = {value.id: said.plain(value.name) for value in instrument.values}
        self._parts |= {field.id: said.plain(field.name) for field in instrument.fields}

    def values(self, route: str, path: str) -> dict[str, str | int]:
        """`where` and `part` of a path, in words."""
        found = {
            pattern.strip("{}"): part
            for pattern, part in zip(route.split("/"), path.split("/"), strict=False)
            if pattern.startswith("{")
        }
        part = next((found[name] for name in ("value", "field", "question", "own") if name in found), "")
        return {"where": self._where(found), "part": self._parts.get(part, number_of(part))}

    def _where(self, found: Mapping[str, str]) -> str:
        if "measurement" in found:
            one = self._measurements.get(found["measurement"])
            name = self._collaborations.get(str(one.collaboration)) if one else None
            if one is None or name is None:
                return self._t("asked.unknown")
            return self._t("asked.where", name=name, day=self._t.day(one.started_at))
        return self._collaborations.get(found.get("collaboration", ""), self._t("asked.unknown"))


def by_day(asked: Sequence[Asked], places: Places, t: Translator) -> list[Day]:
    """In the order in which they are given."""
    return [
        Day(day, tuple(_line(one, places, t) for one in group))
        for day, group in groupby(asked, key=lambda one: day_of(one.at))
    ]


def _line(asked: Asked, places: Places, t: Translator) -> Line:
    time = t.time(asked.at)
    if asked.method != "GET":
        tried = "asked.ended" if asked.route == f"{OWN}/ending" and not asked.refused else "asked.tried-to-write"
        return Line(time, t(tried, **t.fitting(tried, {"path": asked.path})))
    if asked.refused:
        return Line(time, t("asked.tried-to-read", path=asked.path))
    words = WORDS.get(asked.route)
    if words is None:
        return Line(time, t("asked.other", path=asked.path), asked.path)
    values = t.fitting(words, places.values(asked.route, asked.path))
    return Line(time, t(words, **values), "" if asked.route == OWN else asked.path)
