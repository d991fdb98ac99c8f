"""What is left of a workspace's collaborations when somebody asks for some of them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.ids import CollaborationId
from domain.sectors import Sector
from domain.themes import Theme
from infra.translation.translator import Translator
from services.web.presenting.narrowing import (
    A_PAGE,
    NEVER,
    Narrowing,
    Waits,
    choices,
    coverage,
    narrowed,
    narrowing,
    page_asked,
    waiting,
)
from services.web.presenting.overview import Card, Need, OpenActions, Quarter, quarter_of

T = Translator("nb")
LAST, THIS = Quarter(2026, 3), Quarter(2026, 4)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def card(name: str, number: int = 0, **changes: Any) -> Card:
    told: dict[str, Any] = {
        "theme": Theme.HOUSING,
        "sectors": frozenset({Sector.MUNICIPALITY}),
        "need": Need.NOTHING,
        "under_way": None,
        "measured_at": NOW,
        "quarter": THIS,
        "actions": OpenActions(),
    }
    return Card(id=CollaborationId(UUID(int=number)), name=name, **told | changes)


GARDEN = card("Åpen hage", theme=Theme.YOUNG_PEOPLE, sectors=frozenset({Sector.MUNICIPALITY, Sector.VOLUNTARY}))
CAFE = card("Kafé Gnist", need=Need.LONG_AGO, quarter=LAST, actions=OpenActions(3, overdue=1))
NEW = card("Ny start", need=Need.NOT_MEASURED, quarter=None, actions=OpenActions(1, due=1))
ALL = [NEW, CAFE, GARDEN]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({}, ALL),
        ({"q": "aapen"}, [GARDEN]),
        ({"q": "unge"}, [GARDEN]),
        ({"theme": "housing"}, [NEW, CAFE]),
        ({"sector": "voluntary"}, [GARDEN]),
        ({"measured": "2026-3"}, [CAFE]),
        ({"measured": NEVER}, [NEW]),
        ({"waits": "measuring"}, [CAFE]),
        ({"waits": "overdue"}, [CAFE]),
        ({"waits": "due"}, [NEW]),
        ({"theme": "housing", "q": "gnist", "sector": "municipality"}, [CAFE]),
        ({"theme": "housing", "sector": "voluntary"}, []),
        ({"theme": "weather", "sector": "", "measured": "soon", "waits": "x"}, ALL),
    ],
)
def test_every_choice_narrows_and_what_cannot_be_read_is_passed_over(query: dict[str, str], left: list[Card]) -> None:
    assert list(narrowed(ALL, narrowing(query), 1, T).shown) == left


def test_an_address_remembers_what_was_asked_for_and_nothing_else() -> None:
    asked = Narrowing(q="åpen hage", theme=Theme.HOUSING, waits=Waits.DUE)
    assert asked.query(2) == "q=%C3%A5pen+hage&theme=housing&waits=due&page=2"
    assert (Narrowing().query(), bool(Narrowing()), bool(asked)) == ("", False, True)


@given(count=some.integers(0, 3 * A_PAGE), page=some.integers(-3, 9))
def test_the_pages_together_show_each_one_once_in_its_order(count: int, page: int) -> None:
    every = [card(f"Nr. {number}", number) for number in range(count)]
    first = narrowed(every, Narrowing(), 1, T)
    together = [one for number in range(1, first.pages + 1) for one in narrowed(every, Narrowing(), number, T).shown]
    assert together == every
    assert 1 <= narrowed(every, Narrowing(), page, T).page <= first.pages


@pytest.mark.parametrize(("written", "page"), [("2", 2), ("", 1), ("-1", 1), ("x", 1), ("9" * 30, 1)])
def test_a_page_that_is_none_is_the_first(written: str, page: int) -> None:
    assert page_asked({"page": written}) == page


def test_only_what_would_leave_something_can_be_chosen_and_what_is_chosen() -> None:
    found = choices(ALL, Narrowing(sector=Sector.STATE), T)
    assert [text for _, text in found.themes] == ["Bolig", "Unge"]
    assert [value for value, _ in found.sectors] == ["municipality", "state", "voluntary"]
    assert found.quarters == (
        ("2026-4", "4. kvartal 2026"),
        ("2026-3", "3. kvartal 2026"),
        (NEVER, "Ikke målt ennå"),
    )


def test_what_waits_is_counted_and_leads_to_just_those() -> None:
    told = {one.waits: (one.count, one.query) for one in waiting([*ALL, CAFE])}
    assert told == {
        Waits.MEASURING: (2, "waits=measuring"),
        Waits.OVERDUE: (2, "waits=overdue"),
        Waits.DUE: (1, "waits=due"),
    }
    assert waiting([GARDEN]) == ()


def test_coverage_counts_what_is_measured_in_this_quarter_of_all() -> None:
    found = coverage(ALL, NOW)
    assert (found.measured, found.all) == (1, 3)


@pytest.mark.parametrize(
    ("moment", "quarter"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), THIS),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), Quarter(2027, 1)),
        (datetime(2026, 9, 30, 21, 59, tzinfo=UTC), LAST),
        (datetime(2026, 9, 30, 21, 59, tzinfo=UTC) + timedelta(minutes=1), THIS),
    ],
)
def test_a_quarter_begins_at_midnight_in_norway(moment: datetime, quarter: Quarter) -> None:
    assert quarter_of(moment) == quarter
