"""National figures that KS has published: open to anybody, as tables, as files, and described for catalogues."""

from services.web.routes.national import document, files, listing, tables

ROUTES = (*document.ROUTES, *listing.ROUTES, *tables.ROUTES, *files.ROUTES)
