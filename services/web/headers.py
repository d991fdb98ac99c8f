"""Headers of every response: nothing from elsewhere, nothing inline, nothing kept by caches."""

import base64
import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from litestar.datastructures import MutableScopeHeaders
from litestar.response import Template
from litestar.types import Message, Scope

from infra.mail.letter import styles

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Content-Security-Policy": _POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": "no-store",
    }
)


def letting_letters_look_so(shown: Template) -> Template:
    """A page that shows letters, whose HTML has its styles on the elements, as mail programs want it.

    These styles are let in one by one, and no other.
    """
    allowed = " ".join(sorted(f"'sha256-{_sha256(style)}'" for style in styles()))
    policy = _POLICY.replace("style-src 'self'", f"style-src 'self' 'unsafe-hashes' {allowed}")
    shown.headers["Content-Security-Policy"] = policy
    return shown


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


async def protect(message: Message, _: Scope) -> None:
    """What says nothing of caching is private to the moment. Refusals and what is not found go this way too."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
