"""What an export is made of besides the log itself: whose it is, and what was signed of it."""

from collections.abc import Collection
from typing import Final

from domain.ids import TenantId
from infra.accounts.directory import Workspace, find_workspace
from infra.accounts.tidying import every_tenant
from infra.database import Database
from infra.eventlog.checkpoints import checkpoints_before
from infra.eventlog.notes import origin_of
from infra.keys.signing_rows import signing_keys
from services.application.auditing.export import Files, Named, Signed, SigningKey
from services.application.instruments import published_files
from services.application.world import World

ALL: Final = 2**31


async def find_by_slug(database: Database, slug: str) -> Workspace | None:
    """As `samson_worker`, which sees which logs there are, and each workspace only by itself."""
    for tenant in await every_tenant(database):
        workspace = await find_workspace(database, tenant)
        if workspace is not None and workspace.slug == slug:
            return workspace
    return None


async def signed_of(world: World, tenant: TenantId, log_name: str) -> Signed:
    """What there is of one log before its export begins, so that no checkpoint is of more than the export holds.

    The keys come last: each note's key is among them.
    """
    async with world.database.reading(tenant) as connection:
        notes = await checkpoints_before(connection, tenant, None, ALL)
        keys = await signing_keys(connection)
    return Signed(
        origin=origin_of(log_name, tenant),
        keys=tuple(SigningKey(key.public_key, key.endorsement) for key in keys),
        checkpoints=tuple(note.text.encode() for note in reversed(notes)),
    )


async def find_taken_in(world: World, named: Collection[Named]) -> Files:
    """The published files of these versions that KS has taken in, through a connection of their own: they are KS's."""
    files = await published_files(world)
    return {one: file for one in named if (file := files.get((one.instrument, one.instrument_version))) is not None}
