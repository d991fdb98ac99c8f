"""What KS proposes: KS's own pages of it, and a municipality's."""

from services.web.routes.proposals import answering, at_ks, one

ROUTES = (*at_ks.ROUTES, *one.ROUTES, *answering.ROUTES)
