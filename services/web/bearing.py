"""Who a request to the API is from: an access token in its `Authorization` header. Cookies say nothing here."""

from datetime import timedelta
from typing import Any, Final

from litestar.connection import ASGIConnection

from infra.accounts.access_tokens import Bearer, Scope, find_bearer, note_token_use
from infra.accounts.sessions import today
from infra.rate_limit import Limit
from services.application.world import World

CALLS: Final = Limit("api", most=600, per=timedelta(minutes=1))
"""Of one token."""

SCHEME: Final = "bearer"


class NoToken(Exception):
    """None was sent, or one that is unknown, revoked or over. Nobody can tell which."""


class ScopeIsNotEnough(Exception):
    """The token is good, and was not issued for this."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self.scope = scope


class TooManyCalls(Exception):
    """`wait` is how long the token has to rest."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


async def find_caller(world: World, connection: ASGIConnection[Any, Any, Any, Any], scope: Scope) -> Bearer:
    """Raises `NoToken`, `TooManyCalls` or `ScopeIsNotEnough`. That a token was used today is noted once a day."""
    scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
    now = world.clock.now()
    bearer = await find_bearer(world.database, secret.strip(), now) if scheme.lower() == SCHEME else None
    if bearer is None:
        raise NoToken
    wait = await world.limiter.wait(CALLS, str(bearer.token.id))
    if wait:
        raise TooManyCalls(wait)
    if bearer.token.last_used is None or bearer.token.last_used < today(now):
        await note_token_use(world.database, bearer.tenant, bearer.token.id, today(now))
    if scope not in bearer.token.scopes:
        raise ScopeIsNotEnough(scope)
    return bearer
