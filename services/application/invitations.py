"""Invitations: the worker's sending of them, what accepting one does, and how the tie to a person ends.

What stands in the workspace's log decides who is invited. The address lies there sealed; the worker opens it when it
sends the mail, and makes the link's token then, so that no secret waits anywhere.
"""

from typing import Final
from uuid import UUID, uuid5

import msgspec

from domain.ids import SubjectId
from domain.streams import workspace_stream
from domain.text import Clear, Text
from domain.workspace.decisions import (
    AcceptInvitation,
    InvitationIsGone,
    RemoveMember,
    UnknownMember,
    WithdrawInvitation,
)
from domain.workspace.state import Standing, fold
from infra.accounts import invitations
from infra.accounts.directory import forget_member, is_member
from infra.accounts.invitations import InvitationRefused
from infra.accounts.sign_in import SignedIn
from infra.eventlog.log import EventLog
from infra.keys import Keyring
from infra.outbox import TakenWork
from infra.translation import Language, Translator
from services.application.letters import invitation_letter
from services.application.posting import Post, post
from services.application.workspaces import decide_workspace
from services.application.world import Caller, World
from services.application.writing import Written

ACCEPTANCE: Final = UUID("6d3c1f0e-9a55-4c36-8b1c-0f7e5e3f2a10")
"""Namespace of the command ids of acceptances: whoever is interrupted can accept again."""


class InvitationWork(msgspec.Struct, frozen=True):
    """`language` is the inviter's."""

    member: SubjectId
    language: Language = "nb"


async def send_invitation(office: Post, log: EventLog, keyring: Keyring, taken: TakenWork) -> None:
    """Handler of `mail.invitation`: who was removed, has joined or was forgotten in the meantime gets no mail."""
    work, tenant = msgspec.convert(taken.payload, InvitationWork), taken.tenant
    recorded = await log.read_stream(tenant, workspace_stream(tenant))
    workspace = fold(record.event for record in recorded)
    member = workspace.members.get(work.member) if workspace else None
    if workspace is None or member is None or member.standing is not Standing.INVITED:
        return
    email = await _opened(keyring, taken, member.email)
    if email is None:
        return
    token = await invitations.issue_invitation(office.database, tenant, work.member, email, office.clock.now())
    link = f"{office.base_url}{invitations.PATH}{token}"
    await post(office, taken, invitation_letter(Translator(work.language), workspace.name, link), email)


async def _opened(keyring: Keyring, taken: TakenWork, text: Text) -> str | None:
    if isinstance(text, Clear):
        return text.text
    return (await keyring.open(taken.tenant, [text]))[text]


async def accept_invitation(world: World, token: str) -> SignedIn:
    """First the event in the workspace's log, then the account and its tie to the pseudonym.

    Raises `InvitationRefused`.
    """
    now = world.clock.now()
    invitation = await invitations.find_invitation(world.database, token, now)
    tenant, member = invitation.tenant, invitation.subject
    if await is_member(world.database, tenant, invitation.email):
        raise InvitationRefused(reason="other_member")
    caller, command_id = Caller(tenant=tenant, subject=member), uuid5(ACCEPTANCE, f"{tenant}|{member}")
    try:
        await decide_workspace(world, caller, AcceptInvitation(member=member), command_id)
    except (InvitationIsGone, UnknownMember):
        raise InvitationRefused(reason="revoked") from None
    return await invitations.accept_invitation(world.database, token, now)


async def withdraw_invitation(world: World, caller: Caller, member: SubjectId, command_id: UUID) -> Written:
    """Also closes the links that were sent, and deletes the address beside them."""
    withdrawn = await decide_workspace(world, caller, WithdrawInvitation(member=member), command_id)
    await invitations.revoke_invitations(world.database, caller.tenant, member, world.clock.now())
    return withdrawn


async def remove_member(world: World, caller: Caller, member: SubjectId, command_id: UUID) -> Written:
    """Also ends the tie between the pseudonym and the person. What they contributed stays the group's."""
    removed = await decide_workspace(world, caller, RemoveMember(member=member), command_id)
    await forget_member(world.database, caller.tenant, member)
    return removed
