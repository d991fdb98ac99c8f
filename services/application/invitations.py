"""The worker's sending of invitations.

What stands in the workspace's log decides who is invited. The address lies there sealed; the worker opens it when it
sends the mail, and makes the link's token then, so that no secret waits anywhere.
"""

import msgspec

from domain.ids import SubjectId
from domain.streams import workspace_stream
from domain.text import Clear, Text
from domain.workspace.state import Standing, fold
from infra.accounts import invitations
from infra.eventlog.log import EventLog
from infra.keys import Keyring
from infra.outbox import TakenWork
from infra.translation import Language, Translator
from services.application.letters import invitation_letter
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
    token = await invitations.issue_invitation(office.database, tenant, work.member, email, office.clock.now())
    link = f"{office.base_url}{invitations.PATH}{token}"
    await post(office, taken, invitation_letter(Translator(work.language), workspace.name, link), email)


async def _opened(keyring: Keyring, taken: TakenWork, text: Text) -> str | None:
    if isinstance(text, Clear):
        return text.text
    return (await keyring.open(taken.tenant, [text]))[text]
