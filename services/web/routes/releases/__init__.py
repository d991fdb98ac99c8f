"""KS's workshop of national releases: what each quarter waits for, and its way from order to publication."""

from services.web.routes.releases import quarters, steps

ROUTES = (*quarters.ROUTES, *steps.ROUTES)
