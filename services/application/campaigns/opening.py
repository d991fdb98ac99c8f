"""A round opens: one append, from the campaign's own events to the invitation of each person."""

from collections.abc import Sequence
from uuid import uuid5

import msgspec

from domain.campaign import turn
from domain.campaign.calendar import due_rounds
from domain.campaign.events import MeasurementOpened
from domain.event import Act, Event
from domain.ids import TenantId
from domain.instrument.model import Instrument
from domain.invitation.decisions import InvitePeople
from domain.measurement.commands import StartMeasurement
from domain.measurement.decisions import start
from domain.planning.plan import chosen
from services.application.campaigns.finding import Found, Groups, find_campaign, find_groups
from services.application.campaigns.inviting import invitations_of
from services.application.instruments import offered
from services.application.world import Caller, World
from services.application.writing import Decision, fingerprint, following, write


class OpenWhatIsDue(msgspec.Struct, frozen=True, tag=True):
    """`version` is how far the campaign has come: what two decide at the same point is one thing, done once."""

    version: int


async def open_what_is_due(world: World, tenant: TenantId, found: Found) -> None:
    """What is due is opened or left out, in the name of whoever planned it. Again changes nothing.

    Whatever is written to the campaign in between is for the next look.
    """
    if not due_rounds(found.state, world.recurrence, world.clock.now()):
        return
    groups, (instrument, sha256) = await find_groups(world, tenant), await offered(world)

    async def decision(act: Act) -> Decision:
        if (await find_campaign(world, tenant, found.id)).version != found.version:
            return Decision()
        events = _turned(world, found, groups, act)
        parts = [_begun(found, one, groups, instrument, sha256=sha256, act=act) for one in events]
        return Decision(
            events=[*following(found.id, found.recorded, events), *(new for part in parts for new in part.events)],
            outbox=[row for part in parts for row in part.outbox],
        )

    command = OpenWhatIsDue(version=found.version)
    command_id = uuid5(found.id, f"open at {found.version}")
    caller = Caller(tenant, found.state.on_behalf_of)
    await write(world, caller, command_id, fingerprint(world, found.id, command), decision)


def _turned(world: World, found: Found, groups: Groups, act: Act) -> Sequence[Event]:
    """The campaign's own events."""
    due = due_rounds(found.state, world.recurrence, act.at)
    themes = [(which, formed.theme) for which, formed in groups.formed.items()]
    in_it = chosen(found.state.plan.selection, themes)
    measurements = {which: turn.measurement_of(found.id, due[-1], which) for which in in_it} if due else {}
    return turn.rounds_due(found.state, world.recurrence, measurements, act)


def _begun(found: Found, event: Event, groups: Groups, instrument: Instrument, *, sha256: str, act: Act) -> Decision:
    """A group's measurement and its people's invitations; nothing for what is no part of a round."""
    if not isinstance(event, MeasurementOpened):
        return Decision()
    begin = StartMeasurement(
        collaboration=event.collaboration, mode=found.state.plan.mode, practice=False, attendance={}
    )
    started = following(event.measurement, (), start(event.measurement, begin, instrument, sha256, act))
    invite = InvitePeople(
        campaign=found.id,
        round=event.round,
        collaboration=event.collaboration,
        people=groups.people(event.collaboration),
    )
    invited, letters = invitations_of(event.measurement, invite, act)
    return Decision([*started, *invited], letters)
