"""The daily letter with a checkpoint, to the administrators who ordered it: a copy that nobody here can change."""

from typing import Final, cast

import msgspec

from domain.ids import SubjectId, TenantId
from domain.streams import workspace_stream
from domain.text import Clear, Text
from domain.workspace.state import Workspace, fold
from infra.accounts.directory import find_workspace
from infra.eventlog import checkpoints
from infra.eventlog.notes import verifier_key
from infra.keys.signing_rows import signing_keys
from infra.outbox import TakenWork, enqueue
from infra.translation import Language, Translator
from services.application.checkpoints.handing_over import CheckpointWork
from services.application.checkpoints.signing import Notary
from services.application.letters import checkpoint_letter
from services.application.posting import Post, post

LETTER: Final = "checkpoint.letter"
"""The kind of work that is one letter to one administrator."""


class LetterWork(msgspec.Struct, frozen=True):
    size: int
    member: SubjectId


async def write_letters(notary: Notary, work: TakenWork) -> None:
    """Handler of `checkpoint.letters`: one piece of work for each reader, so that a refused one hinders no other."""
    workspace = await _workspace(notary, work.tenant)
    size = msgspec.convert(work.payload, CheckpointWork).size
    if workspace is None or not workspace.checkpoint_readers:
        return
    async with notary.world.database.tenant(work.tenant) as connection:
        for member in workspace.checkpoint_readers:
            await enqueue(connection, work.tenant, LETTER, {"size": size, "member": str(member)})
    notary.world.doorbell.ring()


async def send_letter(notary: Notary, office: Post, work: TakenWork) -> None:
    """Handler of `checkpoint.letter`: who administers no more, or has stopped the letters since, gets none."""
    asked, tenant, world = msgspec.convert(work.payload, LetterWork), work.tenant, notary.world
    workspace = await _workspace(notary, tenant)
    language = workspace.checkpoint_readers.get(asked.member) if workspace else None
    found = await find_workspace(world.database, tenant)
    if workspace is None or language is None or found is None:
        return
    email = await _opened(notary, tenant, workspace.members[asked.member].email)
    async with world.database.reading(tenant) as connection:
        signed = await checkpoints.checkpoint_of(connection, tenant, asked.size)
        keys = await signing_keys(connection)
    if email is None or signed is None:
        return
    key = verifier_key(notary.origin(tenant), keys[-1].public_key)
    page = f"{office.base_url}/w/{found.slug}/proof"
    letter = checkpoint_letter(_translator(language), workspace.name, signed, key, page)
    await post(office, work, letter, email, member=asked.member)


async def _workspace(notary: Notary, tenant: TenantId) -> Workspace | None:
    """`None` for KS, whose log has no workspace."""
    recorded = await notary.world.log.read_stream(tenant, workspace_stream(tenant))
    return fold(record.event for record in recorded)


async def _opened(notary: Notary, tenant: TenantId, text: Text) -> str | None:
    if isinstance(text, Clear):
        return text.text
    return (await notary.world.keyring.open(tenant, [text]))[text]


def _translator(language: str) -> Translator:
    return Translator(cast("Language", language))
