"""Who is invited to a round, and the letters that follow from it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final
from uuid import UUID

import msgspec

from domain.event import Act, Event
from domain.ids import InvitationId, MeasurementId
from domain.invitation.decisions import (
    InviteAgain,
    InvitePeople,
    NobodyIsInvited,
    RepeatLetter,
    RevokeInvitation,
    decide,
    invite,
)
from domain.invitation.state import fold
from domain.streams import invitation_stream
from infra.eventlog.log import NewEvent, OutboxRow, Recorded
from services.application.campaigns.finding import people_of
from services.application.campaigns.standing import InvitationHoldsNoMore, Written, invitations_written
from services.application.world import Caller, World
from services.application.writing import Decision, fingerprint, following, write
from services.application.writing import Written as Appended

CAMPAIGN_INVITATION: Final = "mail.campaign-invitation"
"""The kind of work that is one letter with a link to answer by oneself. Its row is the Message-ID."""

CAMPAIGN_REMINDING: Final = "campaign.remind"
"""The kind of work that writes reminders of one measurement when they are due, and waits for the next ones."""


def invitations_of(
    measurement: MeasurementId, command: InvitePeople, act: Act, recorded: Sequence[Recorded] = ()
) -> tuple[list[NewEvent], list[OutboxRow]]:
    """For the append that opens a round: one event and one letter for each person who is not invited yet.

    `recorded` is the stream of the measurement's invitations, read to its end: nothing, for a measurement that begins.
    """
    invited = invite(measurement, fold(one.event for one in recorded), command, act)
    rows = [letter_row(measurement, one.invitation, 1) for one in invited]
    if invited and not recorded:
        rows.append(OutboxRow(CAMPAIGN_REMINDING, {"measurement": str(measurement)}))
    return following(invitation_stream(measurement), recorded, invited), rows


def letter_row(measurement: MeasurementId, invitation: InvitationId, number: int) -> OutboxRow:
    """`number` counts the letters that were asked for: one that is followed by another is not sent."""
    payload = {"measurement": str(measurement), "invitation": str(invitation), "number": number}
    return OutboxRow(CAMPAIGN_INVITATION, payload)


class InviteNewcomers(msgspec.Struct, frozen=True, tag=True):
    """Whoever has come to the collaboration since the round was opened."""


async def invite_newcomers(world: World, caller: Caller, measurement: MeasurementId, command_id: UUID) -> Appended:
    """Nobody where nobody has come. Raises `NobodyIsInvited` for a measurement of no round."""

    async def decision(act: Act) -> Decision:
        written = await invitations_written(world, caller.tenant, measurement)
        first = next(iter(written.state.invited.values()), None)
        if first is None:
            raise NobodyIsInvited
        group = await people_of(world, caller.tenant, first.collaboration)
        command = InvitePeople(first.campaign, first.round, first.collaboration, group)
        return Decision(*invitations_of(measurement, command, act, written.recorded))

    return await write(world, caller, command_id, fingerprint(world, measurement, InviteNewcomers()), decision)


async def repeat_letter(
    world: World, caller: Caller, measurement: MeasurementId, command: RepeatLetter, command_id: UUID
) -> Appended:
    """Raises `NobodyIsInvited` and `InvitationIsRevoked`."""

    async def asked(act: Act, written: Written) -> Decision:
        events = decide(written.state, command, act)
        return _with_letter(measurement, written, command.invitation, events)

    return await _write(world, caller, measurement, command, command_id=command_id, asked=asked)


async def revoke_invitation(
    world: World, caller: Caller, measurement: MeasurementId, command: RevokeInvitation, command_id: UUID
) -> Appended:
    """Raises `NobodyIsInvited`, `TextIsMissing` and `TextIsTooLong`."""

    async def asked(act: Act, written: Written) -> Decision:
        events = decide(written.state, command, act)
        return Decision(following(invitation_stream(measurement), written.recorded, events))

    return await _write(world, caller, measurement, command, command_id=command_id, asked=asked)


class InviteOnceMore(msgspec.Struct, frozen=True, tag=True):
    invitation: InvitationId


async def invite_again(
    world: World, caller: Caller, measurement: MeasurementId, which: InvitationId, command_id: UUID
) -> Appended:
    """With another link, on the side that the person belongs for now. Raises `InvitationHoldsNoMore` of who left."""

    async def asked(act: Act, written: Written) -> Decision:
        invitation = written.state.invited.get(which)
        if invitation is None:
            raise NobodyIsInvited
        side = (await people_of(world, caller.tenant, invitation.collaboration)).get(invitation.person)
        if side is None:
            raise InvitationHoldsNoMore
        events = decide(written.state, InviteAgain(which, side), act)
        return _with_letter(measurement, written, which, events)

    return await _write(world, caller, measurement, InviteOnceMore(which), command_id=command_id, asked=asked)


async def _write(
    world: World,
    caller: Caller,
    measurement: MeasurementId,
    command: msgspec.Struct,
    *,
    command_id: UUID,
    asked: Callable[[Act, Written], Awaitable[Decision]],
) -> Appended:
    async def decision(act: Act) -> Decision:
        return await asked(act, await invitations_written(world, caller.tenant, measurement))

    return await write(world, caller, command_id, fingerprint(world, measurement, command), decision)


def _with_letter(
    measurement: MeasurementId, written: Written, which: InvitationId, events: Sequence[Event]
) -> Decision:
    rows = [letter_row(measurement, which, written.state.invited[which].asked + 1)] if events else []
    return Decision(following(invitation_stream(measurement), written.recorded, events), rows)
