"""Which reminders stand at a moment, by what the log says then: asked as a day's letters are decided, and sent."""

from collections.abc import Collection, Mapping
from datetime import date

import msgspec

from domain.action_plan.state import Action
from domain.action_plan.state import fold as fold_plan
from domain.collaboration.state import fold as fold_collaboration
from domain.ids import CollaborationId, SubjectId, TenantId
from domain.measurement.state import Status
from domain.reminding import LATEST, WEEK, Reminder, agreements, kind_on, readers
from domain.streams import action_plan_stream, workspace_stream
from domain.text import Text
from domain.workspace.state import Workspace
from domain.workspace.state import fold as fold_workspace
from infra.mail.choices import who_wants_none
from infra.translation.writing import day_of
from projections.actions.queries import open_actions
from projections.measurements.queries import measurement
from services.application.world import World


class Standing(msgspec.Struct, frozen=True):
    """A reminder that is right today, the action's text as it is worded now, and who is to have it."""

    reminder: Reminder
    text: Text
    collaboration: str
    readers: frozenset[SubjectId]


async def read_workspace(world: World, tenant: TenantId) -> Workspace | None:
    """As it is this moment; `None` for KS, whose log has no workspace."""
    return fold_workspace(one.event for one in await world.log.read_stream(tenant, workspace_stream(tenant)))


async def with_dates_near(world: World, tenant: TenantId, today: date) -> frozenset[CollaborationId]:
    """The collaborations that have to be looked at today. What the read model does not show yet is for tomorrow."""
    async with world.database.reading(tenant) as connection:
        planned = await open_actions(connection, tenant)
    first, last = today - LATEST, today + WEEK
    return frozenset(action.collaboration for action in planned if action.due and first <= action.due <= last)


async def standing_reminders(
    world: World, tenant: TenantId, workspace: Workspace, collaborations: Collection[CollaborationId], today: date
) -> Mapping[Reminder, Standing]:
    """Without readers who want no reminders, and without what nobody is left to read."""
    async with world.database.reading(tenant) as connection:
        unwilling = await who_wants_none(connection, tenant)
    found: dict[Reminder, Standing] = {}
    for collaboration in sorted(collaborations):
        for one in await _of_collaboration(world, tenant, workspace, collaboration, today):
            willing = msgspec.structs.replace(one, readers=one.readers - unwilling)
            if willing.readers:
                found[one.reminder] = willing
    return found


async def _of_collaboration(
    world: World, tenant: TenantId, workspace: Workspace, which: CollaborationId, today: date
) -> list[Standing]:
    formed = fold_collaboration(one.event for one in await world.log.read_stream(tenant, which))
    if formed is None:
        return []
    events = [one.event for one in await world.log.read_stream(tenant, action_plan_stream(which))]
    agreed, standing = agreements(events), list[Standing]()
    for action in fold_plan(events).actions.values():
        if action.due is None or not action.is_under_way:
            continue
        kind = kind_on(today, action.due, day_of(agreed[action.id].at))
        if kind is None or not await _was_meant(world, tenant, action):
            continue
        reminder = Reminder(collaboration=which, action=action.id, due=action.due, kind=kind)
        who = readers(action, agreed[action.id], formed, workspace)
        standing.append(Standing(reminder, action.text, formed.name, who))
    return standing


async def _was_meant(world: World, tenant: TenantId, action: Action) -> bool:
    """Agreed in a measurement that counts: not in one for practice, nor in one that was voided since."""
    if action.agreed_in is None:
        return False
    async with world.database.reading(tenant) as connection:
        measured = await measurement(connection, tenant, action.agreed_in)
    return measured is not None and not measured.state.practice and measured.state.status is not Status.VOIDED
