"""How the tie between a pseudonym and a person ends: first in the workspace's log, then in the accounts.

Whoever is interrupted between the two does the same again, and finds the first half done.
"""

from uuid import UUID

from domain.ids import SubjectId
from domain.workspace.decisions import RemoveMember, WithdrawInvitation
from infra.accounts.directory import forget_member
from infra.accounts.invitations import revoke_invitations
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
