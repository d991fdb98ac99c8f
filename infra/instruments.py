"""The instrument files that are shipped with the package: the truth of every version."""

from collections.abc import Iterable, Mapping
from importlib.resources import files

import msgspec

from domain.errors import DomainError
from domain.instrument.model import Instrument, Language
from domain.instrument.reading import language_sha256, read, structure_sha256

_HOME = "domain.instrument"


class InstrumentIsUnknown(DomainError):
    """No file that is shipped has this id and version, or this hash."""

    code = "instrument_is_unknown"


class ShelvedInstrument(msgspec.Struct, frozen=True):
    """One version with the hash of its structure, and one hash for each language's words."""

    instrument: Instrument
    sha256: str
    language_sha256: dict[Language, str]


class InstrumentLibrary:
    """Every version there is, by what a measurement knows of it: the hash, or id and version."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        shelved = [
            ShelvedInstrument(
                instrument=instrument,
                sha256=structure_sha256(instrument),
                language_sha256=dict(language_sha256(instrument)),
            )
            for instrument in instruments
        ]
        self._shelved = sorted(shelved, key=lambda one: (one.instrument.id, one.instrument.version))
        self._by_hash = {one.sha256: one.instrument for one in self._shelved}

    def all(self) -> tuple[ShelvedInstrument, ...]:
        """By id and version, lowest first."""
        return tuple(self._shelved)

    async def by_hash(self, sha256: str) -> Instrument:
        """The version with this structure; raises `InstrumentIsUnknown`."""
        try:
            return self._by_hash[sha256]
        except KeyError:
            raise InstrumentIsUnknown(sha256=sha256) from None

    def by_version(self, instrument: str, version: int) -> ShelvedInstrument:
        """Raises `InstrumentIsUnknown`."""
        for one in self._shelved:
            if (one.instrument.id, one.instrument.version) == (instrument, version):
                return one
        raise InstrumentIsUnknown(instrument=instrument, version=version)

    async def line(self, earlier: str, later: str) -> tuple[Instrument, ...]:
        """The versions from the one with the first hash to the one with the second, each following the one before.

        Empty where the later does not go back to the earlier. Raises `InstrumentIsUnknown`.
        """
        first, last = await self.by_hash(earlier), await self.by_hash(later)
        line = [last]
        while line[0].follows is not None and first.version <= line[0].follows < line[0].version:
            line.insert(0, self.by_version(last.id, line[0].follows).instrument)
        return tuple(line) if (line[0].id, line[0].version) == (first.id, first.version) else ()

    async def successors(self, sha256: str) -> tuple[ShelvedInstrument, ...]:
        """The newer versions that go back to the one with this hash, lowest first; raises `InstrumentIsUnknown`."""
        return tuple([one for one in self.all() if len(await self.line(sha256, one.sha256)) > 1])

    def newest(self, instrument: str = "samson") -> tuple[Instrument, str]:
        """The highest version and the hash of its structure; raises `InstrumentIsUnknown`."""
        versions = [one for one in self._shelved if one.instrument.id == instrument]
        if not versions:
            raise InstrumentIsUnknown(instrument=instrument)
        return versions[-1].instrument, versions[-1].sha256


def shipped_instruments() -> InstrumentLibrary:
    """Reads every `*.toml` beside the model. Raises `InstrumentIsUnreadable`."""
    return InstrumentLibrary(read(text.decode()) for text in _texts())


def instrument_files() -> Mapping[tuple[str, int], bytes]:
    """The files that are shipped, as they are, by id and version. Raises `InstrumentIsUnreadable`."""
    texts = [(read(text.decode()), text) for text in _texts()]
    return {(instrument.id, instrument.version): text for instrument, text in texts}


def _texts() -> list[bytes]:
    shelf = sorted((file for file in files(_HOME).iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return [file.read_bytes() for file in shelf]
