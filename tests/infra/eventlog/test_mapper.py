"""How events become rows and rows events, today's and all earlier ones."""

from fractions import Fraction
from types import MappingProxyType
from typing import Any, ClassVar, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest
from eventsourcing.persistence import EventStore, MapperDeserialisationError, StoredEvent
from hypothesis import given, settings
from hypothesis import strategies as some

from domain.event import Event
from domain.ids import QuestionId, SubjectId
from domain.measurement.events import (
    AttendanceNoted,
    CommentNoted,
    MeasurementClosed,
    MeasurementPaused,
    QuestionAnswered,
)
from domain.sectors import Sector
from domain.text import Clear, Text
from domain.topics import EVENTS, UPCASTS, Upcast
from infra.eventlog.codec import TextFieldIsHidden
from infra.eventlog.mapper import (
    EventMapper,
    PartIsNotSealed,
    TextIsSealedAlready,
    TextsOfSeveralSubjects,
    TimeIsNotInUtc,
    TopicTaken,
    UnknownTopic,
)
from infra.eventlog.recorder import LogRecorder, TenantConnections
from infra.eventlog.records import NewEvent
from infra.eventlog.sealed_parts import decode_parts
from infra.migrations.roles import WORKER
from tests.database_plugin import DatabaseCopy
from tests.support.builders import ANNA, BJORN, NOON
from tests.support.event_samples import (
    STREAM,
    SUBJECT,
    VERSION,
    Sample,
    any_event,
    sealed,
    stored,
    stored_samples,
    with_clear_texts,
)
from tests.support.logs import answered, new_tenant, versions

MAPPER = EventMapper()


def decoded(sample: Sample) -> Event:
    parts = decode_parts(bytes.fromhex(sample.sealed), SUBJECT, STREAM, VERSION) if sample.sealed else {}
    return MAPPER.event(sample.topic, sample.state.encode(), parts)


@settings(max_examples=80, deadline=None)
@given(data=some.data(), kind=some.sampled_from(EVENTS))
def test_every_event_comes_back_as_it_was(data: some.DataObject, kind: type[Event]) -> None:
    event = data.draw(any_event(kind))
    assert decoded(stored(event)) == event


def test_the_same_event_always_gives_the_same_bytes() -> None:
    """Also where somebody has filled a mapping in another order."""
    counted = {Sector.MUNICIPALITY: 2, Sector.CITIZENS: 1}
    one = stored(AttendanceNoted(at=NOON, by=ANNA, attendance=counted))
    other = stored(AttendanceNoted(at=NOON, by=ANNA, attendance=dict(reversed(counted.items()))))
    assert one == other
    assert list(msgspec.json.decode(one.state)) == ["at", "attendance", "by"]


def test_a_figure_is_stored_exactly() -> None:
    closed, _ = [decoded(sample) for sample in stored_samples() if sample.topic == MeasurementClosed.TOPIC]
    figures = msgspec.structs.replace(closed.figures, thickness=Fraction(170, 3))
    event = msgspec.structs.replace(closed, figures=figures)
    assert '"thickness":"170/3"' in stored(event).state
    assert decoded(stored(event)) == event


@pytest.mark.parametrize("topic", [kind.TOPIC for kind in EVENTS] + list(UPCASTS))
def test_every_topic_that_was_ever_written_has_a_stored_sample(topic: str) -> None:
    """`python -m tests.support.event_samples` stores the missing ones."""
    assert topic in {sample.topic for sample in stored_samples()}


@pytest.mark.parametrize("sample", stored_samples(), ids=lambda sample: sample.topic)
def test_every_stored_sample_can_still_be_read(sample: Sample) -> None:
    event = decoded(sample)
    if sample.topic == event.TOPIC:
        was, would_be = msgspec.json.decode(sample.state), msgspec.json.decode(stored(event).state)
        assert was.items() <= would_be.items(), "only fields that came later may be added"


def test_a_closing_from_before_there_were_spreads_has_none() -> None:
    earlier, later = [sample for sample in stored_samples() if sample.topic == MeasurementClosed.TOPIC]
    assert "spreads" not in msgspec.json.decode(earlier.state)
    assert decoded(earlier).spreads == ()
    assert [one.question for one in decoded(later).spreads]


def test_texts_are_taken_out_of_the_state() -> None:
    event = CommentNoted(at=NOON, by=ANNA, question=QuestionId("5-2"), text=Clear(ANNA, "hemmelig"))
    assert MAPPER.texts(event) == {"text": Clear(ANNA, "hemmelig")}
    row = MAPPER.to_stored_event(NewEvent(STREAM, VERSION, event), {"text": sealed("text")})
    assert msgspec.json.decode(row.state).keys() == {"at", "by", "question"}
    assert row.subject_id == SUBJECT


def test_an_event_without_its_text_has_nothing_to_seal() -> None:
    assert MAPPER.texts(answered()) == {}
    assert MAPPER.to_stored_event(NewEvent(STREAM, VERSION, answered())).sealed is None


def test_a_text_never_gets_to_the_log_unsealed() -> None:
    event = CommentNoted(at=NOON, by=ANNA, question=QuestionId("5-2"), text=Clear(ANNA, "hemmelig"))
    with pytest.raises(PartIsNotSealed):
        MAPPER.to_stored_event(NewEvent(STREAM, VERSION, event))


def test_an_event_is_written_in_utc_only() -> None:
    at_home = NOON.astimezone(ZoneInfo("Europe/Oslo"))
    with pytest.raises(TimeIsNotInUtc):
        MAPPER.to_stored_event(NewEvent(STREAM, VERSION, MeasurementPaused(at=at_home, by=ANNA)))


def test_a_text_of_another_event_is_not_written_again() -> None:
    event = CommentNoted(at=NOON, by=ANNA, question=QuestionId("5-2"), text=sealed("text"))
    with pytest.raises(TextIsSealedAlready):
        MAPPER.texts(event)


def test_an_event_has_texts_of_one_subject_only() -> None:
    (sample,) = [one for one in stored_samples() if one.topic == "workspace.member-invited.v1"]
    invited, _ = with_clear_texts(decoded(sample))
    with pytest.raises(TextsOfSeveralSubjects):
        MAPPER.texts(msgspec.structs.replace(invited, email=Clear(ANNA, "a@b.no"), name=Clear(BJORN, "Bjørn")))


def test_a_required_text_that_is_missing_is_an_error() -> None:
    with pytest.raises(MapperDeserialisationError, match=r"sealed parts are missing: .*text"):
        MAPPER.event(
            CommentNoted.TOPIC, b'{"at":"2026-06-10T10:00:00Z","by":"%b","question":"5-2"}' % str(ANNA).encode()
        )


@pytest.mark.parametrize("state", [b"", b"{}", b"[1]", b'{"at":"yesterday"}', b"\xff"])
def test_a_state_that_is_no_such_event_is_an_error(state: bytes) -> None:
    with pytest.raises(MapperDeserialisationError, match=r"measurement\.question-answered\.v1"):
        MAPPER.event(QuestionAnswered.TOPIC, state)


def test_an_unknown_topic_is_an_error_that_names_it() -> None:
    with pytest.raises(UnknownTopic, match=r"coffee\.cup-emptied\.v1"):
        MAPPER.event("coffee.cup-emptied.v1", b"{}")


def test_an_event_that_is_not_registered_is_not_written() -> None:
    with pytest.raises(UnknownTopic, match="CupFilled"):
        MAPPER.to_stored_event(NewEvent(STREAM, VERSION, CupFilled(at=NOON, by=ANNA, millilitres=200, kind="tea")))


class CupFilled(Event, frozen=True):
    """The third version of an event of these tests."""

    TOPIC: ClassVar[str] = "coffee.cup-filled.v3"

    millilitres: int
    kind: str
    remark: Text | None = None


CUPS = MappingProxyType(
    {
        "coffee.cup-filled.v1": Upcast("coffee.cup-filled.v2", lambda state: {**state, "kind": "coffee"}),
        "coffee.cup-filled.v2": Upcast(
            "coffee.cup-filled.v3", lambda state: {**state, "millilitres": state.pop("decilitres") * 100}
        ),
    }
)


@pytest.mark.parametrize(
    ("topic", "state"),
    [
        ("coffee.cup-filled.v1", {"decilitres": 2}),
        ("coffee.cup-filled.v2", {"decilitres": 2, "kind": "coffee"}),
        ("coffee.cup-filled.v3", {"millilitres": 200, "kind": "coffee"}),
    ],
)
def test_every_older_version_is_read_as_the_newest(topic: str, state: dict[str, Any]) -> None:
    mapper = EventMapper([CupFilled], CUPS)
    stored_state = msgspec.json.encode({"at": NOON, "by": ANNA, **state})
    expected = CupFilled(at=NOON, by=ANNA, millilitres=200, kind="coffee", remark=sealed("remark"))
    assert mapper.event(topic, stored_state, {"remark": sealed("remark")}) == expected


def test_a_field_that_came_later_has_its_default() -> None:
    mapper = EventMapper([CupFilled])
    state = msgspec.json.encode({"at": NOON, "by": ANNA, "millilitres": 200, "kind": "tea"})
    assert mapper.event("coffee.cup-filled.v3", state) == CupFilled(at=NOON, by=ANNA, millilitres=200, kind="tea")


def test_two_kinds_never_share_a_topic() -> None:
    with pytest.raises(TopicTaken, match=r"coffee\.cup-filled\.v3"):
        EventMapper([CupFilled, CupFilled])


def test_a_topic_is_either_written_or_upcast() -> None:
    with pytest.raises(TopicTaken):
        EventMapper([CupFilled], {CupFilled.TOPIC: CUPS["coffee.cup-filled.v1"]})


def test_a_text_that_is_hidden_inside_another_field_is_refused() -> None:
    class Whispered(Event, frozen=True):
        TOPIC: ClassVar[str] = "coffee.whispered.v1"

        words: tuple[Text, ...]

    with pytest.raises(TextFieldIsHidden, match=r"Whispered\.words"):
        EventMapper([Whispered])


def test_the_librarys_event_store_works_with_it(database: DatabaseCopy) -> None:
    """The library's `Mapper` contract: what goes in by `put` comes out by `get`."""
    connections = TenantConnections(database.url(WORKER), new_tenant(database), size=1)
    store: EventStore[UUID] = EventStore(cast("Any", MAPPER), LogRecorder(connections))
    events = versions(stream := uuid4(), [answered(1), answered(2)])
    recordings = store.put(events)
    assert [recording.notification.id for recording in recordings] == [1, 2]
    assert list(store.get(stream)) == events
    connections.close()


def test_a_row_of_the_library_is_read_like_one_of_ours() -> None:
    row = MAPPER.to_stored_event(NewEvent(STREAM, 1, answered()))
    plain = StoredEvent(str(STREAM), 1, row.topic, row.state)
    assert MAPPER.to_domain_event(plain) == NewEvent(STREAM, 1, answered())


def test_a_subject_travels_with_its_texts() -> None:
    note = CommentNoted(at=NOON, by=ANNA, question=QuestionId("5-2"), text=Clear(SubjectId(SUBJECT), "ord"))
    row = MAPPER.to_stored_event(NewEvent(STREAM, VERSION, note), {"text": sealed("text")})
    read = MAPPER.to_domain_event(row).event
    assert isinstance(read, CommentNoted)
    assert read.text == sealed("text")
