"""A workspace: which of its collaborations need us now."""

from litestar import get
from litestar.response import Template

from domain.workspace.events import Role
from projections.actions.queries import open_actions
from projections.campaigns.queries import campaigns
from projections.collaborations.queries import collaborations, collaborations_of
from projections.contributions.queries import sharing_of
from projections.measurements.queries import latest_closed, under_way
from services.web.access import READERS, members
from services.web.given import GivenPlace, GivenWorld
from services.web.pages import AnyRequest, page, translator_of
from services.web.presenting.campaigns.ahead import ahead, worth_telling
from services.web.presenting.narrowing import (
    NARROWED_FROM,
    choices,
    coverage,
    narrowed,
    narrowing,
    page_asked,
    waiting,
)
from services.web.presenting.overview import by_need, cards, counted, small_spiders
from services.web.proposed import proposed
from services.web.routes.sharing import NOT_KNOWN_YET


@get("/w/{slug:str}", opt=members(*READERS))
async def show_workspace(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """A participant sees the collaborations that they belong to, and no others."""
    t, tenant, now = translator_of(request), place.tenant, world.clock.now()
    async with world.database.reading(tenant) as connection:
        if place.role is Role.PARTICIPANT:
            found = await collaborations_of(connection, tenant, place.caller.subject)
        else:
            found = await collaborations(connection, tenant)
        latest = await latest_closed(connection, tenant)
        listed = await under_way(connection, tenant)
        actions = await open_actions(connection, tenant)
        planned = await campaigns(connection, tenant)
        sharing = await sharing_of(connection, tenant) or NOT_KNOWN_YET
    every = cards(found, listed, latest, counted(actions, now), now)
    asked = narrowing(request.query_params)
    left = narrowed(every, asked, page_asked(request.query_params), t)
    titles = {card.id: t("collaboration.profile.title", name=card.name) for card in left.shown}
    return page(
        request,
        "workspace/overview.html",
        any=bool(every),
        groups=by_need(left.shown),
        spiders=await small_spiders(latest, world.instruments, titles, t.language, home=place.home),
        asked=asked,
        left=left,
        coverage=coverage(every, now),
        waiting=waiting(every),
        ahead=worth_telling(ahead(planned, found, world.recurrence, now)),
        asks_to_share=place.administers and sharing.is_counted and not sharing.was_asked and bool(latest),
        has_nation=sharing.is_counted and (place.leads or place.audits),
        choices=choices(every, asked, t) if len(every) >= NARROWED_FROM or asked else None,
        **await proposed(request, world, place),
    )


ROUTES = (show_workspace,)
