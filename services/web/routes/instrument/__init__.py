"""KS's shelf of instruments: every version, taking one in, and its way from draft to publication."""

from services.web.routes.instrument import steps, versions

ROUTES = (*versions.ROUTES, *steps.ROUTES)
