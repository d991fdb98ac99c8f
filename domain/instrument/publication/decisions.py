"""What can be asked of a version of the instrument, and what it answers."""

from collections.abc import Mapping
from typing import Any, TypeVar, assert_never

import msgspec

from domain.event import Act
from domain.ids import SubjectId
from domain.instrument.model import Instrument, Language
from domain.instrument.publication import errors
from domain.instrument.publication import events as happened
from domain.instrument.publication.state import Draft, Publication, Shelf, Stage, Version
from domain.text import clear

Kind = TypeVar("Kind", bound=happened.VersionEvent)


class TakeDraftIn(msgspec.Struct, frozen=True, tag=True):
    """What a sound file holds, by its hashes. `note` may be empty."""

    instrument: str
    version: int
    follows: int | None
    sha256: str
    language_sha256: Mapping[Language, str]
    file_sha256: str
    note: str = ""


class DraftCommand(msgspec.Struct, frozen=True, tag=True, kw_only=True):
    """`seen` is the hash of the file that the page showed: nobody approves what they have not seen."""

    instrument: str
    version: int
    seen: str


class RequestReview(DraftCommand, frozen=True, tag=True):
    pass


class ApproveDraft(DraftCommand, frozen=True, tag=True):
    pass


class ReturnDraft(DraftCommand, frozen=True, tag=True):
    reason: str


class WithdrawDraft(DraftCommand, frozen=True, tag=True):
    """`reason` may be empty."""

    reason: str = ""


class PublishDraft(DraftCommand, frozen=True, tag=True):
    pass


class RetireVersion(msgspec.Struct, frozen=True, tag=True):
    instrument: str
    version: int
    reason: str


class ReinstateVersion(msgspec.Struct, frozen=True, tag=True):
    instrument: str
    version: int
    reason: str


AboutDraft = RequestReview | ApproveDraft | ReturnDraft | WithdrawDraft | PublishDraft
AboutPublication = RetireVersion | ReinstateVersion
Command = TakeDraftIn | AboutDraft | AboutPublication


def decide(catalogue: SubjectId, shelf: Shelf, command: Command, act: Act) -> tuple[happened.VersionEvent, ...]:
    """`catalogue` is whose key seals notes and reasons: the stream's own, no person's."""
    version = shelf.version(command.instrument, command.version)
    match command:
        case TakeDraftIn():
            return _take_in(catalogue, shelf, version, command, act)
        case RequestReview() | ApproveDraft() | ReturnDraft() | WithdrawDraft() | PublishDraft():
            return _about_draft(catalogue, shelf, version, command, act)
        case RetireVersion() | ReinstateVersion():
            return _about_publication(catalogue, shelf, version, command, act)
        case _:
            assert_never(command)


def publish_shipped(
    shelf: Shelf, instrument: Instrument, sha256: str, language_sha256: Mapping[Language, str], act: Act
) -> tuple[happened.VersionEvent, ...]:
    """The event that publishes a file of the software; none when all that it holds is published already.

    KS may have published more languages than the file has: those stand. Raises `PublishedVersionNeverChanges`.
    """
    before = shelf.version(instrument.id, instrument.version).publication
    if before is not None:
        if before.sha256 != sha256 or _reworded(before, language_sha256):
            raise errors.PublishedVersionNeverChanges(instrument=instrument.id, version=instrument.version)
        if language_sha256.keys() <= before.language_sha256.keys():
            return ()
        _must_keep_languages(before, instrument.id, instrument.version, language_sha256)
    version = shelf.version(instrument.id, instrument.version)
    published = _event(happened.InstrumentPublished, version, act, sha256=sha256, language_sha256=language_sha256)
    return (published,)


def _take_in(
    catalogue: SubjectId, shelf: Shelf, version: Version, command: TakeDraftIn, act: Act
) -> tuple[happened.VersionEvent, ...]:
    """Nothing where this very file is the draft already."""
    _must_be_publishable(shelf, version, command)
    if version.draft is not None and version.draft.file_sha256 == command.file_sha256:
        return ()
    return (
        _event(
            happened.DraftTakenIn,
            version,
            act,
            sha256=command.sha256,
            language_sha256=command.language_sha256,
            file_sha256=command.file_sha256,
            follows=command.follows,
            note=clear(catalogue, command.note) if command.note.strip() else None,
        ),
    )


def _about_draft(
    catalogue: SubjectId, shelf: Shelf, version: Version, command: AboutDraft, act: Act
) -> tuple[happened.VersionEvent, ...]:
    draft = _seen(version.draft, command.seen)
    match command:
        case RequestReview():
            if draft.stage is Stage.IN_REVIEW:
                raise errors.DraftIsInReview
            if draft.stage is Stage.APPROVED:
                raise errors.DraftIsApproved
            return (_event(happened.ReviewRequested, version, act),)
        case ApproveDraft():
            _must_be_in_review(draft)
            if act.by == draft.taken_in_by:
                raise errors.SomebodyElseApproves
            return (_event(happened.DraftApproved, version, act),)
        case ReturnDraft():
            _must_be_in_review(draft)
            return (_event(happened.DraftReturned, version, act, reason=clear(catalogue, command.reason)),)
        case WithdrawDraft():
            reason = clear(catalogue, command.reason) if command.reason.strip() else None
            return (_event(happened.DraftWithdrawn, version, act, reason=reason),)
        case PublishDraft():
            if draft.stage is not Stage.APPROVED:
                raise errors.DraftIsNotApproved
            # Something else may have been published since it was taken in.
            _must_be_publishable(shelf, version, draft)
            return (
                _event(
                    happened.InstrumentPublished,
                    version,
                    act,
                    sha256=draft.sha256,
                    language_sha256=draft.language_sha256,
                    file_sha256=draft.file_sha256,
                ),
            )
        case _:
            assert_never(command)


def _about_publication(
    catalogue: SubjectId, shelf: Shelf, version: Version, command: AboutPublication, act: Act
) -> tuple[happened.VersionEvent, ...]:
    publication = version.publication
    if publication is None:
        raise errors.VersionIsNotPublished(version=version.number)
    match command:
        case RetireVersion():
            if not publication.on_offer:
                raise errors.VersionIsRetired(version=version.number)
            if shelf.on_offer(version.instrument) == [version]:
                raise errors.LastVersionStays(version=version.number)
            return (_event(happened.VersionRetired, version, act, reason=clear(catalogue, command.reason)),)
        case ReinstateVersion():
            if publication.on_offer:
                raise errors.VersionIsOnOffer(version=version.number)
            return (_event(happened.VersionReinstated, version, act, reason=clear(catalogue, command.reason)),)
        case _:
            assert_never(command)


def _event(kind: type[Kind], version: Version, act: Act, **more: Any) -> Kind:
    return kind(at=act.at, by=act.by, instrument=version.instrument, version=version.number, **more)


def _seen(draft: Draft | None, seen: str) -> Draft:
    if draft is None:
        raise errors.DraftIsGone
    if draft.file_sha256 != seen:
        raise errors.DraftHasMoved
    return draft


def _must_be_in_review(draft: Draft) -> None:
    if draft.stage is not Stage.IN_REVIEW:
        raise errors.DraftIsNotInReview


def _must_be_publishable(shelf: Shelf, version: Version, content: TakeDraftIn | Draft) -> None:
    """Either new languages of a published version, or a new version on top of the newest."""
    before = version.publication
    if before is not None:
        if before.sha256 != content.sha256:
            raise errors.PublishedVersionNeverChanges(instrument=version.instrument, version=version.number)
        _must_keep_languages(before, version.instrument, version.number, content.language_sha256)
        if content.language_sha256.keys() == before.language_sha256.keys():
            raise errors.FileIsPublishedAlready(version=version.number)
        return
    newest = next((one.number for one in shelf.published(version.instrument)), None)
    if newest is not None and version.number < newest:
        raise errors.VersionIsTooLow(version=version.number, newest=newest)
    if content.follows != newest:
        raise errors.VersionFollowsAnother(version=version.number, newest="–" if newest is None else newest)


def _must_keep_languages(
    before: Publication, instrument: str, version: int, language_sha256: Mapping[Language, str]
) -> None:
    """A language can be added to a published version; one that is there keeps its words, and stays."""
    lost = before.language_sha256.keys() - language_sha256.keys()
    if lost or _reworded(before, language_sha256):
        raise errors.PublishedVersionNeverChanges(instrument=instrument, version=version)


def _reworded(before: Publication, language_sha256: Mapping[Language, str]) -> bool:
    common = before.language_sha256.keys() & language_sha256.keys()
    return any(before.language_sha256[language] != language_sha256[language] for language in common)
