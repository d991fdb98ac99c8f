"""What every row of the read models shows, as an export says it: see “What the pages show” in `docs/audit.md`."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import msgspec
from asyncpg import Connection, Record

from domain.ids import TenantId
from domain.text import Sealed
from projections.actions.queries import shown_actions
from projections.audit_accesses.queries import shown_accesses
from projections.campaigns.queries import shown_campaigns
from projections.collaborations.queries import shown_belonging, shown_collaborations
from projections.contributions.showing import (
    shown_contributed_actions,
    shown_contributed_collaborations,
    shown_contributed_measurements,
    shown_contributors,
)
from projections.erasures.queries import shown_erasures
from projections.invitations.queries import shown_invitations
from projections.measurements.queries import shown_measurements
from projections.people.queries import shown_people

TABLES: Final[Mapping[str, Callable[[Connection, TenantId], AsyncIterator[Record]]]] = MappingProxyType(
    {
        "accesses": shown_accesses,
        "actions": shown_actions,
        "belonging": shown_belonging,
        "campaigns": shown_campaigns,
        "collaborations": shown_collaborations,
        "contributed_actions": shown_contributed_actions,
        "contributed_collaborations": shown_contributed_collaborations,
        "contributed_measurements": shown_contributed_measurements,
        "contributors": shown_contributors,
        "erasures": shown_erasures,
        "invitations": shown_invitations,
        "measurements": shown_measurements,
        "people": shown_people,
    }
)
"""In the order in which they stand in an export."""

TRACKED = """
    select projection, position
    from log.tracking
    where tenant_id = $1 and projection = any($2::text[])
    order by projection
"""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_TEXT_FIELDS = frozenset(Sealed.__struct_fields__) | {"type"}


async def tracked(connection: Connection, tenant: TenantId, names: list[str]) -> dict[str, int]:
    """How far each read model has come; one that has taken in nothing is left out."""
    return {row["projection"]: row["position"] for row in await connection.fetch(TRACKED, tenant, names)}


def as_shown(table: str, row: Record) -> bytes:
    """Canonical JSON, whatever the row holds: nothing that somebody wrote there may keep the export from being made."""
    return canonical({"row": {name: _column(name, value) for name, value in row.items()}, "table": table})


def canonical(content: object) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _column(name: str, value: Any) -> Any:
    match value:
        case bytes() if name.endswith(("_at", "_since")) or name == "until":
            return _time(int.from_bytes(value, signed=True))
        case bytes():
            return _opened(value)
        case _:
            return value


def _time(microseconds: int) -> Any:
    """As events have it; the number itself where no calendar reaches."""
    try:
        return msgspec.to_builtins(_EPOCH + timedelta(microseconds=microseconds))
    except OverflowError:
        return microseconds


def _opened(stored: bytes) -> Any:
    """JSON with each sealed text by its origin and hash; the hash of the whole where it can't be read exactly."""
    try:
        content = _without_texts(
            json.loads(stored, parse_float=_refuse, parse_constant=_refuse, object_pairs_hook=_once)
        )
        canonical(content)
    except (ValueError, RecursionError):
        return {"unreadable": hashlib.sha256(stored).hexdigest()}
    return content


def _refuse(_: str) -> Any:
    raise ValueError("only whole numbers are exact")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a key stands there twice")
    return content


def _without_texts(content: Any) -> Any:
    if isinstance(content, list):
        return [_without_texts(one) for one in content]
    if not isinstance(content, dict):
        return content
    if content.keys() == _TEXT_FIELDS and content["type"] == "sealed":
        return _text(content)
    return {key: _without_texts(value) for key, value in content.items()}


def _text(content: dict[str, Any]) -> dict[str, Any]:
    """Left as it is where it is not what was sealed, so that nothing passes for it."""
    try:
        key, nonce, ciphertext = UUID(content["key_id"]), *(_bytes(content[name]) for name in ("nonce", "ciphertext"))
        if str(key) != content["key_id"]:
            return content
    except (ValueError, TypeError, AttributeError):
        return content
    return {
        "part": content["part"],
        "sha256": hashlib.sha256(key.bytes + nonce + ciphertext).hexdigest(),
        "stream": content["originator_id"],
        "subject": content["subject"],
        "version": content["originator_version"],
    }


def _bytes(text: str) -> bytes:
    content = base64.b64decode(text, validate=True)
    if base64.b64encode(content).decode() != text:
        raise ValueError("another text would mean the same bytes")
    return content
