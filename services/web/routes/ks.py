"""KS's own page. KS sees releases, and never a municipality's data; there is no release yet."""

from litestar import get
from litestar.response import Template

from services.web.access import ks_analyst
from services.web.pages import AnyRequest, page


@get("/ks", opt=ks_analyst())
async def show_ks(request: AnyRequest) -> Template:
    return page(request, "ks.html")


ROUTES = (show_ks,)
