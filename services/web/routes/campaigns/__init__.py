"""Campaigns: all of a workspace, one of them, planning it, its letters, and its dates as a calendar."""

from services.web.routes.campaigns import calendar_file, letters, one, planning, several

ROUTES = (*several.ROUTES, *planning.ROUTES, *calendar_file.ROUTES, *letters.ROUTES, *one.ROUTES)
