"""Somebody who answers alone: the letter's link in a cookie of the measurement's pages, so that no address shows it."""

from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from domain.ids import MeasurementId
from infra.mail.answer_links import AnswerLinkRefused
from infra.settings import Settings
from services.application.campaigns.standing import Invited, look_by_link
from services.application.world import World

COOKIE: Final = "samson-answer-"
"""And the measurement: whoever is invited twice has two."""

KEPT: Final = 60 * 24 * 60 * 60
"""Seconds: as long as a round may be open. Later, the letter's link leads back."""


def alone_path(measurement: MeasurementId) -> str:
    return f"/alone/{measurement}"


def answer_cookie_of(measurement: MeasurementId) -> str:
    return f"{COOKIE}{measurement.hex}"


async def find_invited(world: World, connection: ASGIConnection[Any, Any, Any, Any]) -> Invited:
    """Raises `AnswerLinkRefused`, `InvitationHoldsNoMore` and `InvitedRoundIsClosed`."""
    measurement = MeasurementId(connection.path_params["measurement"])
    token = connection.cookies.get(answer_cookie_of(measurement))
    if token is None:
        raise AnswerLinkRefused
    link = world.answer_links.read(token)
    if link.measurement != measurement:
        raise AnswerLinkRefused
    return await look_by_link(world, link)


def answer_cookie(settings: Settings, measurement: MeasurementId, token: str) -> Cookie:
    return Cookie(
        key=answer_cookie_of(measurement),
        value=token,
        max_age=KEPT,
        httponly=True,
        secure=settings.base_url.startswith("https://"),
        samesite="lax",
        path=alone_path(measurement),
    )
