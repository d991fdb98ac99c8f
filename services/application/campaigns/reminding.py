"""Reminders of a round, to those who have not answered.

One row of the outbox goes with each measurement of a round. When its time comes it writes the reminders that are due,
and waits for the next ones: so a closing that was postponed moves them, and what was due while everything stood still
is caught up.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Final
from uuid import uuid5

import msgspec

from domain.campaign.events import MeasurementOpened
from domain.campaign.state import Campaign, evolve
from domain.civil_time import civil_of, days_later, moment_of
from domain.event import Act
from domain.ids import MeasurementId, TenantId
from domain.invitation.decisions import WriteReminders, decide
from domain.invitation.state import Invitation
from domain.planning.plan import Plan
from domain.streams import invitation_stream
from infra.eventlog.log import OutboxRow, Recorded
from infra.mail.choices import who_wants_none
from infra.outbox import TakenWork, enqueue
from services.application.campaigns.answering import who_answered
from services.application.campaigns.inviting import CAMPAIGN_REMINDING
from services.application.campaigns.standing import Written, invitations_written
from services.application.world import Caller, World
from services.application.writing import Decision, fingerprint, following, write

CAMPAIGN_REMINDER: Final = "mail.campaign-reminder"
"""The kind of work that is one reminder to one person."""

MORNING: Final = time(7)
EVENING: Final = time(19)
"""In Norway. What is due at night, after a machine stood still, waits for the morning."""


class RemindingWork(msgspec.Struct, frozen=True):
    measurement: MeasurementId


class OpenRound(msgspec.Struct, frozen=True):
    """`plan` is the one that the round was opened by: a plan that is revised later is for later rounds."""

    plan: Plan
    closes_at: datetime

    def moments(self) -> Mapping[int, datetime]:
        """When each reminder is due, by its number."""
        return {number: days_later(self.closes_at, -days) for number, days in enumerate(self.plan.reminders, start=1)}


async def remind_of_round(world: World, taken: TakenWork) -> None:
    """Handler of `campaign.remind`. Again does no harm: each reminder is written once."""
    work, tenant, now = msgspec.convert(taken.payload, RemindingWork), taken.tenant, world.clock.now()
    written = await invitations_written(world, tenant, work.measurement)
    first = next(iter(written.state.invited.values()), None)
    opened = await _open_round(world, tenant, first, now) if first else None
    if first is None or opened is None:
        return
    newest = max(written.state.reminded, default=0)
    due = [number for number, at in opened.moments().items() if at <= now and number > newest]
    if due and not _is_day(now):
        await _wait(world, tenant, work, _next_morning(now))
        return
    if due:
        await _write_reminders(world, Caller(tenant, first.by), work.measurement, max(due))
    later = [at for at in opened.moments().values() if at > now]
    if later:
        await _wait(world, tenant, work, min(later))


async def _write_reminders(world: World, caller: Caller, measurement: MeasurementId, number: int) -> None:
    """One letter each, in the same append as the event that says to how many. Earlier ones that were missed are not."""
    async with world.database.reading(caller.tenant) as connection:
        unwilling = await who_wants_none(connection, caller.tenant)

    async def decision(act: Act) -> Decision:
        written = await invitations_written(world, caller.tenant, measurement)
        answered = await who_answered(world, caller.tenant, measurement)
        waiting = [
            one
            for one in written.state.invited.values()
            if can_be_reminded(one) and one.id not in answered and one.person not in unwilling
        ]
        return _reminded(measurement, written, number, waiting, act)

    command_id = uuid5(measurement, f"reminder {number}")
    await write(world, caller, command_id, fingerprint(world, measurement, RemindOnce(number)), decision)


def can_be_reminded(invitation: Invitation) -> bool:
    """Nobody is reminded of a letter that has not left yet, or at an address that takes none."""
    return invitation.holds and invitation.sent > 0 and invitation.permanent is not True


class RemindOnce(msgspec.Struct, frozen=True, tag=True):
    number: int


def _reminded(
    measurement: MeasurementId, written: Written, number: int, waiting: Sequence[Invitation], act: Act
) -> Decision:
    events = decide(written.state, WriteReminders(number=number, letters=len(waiting)), act)
    rows = [
        OutboxRow(CAMPAIGN_REMINDER, {"measurement": str(measurement), "invitation": str(one.id), "number": number})
        for one in waiting
    ]
    return Decision(following(invitation_stream(measurement), written.recorded, events), rows if events else [])


async def _open_round(world: World, tenant: TenantId, invitation: Invitation, now: datetime) -> OpenRound | None:
    """`None` when it is over."""
    recorded = await world.log.read_stream(tenant, invitation.campaign)
    measurement, plan = invitation.measurement, _plan_at_opening(recorded, invitation.measurement)
    state: Campaign | None = None
    for one in recorded:
        state = evolve(state, one.event)
    closes_at = state.closes.get(measurement) if state else None
    if state is None or plan is None or closes_at is None or closes_at <= now or measurement in state.outcomes:
        return None
    return OpenRound(plan=plan, closes_at=closes_at)


def _plan_at_opening(recorded: Sequence[Recorded], measurement: MeasurementId) -> Plan | None:
    state: Campaign | None = None
    for one in recorded:
        state = evolve(state, one.event)
        if isinstance(one.event, MeasurementOpened) and one.event.measurement == measurement:
            return state.plan
    return None


async def _wait(world: World, tenant: TenantId, work: RemindingWork, until: datetime) -> None:
    async with world.database.tenant(tenant) as connection:
        await enqueue(connection, tenant, CAMPAIGN_REMINDING, {"measurement": str(work.measurement)}, at=until)


def _is_day(now: datetime) -> bool:
    return MORNING <= civil_of(now).time() < EVENING


def _next_morning(now: datetime) -> datetime:
    here = civil_of(now)
    day = here.date() if here.time() < MORNING else here.date() + timedelta(days=1)
    return moment_of(datetime.combine(day, MORNING))
