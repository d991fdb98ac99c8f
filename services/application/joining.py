"""Accepting an invitation: an event in the workspace's log first, then the tie between account and pseudonym.

A pseudonym is a member's or an auditor's, and the log says which.
"""

from datetime import datetime
from uuid import UUID, uuid5

import msgspec

from domain.audit_access.decisions import AcceptAccess, AuditAccessIsAccepted, AuditAccessIsOver
from domain.audit_access.state import AuditAccess
from domain.text import Sealed
from domain.workspace.decisions import AcceptInvitation, InvitationIsGone, UnknownMember
from infra.accounts.directory import Workspace, find_workspace, is_member
from infra.accounts.invitations import Invitation, InvitationRefused, accept_invitation, find_invitation
from infra.accounts.sign_in import SignedIn
from infra.mail.choices import note_language
from infra.translation.catalogue import Language
from services.application.audit_accesses import decide_access, find_access
from services.application.workspaces import decide_workspace
from services.application.world import Caller, World
from services.application.writing import Written

_ACCEPTING = UUID("0c7bb1b6-6f4d-5c6e-9d55-5e4c6f2f3b11")


class Joined(msgspec.Struct, frozen=True):
    workspace: Workspace
    caller: Caller
    written: Written
    signed_in: SignedIn


class Audit(msgspec.Struct, frozen=True):
    """What an auditor is let in for; `until` is the first moment without access."""

    purpose: str
    until: datetime


class OpenInvitation(msgspec.Struct, frozen=True):
    """What its page shows: where to, and for which address; `audit` where it is an auditor's."""

    workspace: Workspace
    email: str
    audit: Audit | None = None


async def look_at_invitation(world: World, token: str) -> OpenInvitation:
    """Changes nothing. Raises `InvitationRefused`, also for an auditor whose time is over."""
    now = world.clock.now()
    invitation = await find_invitation(world.database, token, now)
    access = await find_access(world.log, invitation.tenant, invitation.subject)
    if access is not None and not access.runs(now):
        raise InvitationRefused(reason="revoked")
    return OpenInvitation(
        workspace=await _workspace_of(world, invitation),
        email=invitation.email,
        audit=await _audit(world, invitation, access) if access else None,
    )


async def _audit(world: World, invitation: Invitation, access: AuditAccess) -> Audit:
    sealed = [access.purpose] if isinstance(access.purpose, Sealed) else []
    opened = await world.keyring.open(invitation.tenant, sealed)
    return Audit(purpose=next(iter(opened.values()), None) or "", until=access.until)


async def join_workspace(world: World, token: str, language: Language = "nb") -> Joined:
    """Whoever is interrupted can accept again: the event is appended once. Raises `InvitationRefused`.

    Letters from the workspace will be in `language` until something else is chosen.
    """
    now = world.clock.now()
    invitation = await find_invitation(world.database, token, now)
    if await is_member(world.database, invitation.tenant, invitation.email):
        raise InvitationRefused(reason="other_member")
    caller = Caller(tenant=invitation.tenant, subject=invitation.subject)
    try:
        written = await _accepted(world, caller)
    except (InvitationIsGone, UnknownMember, AuditAccessIsOver, AuditAccessIsAccepted):
        raise InvitationRefused(reason="revoked") from None
    signed_in = await accept_invitation(world.database, token, now)
    async with world.database.tenant(invitation.tenant) as connection:
        await note_language(connection, invitation.tenant, invitation.subject, language)
    return Joined(workspace=await _workspace_of(world, invitation), caller=caller, written=written, signed_in=signed_in)


async def _accepted(world: World, caller: Caller) -> Written:
    command_id = uuid5(_ACCEPTING, str(caller.subject))
    if await find_access(world.log, caller.tenant, caller.subject):
        return await decide_access(world, caller, caller.subject, AcceptAccess(), command_id)
    return await decide_workspace(world, caller, AcceptInvitation(member=caller.subject), command_id)


async def _workspace_of(world: World, invitation: Invitation) -> Workspace:
    workspace = await find_workspace(world.database, invitation.tenant)
    if workspace is None:
        raise InvitationRefused(reason="unknown")
    return workspace
