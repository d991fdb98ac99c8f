"""Answer sheets on paper, keyed in: each counts once, can be taken out again, and nothing typed is lost."""

from collections.abc import Mapping

import msgspec
import pytest

from domain.measurement.commands import CloseMeasurement, PauseMeasurement
from infra.identity import new_stream_id
from services.application.dialogue.ballots import numbers, reveal_answers
from tests.support.browsing import Browser, Shown
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Session

PUBLIC, PARTNER = {"side": "public"}, {"side": "partner"}


def inside(session: Session) -> Mapping[str, int]:
    return session.town.site.run(numbers(web_of(session), session.town.workspace.tenant, session.measurement))


def web_of(session: Session):
    return msgspec.structs.replace(session.town.world, database=session.town.site.web)


def reveal(session: Session, question: str) -> None:
    by, which = session.town.administrator.here, session.measurement
    session.town.site.run(reveal_answers(web_of(session), by, which, question, new_stream_id()))
    session.town.show()


def put_in(page: Shown, fields: Mapping[str, str], number: int = 1) -> Shown:
    return page.press(f"Legg inn ark {number}", **fields)


def answers(page: Shown) -> Mapping[str, str]:
    """What the fields to type in hold, as far as they hold anything."""
    return {one.get("id"): one.get("value") for one in page.all("textbox") if one.get("value")}


@pytest.fixture
def keyer(under_way: Session, browser_for: OpenBrowser) -> Browser:
    return browser_for(under_way.leader)


@pytest.fixture
def blank(under_way: Session, keyer: Browser) -> Shown:
    return keyer.open(f"{under_way.home}/sheets")


def test_a_sheet_is_counted_and_the_form_is_ready_for_the_next(under_way: Session, blank: Shown) -> None:
    done = put_in(blank, {**PUBLIC, "answer-1-1": "7", "answer-1-2": "x", "answer-2-1": "-"})
    assert "Ark 1 er lagt inn: 3 svar." in done.text
    assert inside(under_way) == {"1-1": 1, "1-2": 1, "2-1": 1}
    assert not answers(done)
    assert done.one("button", "Legg inn ark 2")
    assert "Ark 2 er lagt inn: ett svar." in put_in(done, {**PARTNER, "answer-1-1": "3"}, 2).text
    assert inside(under_way)["1-1"] == 2


def test_the_numbers_are_told_and_never_what_was_answered(under_way: Session, keyer: Browser, blank: Shown) -> None:
    put_in(blank, {**PUBLIC, "answer-1-1": "7"})
    shown = keyer.open(f"{under_way.home}/sheets")
    assert "1 inne" in shown.text
    assert not answers(shown)


def test_a_sheet_that_is_sent_twice_counts_once_and_as_it_was_sent_last(under_way: Session, blank: Shown) -> None:
    put_in(blank, {**PUBLIC, "answer-1-1": "7", "answer-1-2": "7"})
    again = put_in(blank, {**PUBLIC, "answer-1-1": "8", "answer-1-3": "7"})
    assert "Ark 1 er lagt inn: 2 svar." in again.text
    assert inside(under_way) == {"1-1": 1, "1-3": 1}


def test_a_sheet_can_be_taken_out_again_and_mended_and_the_others_stay(under_way: Session, blank: Shown) -> None:
    first = put_in(blank, {**PUBLIC, "answer-1-1": "7"})
    second = put_in(first, {**PARTNER, "answer-1-1": "3", "answer-1-2": "-"}, 2)
    undone = second.press("Angre ark 2")
    assert "Ark 2 er tatt ut igjen." in undone.text
    assert inside(under_way) == {"1-1": 1}
    assert answers(undone) == {"answer-1-1": "3", "answer-1-2": "-"}
    mended = undone.press("Legg inn ark 2", **{"answer-1-1": "4"})
    assert "Ark 2 er lagt inn: 2 svar." in mended.text
    assert inside(under_way) == {"1-1": 2, "1-2": 1}


def test_undoing_twice_takes_out_no_other_sheet(under_way: Session, blank: Shown) -> None:
    first = put_in(blank, {**PUBLIC, "answer-1-1": "7"})
    second = put_in(first, {**PUBLIC, "answer-1-1": "7"}, 2)
    second.press("Angre ark 2")
    second.press("Angre ark 2")
    assert inside(under_way) == {"1-1": 1}


def three_sheets(page: Shown) -> Shown:
    for number, side in enumerate((PUBLIC, PARTNER, PARTNER), start=1):
        page = put_in(page, {**side, "answer-1-1": str(number), "answer-1-2": "5"}, number)
    return page


def test_what_was_revealed_meanwhile_is_named_and_not_counted(under_way: Session, blank: Shown) -> None:
    late = three_sheets(blank)
    reveal(under_way, "1-1")
    done = put_in(late, {**PUBLIC, "answer-1-1": "9", "answer-1-2": "9"}, 4)
    assert "Ark 4 er lagt inn: ett svar." in done.text
    assert "telles ikke: 1-1." in done.text
    assert inside(under_way) == {"1-2": 4}
    tally = under_way.state().tallies["1-1"]
    assert tally.number == 3
    assert tally.counts is not None
    assert tally.counts[9] == 0


def test_what_was_revealed_meanwhile_stays_counted_when_its_sheet_is_taken_out(
    under_way: Session, blank: Shown
) -> None:
    last = three_sheets(blank)
    reveal(under_way, "1-1")
    undone = last.press("Angre ark 3")
    assert "er vist og blir stående: 1-1." in undone.text
    assert inside(under_way) == {"1-2": 2}
    assert under_way.state().tallies["1-1"].number == 3


def test_a_revealed_question_is_no_field_to_type_in(under_way: Session, keyer: Browser, blank: Shown) -> None:
    three_sheets(blank)
    reveal(under_way, "1-1")
    fields = [one.get("id") for one in keyer.open(f"{under_way.home}/sheets").all("textbox")]
    assert "answer-1-1" not in fields
    assert "answer-1-2" in fields


def test_a_slip_is_told_at_its_field_and_everything_typed_is_kept(under_way: Session, blank: Shown) -> None:
    refused = put_in(blank, {"answer-1-1": "7", "answer-1-2": "77"})
    assert refused.status == 422
    assert "Velg hvilken side arket er fra." in refused.text
    assert answers(refused) == {"answer-1-1": "7", "answer-1-2": "77"}
    assert refused.by_id["answer-1-2"].get("aria-invalid") == "true"
    assert refused.by_id["answer-1-1"].get("aria-invalid") == ""
    assert inside(under_way) == {}
    assert put_in(refused, {**PUBLIC, "answer-1-2": "8"}).status == 200
    assert inside(under_way) == {"1-1": 1, "1-2": 1}


def test_a_measurement_that_was_closed_meanwhile_takes_no_sheet_and_loses_nothing_typed(
    group, browser_for: OpenBrowser
) -> None:
    session: Session = group.session({"1-1": 6})
    page = browser_for(session.leader).open(f"{session.home}/sheets")
    session.do(CloseMeasurement())
    refused = put_in(page, {**PUBLIC, "answer-1-1": "7"})
    assert refused.status == 409
    assert answers(refused) == {"answer-1-1": "7"}
    assert inside(session) == {}


def test_sheets_can_be_put_in_while_the_group_rests(under_way: Session, keyer: Browser) -> None:
    under_way.do(PauseMeasurement())
    put_in(keyer.open(f"{under_way.home}/sheets"), {**PUBLIC, "answer-1-1": "7"})
    assert inside(under_way) == {"1-1": 1}


def test_a_closed_measurement_says_why_no_sheet_can_be_put_in(closed: Session, browser_for: OpenBrowser) -> None:
    page = browser_for(closed.leader).open(f"{closed.home}/sheets")
    assert page.one("heading", "Målingen er avsluttet")
    assert page.all("textbox") == []


def test_nothing_of_a_sheet_is_in_the_log(under_way: Session, blank: Shown) -> None:
    before = under_way.events()
    put_in(blank, {**PUBLIC, "answer-1-1": "7"})
    assert under_way.events() == before


def test_sheets_are_put_in_by_who_leads(under_way: Session, browser_for: OpenBrowser) -> None:
    member = browser_for(under_way.member)
    assert member.open(f"{under_way.home}/sheets").status == 403
    assert member.send(f"{under_way.home}/sheets", {**PUBLIC, "answer-1-1": "7"}).status == 403
    assert inside(under_way) == {}
