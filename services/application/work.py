"""What a worker does at each ring and each tick. Which kinds of work there are is named in `services.bootstrap`."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Final

from infra.access_log import delete_old_lines
from infra.accounts.tidying import (
    delete_ended_sessions_and_links,
    delete_old_invitations,
    delete_over_tokens,
    every_tenant,
)
from infra.mail.mailer import Mailer
from infra.mail.returned import delete_old_posted
from infra.mail.stop_links import delete_old_stop_links
from infra.outbox import delete_done_work
from infra.reminders import delete_old_reminders
from infra.translation.writing import day_of
from services.application.announcing import PROPOSAL_LETTER
from services.application.audit_accesses import AUDIT_INVITATION
from services.application.campaigns.inviting import CAMPAIGN_INVITATION
from services.application.campaigns.reminding import CAMPAIGN_REMINDER
from services.application.campaigns.telling import ROUND_CLOSED, tell_that_it_is_closed
from services.application.campaigns.writing_letters import send_campaign_invitation, send_campaign_reminder
from services.application.checkpoints.letters import LETTER, send_letter, write_letters
from services.application.checkpoints.signing import LETTERS, Notary
from services.application.erasures import WAITS_MAIL
from services.application.forgetting import tell_that_an_erasure_waits
from services.application.invitations import send_audit_invitation, send_invitation
from services.application.outbox import Handler, Outcome, drain, keep_draining
from services.application.posting import Post
from services.application.proposal_letters import send_proposal_letter
from services.application.reminding.deciding import REMINDER_MAIL
from services.application.reminding.sending import send_reminders
from services.application.sign_in import SIGN_IN_MAIL, send_sign_in_link
from services.application.workspaces import INVITATION
from services.application.world import World

LONGEST_DRAIN: Final = timedelta(seconds=50)
"""No new work is begun after it, so that one drain is over before the next tick."""

DONE_WORK_IS_KEPT: Final = timedelta(days=30)


def letters(notary: Notary, mailer: Mailer, base_url: str) -> Mapping[str, Handler]:
    """The kinds that are letters, or lead to them."""
    world = notary.world
    office = Post(world.database, mailer, world.clock, base_url)
    return {
        LETTERS: partial(write_letters, notary),
        LETTER: partial(send_letter, notary, office),
        SIGN_IN_MAIL: partial(send_sign_in_link, office),
        INVITATION: partial(send_invitation, office, world.log, world.keyring),
        WAITS_MAIL: partial(tell_that_an_erasure_waits, office, world),
        REMINDER_MAIL: partial(send_reminders, office, world),
        ROUND_CLOSED: partial(tell_that_it_is_closed, office, world),
        CAMPAIGN_INVITATION: partial(send_campaign_invitation, office, world),
        CAMPAIGN_REMINDER: partial(send_campaign_reminder, office, world),
        PROPOSAL_LETTER: partial(send_proposal_letter, office, world),
        AUDIT_INVITATION: partial(send_audit_invitation, office, world.log, world.keyring),
    }


async def do_what_waits(
    world: World, handlers: Mapping[str, Handler], stopping: asyncio.Event | None = None
) -> Mapping[Outcome, int]:
    """At each ring: until nothing is due."""
    return await drain(world.database, handlers, LONGEST_DRAIN, stopping)


async def work_until_the_next_tick(
    world: World, handlers: Mapping[str, Handler], stopping: asyncio.Event | None = None
) -> Mapping[Outcome, int]:
    """At each tick, which thereby waits for the letters whose turn comes before the next one.

    Were they left to it, a domain would get a handful of letters a minute, whatever its pace.
    """
    return await keep_draining(world.database, handlers, LONGEST_DRAIN, stopping)


async def tidy(world: World) -> None:
    """At each tick: delete what nobody needs any more. Workspaces are gone through in the first minute of an hour."""
    now = world.clock.now()
    await delete_ended_sessions_and_links(world.database, now)
    await delete_done_work(world.database, DONE_WORK_IS_KEPT)
    if now.minute == 0:
        for tenant in await every_tenant(world.database):
            await delete_old_invitations(world.database, tenant, now)
            await delete_over_tokens(world.database, tenant, now)
            await delete_old_lines(world.database, tenant, now)
            await delete_old_stop_links(world.database, tenant, now)
            await delete_old_reminders(world.database, tenant, day_of(now))
            await delete_old_posted(world.database, tenant, day_of(now))
