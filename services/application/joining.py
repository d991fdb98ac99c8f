"""Accepting an invitation: an event in the workspace's log first, then the tie between account and pseudonym."""

from uuid import UUID, uuid5

import msgspec

from domain.workspace.decisions import AcceptInvitation, InvitationIsGone, UnknownMember
from infra.accounts.directory import Workspace, find_workspace, is_member
from infra.accounts.invitations import Invitation, InvitationRefused, accept_invitation, find_invitation
from infra.accounts.sign_in import SignedIn
from services.application.workspaces import decide_workspace
from services.application.world import Caller, World
from services.application.writing import Written

_ACCEPTING = UUID("0c7bb1b6-6f4d-5c6e-9d55-5e4c6f2f3b11")


class Joined(msgspec.Struct, frozen=True):
    workspace: Workspace
    caller: Caller
    written: Written
    signed_in: SignedIn


class OpenInvitation(msgspec.Struct, frozen=True):
    """What its page shows: where to, and for which address."""

    workspace: Workspace
    email: str


async def look_at_invitation(world: World, token: str) -> OpenInvitation:
    """Changes nothing. Raises `InvitationRefused`."""
    invitation = await find_invitation(world.database, token, world.clock.now())
    return OpenInvitation(workspace=await _workspace_of(world, invitation), email=invitation.email)


async def join_workspace(world: World, token: str) -> Joined:
    """Whoever is interrupted can accept again: the event is appended once. Raises `InvitationRefused`."""
    now = world.clock.now()
    invitation = await find_invitation(world.database, token, now)
    if await is_member(world.database, invitation.tenant, invitation.email):
        raise InvitationRefused(reason="other_member")
    caller = Caller(tenant=invitation.tenant, subject=invitation.subject)
    command = AcceptInvitation(member=invitation.subject)
    try:
        written = await decide_workspace(world, caller, command, uuid5(_ACCEPTING, str(invitation.subject)))
    except (InvitationIsGone, UnknownMember):
        raise InvitationRefused(reason="revoked") from None
    return Joined(
        workspace=await _workspace_of(world, invitation),
        caller=caller,
        written=written,
        signed_in=await accept_invitation(world.database, token, now),
    )


async def _workspace_of(world: World, invitation: Invitation) -> Workspace:
    workspace = await find_workspace(world.database, invitation.tenant)
    if workspace is None:
        raise InvitationRefused(reason="unknown")
    return workspace
