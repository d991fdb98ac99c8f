"""Between our events and stored ones: the library's `Mapper` contract, for msgspec structs with sealed texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

import msgspec
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent
from eventsourcing.utils import TopicError

from domain.event import Event
from domain.ids import SubjectId
from domain.text import Clear, Sealed
from domain.topics import EVENTS, UPCASTS, Upcast
from infra.eventlog import codec
from infra.eventlog.records import NewEvent
from infra.eventlog.sealed_parts import decode_parts, encode_parts

NO_PARTS: Mapping[str, Sealed] = MappingProxyType({})


class UnknownTopic(TopicError):
    """No kind of event has this topic, and nothing says what became of it."""


class TopicTaken(TypeError):
    """Two kinds of events share a topic, or one has a topic that is no longer written."""


class TextsOfSeveralSubjects(ValueError):
    """All texts of one event belong to one subject."""


class TextIsSealedAlready(ValueError):
    """A text that was read from the log is bound to the event it came from, and can't be written again."""


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
        event = self.event(
            stored.topic,
            stored.state,
            getattr(stored, "sealed", None),
            getattr(stored, "subject_id", None),
            originator_id,
            stored.originator_version,
        )
        return NewEvent(originator_id, stored.originator_version, event)

    def event(
        self,
        topic: str,
        state: bytes,
        sealed: bytes | None,
        subject_id: UUID | None,
        originator_id: UUID,
        originator_version: int,
    ) -> Event:
        """The event of a row, upcast to the newest version of its kind."""
        try:
            decode = self._decoders.get(topic)
            if decode is None:
                topic, state = self._upcast(topic, state)
                decode = self._decoders[topic]
            if sealed is None or subject_id is None:
                return decode(state, NO_PARTS)
            return decode(state, decode_parts(sealed, SubjectId(subject_id), originator_id, originator_version))
        except msgspec.MsgspecError as error:
            place = f"{topic}, originator {originator_id}, version {originator_version}"
            raise MapperDeserialisationError(f"can't read {place}: {error}") from error

    def _upcast(self, topic: str, state: bytes) -> tuple[str, bytes]:
        decoded = msgspec.json.decode(state)
        while topic not in self._decoders:
            step = self._upcasts.get(topic)
            if step is None:
                raise UnknownTopic(topic)
            topic, decoded = step.topic, step.state(decoded)
        return topic, msgspec.json.encode(decoded)
