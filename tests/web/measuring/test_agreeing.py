"""Agreeing on what to do."""

from uuid import UUID

from domain.action_plan.events import Cell
from domain.action_plan.state import Action, Status, fold
from domain.collaboration.decisions import RemovePartner
from domain.ids import PartnerId
from domain.streams import action_plan_stream
from infra.identity import new_stream_id
from services.application.collaborations import decide_collaboration
from tests.support.browsing import Shown
from tests.web.conftest import OpenBrowser
from tests.web.measuring.conftest import Group, Session

SAVE, CLOSE = "Lagre valgene", "Lagre og gå til avslutning"


def suggested(session: Session, text: str = "Møtes på gården", question: str = "1-1") -> str:
    """The action's id."""
    action = session.town.suggest(session.collaboration, session.measurement, text, question, agree=False)
    session.town.show()
    return str(action)


def plan(session: Session) -> list[Action]:
    tenant, stream = session.town.workspace.tenant, action_plan_stream(session.collaboration)
    recorded = session.town.site.run(session.town.world.log.read_stream(tenant, stream))
    return list(fold(record.event for record in recorded).actions.values())


def partner(page: Shown, name: str) -> PartnerId:
    (option,) = {one.get("value") for one in page.root if one.tag == "option" and one.text == name}
    return PartnerId(UUID(option))


def typed_in(page: Shown) -> dict[str, str]:
    (form,) = [one for one in page.root if one.tag == "form" and "data-draft" in one.attributes]
    return page.values(form)


def opened(session: Session, browser_for: OpenBrowser) -> Shown:
    return browser_for(session.leader).open(f"{session.home}/actions")


def test_suggestions_stand_by_field_with_the_question_that_they_came_from(
    answered: Session, browser_for: OpenBrowser
) -> None:
    suggested(answered)
    suggested(answered, "Skrive målene om", "2-1")
    page = opened(answered, browser_for)
    assert "Møtes på gården 1-1 Rom for forhandling" in page.one("region", "1 Likeverdighet").text
    assert "Skrive målene om" in page.one("region", "2 Felles mål").text


def test_choosing_says_who_when_and_what_kind(answered: Session, browser_for: OpenBrowser) -> None:
    action = suggested(answered)
    page = opened(answered, browser_for)
    owner = partner(page, "Kommunen")
    typed = {
        f"agree-{action}": "yes",
        f"owner-{action}": str(owner),
        f"due-{action}": "2026-12-24",
        f"cell-{action}": "new_more",
    }
    saved = page.press(SAVE, **typed)
    assert saved.status == 200
    (agreed,) = plan(answered)
    assert (agreed.status, str(agreed.owner), agreed.cell) == (Status.AGREED, str(owner), Cell.NEW_MORE)
    assert str(agreed.due) == "2026-12-24"
    assert agreed.agreed_in == answered.measurement
    assert typed_in(saved)[f"due-{action}"] == "2026-12-24"


def test_a_choice_can_be_taken_back(answered: Session, browser_for: OpenBrowser) -> None:
    action = suggested(answered)
    chosen = opened(answered, browser_for).press(SAVE, **{f"agree-{action}": "yes"})
    chosen.press(SAVE, **{f"agree-{action}": ""})
    assert [each.status for each in plan(answered)] == [Status.SUGGESTED]


def test_saving_can_lead_on_to_closing(answered: Session, browser_for: OpenBrowser) -> None:
    action = suggested(answered)
    page = opened(answered, browser_for).press(CLOSE, **{f"agree-{action}": "yes"})
    assert page.path == f"{answered.home}/close"
    assert "Dere har valgt ett tiltak." in page.text


def test_a_double_click_agrees_once(answered: Session, browser_for: OpenBrowser) -> None:
    action = suggested(answered)
    page = opened(answered, browser_for)
    for _ in range(2):
        assert page.press(SAVE, **{f"agree-{action}": "yes", f"cell-{action}": "known_less"}).status == 200
    tenant, stream = answered.town.workspace.tenant, action_plan_stream(answered.collaboration)
    recorded = answered.town.site.run(answered.town.world.log.read_stream(tenant, stream))
    assert [record.event.TOPIC for record in recorded].count("action-plan.action-agreed.v1") == 1


def test_a_page_that_did_not_touch_an_action_leaves_it_as_somebody_else_chose(
    answered: Session, browser_for: OpenBrowser
) -> None:
    first, second = suggested(answered), suggested(answered, "Skrive målene om", "2-1")
    stale = opened(answered, browser_for)
    opened(answered, browser_for).press(SAVE, **{f"agree-{first}": "yes", f"due-{first}": "2026-12-24"})
    stale.press(SAVE, **{f"agree-{second}": "yes"})
    assert [(each.status, str(each.due)) for each in plan(answered)] == [
        (Status.AGREED, "2026-12-24"),
        (Status.AGREED, "None"),
    ]


def test_what_is_no_date_is_refused_with_every_choice_kept(answered: Session, browser_for: OpenBrowser) -> None:
    action = suggested(answered)
    page = opened(answered, browser_for)
    refused = page.press(SAVE, **{f"agree-{action}": "yes", f"due-{action}": "i mai", f"cell-{action}": "new_less"})
    assert refused.status == 422
    kept = typed_in(refused)
    assert (kept[f"due-{action}"], kept[f"cell-{action}"], kept[f"agree-{action}"]) == ("i mai", "new_less", "yes")
    assert [each.status for each in plan(answered)] == [Status.SUGGESTED]


def test_a_partner_who_has_left_meanwhile_can_not_be_made_responsible(
    answered: Session, browser_for: OpenBrowser
) -> None:
    action = suggested(answered)
    page = opened(answered, browser_for)
    owner = partner(page, "Kommunen")
    by = answered.town.administrator.here
    leave = decide_collaboration(
        answered.town.world, by, answered.collaboration, RemovePartner(partner=owner), new_stream_id()
    )
    answered.town.site.run(leave)
    answered.town.show()
    refused = page.press(SAVE, **{f"agree-{action}": "yes", f"owner-{action}": str(owner)})
    assert "Partneren er ikke med i samarbeidet lenger." in refused.one("alert").text
    assert [each.status for each in plan(answered)] == [Status.SUGGESTED]


def test_a_closed_measurement_agrees_on_nothing_more(answered: Session, browser_for: OpenBrowser) -> None:
    action = suggested(answered)
    page = opened(answered, browser_for)
    answered.town.close(answered.measurement)
    answered.town.show()
    refused = page.press(SAVE, **{f"agree-{action}": "yes"})
    assert refused.status == 409
    assert "Ingenting ble lagret" in refused.one("alert").text
    assert opened(answered, browser_for).all("checkbox") == []


def test_a_participant_reads_what_was_chosen_and_chooses_nothing(answered: Session, browser_for: OpenBrowser) -> None:
    suggested(answered)
    browser = browser_for(answered.member)
    page = browser.open(f"{answered.home}/actions")
    assert "Møtes på gården" in page.text
    assert page.all("checkbox") == []
    assert browser.send(f"{answered.home}/actions", {}).status == 403


def test_without_suggestions_it_says_where_they_come_from(answered: Session, browser_for: OpenBrowser) -> None:
    page = opened(answered, browser_for)
    assert page.one("heading", "Ingen tiltak er foreslått")
    assert page.follow("Se profilen").path == f"{answered.home}/profile"


def test_what_was_agreed_before_and_is_not_done_is_remembered(group: Group, browser_for: OpenBrowser) -> None:
    first = group.session(5)
    first.town.suggest(first.collaboration, first.measurement, "Fra forrige gang")
    first.town.close(first.measurement)
    second = group.again(first.collaboration, 6)
    page = opened(second, browser_for)
    assert "Fra forrige gang" in page.one("region", "Fortsatt i gang fra før").text
