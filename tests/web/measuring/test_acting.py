"""A collaboration's actions between its measurements: three views, and each with a page of its own."""

from datetime import date
from uuid import UUID

import pytest

from domain.action_plan.decisions import AgreeAction, Command, DropAction, FinishAction, PlaceAction
from domain.action_plan.events import Cell, Phase
from domain.action_plan.state import Action, Status, fold
from domain.ids import ActionId
from domain.streams import action_plan_stream
from infra.identity import new_stream_id
from services.application.actions import decide_actions
from tests.support.browsing import Shown
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Group, Session

LONG_AGO = date(2019, 3, 1)


class Plan:
    """The actions of a session's collaboration."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.home = f"{session.collaboration_home}/actions"

    def suggest(self, text: str = "Møtes på gården", *, agree: bool = True) -> ActionId:
        return self.session.town.suggest(self.session.collaboration, self.session.measurement, text, agree=agree)

    def do(self, command: Command) -> None:
        """As somebody else at another screen."""
        town = self.session.town
        by, which = town.administrator.here, self.session.collaboration
        town.site.run(decide_actions(town.world, by, which, command, new_stream_id()))
        town.show()

    def only(self) -> Action:
        town = self.session.town
        recorded = town.site.run(
            town.world.log.read_stream(town.workspace.tenant, action_plan_stream(self.session.collaboration))
        )
        (action,) = fold(record.event for record in recorded).actions.values()
        return action


@pytest.fixture
def plan(answered: Session) -> Plan:
    return Plan(answered)


def opened(plan: Plan, browser_for: OpenBrowser, address: str = "") -> Shown:
    plan.session.town.show()
    return browser_for(plan.session.member).open(plan.home + address)


def test_a_collaboration_without_actions_is_told_where_they_come_from(plan: Plan, browser_for: OpenBrowser) -> None:
    page = opened(plan, browser_for)
    assert "Ingen tiltak ennå" in page.text
    assert "i en måling" in page.text


def test_the_board_orders_actions_by_how_far_they_have_come(plan: Plan, browser_for: OpenBrowser) -> None:
    plan.suggest("Møtes på gården")
    plan.suggest("Skrive målene om", agree=False)
    page = opened(plan, browser_for)
    assert "Møtes på gården" in page.one("region", "Avtalt").text
    assert "Skrive målene om" in page.one("region", "Foreslått").text
    assert "Ingen tiltak her." in page.one("region", "Gjort").text


def test_matrix_and_cycle_show_the_same_actions_where_they_were_placed(plan: Plan, browser_for: OpenBrowser) -> None:
    action = plan.suggest()
    plan.suggest("Skrive målene om")
    plan.do(PlaceAction(action=action, cell=Cell.NEW_MORE, phase=Phase.PEOPLE))
    matrix = opened(plan, browser_for, "?view=matrix")
    assert "Møtes på gården" in matrix.one("region", "Ny måte, begynne med eller gjøre mer av").text
    assert "Skrive målene om" in matrix.one("region", "Ikke plassert").text
    cycle = opened(plan, browser_for, "?view=cycle")
    assert "Møtes på gården" in cycle.one("region", "Få med folk").text
    assert opened(plan, browser_for, "?view=ranking").status == 404


def test_a_date_that_has_passed_is_said_in_words_until_it_is_done(plan: Plan, browser_for: OpenBrowser) -> None:
    action = plan.suggest()
    plan.do(AgreeAction(action=action, measurement=plan.session.measurement, owner=None, due=LONG_AGO))
    assert "1. mars 2019. Den dagen er gått" in opened(plan, browser_for).text
    plan.do(FinishAction(action=action))
    assert "Den dagen er gått" not in opened(plan, browser_for).text


def test_a_participant_begins_finishes_and_takes_up_again_from_the_board(plan: Plan, browser_for: OpenBrowser) -> None:
    plan.suggest()
    begun = opened(plan, browser_for, "?view=matrix").press("Begynn: Møtes på gården")
    assert (begun.status, plan.only().status) == (200, Status.STARTED)
    assert begun.path.endswith("?view=matrix")
    done = begun.press("Meld gjort: Møtes på gården")
    assert plan.only().status is Status.DONE
    done.press("Ta opp igjen: Møtes på gården")
    assert plan.only().status is Status.STARTED


def test_an_action_is_dropped_with_a_reason_and_nothing_is_lost_without_one(
    plan: Plan, browser_for: OpenBrowser
) -> None:
    action = plan.suggest()
    page = opened(plan, browser_for, f"/{action}")
    refused = page.press("Legg bort", {"Hvorfor legger dere det bort?": " "})
    assert (refused.status, plan.only().status) == (422, Status.AGREED)
    dropped = refused.press("Legg bort", {"Hvorfor legger dere det bort?": "Ingen hadde tid"})
    assert plan.only().status is Status.DROPPED
    assert "Ingen hadde tid" in dropped.text


def test_owner_and_date_are_changed_and_a_bad_date_is_kept_as_it_was_typed(
    plan: Plan, browser_for: OpenBrowser
) -> None:
    action = plan.suggest()
    page = opened(plan, browser_for, f"/{action}")
    (owner,) = [one.get("value") for one in page.root if one.tag == "option" and one.text == "Kommunen"]
    refused = page.press("Lagre ansvar og frist", owner=owner, due="i morgen")
    assert (refused.status, plan.only().due) == (422, None)
    assert "i morgen" in refused.answer.text
    saved = refused.press("Lagre ansvar og frist", due="2026-12-24")
    assert (saved.status, str(plan.only().owner), plan.only().due) == (200, owner, date(2026, 12, 24))


def test_an_agreement_that_others_changed_meanwhile_is_shown_and_not_overwritten(
    plan: Plan, browser_for: OpenBrowser
) -> None:
    action = plan.suggest()
    page = opened(plan, browser_for, f"/{action}")
    plan.do(AgreeAction(action=action, measurement=plan.session.measurement, owner=None, due=LONG_AGO))
    refused = page.press("Lagre ansvar og frist", due="2026-12-24")
    assert (refused.status, plan.only().due) == (409, LONG_AGO)
    assert "1. mars 2019" in refused.text
    refused.press("Lagre ansvar og frist")
    assert plan.only().due == date(2026, 12, 24)


def test_an_action_is_placed(plan: Plan, browser_for: OpenBrowser) -> None:
    action = plan.suggest()
    opened(plan, browser_for, f"/{action}").press("Lagre plasseringen", cell="known_less", phase="focus")
    assert (plan.only().cell, plan.only().phase) == (Cell.KNOWN_LESS, Phase.FOCUS)


def test_the_history_says_who_by_number_to_members_and_by_name_to_who_leads(
    plan: Plan, browser_for: OpenBrowser
) -> None:
    action = plan.suggest()
    page = opened(plan, browser_for, f"/{action}")
    history = page.one("region", "Det som har hendt").text
    assert "ble foreslått" in history
    assert "ble avtalt" in history
    assert "Ada Administrator" not in history
    leads = browser_for(plan.session.leader).open(f"{plan.home}/{action}")
    assert "Ada Administrator" in leads.one("region", "Det som har hendt").text


def test_a_change_of_what_was_dropped_meanwhile_is_refused_in_words(plan: Plan, browser_for: OpenBrowser) -> None:
    action = plan.suggest()
    page = opened(plan, browser_for)
    plan.do(DropAction(action=action, reason="Ingen tid"))
    refused = page.press("Begynn: Møtes på gården")
    assert refused.status == 409
    assert "kan ikke endres mer" in refused.text


def test_an_action_of_another_collaboration_is_not_there(plan: Plan, group: Group, browser_for: OpenBrowser) -> None:
    elsewhere = Plan(group.session(5))
    action = elsewhere.suggest("Noe ganske annet")
    assert opened(plan, browser_for, f"/{action}").status == 404
    sent = browser_for(plan.session.leader).send(
        f"{plan.home}/{action}", {"move": "finish", "command_id": str(UUID(int=1))}
    )
    assert (sent.status, elsewhere.only().status) == (404, Status.AGREED)
