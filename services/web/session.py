"""Who is signed in: a random token in a cookie, whose hash the database knows."""

from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from infra.accounts.people import Account
from infra.accounts.sessions import LONGEST, find_session, note_use, today
from infra.settings import Settings
from services.application.world import World

COOKIE: Final = "samson-session"


class SessionMiddleware(AbstractAuthenticationMiddleware):
    """Gives each connection its account, or none. What may be reached is the guard's business."""

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        token = connection.cookies.get(COOKIE)
        if not token:
            return AuthenticationResult(user=None, auth=None)
        world: World = connection.app.state.world
        now = world.clock.now()
        session = await find_session(world.database, token, now)
        if session is None:
            return AuthenticationResult(user=None, auth=None)
        if session.last_seen < today(now):
            await note_use(world.database, token, now)
        return AuthenticationResult(user=session.account, auth=token)


async def account_of(world: World, connection: ASGIConnection[Any, Any, Any, Any]) -> Account | None:
    """Who is signed in, on a page that is the same for everybody and says so in its head alone. Notes no use."""
    token = connection.cookies.get(COOKIE)
    session = await find_session(world.database, token, world.clock.now()) if token else None
    return session.account if session else None


def session_cookie(settings: Settings, token: str) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=token,
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        secure=settings.base_url.startswith("https://"),
        samesite="lax",
        path="/",
    )
