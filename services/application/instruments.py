"""Versions of the instrument: publishing what is shipped, what is on offer, and what KS takes in."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from domain.errors import DomainError
from domain.event import Act
from domain.ids import KS, SubjectId
from domain.instrument.check import Problem, check, unknown_predecessor
from domain.instrument.model import Instrument
from domain.instrument.publication.decisions import (
    AboutDraft,
    AboutPublication,
    Command,
    TakeDraftIn,
    decide,
    publish_shipped,
)
from domain.instrument.publication.state import Shelf, fold
from domain.instrument.reading import read_file
from domain.streams import instrument_stream
from infra.eventlog.log import Recorded
from infra.instrument_files import LARGEST, keep_file, name_of
from infra.instruments import InstrumentIsUnknown, ShelvedInstrument, TakenInFiles, instrument_files, shelved
from services.application.world import Caller, World
from services.application.writing import Decision, Written, fingerprint, following, write

SAMSON = "samson"
"""The id of the one instrument that measurements are made with."""

CATALOGUE = SubjectId(instrument_stream())
"""Whose key seals notes and reasons: they are about the instrument, and about nobody."""

OPERATOR = SubjectId(instrument_stream())
"""Who acts on the command line: nobody's pseudonym."""


class FileIsTooLarge(DomainError):
    code = "file_is_too_large"


class InstrumentIsAnother(DomainError):
    """The file is of some other instrument than SAMSON."""

    code = "instrument_is_another"


class InstrumentIsUnsound(DomainError):
    """`problems` is everything that is wrong with the file."""

    code = "instrument_is_unsound"

    @property
    def problems(self) -> Sequence[Problem]:
        found: Any = self.data["problems"]
        return tuple(found)


async def publish_instruments(world: World) -> int:
    """How many shipped versions were published that were not before. `world` is a worker's.

    Raises `PublishedVersionNeverChanges`.
    """
    await world.log.open_tenant(KS)
    return sum([await _publish(world, one) for one in world.instruments.all()])


async def _publish(world: World, one: ShelvedInstrument) -> bool:
    stream, before = instrument_stream(), await world.log.head(KS)

    async def decision(act: Act) -> Decision:
        recorded = await instrument_history(world)
        shelf = fold(record.event for record in recorded)
        events = publish_shipped(shelf, one.instrument, one.sha256, one.language_sha256, act)
        return Decision(following(stream, recorded, events))

    request = bytes.fromhex(one.sha256)
    command_id = uuid5(stream, f"publish {one.sha256} {sorted(one.language_sha256.items())}")
    written = await write(world, Caller(tenant=KS, subject=OPERATOR), command_id, request, decision)
    return written.position is not None and written.position > before


async def instrument_history(world: World) -> list[Recorded]:
    """All that has happened to any version, oldest first."""
    return await world.log.read_stream(KS, instrument_stream())


async def instrument_shelf(world: World) -> Shelf:
    return fold(record.event for record in await instrument_history(world))


async def offered(world: World) -> tuple[Instrument, str]:
    """What a new measurement is made with: the newest version that is published and not retired, and its hash.

    Raises `InstrumentIsUnknown`.
    """
    for version in (await instrument_shelf(world)).on_offer(SAMSON):
        if version.publication is not None:
            return await world.instruments.published(version.publication), version.publication.sha256
    raise InstrumentIsUnknown(instrument=SAMSON)


async def edition(world: World, number: int) -> Instrument:
    """The version as it is published, else as it is drafted; raises `InstrumentIsUnknown`."""
    return read_file(await edition_file(world, number))


async def draft_edition(world: World, number: int) -> Instrument:
    """The version's draft, also where it is published too; raises `InstrumentIsUnknown`."""
    return read_file(await draft_file(world, number))


async def edition_file(world: World, number: int) -> bytes:
    """Byte for byte, as `edition`."""
    version = (await instrument_shelf(world)).version(SAMSON, number)
    return await (draft_file if version.publication is None else published_file)(world, number)


async def published_file(world: World, number: int) -> bytes:
    """Byte for byte, never a draft; raises `InstrumentIsUnknown`."""
    publication = (await instrument_shelf(world)).version(SAMSON, number).publication
    if publication is not None and publication.file_sha256 is None:
        return _known(instrument_files().get((SAMSON, number)), number)
    return await _taken_in(world, number, publication.file_sha256 if publication else None)


async def draft_file(world: World, number: int) -> bytes:
    """Byte for byte, as `draft_edition`."""
    draft = (await instrument_shelf(world)).version(SAMSON, number).draft
    return await _taken_in(world, number, draft.file_sha256 if draft else None)


async def published_files(world: World) -> Mapping[tuple[str, int], bytes]:
    """Those that KS has taken in, by id and version."""
    further, found = TakenInFiles(world.database, world.log), dict[tuple[str, int], bytes]()
    for name, version in (await further.shelf()).versions.items():
        if version.publication is not None and version.publication.file_sha256 is not None:
            file = await further.file(version.publication.file_sha256)
            found |= {} if file is None else {name: file}
    return found


async def _taken_in(world: World, number: int, sha256: str | None) -> bytes:
    further = TakenInFiles(world.database, world.log)
    return _known(None if sha256 is None else await further.file(sha256), number)


def _known(file: bytes | None, number: int) -> bytes:
    if file is None:
        raise InstrumentIsUnknown(instrument=SAMSON, version=number)
    return file


async def take_draft_in(world: World, caller: Caller, file: bytes, note: str, command_id: UUID) -> int:
    """Make the file the draft of its version; returns the version's number. `world` is the web's, `caller` KS's.

    Raises `FileIsTooLarge`, `InstrumentIsUnreadable`, `InstrumentIsAnother`, `InstrumentIsUnsound` and the rule that is
    broken; nothing is kept of a file that is refused.
    """
    one = shelved(await _sound(world, file))
    command = TakeDraftIn(
        instrument=one.instrument.id,
        version=one.instrument.version,
        follows=one.instrument.follows,
        sha256=one.sha256,
        language_sha256=one.language_sha256,
        file_sha256=name_of(file),
        note=note,
    )
    await _decide(world, caller, command, command_id, file)
    return one.instrument.version


async def decide_version(
    world: World, caller: Caller, command: AboutDraft | AboutPublication, command_id: UUID
) -> Written:
    """Everything that can be asked of a version that is there; raises the rule that is broken. `caller` is KS's."""
    return await _decide(world, caller, command, command_id)


async def _decide(
    world: World, caller: Caller, command: Command, command_id: UUID, file: bytes | None = None
) -> Written:
    stream = instrument_stream()

    async def decision(act: Act) -> Decision:
        recorded = await instrument_history(world)
        events = decide(CATALOGUE, fold(record.event for record in recorded), command, act)
        if events and file is not None:
            # Before the event that names it. Whoever is interrupted in between leaves a file that nothing names.
            async with world.database.tenant(KS) as connection:
                await keep_file(connection, file)
        return Decision(following(stream, recorded, events))

    return await write(world, caller, command_id, fingerprint(world, stream, command), decision)


async def _sound(world: World, file: bytes) -> Instrument:
    if len(file) > LARGEST:
        raise FileIsTooLarge(most=LARGEST // 1024, length=-(-len(file) // 1024))
    found = await asyncio.to_thread(read_file, file)
    if found.id != SAMSON:
        raise InstrumentIsAnother(found=found.id)
    problems = check(found, await _predecessor(world, found))
    if problems:
        raise InstrumentIsUnsound(problems=problems)
    return found


async def _predecessor(world: World, found: Instrument) -> Instrument | None:
    """The published version that it follows; raises `InstrumentIsUnsound` where there is none."""
    if found.follows is None:
        return None
    publication = (await instrument_shelf(world)).version(SAMSON, found.follows).publication
    if publication is None:
        raise InstrumentIsUnsound(problems=[unknown_predecessor(found), *check(found)])
    return await world.instruments.published(publication)
