"""Every version of the instrument there is: the files that are shipped with the package, and those that KS took in.

What stands in memory is frozen by its hash, so it never gets old. It can only lack something: a version, or a language
of one, that KS has published since. Then KS's log is asked.
"""

import logging
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Protocol

import msgspec

from domain.errors import DomainError
from domain.ids import KS
from domain.instrument.model import Instrument, Language
from domain.instrument.publication.state import Publication, Shelf, fold
from domain.instrument.reading import InstrumentIsUnreadable, language_sha256, read, structure_sha256
from domain.streams import instrument_stream
from infra.database import Database
from infra.eventlog.log import EventLog
from infra.instrument_files import find_file, name_of

_HOME = "domain.instrument"

logger = logging.getLogger("samson.instruments")


class InstrumentIsUnknown(DomainError):
    """No file that is shipped or published has this id and version, or this hash."""

    code = "instrument_is_unknown"


class ShelvedInstrument(msgspec.Struct, frozen=True):
    """One version with the hash of its structure, and one hash for each language's words."""

    instrument: Instrument
    sha256: str
    language_sha256: dict[Language, str]


class FurtherFiles(Protocol):
    """Where to look for what is not shipped."""

    async def shelf(self) -> Shelf: ...

    async def file(self, sha256: str) -> bytes | None: ...


class TakenInFiles:
    """What KS has taken in, by KS's log and the files beside it."""

    def __init__(self, database: Database, log: EventLog) -> None:
        self._database = database
        self._log = log

    async def shelf(self) -> Shelf:
        """From the stream itself, some tens of events: no read model to wait for."""
        return fold(record.event for record in await self._log.read_stream(KS, instrument_stream()))

    async def file(self, sha256: str) -> bytes | None:
        """Drafts too. `None` also for one that is not what its name says."""
        async with self._database.reading(KS) as connection:
            file = await find_file(connection, sha256)
        return file if file is not None and name_of(file) == sha256 else None


class InstrumentLibrary:
    """Every version there is, by what a measurement knows of it: the hash, or id and version."""

    def __init__(self, shipped: Iterable[Instrument], further: FurtherFiles | None = None) -> None:
        self._shipped = sorted(map(shelved, shipped), key=_name)
        self._by_hash = {one.sha256: one for one in self._shipped}
        self._further = further

    def all(self) -> tuple[ShelvedInstrument, ...]:
        """What is shipped, by id and version, lowest first."""
        return tuple(self._shipped)

    async def by_hash(self, sha256: str) -> Instrument:
        """The version with this structure, shipped or published; raises `InstrumentIsUnknown`."""
        if sha256 not in self._by_hash:
            await self.look_further()
        try:
            return self._by_hash[sha256].instrument
        except KeyError:
            raise InstrumentIsUnknown(sha256=sha256) from None

    async def has(self, sha256: str) -> bool:
        """Whether the version with this structure is there: a measurement whose file is lost can't be shown."""
        try:
            await self.by_hash(sha256)
        except InstrumentIsUnknown:
            return False
        return True

    async def published(self, publication: Publication) -> Instrument:
        """With every language that is published of it; raises `InstrumentIsUnknown`."""
        if not self._holds(publication):
            await self._fetch(publication)
        return await self.by_hash(publication.sha256)

    async def look_further(self) -> None:
        """Take into memory what is published and not there yet."""
        if self._further is None:
            return
        for version in (await self._further.shelf()).versions.values():
            if version.publication is not None and not self._holds(version.publication):
                await self._fetch(version.publication)

    def by_version(self, instrument: str, version: int) -> ShelvedInstrument:
        """Of what stands in memory; raises `InstrumentIsUnknown`."""
        for one in self._by_hash.values():
            if _name(one) == (instrument, version):
                return one
        raise InstrumentIsUnknown(instrument=instrument, version=version)

    async def line(self, earlier: str, later: str) -> tuple[Instrument, ...]:
        """The versions from the one with the first hash to the one with the second, each following the one before.

        Empty where the later does not go back to the earlier. Raises `InstrumentIsUnknown`.
        """
        first, last = await self.by_hash(earlier), await self.by_hash(later)
        line = [last]
        while line[0].follows is not None and first.version <= line[0].follows < line[0].version:
            line.insert(0, await self._version(last.id, line[0].follows))
        return tuple(line) if (line[0].id, line[0].version) == (first.id, first.version) else ()

    async def successors(self, sha256: str) -> tuple[ShelvedInstrument, ...]:
        """The newer versions that go back to the one with this hash, lowest first; raises `InstrumentIsUnknown`."""
        await self.look_further()
        every = sorted(self._by_hash.values(), key=_name)
        return tuple([one for one in every if len(await self.line(sha256, one.sha256)) > 1])

    async def _version(self, instrument: str, version: int) -> Instrument:
        try:
            return self.by_version(instrument, version).instrument
        except InstrumentIsUnknown:
            await self.look_further()
            return self.by_version(instrument, version).instrument

    def newest(self, instrument: str = "samson") -> tuple[Instrument, str]:
        """The highest version that is shipped, for who only needs a name, and the hash of its structure.

        What a measurement is made with is `services.application.instruments.offered`. Raises `InstrumentIsUnknown`.
        """
        versions = [one for one in self._shipped if one.instrument.id == instrument]
        if not versions:
            raise InstrumentIsUnknown(instrument=instrument)
        return versions[-1].instrument, versions[-1].sha256

    def _holds(self, publication: Publication) -> bool:
        found = self._by_hash.get(publication.sha256)
        return found is not None and publication.language_sha256.items() <= found.language_sha256.items()

    async def _fetch(self, publication: Publication) -> None:
        """A file that is not what was published is left out: what it was for is unknown then, and all else works."""
        if self._further is None or publication.file_sha256 is None:
            return
        file = await self._further.file(publication.file_sha256)
        try:
            found = None if file is None else shelved(read(file.decode()))
        except (InstrumentIsUnreadable, UnicodeDecodeError):
            found = None
        if found is None or found.sha256 != publication.sha256:
            logger.error("the file %s is not there, or is not what was published", publication.file_sha256)
            return
        self._by_hash[found.sha256] = found


def shelved(instrument: Instrument) -> ShelvedInstrument:
    return ShelvedInstrument(
        instrument=instrument,
        sha256=structure_sha256(instrument),
        language_sha256=dict(language_sha256(instrument)),
    )


def _name(one: ShelvedInstrument) -> tuple[str, int]:
    return one.instrument.id, one.instrument.version


def shipped_instruments(further: FurtherFiles | None = None) -> InstrumentLibrary:
    """Of every `*.toml` beside the model. Raises `InstrumentIsUnreadable`."""
    return InstrumentLibrary(_shipped(), further)


@cache
def _shipped() -> tuple[Instrument, ...]:
    """Read once: the files come with the package, and reading them takes longer than most of what is done with them."""
    return tuple(read(text.decode()) for text in _texts())


def instrument_files() -> Mapping[tuple[str, int], bytes]:
    """The files that are shipped, as they are, by id and version. Raises `InstrumentIsUnreadable`."""
    texts = [(read(text.decode()), text) for text in _texts()]
    return {(instrument.id, instrument.version): text for instrument, text in texts}


def _texts() -> list[bytes]:
    shelf = sorted((file for file in files(_HOME).iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return [file.read_bytes() for file in shelf]
