"""Writing by the API: an action is started, done, or dropped with a reason.

`Idempotency-Key` makes a repeated call count once: key and token together are the id of the command.
"""

from typing import Annotated, Final, TypeAlias
from uuid import UUID, uuid5

import msgspec
from litestar import Response, post
from litestar.params import FromPath, HeaderParameter, JSONBody

from domain.action_plan.decisions import DropAction, FinishAction, StartAction, UnknownAction
from domain.action_plan.state import fold
from domain.ids import ActionId
from domain.streams import action_plan_stream
from infra.accounts.access_tokens import Bearer, Scope
from services.application.actions import decide_actions
from services.application.world import World
from services.web.access import LEADERS, by_token
from services.web.given import GivenPlace, GivenWorld
from services.web.machine_problems import CallIsUnreadable
from services.web.opening import Opened
from services.web.pages import AnyRequest, translator_of
from services.web.place import Place
from services.web.routes.api.answering import WRITING
from services.web.routes.api.shapes import ActionShape, action_shape

ACTION: Final = "/api/v1/workspaces/{slug:str}/collaborations/{collaboration:uuid}/actions/{action:uuid}"

BY_LEADERS = by_token(Scope.ACTIONS_WRITE, *LEADERS)

LONGEST_KEY: Final = 255

Key: TypeAlias = Annotated[
    str | None, HeaderParameter(name="Idempotency-Key", description="Has to be there: the same for the same change")
]


class Dropping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why: what the group will read afterwards."""

    reason: str


@post(f"{ACTION}/start", opt=BY_LEADERS, responses=WRITING, status_code=200, tags=["actions"])
async def start_action(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, action: FromPath[UUID], *, key: Key = None
) -> Response[ActionShape]:
    return await _decide(request, world, place, StartAction(action=ActionId(action)), key)


@post(f"{ACTION}/finish", opt=BY_LEADERS, responses=WRITING, status_code=200, tags=["actions"])
async def finish_action(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, action: FromPath[UUID], *, key: Key = None
) -> Response[ActionShape]:
    return await _decide(request, world, place, FinishAction(action=ActionId(action)), key)


@post(f"{ACTION}/drop", opt=BY_LEADERS, responses=WRITING, status_code=200, tags=["actions"])
async def drop_action(
    request: AnyRequest,
    world: GivenWorld,
    place: GivenPlace,
    action: FromPath[UUID],
    data: JSONBody[Dropping],
    *,
    key: Key = None,
) -> Response[ActionShape]:
    return await _decide(request, world, place, DropAction(action=ActionId(action), reason=data.reason), key)


async def _decide(
    request: AnyRequest, world: World, place: Place, command: StartAction | FinishAction | DropAction, key: str | None
) -> Response[ActionShape]:
    """Answers with the action as it is now."""
    if not key or len(key) > LONGEST_KEY:
        raise CallIsUnreadable("idempotency-key")
    bearer: Bearer = request.state.bearer
    collaboration = place.collaboration.id
    await decide_actions(world, place.caller, collaboration, command, uuid5(bearer.token.id, key))
    recorded = await world.log.read_stream(place.tenant, action_plan_stream(collaboration))
    now = fold(one.event for one in recorded).actions.get(command.action)
    if now is None:
        raise UnknownAction(action=command.action)
    opened = await Opened.of(world, place.tenant, [now.text], translator_of(request))
    return Response(action_shape(now, None if opened.is_erased(now.text) else opened(now.text)))


ROUTES = (start_action, finish_action, drop_action)
