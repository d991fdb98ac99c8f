"""That a version of the instrument was published: an event in KS's log. Its truth is the file in the repository."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from domain.errors import DomainError
from domain.event import Act, Event
from domain.instrument.model import Instrument, Language


class PublishedVersionNeverChanges(DomainError):
    """A file has another content than the version that was published under its number."""

    code = "published_version_never_changes"


class InstrumentPublished(Event, frozen=True):
    """A version was frozen by the hash of its structure, each language's text by its own."""

    TOPIC: ClassVar[str] = "instrument.instrument-published.v1"

    instrument: str
    version: int
    sha256: str
    language_sha256: Mapping[Language, str]


def publish(
    published: Sequence[InstrumentPublished],
    instrument: Instrument,
    sha256: str,
    language_sha256: Mapping[Language, str],
    act: Act,
) -> tuple[InstrumentPublished, ...]:
    """The event that publishes `instrument`; none when this very content is published already."""
    same = [event for event in published if (event.instrument, event.version) == (instrument.id, instrument.version)]
    if any(event.sha256 == sha256 and event.language_sha256 == language_sha256 for event in same):
        return ()
    if any(event.sha256 != sha256 or _reworded(event.language_sha256, language_sha256) for event in same):
        raise PublishedVersionNeverChanges(instrument=instrument.id, version=instrument.version)
    return (
        InstrumentPublished(
            at=act.at,
            by=act.by,
            instrument=instrument.id,
            version=instrument.version,
            sha256=sha256,
            language_sha256=language_sha256,
        ),
    )


def _reworded(published: Mapping[Language, str], now: Mapping[Language, str]) -> bool:
    """A language can be added to a published version; one that is there keeps its words."""
    return any(now.get(language) != sha256 for language, sha256 in published.items())
