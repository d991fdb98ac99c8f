"""National figures as pages that everybody may read. How one is added: `services.web.presenting.national`."""

from services.web.routes.national_pages import groups, overview, releases

ROUTES = (*overview.ROUTES, *groups.ROUTES, *releases.ROUTES)
