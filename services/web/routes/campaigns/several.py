"""The campaigns of a workspace: what is open, and what comes next."""

from litestar import get
from litestar.response import Template

from services.web.access import READERS, members
from services.web.given import GivenPlace, GivenWorld
from services.web.pages import AnyRequest, page, translator_of
from services.web.presenting.campaigns.ahead import ahead
from services.web.presenting.campaigns.rules import often
from services.web.presenting.campaigns.telling import for_whom
from services.web.proposed import proposed
from services.web.routes.campaigns.loading import HERE, visible, visible_campaigns


@get(HERE, opt=members(*READERS))
async def show_campaigns(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """The first planned first."""
    t = translator_of(request)
    async with world.database.reading(place.tenant) as connection:
        seen = await visible(connection, place)
        found = await visible_campaigns(connection, place, seen)
    now = ahead(found, seen, world.recurrence, world.clock.now())
    plans = [(often(one.state.plan, t), for_whom(one.state.plan, seen, t)) for one in found]
    campaigns = list(zip(now, plans, strict=True))
    return page(request, "campaigns/all.html", campaigns=campaigns, **await proposed(request, world, place))


ROUTES = (show_campaigns,)
