"""Campaigns: all of a workspace, one of them, planning it, and its dates as a calendar."""

from services.web.routes.campaigns import calendar_file, one, planning, several

ROUTES = (*several.ROUTES, *planning.ROUTES, *calendar_file.ROUTES, *one.ROUTES)
