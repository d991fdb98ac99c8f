"""What somebody did in a workspace, and what was done to them there, as they may read it themselves."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from domain.erasure.state import Erasure
from domain.event import Event
from domain.ids import SubjectId, TenantId
from domain.text import Sealed
from domain.wire import encode_exactly
from domain.workspace.events import Role
from infra.eventlog.log import Recorded
from services.application.world import World

TOLD: Final = frozenset(
    {
        "action",
        "ambition",
        "answer",
        "attendance",
        "cell",
        "collaboration",
        "due",
        "instrument",
        "instrument_version",
        "measurement",
        "mode",
        "name",
        "names",
        "phase",
        "practice",
        "proposal",
        "question",
        "role",
        "sector",
        "tally",
        "theme",
        "verdict",
        "version",
        "weight",
    }
)
"""Fields of an event that name no person. What is not in here is not told."""


class Deed(msgspec.Struct, frozen=True):
    """Something that was written under one's pseudonym. `stream` is what it happened to, `kind` the event's topic.

    `texts` are by field; `None` is one that was erased.
    """

    at: datetime
    kind: str
    stream: UUID
    facts: Mapping[str, Any]
    texts: Mapping[str, str | None]


class Told(msgspec.Struct, frozen=True):
    """Something that somebody else wrote about one."""

    at: datetime
    kind: str
    role: Role | None


class ErasureAsked(msgspec.Struct, frozen=True):
    """An erasure of oneself."""

    requested_at: datetime
    status: str
    ended_at: datetime | None


def texts(holder: msgspec.Struct) -> list[Sealed]:
    return [text for name in holder.__struct_fields__ if isinstance(text := getattr(holder, name), Sealed)]


async def open_own(
    world: World, tenant: TenantId, me: SubjectId, texts: Iterable[Sealed]
) -> Mapping[Sealed, str | None]:
    """Those sealed for oneself or for a thing that has a stream. Another person's stay shut."""
    wanted = set(texts)
    things = await world.log.streams_among(tenant, {text.subject for text in wanted})
    return await world.keyring.open(tenant, [text for text in wanted if text.subject == me or text.subject in things])


def deed(recorded: Recorded, opened: Mapping[Sealed, str | None]) -> Deed:
    event = recorded.event
    fields = {name: getattr(event, name) for name in event.__struct_fields__ if name in TOLD}
    facts = {name: value for name, value in fields.items() if value is not None and not isinstance(value, Sealed)}
    texts = {name: text for name in event.__struct_fields__ if isinstance(text := getattr(event, name), Sealed)}
    return Deed(
        at=event.at,
        kind=event.TOPIC,
        stream=recorded.originator_id,
        facts=msgspec.to_builtins(facts, enc_hook=encode_exactly),
        texts={name: opened[text] for name, text in texts.items() if text in opened},
    )


def told(event: Event, me: SubjectId) -> Told:
    """Only that it happened, and the role where it is one's own."""
    role = getattr(event, "role", None) if getattr(event, "member", None) == me else None
    return Told(at=event.at, kind=event.TOPIC, role=role)


def erasure_asked(state: Erasure) -> ErasureAsked:
    """Neither who asked nor why: that is for the administrators."""
    return ErasureAsked(requested_at=state.requested_at, status=state.status.value, ended_at=state.ended_at)
