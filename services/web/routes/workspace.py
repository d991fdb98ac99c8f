"""A workspace: which of its collaborations need us now."""

from litestar import get
from litestar.response import Template

from domain.workspace.events import Role
from projections.actions.queries import open_actions
from projections.collaborations.queries import collaborations, collaborations_of
from projections.measurements.queries import latest_closed, summaries
from services.web.access import READERS, members
from services.web.given import GivenPlace, GivenWorld
from services.web.pages import AnyRequest, page, translator_of
from services.web.presenting.overview import overview, small_spiders


@get("/w/{slug:str}", opt=members(*READERS))
async def show_workspace(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """A participant sees the collaborations that they belong to, and no others."""
    t = translator_of(request)
    tenant = place.tenant
    async with world.database.reading(tenant) as connection:
        if place.role is Role.PARTICIPANT:
            found = await collaborations_of(connection, tenant, place.caller.subject)
        else:
            found = await collaborations(connection, tenant)
        latest = await latest_closed(connection, tenant)
        listed = await summaries(connection, tenant)
        actions = await open_actions(connection, tenant)
    titles = {one.id: t("collaboration.profile.title", name=one.state.name) for one in found}
    spiders = await small_spiders(latest, world.instruments, titles, t.language, home=place.home)
    return page(
        request,
        "workspace/overview.html",
        groups=overview(found, listed, latest, actions, world.clock.now(), spider=spiders),
    )


ROUTES = (show_workspace,)
