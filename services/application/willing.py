"""Whoever gets a letter that can be stopped: the same for all that nobody has asked for."""

import msgspec

from domain.ids import SubjectId, TenantId
from domain.text import Clear, Text
from domain.workspace.state import Workspace
from infra.mail.choices import choice_of
from infra.mail.stop_links import issue_stop_link
from infra.translation import Language
from services.application.posting import Post
from services.application.world import World


class WillingReader(msgspec.Struct, frozen=True):
    """`stop` is the address by which this reader has no more such letters."""

    email: str
    language: Language
    stop: str

    def __repr__(self) -> str:
        return "WillingReader(…)"


async def willing_reader(
    office: Post, world: World, tenant: TenantId, workspace: Workspace, member: SubjectId
) -> WillingReader | None:
    """`None` for who wants no such letters, has been erased, or belongs there no more."""
    async with world.database.reading(tenant) as connection:
        choice = await choice_of(connection, tenant, member)
    email = await _opened(world, tenant, workspace.members[member].email)
    if email is None or not choice.reminders:
        return None
    stop = await issue_stop_link(world.database, tenant, member, office.clock.now())
    return WillingReader(email, choice.language, f"{office.base_url}{stop}") if stop else None


async def _opened(world: World, tenant: TenantId, text: Text) -> str | None:
    """`None` for what was erased."""
    return text.text if isinstance(text, Clear) else (await world.keyring.open(tenant, [text]))[text]
