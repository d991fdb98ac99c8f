"""The texts of no single person as they lie in the log: which of them are wordings of one and the same."""

from collections.abc import Hashable, Sequence
from uuid import UUID

import msgspec

from domain.action_plan import events as planned
from domain.audit_access import events as auditing
from domain.campaign import events as campaigning
from domain.collaboration import events as collaborating
from domain.erasure.events import TextKind, TextPlace, Wordings
from domain.event import Event
from domain.ids import CollaborationId, TenantId
from domain.measurement import events as measuring
from domain.text import Sealed
from domain.workspace import events as sharing
from infra.eventlog.log import Recorded
from projections.measurements.queries import summaries_of
from services.application.world import World


class Text(msgspec.Struct, frozen=True):
    """One text with all its wordings, oldest first: where they stand, and themselves."""

    what: Wordings
    sealed: tuple[Sealed, ...]


async def find_text(world: World, tenant: TenantId, place: TextPlace) -> Text | None:
    """Everything that was ever written where this was; `None` where no text stands that can be erased by itself."""
    recorded = await world.log.read_stream(tenant, place.stream)
    spot = next((_spot(one.event, place.part) for one in recorded if one.originator_version == place.version), None)
    if spot is None:
        return None
    kind, _ = spot
    sealed = [
        text
        for one in recorded
        if _spot(one.event, place.part) == spot and isinstance(text := getattr(one.event, place.part), Sealed)
    ]
    if place not in (places := tuple(_place(text) for text in sealed)):
        return None
    return Text(what=Wordings(kind=kind, places=places), sealed=tuple(sealed))


async def sealed_at(world: World, tenant: TenantId, places: Sequence[TextPlace]) -> list[Sealed]:
    """The texts themselves. Raises `LookupError` where there is none."""
    found = []
    for stream in dict.fromkeys(place.stream for place in places):
        events = {one.originator_version: one.event for one in await world.log.read_stream(tenant, stream)}
        for place in places:
            if place.stream == stream:
                text = getattr(events.get(place.version), place.part, None)
                if not isinstance(text, Sealed):
                    raise LookupError(f"no text at {place}")
                found.append(text)
    return found


async def printed_about(world: World, tenant: TenantId, stream: UUID) -> list[UUID]:
    """What a file is about that can show a text of this stream.

    Of a measurement itself and its collaboration, of a collaboration or its plan the collaboration and all its
    measurements: what is printed for the next meeting, or of several measurements, tells of each of them.
    """
    recorded = await world.log.read_stream(tenant, stream)
    match recorded:
        case [Recorded(event=measuring.MeasurementStarted(collaboration=collaboration)), *_]:
            return [stream, collaboration]
        case [Recorded(event=planned.ActionSuggested(collaboration=collaboration)), *_]:
            return await _with_measurements(world, tenant, collaboration)
        case [
            Recorded(event=auditing.AuditAccessGranted() | campaigning.CampaignPlanned() | sharing.WorkspaceFounded()),
            *_,
        ]:
            return []
        case _:
            return await _with_measurements(world, tenant, CollaborationId(stream))


async def _with_measurements(world: World, tenant: TenantId, collaboration: CollaborationId) -> list[UUID]:
    async with world.database.reading(tenant) as connection:
        return [collaboration, *(one.id for one in await summaries_of(connection, tenant, collaboration))]


def _place(text: Sealed) -> TextPlace:
    return TextPlace(stream=text.originator_id, version=text.originator_version, part=text.part)


def _spot(event: Event, part: str) -> tuple[TextKind, Hashable] | None:
    """What the text is for, and what tells it apart from others of its stream. `None`: it is a person's."""
    match event, part:
        case ((measuring.CommentNoted() | measuring.CommentReworded()), "text"):
            return TextKind.COMMENT, event.question
        case ((measuring.DissentNoted() | measuring.DissentReworded()), "text"):
            return TextKind.DISSENT, event.question
        case ((measuring.OwnQuestionAdded() | measuring.OwnQuestionReworded()), "statement"):
            return TextKind.OWN_QUESTION, event.question
        case ((measuring.QuestionAnswered() | measuring.AnswerRevised()), "reason"):
            return TextKind.REASON, event.question
        case ((measuring.ValueWeighed() | measuring.WeightingRevised()), "reason"):
            return TextKind.REASON, event.ambition
        case ((measuring.MeasurementReopened() | measuring.MeasurementVoided()), "reason"):
            return TextKind.REASON, event.at
        case ((planned.ActionSuggested() | planned.ActionReworded()), "text"):
            return TextKind.ACTION, event.action
        case planned.ActionDropped(), "reason":
            return TextKind.REASON, event.action
        case ((planned.ActionJudged() | planned.VerdictRevised()), "words"):
            return TextKind.VERDICT, (event.action, event.measurement)
        case ((collaborating.CollaborationFormed() | collaborating.PurposeReworded()), ("purpose" | "target_group")):
            return TextKind(part), None
        case measuring.MeasurementStarted(), ("place" | "note"):
            return TextKind(part), None
        case campaigning.RoundSkipped(), "reason":
            return TextKind.REASON, event.round
        case ((campaigning.CampaignPaused() | campaigning.CampaignCancelled()), "reason"):
            return TextKind.REASON, event.at
        case sharing.SharingStopped(), "reason":
            return TextKind.REASON, event.at
        case auditing.AuditAccessGranted(), "purpose":
            return TextKind.ACCESS_PURPOSE, None
        case auditing.AuditAccessEnded(), "reason":
            return TextKind.ACCESS_REASON, None
        case _:
            return None
