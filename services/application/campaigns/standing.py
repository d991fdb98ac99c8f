"""What stands of an invitation this moment, by the log: asked as a link is opened, an answer given, a letter sent."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.campaign.state import Campaign
from domain.campaign.state import fold as fold_campaign
from domain.collaboration.state import Collaboration
from domain.collaboration.state import fold as fold_collaboration
from domain.errors import DomainError
from domain.group import people
from domain.ids import InvitationId, MeasurementId, TenantId
from domain.invitation.state import Invitation, Invitations, fold
from domain.measurement.state import Measurement, Status
from domain.measurement.state import fold as fold_measurement
from domain.streams import invitation_stream, workspace_stream
from domain.workspace.state import Workspace
from domain.workspace.state import fold as fold_workspace
from infra.eventlog.log import Recorded
from infra.mail.answer_links import AnswerLink, AnswerLinkRefused
from services.application.world import World

OVER = frozenset({Status.CLOSED, Status.VOIDED, Status.NOT_COMPLETED})


class InvitationHoldsNoMore(DomainError):
    """It was taken back, another link was sent since, or the person belongs to the collaboration no more."""

    code = "invitation_holds_no_more"


class InvitedRoundIsClosed(DomainError):
    """Its time is over, or the group has ended its measurement before."""

    code = "invited_round_is_closed"


class Written(msgspec.Struct, frozen=True):
    """All invitations to a measurement, with the stream that they were read from."""

    recorded: Sequence[Recorded]
    state: Invitations


class Invited(msgspec.Struct, frozen=True):
    """An invitation that holds, to a measurement that takes answers until `closes_at`.

    `campaign` is made of the events in `campaign_log`.
    """

    tenant: TenantId
    invitation: Invitation
    workspace: Workspace
    collaboration: Collaboration
    campaign: Campaign
    campaign_log: Sequence[Recorded]
    measurement: Measurement

    @property
    def closes_at(self) -> datetime:
        return self.campaign.closes[self.invitation.measurement]


async def invitations_written(world: World, tenant: TenantId, measurement: MeasurementId) -> Written:
    recorded = await world.log.read_stream(tenant, invitation_stream(measurement))
    return Written(recorded, fold(one.event for one in recorded))


async def look_at_link(world: World, token: str) -> Invited:
    """Looking changes nothing. Raises `AnswerLinkRefused` and what `look_at_invitation` raises."""
    return await look_by_link(world, world.answer_links.read(token))


async def look_by_link(world: World, link: AnswerLink) -> Invited:
    written = await invitations_written(world, link.tenant, link.measurement)
    invitation = written.state.invited.get(link.invitation)
    if invitation is None:
        raise AnswerLinkRefused
    if link.number != invitation.link:
        raise InvitationHoldsNoMore
    return await stand(world, link.tenant, invitation)


async def look_at_invitation(
    world: World, tenant: TenantId, measurement: MeasurementId, which: InvitationId
) -> Invited | None:
    """`None` where it holds no more, or the round is closed: for letters, which are then not sent."""
    invitation = (await invitations_written(world, tenant, measurement)).state.invited.get(which)
    try:
        return await stand(world, tenant, invitation) if invitation else None
    except (InvitationHoldsNoMore, InvitedRoundIsClosed):
        return None


async def stand(world: World, tenant: TenantId, invitation: Invitation) -> Invited:
    """Raises `InvitationHoldsNoMore` and `InvitedRoundIsClosed`."""
    log, now = world.log, world.clock.now()
    if not invitation.holds:
        raise InvitationHoldsNoMore
    workspace = fold_workspace(one.event for one in await log.read_stream(tenant, workspace_stream(tenant)))
    collaboration = fold_collaboration(one.event for one in await log.read_stream(tenant, invitation.collaboration))
    if workspace is None or collaboration is None or invitation.person not in people(collaboration, workspace):
        raise InvitationHoldsNoMore
    campaign_log = await log.read_stream(tenant, invitation.campaign)
    campaign = fold_campaign(one.event for one in campaign_log)
    measurement = fold_measurement(one.event for one in await log.read_stream(tenant, invitation.measurement))
    closes_at = campaign.closes.get(invitation.measurement) if campaign else None
    if campaign is None or measurement is None or closes_at is None:
        raise InvitationHoldsNoMore
    if now >= closes_at or invitation.measurement in campaign.outcomes or measurement.status in OVER:
        raise InvitedRoundIsClosed
    return Invited(tenant, invitation, workspace, collaboration, campaign, campaign_log, measurement)


async def open_until(world: World, tenant: TenantId, measurement: MeasurementId) -> datetime | None:
    """When the round closes that the measurement belongs to; `None` when that is over, or where it belongs to none."""
    first = next(iter((await invitations_written(world, tenant, measurement)).state.invited.values()), None)
    if first is None:
        return None
    campaign = fold_campaign(one.event for one in await world.log.read_stream(tenant, first.campaign))
    closes_at = campaign.unended.get(measurement) if campaign else None
    return closes_at if closes_at is not None and closes_at > world.clock.now() else None
