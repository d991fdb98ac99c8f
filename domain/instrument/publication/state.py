"""All versions of the instrument, as the events in KS's log have made them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.event import Event
from domain.ids import SubjectId
from domain.instrument.model import Language
from domain.instrument.publication import events as happened
from domain.text import Text


class Stage(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"


class Draft(msgspec.Struct, frozen=True):
    """`taken_in_by` and `taken_in_at` are of the present file. `returned` says why the last review sent it back."""

    sha256: str
    language_sha256: Mapping[Language, str]
    file_sha256: str
    follows: int | None
    taken_in_by: SubjectId
    taken_in_at: datetime
    note: Text | None = None
    stage: Stage = Stage.DRAFT
    returned: Text | None = None


class Publication(msgspec.Struct, frozen=True):
    """`published_at` is when it first was; `file_sha256` is none where the file is shipped with the software."""

    sha256: str
    language_sha256: Mapping[Language, str]
    file_sha256: str | None
    published_at: datetime
    retired_at: datetime | None = None
    retired_because: Text | None = None

    @property
    def on_offer(self) -> bool:
        return self.retired_at is None


class Version(msgspec.Struct, frozen=True):
    """A publication, a draft, or both: a draft of what is published adds languages to it."""

    instrument: str
    number: int
    publication: Publication | None = None
    draft: Draft | None = None


Name = tuple[str, int]
"""Id and number of a version."""


class Shelf(msgspec.Struct, frozen=True):
    """Every version that was ever taken in or published; one whose only draft was withdrawn has neither."""

    versions: Mapping[Name, Version] = MappingProxyType({})

    def version(self, instrument: str, number: int) -> Version:
        return self.versions.get((instrument, number)) or Version(instrument=instrument, number=number)

    def of(self, instrument: str) -> list[Version]:
        """With a publication or a draft; the highest number first."""
        found = [one for one in self.versions.values() if one.instrument == instrument]
        there = [one for one in found if one.publication or one.draft]
        return sorted(there, key=lambda one: one.number, reverse=True)

    def published(self, instrument: str) -> list[Version]:
        """Retired ones too; the highest number first."""
        return [one for one in self.of(instrument) if one.publication]

    def on_offer(self, instrument: str) -> list[Version]:
        """What is published and not retired; the first is what a new measurement is made with."""
        return [one for one in self.published(instrument) if one.publication and one.publication.on_offer]


def evolve(shelf: Shelf, event: Event) -> Shelf:
    match event:
        case happened.VersionEvent(instrument=instrument, version=number):
            changed = _changed(shelf.version(instrument, number), event)
            return Shelf(versions={**shelf.versions, (instrument, number): changed})
        case _:
            raise LookupError(f"{event.TOPIC} is not an event of the instrument")


def fold(events: Iterable[Event]) -> Shelf:
    shelf = Shelf()
    for event in events:
        shelf = evolve(shelf, event)
    return shelf


def _changed(version: Version, event: happened.VersionEvent) -> Version:
    match event:
        case happened.DraftTakenIn():
            return replace(version, draft=_taken_in(event))
        case happened.ReviewRequested():
            return _with_draft(version, event, stage=Stage.IN_REVIEW, returned=None)
        case happened.DraftApproved():
            return _with_draft(version, event, stage=Stage.APPROVED)
        case happened.DraftReturned(reason=reason):
            return _with_draft(version, event, stage=Stage.DRAFT, returned=reason)
        case happened.DraftWithdrawn():
            return replace(version, draft=None)
        case happened.InstrumentPublished():
            return replace(version, publication=_published(version.publication, event), draft=None)
        case happened.VersionRetired(reason=reason):
            return _with_publication(version, event, retired_at=event.at, retired_because=reason)
        case happened.VersionReinstated():
            return _with_publication(version, event, retired_at=None, retired_because=None)
        case _:
            raise LookupError(f"{event.TOPIC} is not an event of the instrument")


def _taken_in(event: happened.DraftTakenIn) -> Draft:
    return Draft(
        sha256=event.sha256,
        language_sha256=event.language_sha256,
        file_sha256=event.file_sha256,
        follows=event.follows,
        taken_in_by=event.by,
        taken_in_at=event.at,
        note=event.note,
    )


def _published(before: Publication | None, event: happened.InstrumentPublished) -> Publication:
    """Publishing once more adds languages, and changes nothing else: a retired version stays retired."""
    if before is None:
        return Publication(
            sha256=event.sha256,
            language_sha256=event.language_sha256,
            file_sha256=event.file_sha256,
            published_at=event.at,
        )
    languages = {**before.language_sha256, **event.language_sha256}
    return replace(before, language_sha256=languages, file_sha256=event.file_sha256)


def _with_draft(version: Version, event: Event, **changes: Any) -> Version:
    if version.draft is None:
        raise LookupError(f"{event.TOPIC} without a draft")
    return replace(version, draft=replace(version.draft, **changes))


def _with_publication(version: Version, event: Event, **changes: Any) -> Version:
    if version.publication is None:
        raise LookupError(f"{event.TOPIC} before it was published")
    return replace(version, publication=replace(version.publication, **changes))
