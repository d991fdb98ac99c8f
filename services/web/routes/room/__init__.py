"""A live session on a phone: joining it by a code, following the group, and answering for oneself."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from services.web.routes.room import answering, following, joining

ROUTES: Sequence[ControllerRouterHandler] = (*joining.ROUTES, *following.ROUTES, *answering.ROUTES)
