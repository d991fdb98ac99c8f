"""Invitations into a workspace: a link by e-mail that proves the address and ties it to a pseudonym."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from domain.errors import DomainError
from domain.ids import SubjectId, TenantId
from infra.accounts.directory import add_membership
from infra.accounts.people import ensure_account
from infra.accounts.sign_in import SignedIn
from infra.accounts.tokens import sha256_of_token
from infra.database import INVITATION, Database
from infra.identity import new_token

PATH = "/invitations/"
"""Followed by the token: a page whose button posts."""

LIVES = timedelta(days=14)


class InvitationRefused(DomainError):
    """`reason` is `accepted`, `revoked`, `expired`, `unknown`, or `other_member` when the two don't belong together."""

    code: ClassVar[str] = "invitation_refused"


class Invitation(msgspec.Struct, frozen=True):
    """An open invitation."""

    tenant: TenantId
    subject: SubjectId
    email: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"Invitation({self.tenant}, {self.subject}, …)"


INSERT_INVITATION = """
    insert into accounts.invitations (tenant_id, token_sha256, subject_id, email, expires_at)
    values ($1, $2, $3, $4, $5)
"""


async def issue_invitation(database: Database, tenant: TenantId, subject: SubjectId, email: str, now: datetime) -> str:
    """The token for the link, made when the mail is sent. Several of one subject can be open; one is accepted."""
    token = new_token()
    async with database.tenant(tenant) as connection:
        await connection.execute(INSERT_INVITATION, tenant, sha256_of_token(token), subject, email, now + LIVES)
    return token


FIND_INVITATION = """
    select tenant_id, subject_id, email, expires_at, accepted_at is not null, revoked_at is not null
    from accounts.invitations
    where token_sha256 = $1
"""


async def find_invitation(database: Database, token: str, now: datetime) -> Invitation:
    """The one invitation that the token is for. Raises `InvitationRefused`."""
    sha256 = sha256_of_token(token)
    async with database.transaction({INVITATION: sha256.hex()}) as connection:
        row = await connection.fetchrow(FIND_INVITATION, sha256)
    if row is None:
        raise InvitationRefused(reason="unknown")
    tenant, subject, email, expires_at, accepted, revoked = row
    if accepted:
        raise InvitationRefused(reason="accepted")
    if revoked:
        raise InvitationRefused(reason="revoked")
    if expires_at <= now:
        raise InvitationRefused(reason="expired")
    return Invitation(tenant, subject, email, expires_at)


ACCEPT_INVITATION = """
    update accounts.invitations
    set accepted_at = $3, email = null
    where tenant_id = $1 and token_sha256 = $2 and accepted_at is null and revoked_at is null
"""


async def accept_invitation(database: Database, token: str, now: datetime) -> SignedIn:
    """Make the account if need be, tie it to the pseudonym, and close every invitation of that pseudonym.

    What the workspace's log says of it is appended before this, under a command id of the invitation's: whoever
    is interrupted between the two can accept again. Raises `InvitationRefused`.
    """
    invitation = await find_invitation(database, token, now)
    tenant, subject = invitation.tenant, invitation.subject
    async with database.tenant(tenant) as connection:
        if await connection.execute(ACCEPT_INVITATION, tenant, sha256_of_token(token), now) != "UPDATE 1":
            raise InvitationRefused(reason="accepted")
        account = await ensure_account(connection, invitation.email, now)
        if not await add_membership(connection, tenant, subject, account.id):
            raise InvitationRefused(reason="other_member")
        await connection.execute(REVOKE_INVITATIONS, tenant, subject, now)
    return SignedIn(account.id, "invitation")


REVOKE_INVITATIONS = """
    update accounts.invitations
    set revoked_at = $3, email = null
    where tenant_id = $1 and subject_id = $2 and accepted_at is null and revoked_at is null
"""


async def revoke_invitations(database: Database, tenant: TenantId, subject: SubjectId, now: datetime) -> None:
    async with database.tenant(tenant) as connection:
        await connection.execute(REVOKE_INVITATIONS, tenant, subject, now)


LIST_OPEN_INVITATIONS = """
    select distinct on (subject_id) tenant_id, subject_id, email, expires_at
    from accounts.invitations
    where tenant_id = $1 and accepted_at is null and revoked_at is null and expires_at > $2
    order by subject_id, expires_at desc
"""


async def open_invitations(database: Database, tenant: TenantId, now: datetime) -> Mapping[SubjectId, Invitation]:
    """Who has been invited and has not answered: for the administrator."""
    async with database.reading(tenant) as connection:
        rows = await connection.fetch(LIST_OPEN_INVITATIONS, tenant, now)
    return {row["subject_id"]: Invitation(*row) for row in rows}
