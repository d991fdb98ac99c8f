"""The API: what a program with a member's access token reaches."""

from services.web.routes.api import document, doing, reading

ROUTES = (*document.ROUTES, *reading.ROUTES, *doing.ROUTES)
