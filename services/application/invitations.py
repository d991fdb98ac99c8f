"""The worker's sending of invitations.

What stands in the workspace's log decides who is invited, as a member or as an auditor. The address lies there sealed;
the worker opens it when it sends the mail, and makes the link's token then, so that no secret waits anywhere.
"""

import msgspec

from domain.audit_access.state import Standing as AuditStanding
from domain.ids import SubjectId
from domain.streams import workspace_stream
from domain.text import Clear, Text
from domain.workspace.state import Standing, fold
from infra.accounts import invitations
from infra.accounts.directory import find_workspace
from infra.eventlog.log import EventLog
from infra.keys import Keyring
from infra.outbox import TakenWork
from infra.translation import Language, Translator
from services.application.audit_accesses import find_access
from services.application.letters import audit_letter, invitation_letter
from services.application.posting import Post, post


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
    link = await _link(office, taken, work.member, email)
    await post(
        office, taken, invitation_letter(Translator(work.language), workspace.name, link), email, member=work.member
    )


class AuditInvitationWork(msgspec.Struct, frozen=True):
    """`language` is the inviter's."""

    auditor: SubjectId
    language: Language = "nb"


async def send_audit_invitation(office: Post, log: EventLog, keyring: Keyring, taken: TakenWork) -> None:
    """Handler of `mail.audit-invitation`: an access that was accepted or is over in the meantime leads to no mail."""
    work, tenant = msgspec.convert(taken.payload, AuditInvitationWork), taken.tenant
    access = await find_access(log, tenant, work.auditor)
    workspace = await find_workspace(office.database, tenant)
    if workspace is None or access is None or access.standing(office.clock.now()) is not AuditStanding.INVITED:
        return
    email = await _opened(keyring, taken, access.email) if access.email else None
    if email is None:
        return
    purpose = await _opened(keyring, taken, access.purpose)
    link = await _link(office, taken, work.auditor, email)
    letter = audit_letter(Translator(work.language), workspace.name, purpose or "", access.until, link)
    await post(office, taken, letter, email, member=work.auditor)


async def _link(office: Post, taken: TakenWork, who: SubjectId, email: str) -> str:
    token = await invitations.issue_invitation(office.database, taken.tenant, who, email, office.clock.now())
    return f"{office.base_url}{invitations.PATH}{token}"


async def _opened(keyring: Keyring, taken: TakenWork, text: Text) -> str | None:
    if isinstance(text, Clear):
        return text.text
    return (await keyring.open(taken.tenant, [text]))[text]
