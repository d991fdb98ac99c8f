"""How the tie between a pseudonym and a person ends: first in the workspace's log, then in the accounts.

From the event on they reach nothing: the log says who belongs. What lies in the accounts ends at once, and a worker
does it again from the outbox, for whoever was interrupted between the two.

Leaving is not being erased: name and address stay sealed in the log, for those who have to know who did what, until
the key is destroyed.
"""

from uuid import UUID

import msgspec

from domain.audit_access.decisions import EndAccess
from domain.ids import SubjectId, TenantId
from domain.workspace.decisions import RemoveMember, WithdrawInvitation
from infra.accounts.directory import forget_member
from infra.accounts.invitations import revoke_invitations
from infra.outbox import TakenWork
from services.application.audit_accesses import decide_access, find_access
from services.application.campaigns.leaving import revoke_of_leaver
from services.application.workspaces import decide_workspace
from services.application.world import Caller, World
from services.application.writing import Written


async def withdraw_invitation(world: World, caller: Caller, member: SubjectId, command_id: UUID) -> Written:
    """Also closes the links that were sent, and deletes the address beside them."""
    withdrawn = await decide_workspace(world, caller, WithdrawInvitation(member=member), command_id)
    await revoke_invitations(world.database, caller.tenant, member, world.clock.now())
    return withdrawn


async def remove_member(world: World, caller: Caller, member: SubjectId, command_id: UUID) -> Written:
    """Also ends the tie between the pseudonym and the person. What they contributed stays the group's."""
    removed = await decide_workspace(world, caller, RemoveMember(member=member), command_id)
    await forget_member(world.database, caller.tenant, member)
    return removed


class LeavingWork(msgspec.Struct, frozen=True):
    member: SubjectId


async def end_tie(world: World, taken: TakenWork) -> None:
    """Handler of `member.leaving`: for a member and for somebody who was only invited alike."""
    member = msgspec.convert(taken.payload, LeavingWork).member
    await _end(world, taken.tenant, member)
    await revoke_of_leaver(world, taken.tenant, member)


async def end_audit_access(world: World, caller: Caller, auditor: SubjectId, reason: str, command_id: UUID) -> Written:
    """Before its time, by an administrator with a reason or by the auditor. Also ends the tie, and what was sent."""
    ended = await decide_access(world, caller, auditor, EndAccess(reason=reason), command_id)
    await _end(world, caller.tenant, auditor)
    return ended


class AuditEndingWork(msgspec.Struct, frozen=True):
    auditor: SubjectId


class NotOverYet(Exception):
    """This machine's clock is behind the database's: the work waits a little longer."""


async def end_audit_tie(world: World, taken: TakenWork) -> None:
    """Handler of `audit-access.ending`, which waits until an access is over, or is due when it was ended early."""
    auditor = msgspec.convert(taken.payload, AuditEndingWork).auditor
    access = await find_access(world.log, taken.tenant, auditor)
    if access is not None and access.runs(world.clock.now()):
        raise NotOverYet
    await _end(world, taken.tenant, auditor)


async def _end(world: World, tenant: TenantId, subject: SubjectId) -> None:
    await revoke_invitations(world.database, tenant, subject, world.clock.now())
    await forget_member(world.database, tenant, subject)
