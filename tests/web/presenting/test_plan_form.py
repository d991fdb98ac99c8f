from datetime import date
from uuid import UUID

import pytest
from builders import COLLABORATION, MEASUREMENT
from msgspec.structs import replace

from domain.action_plan.decisions import AgreeAction, PlaceAction, WithdrawAgreement
from domain.action_plan.events import Cell, Phase
from domain.action_plan.state import Action, Status
from domain.ids import ActionId, QuestionId, SubjectId
from domain.text import Clear
from services.web.forms import FieldIsUnreadable, Form
from services.web.presenting.measuring.plan_form import asked_for, shown_fields

FARM = UUID(int=5)
CALL = Action(
    id=ActionId(UUID(int=1)),
    collaboration=COLLABORATION,
    measurement=MEASUREMENT,
    question=QuestionId("1-1"),
    text=Clear(SubjectId(MEASUREMENT), "Ring NAV"),
)
AGREED = replace(CALL, status=Status.AGREED, owner=FARM, due=date(2026, 12, 1), cell=Cell.NEW_MORE, phase=Phase.MAP)


def asks(action, now=None, **typed):
    fields = shown_fields([action]) | {f"{part}-{action.id}": text for part, text in typed.items()}
    return asked_for(Form(fields), [now or action], MEASUREMENT)


@pytest.mark.parametrize("action", [CALL, AGREED])
def test_an_action_that_nobody_touched_asks_for_nothing(action):
    assert asks(action) == ()


def test_choosing_an_action_says_who_when_and_where_in_the_matrix():
    assert asks(CALL, agree="yes", owner=str(FARM), due="2026-12-01", cell="new_more") == (
        AgreeAction(action=CALL.id, measurement=MEASUREMENT, owner=FARM, due=date(2026, 12, 1)),
        PlaceAction(action=CALL.id, cell=Cell.NEW_MORE, phase=None),
    )


def test_an_action_can_be_chosen_before_anybody_knows_who_and_when():
    agreed, placed = asks(CALL, agree="yes")
    assert (agreed.owner, agreed.due, placed.cell) == (None, None, None)


def test_another_date_keeps_the_phase_that_was_said_elsewhere():
    agreed, placed = asks(AGREED, due="2027-01-15")
    assert (agreed.due, placed.phase) == (date(2027, 1, 15), Phase.MAP)


def test_an_action_that_is_not_chosen_any_more_is_a_suggestion_again():
    assert asks(AGREED, agree="") == (WithdrawAgreement(action=CALL.id),)


def test_what_somebody_else_chose_meanwhile_is_left_alone_by_a_page_that_did_not_touch_it():
    assert asks(CALL, now=AGREED) == ()


def test_an_action_that_was_started_meanwhile_is_out_of_reach():
    assert asks(AGREED, now=replace(AGREED, status=Status.STARTED), agree="") == ()


def test_a_date_that_is_none_is_refused_by_the_name_of_its_field():
    with pytest.raises(FieldIsUnreadable) as refused:
        asks(CALL, agree="yes", due="i morgen")
    assert refused.value.data == {"field": f"due-{CALL.id}"}
