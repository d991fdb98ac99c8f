"""A row of `actions` holds what was said of whether it helped, and nothing of that where nothing ever was."""

import msgspec

from domain.action_plan.decisions import AgreeAction, Command, JudgeAction, SuggestAction, decide
from domain.action_plan.events import Verdict
from domain.action_plan.state import Action, ActionPlan, evolve
from domain.ids import ActionId, QuestionId
from infra.identity import new_stream_id
from projections.actions.writer import ACTION, JUDGED, encoded
from tests.support.builders import ACT, COLLABORATION, MEASUREMENT

WHICH = ActionId(new_stream_id())
SUGGESTED = SuggestAction(
    action=WHICH, collaboration=COLLABORATION, measurement=MEASUREMENT, question=QuestionId("1-1"), text="Møtes"
)
AGREED = AgreeAction(action=WHICH, measurement=MEASUREMENT, owner=None, due=None)


def after(*commands: Command) -> Action:
    plan = ActionPlan()
    for command in commands:
        for event in decide(plan, command, ACT):
            plan = evolve(plan, event)
    return plan.actions[WHICH]


def judged(verdict: Verdict | None, seen: int) -> JudgeAction:
    return JudgeAction(action=WHICH, measurement=MEASUREMENT, verdict=verdict, words="", seen=seen)


def test_an_action_that_was_never_judged_has_a_row_as_before_any_could_be() -> None:
    action = after(SUGGESTED, AGREED)
    assert set(JUDGED).isdisjoint(msgspec.json.decode(encoded(action)))
    assert ACTION.decode(encoded(action)) == action


def test_what_was_said_and_taken_back_leaves_its_count() -> None:
    action = after(SUGGESTED, AGREED, judged(Verdict.HELPED, 0), judged(None, 1))
    row = msgspec.json.decode(encoded(action))
    assert (row["verdicts"], row["judgings"]) == ({}, 2)
    assert ACTION.decode(encoded(action)) == action
