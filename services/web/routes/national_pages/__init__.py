"""National figures as pages that everybody may read. How one is added: `services.web.presenting.national`."""

from services.web.routes.national_pages import comparing, counties, figures, groups, method, overview, releases

ROUTES = (
    *overview.ROUTES,
    *groups.ROUTES,
    *figures.ROUTES,
    *counties.ROUTES,
    *comparing.ROUTES,
    *method.ROUTES,
    *releases.ROUTES,
)
