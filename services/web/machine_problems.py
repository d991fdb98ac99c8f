"""What went wrong, for programs: problem details by RFC 9457. Each `type` is an anchor on the page `/api`."""

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException

from domain.errors import DomainError
from infra.translation.translator import Translator
from services.web.access import RoleIsNotEnough
from services.web.bearing import NoToken, ScopeIsNotEnough, TooManyCalls
from services.web.pages import AnyRequest, language_in_address, translator_in
from services.web.place import NotFound
from services.web.problems import STATUS, words

PROGRAMS: Final = re.compile(r"/api/(v1|national)/|/national/(catalogue\.|releases/.*\.)")
"""Where programs ask. Whoever follows an outdated link to a file is told by the same words."""

MEDIA_TYPE: Final = "application/problem+json"

REUSED_KEY: Final = 422
"""As the draft of `Idempotency-Key` says; a page says 409."""

PRINTED_AFTER: Final = "30"
"""Seconds: a paper takes some, and a worker looks for work at least once a minute."""

PROBLEMS: Final[Mapping[str, int]] = {
    "no-token": 401,
    "scope": 403,
    "role": 403,
    "not-found": 404,
    "too-many-calls": 429,
    "cursor": 400,
    "idempotency-key": 400,
    "refused": 409,
    "language": 400,
    "table": 404,
    "release": 404,
    "paper": 503,
    "variable": 400,
    "value-code": 400,
    "expression": 400,
    "too-many-cells": 403,
    "output-format": 400,
    "parameter": 400,
    "request": 400,
    "failure": 500,
}
"""Each has a title `api.problem.<name>` and an explanation `api.problem.<name>.text`, and keeps its meaning."""

logger = logging.getLogger("samson.api")


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 9457. `code` is there when a rule of ours refused: it names the rule."""

    type: str
    title: str
    status: int
    detail: str
    code: str = ""


class CallIsUnreadable(Exception):
    """What the call lacks or has wrong, by its name in `PROBLEMS`; `api.problem.<name>.told` has a place for values."""

    def __init__(self, name: str, **values: str | int) -> None:
        super().__init__(name)
        self.name = name
        self.values = values


class PaperIsBeingPrinted(Exception):
    """The release is published, and a worker has not come to its paper in this language yet."""


Handler = Callable[[AnyRequest, Any], Response[Any]]


def told_as_asked(page: Handler) -> Handler:
    """In the API problem details, everywhere else the page."""

    def told(request: AnyRequest, error: Any) -> Response[Any]:
        return problem_of(request, error) if PROGRAMS.match(request.url.path) else page(request, error)

    return told


def problem_of(request: AnyRequest, error: Exception) -> Response[Any]:
    t = _translator(request)
    match error:
        case NoToken():
            return _answer(request, t, "no-token", {"www-authenticate": "Bearer"})
        case ScopeIsNotEnough(scope=scope):
            said = f'Bearer error="insufficient_scope", scope="{scope}"'
            return _answer(request, t, "scope", {"www-authenticate": said})
        case TooManyCalls(wait=wait):
            return _answer(request, t, "too-many-calls", {"retry-after": str(int(wait.total_seconds()))})
        case RoleIsNotEnough():
            return _answer(request, t, "role")
        case PaperIsBeingPrinted():
            return _answer(request, t, "paper", {"retry-after": PRINTED_AFTER, "cache-control": "no-store"})
        case CallIsUnreadable(name=name, values=values):
            told = t(f"api.problem.{name}.told", **values) if values else ""
            return _answer(request, t, name, detail=told)
        case DomainError():
            return _refused(request, t, error)
        case NotFound() | HTTPException(status_code=404):
            return _answer(request, t, "not-found")
        case HTTPException():
            return _answer(request, t, "request", status=error.status_code)
        case _:
            logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
            return _answer(request, t, "failure")


def _translator(request: AnyRequest) -> Translator:
    """A program says in the address which language it wants; a browser by itself."""
    return translator_in(language_in_address(request))


def _refused(request: AnyRequest, t: Translator, error: DomainError) -> Response[Any]:
    if error.code == "unknown_action":
        return _answer(request, t, "not-found")
    status = REUSED_KEY if error.code == "command_id_reused" else STATUS[error.code]
    return _answer(request, t, "refused", status=status, detail=words(t, error), code=error.code)


def _answer(
    request: AnyRequest,
    t: Translator,
    name: str,
    headers: Mapping[str, str] | None = None,
    *,
    status: int = 0,
    detail: str = "",
    code: str = "",
) -> Response[Any]:
    problem = Problem(
        type=f"{request.app.state.settings.base_url}/api#{name}",
        title=t(f"api.problem.{name}"),
        status=status or PROBLEMS[name],
        detail=detail or t(f"api.problem.{name}.text"),
        code=code,
    )
    return Response(
        msgspec.json.encode(problem),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"content-language": t.language, **(headers or {})},
    )
