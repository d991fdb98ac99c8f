"""A workspace whose history is exported, changed and checked: written, signed, and taken apart."""

import base64
import hashlib
from io import BytesIO
from pathlib import Path

import msgspec
from asyncpg import Connection
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.ids import TenantId
from domain.streams import (
    action_plan_stream,
    audit_access_stream,
    invitation_stream,
    proposal_answer_stream,
    workspace_stream,
)
from infra.accounts.directory import Workspace
from infra.database import Database
from infra.eventlog.chain import LEAF
from infra.eventlog.log import EventLog
from infra.migrations.roles import PROJECTOR, WEB
from projections.follower import Follower
from projections.registry import PROJECTIONS
from services.application.auditing.export import Signed, SigningKey, write_export
from services.verifier.verify import Report, key_id, verify
from tests.audit.events_of_a_town import (
    ADOPTED,
    AUDITOR,
    CAMPAIGN,
    CLOSED,
    ENDED,
    ERASURES,
    FORMED,
    OPEN,
    adopted,
    answering_ks,
    audited,
    begun,
    campaigning,
    collaborating,
    erasing,
    inviting,
    measured,
    out_of_time,
    people,
    planned,
)
from tests.database_plugin import DatabaseCopy
from tests.support.logs import NoKeys, append, new_tenant, versions

ORIGIN = "samson.example/log/7"


class Signer:
    """A log's signing key, as checkpoints are made."""

    def __init__(self, origin: str, seed: bytes) -> None:
        self.origin = origin
        self._private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed).digest())
        self.public = self._private.public_key().public_bytes_raw()

    @property
    def verifier_key(self) -> str:
        encoded = base64.b64encode(b"\x01" + self.public).decode()
        return f"{self.origin}+{key_id(self.origin, self.public).hex()}+{encoded}"

    def note(self, size: int, root: bytes) -> bytes:
        text = f"{self.origin}\n{size}\n{base64.b64encode(root).decode()}\n"
        signature = key_id(self.origin, self.public) + self._private.sign(text.encode())
        return f"{text}\n— {self.origin} {base64.b64encode(signature).decode()}\n".encode()

    def endorsement(self, new: "Signer") -> bytes:
        keys = [base64.b64encode(one) for one in (self.public, new.public)]
        return self._private.sign(b"\n".join((b"samson key change", *keys, b"")))


def root_of(leaves: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + root_of(leaves[:split]) + root_of(leaves[split:])).digest()


class History(msgspec.Struct, frozen=True):
    """`signed` holds checkpoints of some sizes, the last one of the whole log."""

    tenant: TenantId
    signed: Signed
    verifier_key: str
    good: bytes

    async def exported(self, connection: Connection) -> bytes:
        return await exported(connection, self.tenant, self.signed)


async def exported(connection: Connection, tenant: TenantId, signed: Signed) -> bytes:
    file = BytesIO()
    await write_export(connection, workspace_of(tenant), signed, file)
    return file.getvalue()


def workspace_of(tenant: TenantId) -> Workspace:
    return Workspace(tenant, "arendal", "Arendal", "NO", "municipality")


async def write_history(database: DatabaseCopy) -> TenantId:
    tenant = new_tenant(database)
    async with Database.opened(database.url(WEB), size=1) as web:
        log = EventLog(web, NoKeys())
        await append(log, tenant, versions(workspace_stream(tenant), people()))
        await append(log, tenant, versions(FORMED, collaborating()))
        done = measured(CLOSED)
        for begin, end in ((0, 1), (1, 9), (9, len(done))):
            await append(log, tenant, versions(CLOSED, done[begin:end], after=begin))
        await append(log, tenant, versions(action_plan_stream(FORMED), planned()))
        await append(log, tenant, versions(OPEN, begun(OPEN)))
        await append(log, tenant, versions(ADOPTED, [*out_of_time(ADOPTED), *adopted(ADOPTED)]))
        await append(log, tenant, versions(ENDED, out_of_time(ENDED)))
        for which, events in zip(ERASURES, erasing(), strict=True):
            await append(log, tenant, versions(which, events))
        await append(log, tenant, versions(audit_access_stream(AUDITOR), audited()))
        await append(log, tenant, versions(CAMPAIGN, campaigning()))
        await append(log, tenant, versions(invitation_stream(OPEN), inviting()))
        answers = proposal_answer_stream(tenant)
        await append(log, tenant, versions(answers, answering_ks(answers)))
    async with Database.opened(database.url(PROJECTOR), size=6) as projector:
        follower = Follower(projector, PROJECTIONS)
        while await follower.catch_up():
            pass
    return tenant


async def signed_history(tenant: TenantId, admin: Connection) -> History:
    leaves = leaves_of(await exported(admin, tenant, Signed(ORIGIN)))
    old, new = Signer(ORIGIN, b"old"), Signer(ORIGIN, b"new")
    sizes = ((old, 1), (old, 9), (old, 30), (new, len(leaves) - 5), (new, len(leaves)))
    notes = tuple(signer.note(size, root_of(leaves[:size])) for signer, size in sizes)
    keys = SigningKey(old.public, None), SigningKey(new.public, old.endorsement(new))
    history = History(tenant, Signed(ORIGIN, keys, notes), old.verifier_key, b"")
    return msgspec.structs.replace(history, good=await history.exported(admin))


def leaves_of(export: bytes) -> list[bytes]:
    return [hashlib.sha256(LEAF + header).digest() for header in headers_of(export)]


def headers_of(export: bytes) -> list[bytes]:
    return [export[begin : begin + lengths[0]] for begin, lengths in records_of(export) if len(lengths) > 1]


def records_of(export: bytes) -> list[tuple[int, list[int]]]:
    """Where each record's body begins, and the lengths of its parts."""
    found, at = [], 0
    while at < len(export):
        line_end = export.index(b"\n", at)
        lengths = [int(number) for number in export[at:line_end].split()[1:]]
        found.append((line_end + 1, lengths))
        at = line_end + 1 + sum(lengths) + (32 if len(lengths) > 1 else 0) + 1
    return found


def checked(export: bytes, folder: Path, key: str | None = None, kept: bytes | None = None) -> Report:
    file, note = folder / "export.samson", folder / "kept.txt"
    file.write_bytes(export)
    if kept is not None:
        note.write_bytes(kept)
    return verify(file, key, note if kept is not None else None)
