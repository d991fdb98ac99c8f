"""How the tie between a pseudonym and a person ends: first in the workspace's log, then in the accounts.

From the event on they reach nothing: the log says who belongs. What lies in the accounts ends at once, and a worker
does it again from the outbox, for whoever was interrupted between the two.

Leaving is not being erased: name and address stay sealed in the log, for those who have to know who did what, until
the key is destroyed.
"""

from uuid import UUID

import msgspec

from domain.ids import SubjectId
from domain.workspace.decisions import RemoveMember, WithdrawInvitation
from infra.accounts.directory import forget_member
from infra.accounts.invitations import revoke_invitations
from infra.outbox import TakenWork
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
    await revoke_invitations(world.database, taken.tenant, member, world.clock.now())
    await forget_member(world.database, taken.tenant, member)
