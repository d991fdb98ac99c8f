"""How the API answers: pages with a cursor, and an ETag on whatever is read."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeAlias, TypeVar, cast
from uuid import UUID

import msgspec
from litestar import Response
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter

from domain.ids import CollaborationId
from domain.workspace.events import Role
from projections.collaborations.queries import collaborations_of
from services.application.world import World
from services.web.machine_problems import CallIsUnreadable, Problem
from services.web.pages import AnyRequest
from services.web.place import Place

LARGEST_PAGE: Final = 100
USUAL_PAGE: Final = 50

Answer = TypeVar("Answer")


def _problems(*told: tuple[int, str]) -> dict[int, ResponseSpec]:
    return {
        status: ResponseSpec(Problem, description=said, media_type="application/problem+json") for status, said in told
    }


_OF_ANY_CALL: Final = _problems(
    (400, "The call can't be read"),
    (401, "No valid token"),
    (403, "The token or its owner's role does not reach this"),
    (404, "There is no such thing for this token"),
    (429, "Too many calls: wait as long as Retry-After says"),
)

READING: Final = _OF_ANY_CALL | {304: ResponseSpec(None, description="The same as the ETag in If-None-Match says")}

WRITING: Final = _OF_ANY_CALL | _problems(
    (409, "A rule refuses it as things stand: `code` says which"),
    (422, "What is in the call can't be taken, or its Idempotency-Key was another change's: `code` says which"),
)

PageSize: TypeAlias = Annotated[int, QueryParameter(ge=1, le=LARGEST_PAGE, description="How many at most")]
Cursor: TypeAlias = Annotated[str | None, QueryParameter(description="`next` of the page before")]


def answered(request: AnyRequest, answer: Answer) -> Response[Answer]:
    """With an ETag of what it says; 304 and nothing where the caller has the same already."""
    content = msgspec.json.encode(answer)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": "private, no-cache", "vary": "authorization, accept-language"}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if known & {etag, "*"}:
        return cast("Response[Answer]", Response(None, status_code=304, headers=headers))
    return cast("Response[Answer]", Response(content, media_type="application/json", headers=headers))


def cursor(*place: object) -> str:
    """Opaque to whoever holds it: where the page ended."""
    return urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


At: TypeAlias = tuple[datetime, UUID]

_ZONED: Final = tuple[Annotated[datetime, msgspec.Meta(tz=True)], UUID]
"""A moment without its zone comes before nothing and after nothing."""


def moment_and_id(written: str | None) -> At | None:
    """The moment in UTC. Raises `CallIsUnreadable`, also for one that is in no year there."""
    if written is None:
        return None
    moment, last = _read(written, _ZONED)
    try:
        return moment.astimezone(UTC), last
    except OverflowError:
        raise CallIsUnreadable("cursor") from None


def position(written: str | None) -> int:
    """Before the first where no cursor is."""
    return 0 if written is None else _read(written, tuple[Annotated[int, msgspec.Meta(ge=0, lt=2**63)]])[0]


def _read(written: str, kind: Any) -> Any:
    try:
        return msgspec.json.decode(urlsafe_b64decode(written + "=" * (-len(written) % 4)), type=kind)
    except (msgspec.MsgspecError, NotBase64, ValueError):
        raise CallIsUnreadable("cursor") from None


async def reached(world: World, place: Place) -> Sequence[CollaborationId] | None:
    """The collaborations that the token's owner reaches; `None` for all of the workspace's."""
    if place.role is not Role.PARTICIPANT:
        return None
    async with world.database.reading(place.tenant) as connection:
        return [one.id for one in await collaborations_of(connection, place.tenant, place.caller.subject)]
