"""A campaign's letters, as they would be written now, in each language."""

from litestar import get
from litestar.response import Template

from domain.campaign.own_words import newest_words
from domain.civil_time import days_later
from services.application.campaigns.own_words import standing_words
from services.application.campaigns.previewing import previews
from services.web.access import READERS, members
from services.web.given import GivenPlace, GivenWorld
from services.web.headers import letting_letters_look_so
from services.web.opening import Opened
from services.web.pages import AnyRequest, page, translator_of
from services.web.presenting.campaigns.dates import next_opening
from services.web.presenting.campaigns.letters import shown_letters
from services.web.routes.campaigns.loading import ONE


@get(f"{ONE}/letters", opt=members(*READERS))
async def show_letters(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    """With the words that are saved. By the log, so that one's own write is always in them."""
    state, now = place.campaign.state, world.clock.now()
    events = [one.event for one in await world.log.read_stream(place.tenant, place.campaign.id)]
    following, last = next_opening(state, world.recurrence, now), newest_words(events)
    letters = previews(
        place.workspace.name,
        state.plan.mode,
        following.closes_at if following else days_later(now, state.plan.open_for),
        await standing_words(world, place.tenant, events),
    )
    shown = page(
        request,
        "campaigns/letters.html",
        campaign=place.campaign,
        letters=shown_letters(letters, last),
        opened=await Opened.of(world, place.tenant, last.values(), translator_of(request)),
    )
    return letting_letters_look_so(shown)


ROUTES = (show_letters,)
