"""Every route, named here: the table that the isolation tests walk."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from services.web.assets import show_asset
from services.web.routes import (
    collaborations,
    exports,
    front,
    invitations,
    ks,
    mail,
    measurements,
    partners,
    people,
    proof,
    sign_in,
    workspace,
    workspaces,
)

ROUTES: Sequence[ControllerRouterHandler] = (
    show_asset,
    *front.ROUTES,
    *sign_in.ROUTES,
    *invitations.ROUTES,
    *workspaces.ROUTES,
    *workspace.ROUTES,
    *people.ROUTES,
    *proof.ROUTES,
    *collaborations.ROUTES,
    *partners.ROUTES,
    *measurements.ROUTES,
    *exports.ROUTES,
    *ks.ROUTES,
    *mail.ROUTES,
)
