from datetime import UTC, datetime, timedelta, timezone

import pytest

from infra.clock import FixedClock, SystemClock
from infra.identity import new_stream_id, new_subject_id, new_token


def test_the_system_clock_tells_the_time_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_a_fixed_clock_stands_still_until_it_is_moved() -> None:
    clock = FixedClock(datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=1))))
    assert clock.now() == clock.now() == datetime(2026, 11, 23, 11, tzinfo=UTC)
    clock.advance(timedelta(minutes=5))
    assert clock.now() == datetime(2026, 11, 23, 11, 5, tzinfo=UTC)


def test_a_fixed_clock_refuses_a_time_without_its_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(datetime(2026, 11, 23))  # noqa: DTZ001 (what is refused)


def test_a_stream_id_is_a_version_7_uuid_and_later_ones_sort_later() -> None:
    early = new_stream_id()
    assert early.version == 7
    assert early.variant == "specified in RFC 4122"
    millisecond = early.int >> 80
    while (late := new_stream_id()).int >> 80 == millisecond:
        pass
    assert early < late


def test_a_subject_id_tells_nothing_of_its_time() -> None:
    assert new_subject_id().version == 4


def test_a_token_is_never_made_twice_and_fits_an_address() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 43 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)
