"""What came back of a letter: found out which one it was, written down, and followed up."""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Final

from infra.mail.choices import stop_reminders
from infra.mail.reports import Found, read_report
from infra.mail.return_paths import MailName, ReturnPaths
from infra.mail.returned import Report, Returned, Why, find_posted, note_returned
from services.application.campaigns.inviting import CAMPAIGN_INVITATION
from services.application.campaigns.writing_letters import note_letter_returned
from services.application.world import World

FollowUp = Callable[[World, Returned], Awaitable[None]]
"""What follows for one kind of letter. It may be called twice for the same, so doing it again must do no harm."""


class Reading(StrEnum):
    """What became of a message."""

    NOTED = "noted"
    KNOWN = "known already"
    NO_REPORT = "no report of a letter that came back"
    NOT_OURS = "it names no letter of ours"
    TOO_OLD = "its letter is not known any more"


async def _tell_the_invitation(world: World, returned: Returned) -> None:
    """Its own history says whether the letter with the link arrived. A complaint is about letters, not about one."""
    name, report = returned.name, returned.report
    if report.why is not Why.COMPLAINT:
        permanent = report.why is Why.PERMANENT
        await note_letter_returned(world, name.tenant, name.mail, permanent=permanent, code=report.status)


FOLLOW_UPS: Final[Mapping[str, FollowUp]] = {CAMPAIGN_INVITATION: _tell_the_invitation}
"""By the kind of work that posted the letter."""


async def take_in(world: World, paths: ReturnPaths, message: bytes, follow_ups: Mapping[str, FollowUp]) -> Reading:
    """`world` is the worker's. The same message again changes nothing."""
    found = read_report(message)
    if found is None:
        return Reading.NO_REPORT
    name = _named(paths, found)
    if name is None:
        return Reading.NOT_OURS
    return await note(world, name, found.report, follow_ups)


def _named(paths: ReturnPaths, found: Found) -> MailName | None:
    return next((name for text in found.names for name in paths.find(text)), None)


async def note(world: World, name: MailName, report: Report, follow_ups: Mapping[str, FollowUp]) -> Reading:
    """What follows is done also when it was noted before: who did so may have been interrupted before it."""
    async with world.database.tenant(name.tenant) as connection:
        posted = await find_posted(connection, name)
        if posted is None:
            return Reading.TOO_OLD
        is_new = await note_returned(connection, name, report, world.clock.now())
        if is_new and report.why is Why.COMPLAINT:
            # Only the first time: who has turned reminders on again since is not to lose them by an old complaint.
            await stop_reminders(connection, name.tenant, posted.member)
    if posted.kind in follow_ups:
        await follow_ups[posted.kind](world, Returned(name, posted, report))
    return Reading.NOTED if is_new else Reading.KNOWN
