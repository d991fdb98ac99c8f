"""Who is reminded of an action, and on which days."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from builders import ACT, ANNA, BJORN, COLLABORATION, MEASUREMENT, NOON
from hypothesis import given
from hypothesis import strategies as st

from domain.action_plan import events as planned
from domain.action_plan.state import Action, Status
from domain.collaboration.state import Collaboration, Partner
from domain.ids import ActionId, PartnerId, QuestionId, SubjectId
from domain.reminding import LATEST, WEEK, Agreement, Kind, agreements, kind_on, readers
from domain.sectors import Sector
from domain.text import Clear
from domain.themes import Theme
from domain.workspace.events import Role
from domain.workspace.state import Member, Standing, Workspace

DUE = date(2026, 12, 10)
LONG_AGO = date(2026, 9, 1)
ACTION = ActionId(UUID(int=7))
FARM, TOWN = PartnerId(UUID(int=1)), PartnerId(UUID(int=2))
CARL = SubjectId(UUID(int=3))

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
near = st.integers(-20, 20).map(timedelta)


def words(text="Møtes på gården"):
    return Clear(subject=SubjectId(MEASUREMENT), text=text)


def test_a_reminder_comes_a_week_before_and_one_the_day_after():
    on = {day: kind_on(day, DUE, LONG_AGO) for day in (date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 11))}
    assert list(on.values()) == [None, Kind.WEEK_BEFORE, Kind.DAY_AFTER]


@given(due=days, from_due=near, since=near)
def test_nobody_is_told_that_a_date_is_near_when_it_is_past_or_that_it_is_past_when_it_is_not(due, from_due, since):
    today, agreed_on = due + from_due, due + since
    kind = kind_on(today, due, agreed_on)
    first = {Kind.WEEK_BEFORE: due - WEEK, Kind.DAY_AFTER: due + timedelta(days=1)}
    last = {Kind.WEEK_BEFORE: due, Kind.DAY_AFTER: due + LATEST}
    possible = [one for one in Kind if first[one] <= today <= last[one] and agreed_on < first[one]]
    assert possible == ([kind] if kind else [])


def test_a_machine_that_was_away_reminds_late_but_not_for_ever():
    assert kind_on(DUE, DUE, LONG_AGO) is Kind.WEEK_BEFORE
    assert kind_on(DUE + LATEST, DUE, LONG_AGO) is Kind.DAY_AFTER
    assert kind_on(DUE + LATEST + timedelta(days=1), DUE, LONG_AGO) is None


def test_who_has_just_agreed_on_a_date_is_not_reminded_of_it():
    this_week = DUE - timedelta(days=3)
    assert kind_on(this_week + timedelta(days=1), DUE, this_week) is None
    assert kind_on(DUE + timedelta(days=1), DUE, this_week) is Kind.DAY_AFTER
    assert kind_on(DUE + timedelta(days=2), DUE, DUE + timedelta(days=1)) is None, "agreed when it was past"


def test_the_last_word_on_owner_and_date_is_the_agreement():
    later = datetime(2026, 7, 1, tzinfo=UTC)
    events = (
        planned.ActionSuggested(
            at=NOON,
            by=CARL,
            action=ACTION,
            collaboration=COLLABORATION,
            measurement=MEASUREMENT,
            question=QuestionId("1-1"),
            text=words(),
        ),
        planned.ActionAgreed(at=NOON, by=ANNA, action=ACTION, measurement=MEASUREMENT, owner=FARM, due=DUE),
        planned.AgreementRevised(at=later, by=BJORN, action=ACTION, owner=TOWN, due=DUE),
        planned.ActionStarted(at=later + WEEK, by=CARL, action=ACTION),
    )
    assert agreements(events) == {ACTION: Agreement(by=BJORN, at=later)}


def read_by(owner=FARM, *, belonging, roles, left=(), agreed_by=ANNA):
    action = Action(
        id=ACTION,
        collaboration=COLLABORATION,
        measurement=MEASUREMENT,
        question=QuestionId("1-1"),
        text=words(),
        status=Status.AGREED,
        owner=owner,
        due=DUE,
    )
    formed = Collaboration(
        name="Gården",
        theme=Theme.OTHER,
        purpose=None,
        target_group=None,
        partners={FARM: Partner("Gården", Sector.SOCIAL_ENTERPRISE), TOWN: Partner("Kommunen", Sector.MUNICIPALITY)},
        participants=belonging,
    )
    members = {
        who: Member(role, Standing.GONE if who in left else Standing.JOINED, words("en@example.org"), None)
        for who, role in roles.items()
    }
    workspace = Workspace(slug="by", name="By", country="NO", number=None, members=members)
    return readers(action, Agreement(by=agreed_by, at=ACT.at), formed, workspace)


ROLES = {ANNA: Role.FACILITATOR, BJORN: Role.PARTICIPANT, CARL: Role.PARTICIPANT}


def test_those_who_belong_for_the_owner_are_reminded():
    assert read_by(belonging={BJORN: FARM, CARL: TOWN, ANNA: TOWN}, roles=ROLES) == {BJORN}


def test_where_nobody_belongs_for_the_owner_those_who_lead_among_the_others_are():
    assert read_by(belonging={CARL: TOWN, ANNA: TOWN}, roles=ROLES) == {ANNA}
    assert read_by(None, belonging={BJORN: FARM, CARL: TOWN, ANNA: TOWN}, roles=ROLES) == {ANNA}


def test_where_none_of_those_leads_whoever_led_it_to_be_agreed_is():
    assert read_by(None, belonging={BJORN: FARM}, roles=ROLES) == {ANNA}
    assert read_by(None, belonging={BJORN: FARM}, roles=ROLES, agreed_by=CARL) == frozenset(), "a participant elsewhere"


def test_nobody_who_has_left_is_reminded():
    assert read_by(belonging={BJORN: FARM}, roles=ROLES, left=(BJORN, ANNA)) == frozenset()
