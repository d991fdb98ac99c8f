"""Every route, named here: the table that the isolation tests walk."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from services.web.assets import show_asset
from services.web.routes import (
    auditors,
    collaborations,
    comparing,
    erasures,
    exports,
    forgetting,
    front,
    guidance,
    instrument,
    instrument_reading,
    invitations,
    ks,
    mail,
    me,
    measurements,
    partners,
    people,
    proof,
    room,
    sign_in,
    workspace,
    workspaces,
)

ROUTES: Sequence[ControllerRouterHandler] = (
    show_asset,
    *front.ROUTES,
    *guidance.ROUTES,
    *sign_in.ROUTES,
    *invitations.ROUTES,
    *workspaces.ROUTES,
    *me.ROUTES,
    *workspace.ROUTES,
    *people.ROUTES,
    *proof.ROUTES,
    *forgetting.ROUTES,
    *erasures.ROUTES,
    *auditors.ROUTES,
    *collaborations.ROUTES,
    *comparing.ROUTES,
    *partners.ROUTES,
    *measurements.ROUTES,
    *room.ROUTES,
    *exports.ROUTES,
    *ks.ROUTES,
    *instrument.ROUTES,
    *instrument_reading.ROUTES,
    *mail.ROUTES,
)
