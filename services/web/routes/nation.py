"""Us and the nation: a municipality's own numbers beside the figures of the country that were published."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from litestar import get
from litestar.response import Template

from domain.ids import CollaborationId
from domain.national.quarter import Quarter
from domain.streams import workspace_stream
from domain.workspace.sharing import Shared, shared_between
from projections.collaborations.queries import collaborations
from projections.contributions.queries import Sharing, sharing_of
from projections.releases.queries import PublishedVersion
from services.application.national.own_view import OwnQuarter, own_quarters
from services.application.world import World
from services.reports.national_tables.issue import Issue
from services.reports.national_tables.published import PublishedIssues
from services.reports.national_tables.words import Words
from services.web.access import LEADERS, members
from services.web.given import GivenPlace, GivenPublished, GivenWorld
from services.web.pages import AnyRequest, page, translator_of
from services.web.place import Outsider, Place, there
from services.web.presenting.nation import against, our_groups
from services.web.presenting.nation_over_time import over_time
from services.web.presenting.national.frame import name_of, page_of
from services.web.routes.sharing import NOT_KNOWN_YET

TEMPLATE: Final = "nation/us.html"

MOST_QUARTERS: Final = 8
"""Two years, beside each other."""

GROUPS: Final = 3
"""County, size and KOSTRA group: of the last two a municipality has none until somebody has imported it."""

WHOLE: Final = members(*LEADERS, Outsider.AUDITOR)
"""A participant belongs to some of the collaborations. With the mean of all, and that of theirs, they would have the
mean of the others.
"""


class Ours(msgspec.Struct, frozen=True):
    """What the workspace has of its own for the page. `quarters` are those of which anything is published."""

    sharing: Sharing
    quarters: Mapping[Quarter, OwnQuarter]
    names: Mapping[CollaborationId, str]

    def has_numbers(self, quarter: Quarter) -> bool:
        return self.quarters[quarter].contributor is not None

    def newest_with_numbers(self) -> Quarter | None:
        return max(filter(self.has_numbers, self.quarters), default=None)


@get("/w/{slug:str}/nation", opt=WHOLE)
async def show_nation(request: AnyRequest, world: GivenWorld, place: GivenPlace, published: GivenPublished) -> Template:
    """Beside the newest release, or that of the `quarter` asked for, in its last version."""
    versions = [one for one in await published.versions() if not one.superseded]
    ours = await _ours(world, place, [one.quarter for one in versions])
    context: dict[str, Any] = {"sharing": ours.sharing, "released": None}
    if versions and ours.sharing.is_counted:
        asked = request.query_params.get("quarter")
        chosen = there(next((one for one in versions if asked in {None, str(one.quarter)}), None))
        context["choices"] = [(str(one.quarter), one.quarter, ours.has_numbers(one.quarter)) for one in versions]
        context |= await _beside(request, world, place, ours, await _up_to(published, versions, chosen))
        context["part"] = await _part(world, place, chosen)
    return page(request, TEMPLATE, **context)


async def _ours(world: World, place: Place, quarters: Sequence[Quarter]) -> Ours:
    async with world.database.reading(place.tenant) as connection:
        sharing = await sharing_of(connection, place.tenant) or NOT_KNOWN_YET
        own = await own_quarters(connection, place.tenant, sharing, quarters, world.clock)
        names = {one.id: one.state.name for one in await collaborations(connection, place.tenant)}
    return Ours(sharing, {one.quarter: one for one in own}, names)


async def _up_to(
    published: PublishedIssues, versions: Sequence[PublishedVersion], chosen: PublishedVersion
) -> Sequence[Issue]:
    """The oldest first, the chosen one last."""
    return await published.issues([one for one in versions if one.quarter <= chosen.quarter][:MOST_QUARTERS])


async def _beside(
    request: AnyRequest, world: World, place: Place, ours: Ours, issues: Sequence[Issue]
) -> Mapping[str, Any]:
    words = Words(translator_of(request), world.instruments.newest()[0])
    *_, chosen = issues
    own = ours.quarters[chosen.quarter]
    return {
        "released": chosen,
        "release_name": name_of(chosen),
        "release_page": page_of(chosen),
        "words": words,
        "own": own,
        "unclassified": own.contributor is not None and len(our_groups(own)) < GROUPS,
        "elsewhere": ours.newest_with_numbers(),
        "sections": against(own, chosen.release, words, ours.names, place.home) if own.contributor else (),
        "series": over_time(ours.quarters, issues, words),
    }


async def _part(world: World, place: Place, chosen: PublishedVersion) -> Shared:
    """Whether the workspace shared from the quarter's end until it was published: sometime in between it was frozen."""
    recorded = await world.log.read_stream(place.tenant, workspace_stream(place.tenant))
    events = (record.event for record in recorded)
    return shared_between(events, chosen.quarter.ends, chosen.published_at)


ROUTES = (show_nation,)
