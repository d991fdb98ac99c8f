"""The export of a history, record by record; `docs/audit.md` says what each is.

It refuses nothing because of what it finds: a log that somebody has changed is written as it is, and the verifier says
what is wrong with it.
"""

import base64
import hashlib
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import BinaryIO, Final

import msgspec
from asyncpg import Connection

from domain.ids import TenantId
from domain.measurement.events import MeasurementStarted
from infra.accounts.directory import Workspace
from infra.database import Database
from infra.eventlog.chain import GENESIS
from infra.eventlog.exporting import exported_commands, exported_events, exported_head, exported_starts
from infra.instruments import instrument_files
from projections.registry import OF_WORKSPACES
from projections.showing import TABLES, as_shown, canonical, tracked

FORMAT: Final = b"1"

READ_MODELS: Final = sorted(projection.name for projection in OF_WORKSPACES)


class SigningKey(msgspec.Struct, frozen=True):
    """`public_key` has 32 bytes; `endorsement` is the signature of the key before it, and none for the first."""

    public_key: bytes
    endorsement: bytes | None


class Signed(msgspec.Struct, frozen=True):
    """What was signed of one log: its name in checkpoints, the keys, oldest first, and the notes, by size."""

    origin: str
    keys: tuple[SigningKey, ...] = ()
    checkpoints: tuple[bytes, ...] = ()


class Named(msgspec.Struct, frozen=True, order=True):
    """The instrument that a measurement was started with."""

    instrument: str
    instrument_version: int


Files = Mapping[Named, bytes]
"""Instrument files by what a measurement calls them."""

FindFiles = Callable[[Collection[Named]], Awaitable[Files]]
"""The files of versions that are not shipped. One that there is none of is left out; the verifier says so."""


class Records:
    """Writes records, and the hash of all of them at the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def write(self, name: str, *body: bytes) -> None:
        self._put(b"%s %d\n" % (name.encode(), sum(map(len, body))), *body)

    def write_event(self, header: bytes, chain_hash: bytes, state: bytes, sealed: bytes) -> None:
        """A chain hash of another length is written as one that no event has, so that the record keeps its form."""
        hashed = chain_hash if len(chain_hash) == len(GENESIS) else GENESIS
        lengths = b"event %d %d %d\n" % (len(header), len(state), len(sealed))
        self._put(lengths, header, hashed, state, sealed)

    def end(self) -> None:
        self.write("end", self._hash.hexdigest().encode())

    def _put(self, *pieces: bytes) -> None:
        record = b"".join((*pieces, b"\n"))
        self._hash.update(record)
        self._file.write(record)


async def nothing_further(_: Collection[Named]) -> Files:
    return {}


async def export(
    database: Database, workspace: Workspace, signed: Signed, file: BinaryIO, find_files: FindFiles = nothing_further
) -> None:
    """All of it from one moment of the database; but instrument files are KS's, and frozen by their hashes."""
    async with database.snapshot(workspace.tenant) as connection:
        await write_export(connection, workspace, signed, file, find_files)


async def write_export(
    connection: Connection,
    workspace: Workspace,
    signed: Signed,
    file: BinaryIO,
    find_files: FindFiles = nothing_further,
) -> None:
    """As the transaction of `connection` sees it."""
    records, tenant = Records(file), workspace.tenant
    records.write("samson-audit-export", FORMAT)
    records.write("log", await _log(connection, workspace, signed.origin))
    for text in await _instruments(await _named(connection, tenant), find_files):
        records.write("instrument", text)
    for number, key in enumerate(signed.keys, start=1):
        records.write("key", _key(number, key))
    async for row in exported_events(connection, tenant):
        records.write_event(*row)
    async for row in exported_commands(connection, tenant):
        records.write("command", canonical(dict(row)))
    for table, shown in TABLES.items():
        async for row in shown(connection, tenant):
            records.write("shown", as_shown(table, row))
    for note in signed.checkpoints:
        records.write("checkpoint", note)
    records.end()


async def _log(connection: Connection, workspace: Workspace, origin: str) -> bytes:
    position, chain_hash = await exported_head(connection, workspace.tenant)
    return canonical(
        {
            "chain_hash": chain_hash.hex(),
            "name": workspace.name,
            "origin": origin,
            "position": position,
            "shown": await tracked(connection, workspace.tenant, READ_MODELS),
            "tenant": workspace.tenant,
        }
    )


async def _named(connection: Connection, tenant: TenantId) -> set[Named]:
    """By the events that can be read; of the others the verifier says that they can't."""
    named = set()
    async for row in exported_starts(connection, tenant, MeasurementStarted.TOPIC):
        try:
            named.add(msgspec.json.decode(row["state"], type=Named))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
    return named


async def _instruments(named: Collection[Named], find_files: FindFiles) -> list[bytes]:
    """By id and version."""
    shipped = instrument_files()
    files = {one: shipped[name] for one in named if (name := (one.instrument, one.instrument_version)) in shipped}
    missing = [one for one in named if one not in files]
    files |= await find_files(missing) if missing else {}
    return [files[one] for one in sorted(files)]


def _key(number: int, key: SigningKey) -> bytes:
    endorsement = None if key.endorsement is None else base64.b64encode(key.endorsement).decode()
    public_key = base64.b64encode(key.public_key).decode()
    return canonical({"endorsement": endorsement, "number": number, "public_key": public_key})
