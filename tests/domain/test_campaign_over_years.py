"""Ten years of a campaign, with both changes of the clock, leap days, holidays and machines that were away."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from campaigns import A_MINUTE, RULES, Downtime, next_look, plan, planned, played
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.campaign.events import Cause, MeasurementOpened, RoundOpened, RoundSkipped
from domain.campaign.state import fold
from domain.campaign.turn import next_moment
from domain.planning.plan import Plan

BEGIN = datetime(2026, 12, 1, 12, tzinfo=UTC)
END = BEGIN + timedelta(days=3653)
OSLO = ZoneInfo("Europe/Oslo")


def due_moments(wanted: Plan) -> dict[str, datetime]:
    """Reckoned without the product's own rules: the same day and hour each third month, by the clock in Oslo."""
    months = (wanted.begins.year * 12 + wanted.begins.month - 1 + 3 * number for number in range(60))
    civil = [
        datetime.combine(date(month // 12, month % 12 + 1, wanted.begins.day), wanted.opens_at) for month in months
    ]
    moments = {one.isoformat(timespec="minutes"): one.replace(tzinfo=OSLO).astimezone(UTC) for one in civil}
    return {name: moment for name, moment in moments.items() if moment <= END}


def looks(wanted: Plan, downtimes):
    """Just before each moment at which something may happen, at it, and after each time nobody was there."""
    moments = set(due_moments(wanted).values())
    moments |= {one.ends for one in downtimes} | {END}
    moments |= {moment + times * timedelta(days=wanted.open_for) for moment in list(moments) for times in (1, 2, 3)}
    near = {next_look(moment + shift, downtimes) for moment in moments for shift in (-A_MINUTE, timedelta(), A_MINUTE)}
    return iter(sorted(one for one in near if BEGIN <= one <= END))


plans = st.builds(
    lambda begins, opens_at, open_for: plan(begins=begins, opens_at=opens_at, open_for=open_for, reminders=()),
    begins=st.dates(date(2026, 12, 2), date(2027, 12, 31)).filter(lambda day: day.day <= 28),
    opens_at=st.one_of(st.just(time(2, 30)), st.times().map(lambda one: one.replace(second=0, microsecond=0))),
    open_for=st.integers(1, 60),
)
downtimes = st.lists(
    st.builds(
        lambda begins, lasts: Downtime(begins=BEGIN + begins, ends=BEGIN + begins + lasts),
        begins=st.timedeltas(timedelta(), timedelta(days=3650)),
        lasts=st.one_of(
            st.timedeltas(A_MINUTE, timedelta(hours=12)),
            st.timedeltas(timedelta(days=1), timedelta(days=60)),
            st.timedeltas(timedelta(days=80), timedelta(days=300)),
        ),
    ).filter(lambda one: one.ends <= END),
    max_size=8,
)


def test_an_undisturbed_decade_opens_every_quarter_to_the_minute():
    wanted = plan()
    due = due_moments(wanted)
    opened = {one.round: one.at for one in played(planned(wanted), looks(wanted, [])) if isinstance(one, RoundOpened)}
    assert opened == due
    assert len(opened) == 40


@settings(deadline=None, max_examples=25)
@given(wanted=plans, away=downtimes)
def test_every_round_that_was_due_is_opened_or_left_out_once_and_none_early(wanted, away):
    due = due_moments(wanted)
    events = played(planned(wanted), looks(wanted, away))
    decided = [one.round for one in events if isinstance(one, RoundOpened | RoundSkipped)]
    assert len(decided) == len(set(decided))
    assert set(decided) <= set(due)
    for opened in (one for one in events if isinstance(one, RoundOpened)):
        assert opened.due_at == due[opened.round] <= opened.at
    undecided = set(due) - set(decided)
    assert undecided <= {max(due)}
    if undecided and next_look(END, away) == END:
        assert fold(events).unended


@settings(deadline=None, max_examples=25)
@given(wanted=plans, away=downtimes)
def test_a_round_is_overtaken_only_when_nobody_could_open_it_before_the_next_was_due(wanted, away):
    due = due_moments(wanted)
    events = played(planned(wanted), looks(wanted, away))
    rounds = sorted(due)
    following = dict(pairwise(rounds))
    opened = [one for one in events if isinstance(one, MeasurementOpened)]
    for skipped in (one for one in events if isinstance(one, RoundSkipped)):
        assert skipped.cause is Cause.OVERTAKEN
        next_due = due[following[skipped.round]]
        was_away = next_look(due[skipped.round], away) >= next_due
        was_taken = any(one.at <= due[skipped.round] and one.closes_at > next_due - A_MINUTE for one in opened)
        assert was_away or was_taken or _held_until(skipped.round, due, opened, away) >= next_due


def _held_until(name, due, opened, away):
    """When the round could have opened at the earliest: when the one before was over, and somebody was there."""
    before = [one.closes_at for one in opened if one.round < name]
    return next_look(max([due[name], *before]), away)


@settings(deadline=None, max_examples=25)
@given(wanted=plans, away=downtimes)
def test_rounds_never_overlap(wanted, away):
    opened = [one for one in played(planned(wanted), looks(wanted, away)) if isinstance(one, MeasurementOpened)]
    assert all(earlier.closes_at <= later.at for earlier, later in pairwise(opened))


@settings(deadline=None, max_examples=15)
@given(wanted=plans, away=downtimes)
def test_who_looks_more_often_changes_nothing(wanted, away):
    often = sorted(one for look in looks(wanted, away) for one in (look, look, look))
    once = played(planned(wanted), looks(wanted, away))
    assert played(planned(wanted), iter(often)) == once


def alarms(wanted: Plan, away):
    """Nobody looks but at the moment that the look before has named, or as soon as somebody is there again."""
    events, now, found = planned(wanted), next_look(BEGIN, away), []
    while now <= END:
        found.append(now)
        events = played(events, iter([now]))
        moment = next_moment(fold(events), RULES, now)
        assert moment is not None
        assert moment > now
        now = next_look(moment, away)
    return found


@settings(deadline=None, max_examples=25)
@given(wanted=plans, away=downtimes)
def test_who_looks_only_when_told_misses_nothing_that_looking_in_between_would_find(wanted, away):
    told = alarms(wanted, away)
    between = sorted({*told, *looks(wanted, away)})
    assert played(planned(wanted), iter(told)) == played(planned(wanted), iter(between))
