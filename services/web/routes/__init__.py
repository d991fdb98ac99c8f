"""Every route, named here: the table that the isolation tests walk."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from services.web.assets import show_asset

ROUTES: Sequence[ControllerRouterHandler] = (show_asset,)
