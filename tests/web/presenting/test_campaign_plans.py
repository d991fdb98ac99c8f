"""How often, as people choose it: the rule that it means, and the choice again from the rule."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.ids import CollaborationId
from domain.modes import Mode
from domain.planning.plan import Listed, OfThemes, Plan
from domain.planning.seasons import Season, seasons_between
from domain.planning.usual import usual_plan
from domain.themes import Theme
from infra.recurrence import Rules
from infra.translation import LANGUAGES, Translator
from services.web.forms import Form
from services.web.presenting.campaigns.plan_form import plan_in, seen_plan, shown_fields
from services.web.presenting.campaigns.rules import MONTHS, By, Every, choice_of, often, rule_of
from tests.support.campaigns import plan

DAYS = st.dates(date(2027, 1, 1), date(2060, 12, 31))
EVERY = st.sampled_from([*MONTHS, Every.ONCE])


def rounds(wanted: Plan, at_most: int = 60) -> list[datetime]:
    return list(Rules().between(wanted, wanted.first - timedelta(minutes=1), wanted.first + timedelta(days=1900)))[
        :at_most
    ]


@given(day=DAYS, every=st.sampled_from(list(MONTHS)), by=st.sampled_from(By))
def test_no_month_is_left_out_and_the_first_day_is_the_first_round(day: date, every: Every, by: By) -> None:
    found = rounds(plan(begins=day, rule=rule_of(every, by, day)))
    assert found[0].date() == day
    months = [one.year * 12 + one.month for one in found]
    assert {later - earlier for earlier, later in pairwise(months)} == {MONTHS[every]}


@given(day=DAYS, every=st.sampled_from(list(MONTHS)))
def test_by_weekday_it_is_always_that_day_of_the_week(day: date, every: Every) -> None:
    assert {one.weekday() for one in rounds(plan(begins=day, rule=rule_of(every, By.WEEKDAY, day)))} == {day.weekday()}


@given(day=DAYS, every=EVERY, by=st.sampled_from(By))
def test_what_was_chosen_is_seen_again(day: date, every: Every, by: By) -> None:
    wanted = plan(begins=day, rule=rule_of(every, by, day))
    assert choice_of(wanted) == (every, By.WEEKDAY if every is Every.ONCE else by)


@given(
    wanted=st.builds(
        Plan,
        selection=st.sampled_from(
            [OfThemes(themes=(Theme.CULTURE, Theme.OTHER)), Listed(collaborations=(CollaborationId(UUID(int=7)),))]
        ),
        begins=DAYS,
        opens_at=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
        rule=st.sampled_from([None, "FREQ=WEEKLY;INTERVAL=13"]),
        open_for=st.integers(1, 60),
        reminders=st.lists(st.integers(1, 59), max_size=3).map(tuple),
        mode=st.sampled_from(Mode),
    )
)
def test_a_plan_that_the_form_shows_is_the_plan_that_it_sends(wanted: Plan) -> None:
    form = Form(shown_fields("Et navn", wanted))
    assert plan_in(form) == wanted
    assert seen_plan(form) == wanted


@given(now=st.datetimes(datetime(2026, 1, 1), datetime(2060, 1, 1)))  # noqa: DTZ001
def test_the_suggestion_begins_on_a_monday_that_is_still_to_come_and_in_no_holiday_of_winter(now: datetime) -> None:
    first = usual_plan(now.replace(tzinfo=UTC)).first
    assert now + timedelta(hours=2) < first < now + timedelta(days=110)
    assert first.weekday() == 0
    assert choice_of(usual_plan(now.replace(tzinfo=UTC))) == (Every.QUARTERLY, By.WEEKDAY)
    assert Season.CHRISTMAS not in seasons_between(first.date(), first.date())


def test_every_rule_has_words_in_every_language() -> None:
    for language in LANGUAGES:
        t = Translator(language)
        for begins in (date(2027, 1, 11), date(2027, 1, 31)):
            for every in (*MONTHS, Every.ONCE):
                for by in By:
                    assert often(plan(begins=begins, rule=rule_of(every, by, begins)), t)
    nb = Translator("nb")
    assert often(plan(begins=date(2027, 1, 29), rule="FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR"), nb) == (
        "Hvert kvartal, siste fredag i måneden"
    )
    assert often(plan(rule="FREQ=WEEKLY;INTERVAL=9"), nb) == "Etter regelen FREQ=WEEKLY;INTERVAL=9"
