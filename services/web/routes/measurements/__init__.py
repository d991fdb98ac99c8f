"""The pages of a measurement, from preparing it to its report."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from services.web.routes.measurements import (
    actions,
    agenda,
    closing,
    fields,
    invitations,
    more_time,
    moved,
    overview,
    own_answers,
    own_questions,
    paper,
    prepare,
    profile,
    questions,
    replay,
    reports,
    rescored,
    room,
    sheets,
    since_last_time,
    values,
    why,
)

ROUTES: Sequence[ControllerRouterHandler] = (
    *prepare.ROUTES,
    *overview.ROUTES,
    *room.ROUTES,
    *since_last_time.ROUTES,
    *values.ROUTES,
    *questions.ROUTES,
    *fields.ROUTES,
    *own_questions.ROUTES,
    *own_answers.ROUTES,
    *profile.ROUTES,
    *why.ROUTES,
    *moved.ROUTES,
    *rescored.ROUTES,
    *agenda.ROUTES,
    *actions.ROUTES,
    *closing.ROUTES,
    *more_time.ROUTES,
    *reports.ROUTES,
    *sheets.ROUTES,
    *invitations.ROUTES,
    *paper.ROUTES,
    *replay.ROUTES,
)
