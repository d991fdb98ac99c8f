"""Between our events and stored ones: the library's `Mapper` contract, for msgspec structs with sealed texts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent
from eventsourcing.utils import TopicError

from domain.event import Event
from domain.ids import TenantId
from domain.text import Clear, Sealed
from domain.topics import EVENTS, UPCASTS, Upcast
from infra.eventlog import codec
from infra.eventlog.records import NewEvent, Recorded
from infra.eventlog.sealed_parts import decode_parts, encode_parts

IN_UTC = timedelta()
NO_PARTS: Mapping[str, Sealed] = MappingProxyType({})


class UnknownTopic(TopicError):
    """No kind of event has this topic, and nothing says what became of it."""


class TopicTaken(TypeError):
    """Two kinds of events share a topic, or one has a topic that is no longer written."""


class TextsOfSeveralSubjects(ValueError):
    """All texts of one event belong to one subject."""


class TextIsSealedAlready(ValueError):
    """A text that was read from the log is bound to the event it came from, and can't be written again."""


class TimeIsNotInUtc(ValueError):
    """One moment has one way to be written, so that what is compared as text is compared as time."""


class PartIsNotSealed(ValueError):
    """An event reached the log with a text that nobody had sealed."""


@dataclass(frozen=True)
class SealedStoredEvent(StoredEvent):
    """The library's stored event, with what is sealed."""

    sealed: bytes | None = None
    subject_id: UUID | None = None


class EventMapper:
    """Fast both ways: a few microseconds for an event without texts."""

    def __init__(self, kinds: Iterable[type[Event]] = EVENTS, upcasts: Mapping[str, Upcast] = UPCASTS) -> None:
        kinds = tuple(kinds)
        topics = [kind.TOPIC for kind in kinds]
        if taken := {topic for topic in topics if topics.count(topic) > 1 or topic in upcasts}:
            raise TopicTaken(", ".join(sorted(taken)))
        self._texts = {kind: codec.text_fields(kind) for kind in kinds}
        self._encoders = {kind: codec.encoder_of(kind) for kind in kinds}
        self._decoders = {kind.TOPIC: codec.decoder_of(kind) for kind in kinds}
        self._upcasts = upcasts

    def texts(self, event: Event) -> Mapping[str, Clear]:
        """What has to be sealed before the event is stored, by field."""
        names = self._texts.get(type(event))
        if names is None:
            raise UnknownTopic(type(event).__name__)
        if not names:
            return {}
        texts = {name: text for name in names if (text := getattr(event, name)) is not None}
        if any(isinstance(text, Sealed) for text in texts.values()):
            raise TextIsSealedAlready(event.TOPIC)
        if len({text.subject for text in texts.values()}) > 1:
            raise TextsOfSeveralSubjects(event.TOPIC)
        return texts

    def to_stored_event(self, new: NewEvent, sealed: Mapping[str, Sealed] = NO_PARTS) -> SealedStoredEvent:
        """`sealed` holds what `texts` named, sealed."""
        event = new.event
        if self.texts(event).keys() != sealed.keys():
            raise PartIsNotSealed(event.TOPIC)
        if event.at.utcoffset() != IN_UTC:
            raise TimeIsNotInUtc(event.TOPIC)
        return SealedStoredEvent(
            originator_id=new.originator_id,
            originator_version=new.originator_version,
            topic=event.TOPIC,
            state=self._encoders[type(event)](event),
            sealed=encode_parts(sealed) if sealed else None,
            subject_id=next(iter(sealed.values())).subject if sealed else None,
        )

    def to_domain_event(self, stored: StoredEvent) -> NewEvent:
        originator_id = stored.originator_id if isinstance(stored.originator_id, UUID) else UUID(stored.originator_id)
        parts = NO_PARTS
        if isinstance(stored, SealedStoredEvent) and stored.sealed is not None and stored.subject_id is not None:
            parts = decode_parts(stored.sealed, stored.subject_id, originator_id, stored.originator_version)
        return NewEvent(originator_id, stored.originator_version, self.event(stored.topic, stored.state, parts))

    def recorded(self, tenant: TenantId, row: Sequence[Any]) -> Recorded:
        """A row of `READ_STREAM` or `READ_LOG`, whose columns are unpacked in their order."""
        position, originator_id, originator_version, recorded_at, topic, state, sealed, subject_id = row
        parts = NO_PARTS if sealed is None else decode_parts(sealed, subject_id, originator_id, originator_version)
        event = self.event(topic, state, parts)
        return Recorded(tenant, position, originator_id, originator_version, recorded_at, event)

    def event(self, topic: str, state: bytes, parts: Mapping[str, Sealed] = NO_PARTS) -> Event:
        """The event of a row, upcast to the newest version of its kind."""
        decode = self._decoders.get(topic)
        try:
            if decode is None:
                newest, state = self._upcast(topic, state)
                decode = self._decoders[newest]
            return decode(state, parts)
        except msgspec.MsgspecError as error:
            raise MapperDeserialisationError(f"{topic} can't be read: {error}") from error

    def _upcast(self, topic: str, state: bytes) -> tuple[str, bytes]:
        decoded = msgspec.json.decode(state)
        while topic not in self._decoders:
            step = self._upcasts.get(topic)
            if step is None:
                raise UnknownTopic(topic)
            topic, decoded = step.topic, step.state(decoded)
        return topic, msgspec.json.encode(decoded)
