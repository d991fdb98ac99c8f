"""Answering alone, by an invitation: without an account, before the group meets."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from services.web.routes.alone import answering, arriving

ROUTES: Sequence[ControllerRouterHandler] = (*arriving.ROUTES, *answering.ROUTES)
