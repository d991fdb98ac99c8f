"""Versions of the instrument on KS's pages: what stage they are at, and who did what."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from domain.ids import SubjectId
from domain.instrument.publication import events as happened
from domain.instrument.publication.state import Shelf, Version
from domain.text import Text
from infra.eventlog.log import Recorded
from infra.translation.translator import Translator
from services.application.instruments import OPERATOR, SAMSON
from services.application.releases.deciding import SOFTWARE
from services.web.opening import Opened
from services.web.presenting.about_me import kind_of
from services.web.presenting.instrument_reading import language_names

SHORT = 12
"""Characters of a hash that are enough to tell two apart by eye."""

PSEUDONYM = 8


class Line(msgspec.Struct, frozen=True):
    """One thing that happened to a version. `words` are the note or the reason, empty where there is none."""

    at: datetime
    who: str
    kind: str
    languages: str
    words: str


class Names:
    """What KS's people are called to each other: they work in one house, so by their address."""

    def __init__(self, people: Mapping[SubjectId, str], me: SubjectId | None, t: Translator) -> None:
        self._people = people
        self._me = me
        self._t = t

    def __call__(self, subject: SubjectId) -> str:
        if subject == self._me:
            return self._t("shelf.you")
        if subject in {OPERATOR, SOFTWARE.subject}:
            return self._t("shelf.software")
        return self._people.get(subject) or self._t("shelf.person", code=str(subject)[:PSEUDONYM])


def of_version(recorded: Iterable[Recorded], number: int) -> list[happened.VersionEvent]:
    """All that happened to a version, the newest first."""
    events = [one.event for one in recorded if isinstance(one.event, happened.VersionEvent)]
    return [event for event in reversed(events) if (event.instrument, event.version) == (SAMSON, number)]


def texts_of(events: Iterable[happened.VersionEvent]) -> list[Text | None]:
    return [_text(event) for event in events]


def lines(events: Sequence[happened.VersionEvent], names: Names, opened: Opened) -> list[Line]:
    return [
        Line(
            at=event.at,
            who=names(event.by),
            kind=kind_of(event.TOPIC),
            languages=language_names(getattr(event, "language_sha256", ())),
            words=opened(_text(event)),
        )
        for event in events
    ]


def withdrawn(shelf: Shelf) -> list[Version]:
    """Versions of which there is only a history."""
    found = [one for one in shelf.versions.values() if one.publication is None and one.draft is None]
    return sorted(found, key=lambda one: one.number, reverse=True)


def short(sha256: str) -> str:
    return sha256[:SHORT]


def _text(event: happened.VersionEvent) -> Text | None:
    text: Text | None = getattr(event, "reason", None) or getattr(event, "note", None)
    return text
