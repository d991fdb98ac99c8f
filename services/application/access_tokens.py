"""Use cases of access tokens: a member lets a program in, in their own name and for a time.

No event: see `docs/decisions/access-tokens.md`.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from domain.errors import DomainError
from infra.accounts.access_tokens import AccessToken, Scope, add_token
from services.application.world import Caller, World

LONGEST_TOKEN_NAME: Final = 80

LIFETIMES: Final = (30, 90, 180, 365)
"""Days."""

USUAL_LIFETIME: Final = 90


class AccessTokenNeedsAScope(DomainError):
    """A token that opens nothing is a mistake."""

    code = "access_token_needs_a_scope"


class AccessTokenIsIssued(DomainError):
    """The form came a second time. The secret was shown the first time, and is kept nowhere."""

    code = "access_token_is_issued"


class AccessTokenLastsTooLong(DomainError):
    """Only the lifetimes on offer, a year at most."""

    code = "access_token_lasts_too_long"


class IssueToken(msgspec.Struct, frozen=True):
    name: str
    scopes: frozenset[Scope]
    days: int


async def issue_token(world: World, caller: Caller, command: IssueToken, token: UUID) -> str:
    """The secret."""
    if not command.scopes:
        raise AccessTokenNeedsAScope
    if command.days not in LIFETIMES:
        raise AccessTokenLastsTooLong
    now = world.clock.now()
    issued = AccessToken(
        id=token,
        subject=caller.subject,
        name=command.name,
        scopes=command.scopes,
        issued_at=now,
        expires_at=now + timedelta(days=command.days),
        last_used=None,
    )
    secret = await add_token(world.database, caller.tenant, issued)
    if secret is None:
        raise AccessTokenIsIssued
    return secret
