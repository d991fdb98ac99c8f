"""A campaign's coming rounds as a calendar file."""

from litestar import Response, get

from services.web.access import READERS, members
from services.web.given import GivenPlace, GivenWorld
from services.web.pages import AnyRequest, translator_of
from services.web.presenting.campaigns.calendar_file import calendar_of
from services.web.routes.campaigns.loading import ONE


@get(f"{ONE}/calendar.ics", opt=members(*READERS))
async def download_calendar(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Response[bytes]:
    """In the reader's language."""
    t = translator_of(request)
    address = f"{request.app.state.settings.base_url}{place.campaign_home}"
    content = calendar_of(place.campaign, world.recurrence, world.clock.now(), address, t)
    headers = {"Content-Disposition": f'attachment; filename="{t("campaign.calendar.file")}.ics"'}
    return Response(content=content, media_type="text/calendar; charset=utf-8", headers=headers)


ROUTES = (download_calendar,)
