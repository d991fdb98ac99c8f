"""National figures that KS has published: open to anybody, as tables, as files, and described for catalogues."""

from services.web.routes.national import document, files, tables

ROUTES = (*document.ROUTES, *tables.ROUTES, *files.ROUTES)
