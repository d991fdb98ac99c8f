"""Taking versions of the instrument in and publishing them, as two people of KS do it."""

from typing import Any
from uuid import uuid4

from domain.ids import KS, SubjectId
from domain.instrument.model import Instrument
from domain.instrument.publication.decisions import (
    ApproveDraft,
    PublishDraft,
    ReinstateVersion,
    RequestReview,
    RetireVersion,
)
from infra.identity import new_stream_id
from infra.instrument_files import name_of
from services.application.instruments import SAMSON, decide_version, take_draft_in
from services.application.world import Caller, World
from tests.support.instrument_text import encoded

WHO_TAKES_IN = Caller(tenant=KS, subject=SubjectId(uuid4()))
WHO_APPROVES = Caller(tenant=KS, subject=SubjectId(uuid4()))


async def take_in(world: World, instrument: Instrument, note: str = "") -> bytes:
    """`world` is the web's. Returns the file."""
    file = encoded(instrument)
    await take_draft_in(world, WHO_TAKES_IN, file, note, new_stream_id())
    return file


async def publish(world: World, instrument: Instrument) -> bytes:
    """All the way. `world` is the web's. Returns the file."""
    file = await take_in(world, instrument)
    about: dict[str, Any] = {"instrument": SAMSON, "version": instrument.version, "seen": name_of(file)}
    await decide_version(world, WHO_TAKES_IN, RequestReview(**about), new_stream_id())
    await decide_version(world, WHO_APPROVES, ApproveDraft(**about), new_stream_id())
    await decide_version(world, WHO_APPROVES, PublishDraft(**about), new_stream_id())
    return file


async def retire(world: World, number: int) -> None:
    command = RetireVersion(instrument=SAMSON, version=number, reason="Ordene misforstås")
    await decide_version(world, WHO_TAKES_IN, command, new_stream_id())


async def reinstate(world: World, number: int) -> None:
    command = ReinstateVersion(instrument=SAMSON, version=number, reason="Vi tok feil")
    await decide_version(world, WHO_TAKES_IN, command, new_stream_id())
