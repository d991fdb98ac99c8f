"""A member's own choice of letters. It is no event: whether somebody likes mail is nobody else's business."""

from infra.accounts.directory import Workspace, find_workspace
from infra.mail.choices import Choice, choose, stop_reminders
from infra.mail.stop_links import StopLinkRefused, Stoppable, end_stop_links, find_stop_link
from services.application.world import Caller, World


async def choose_letters(world: World, caller: Caller, choice: Choice) -> None:
    """Turned on, they are not turned off again by a letter from before: it may lie with somebody else by now."""
    async with world.database.tenant(caller.tenant) as connection:
        await choose(connection, caller.tenant, caller.subject, choice)
        if choice.reminders:
            await end_stop_links(connection, caller.tenant, caller.subject)


async def look_at_stop_link(world: World, token: str) -> Workspace:
    """Changes nothing. Raises `StopLinkRefused`."""
    return await _workspace_of(world, await find_stop_link(world.database, token, world.clock.now()))


async def stop_by_link(world: World, token: str) -> Workspace:
    """As often as somebody likes. Raises `StopLinkRefused`."""
    found = await find_stop_link(world.database, token, world.clock.now())
    async with world.database.tenant(found.tenant) as connection:
        await stop_reminders(connection, found.tenant, found.member)
    return await _workspace_of(world, found)


async def _workspace_of(world: World, found: Stoppable) -> Workspace:
    workspace = await find_workspace(world.database, found.tenant)
    if workspace is None:
        raise StopLinkRefused
    return workspace
