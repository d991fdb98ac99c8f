"""What the pages of campaigns have in common."""

from typing import Final

from asyncpg import Connection

from domain.workspace.events import Role
from projections.campaigns.queries import Found as FoundCampaign
from projections.campaigns.queries import campaigns
from projections.collaborations.queries import Found, collaborations, collaborations_of
from services.web.access import members
from services.web.place import Place
from services.web.presenting.campaigns.groups import concerning

HERE: Final = "/w/{slug:str}/campaigns"
ONE: Final = f"{HERE}/{{campaign:uuid}}"

ADMINISTRATORS = members(Role.ADMINISTRATOR)


async def visible(connection: Connection, place: Place) -> list[Found]:
    """A participant sees the collaborations that they belong to, everybody else all."""
    if place.role is Role.PARTICIPANT:
        return await collaborations_of(connection, place.tenant, place.caller.subject)
    return await collaborations(connection, place.tenant)


async def visible_campaigns(connection: Connection, place: Place, seen: list[Found]) -> list[FoundCampaign]:
    """A participant sees those that concern what they see."""
    found = await campaigns(connection, place.tenant)
    return concerning(found, seen) if place.role is Role.PARTICIPANT else found
