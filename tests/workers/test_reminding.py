"""Reminders, from the morning on which they are decided to the letter: on the running site, each with its own clock."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from functools import partial

import msgspec
import psycopg
import pytest
from post_office import PostOffice, mailer_to, open_post_office

from domain.action_plan.decisions import (
    AgreeAction,
    Command,
    DropAction,
    FinishAction,
    TakeUpAction,
    WithdrawAgreement,
)
from domain.ids import ActionId, CollaborationId, MeasurementId, PartnerId
from domain.measurement.commands import VoidMeasurement
from domain.reminding import Kind
from domain.workspace.events import Role
from infra.clock import FixedClock
from infra.identity import new_stream_id
from infra.mail.choices import Choice
from infra.mail.stop_links import PATH, StopLinkRefused, delete_old_stop_links
from infra.reminders import Reminded, delete_old_reminders, not_yet_reminded
from services.application.about_me import about_me
from services.application.actions import decide_actions
from services.application.leaving import remove_member
from services.application.measurements import decide_measurement
from services.application.outbox import drain
from services.application.posting import Post
from services.application.reminding.choosing import choose_letters, look_at_stop_link, stop_by_link
from services.application.reminding.deciding import REMINDER_MAIL, remind, remind_workspace
from services.application.reminding.sending import send_reminders
from services.application.world import World
from tests.running_site import Site
from tests.support.towns import Person, Town, found_town

BASE = "https://samson.example"
AGREED = datetime(2027, 2, 1, 12, tzinfo=UTC)
DUE = date(2027, 3, 4)
WEEK_BEFORE, DAY_AFTER = date(2027, 2, 25), date(2027, 3, 5)


@pytest.fixture
def office(site: Site) -> Iterator[PostOffice]:
    stack = AsyncExitStack()
    yield site.run(stack.enter_async_context(open_post_office()))
    site.run(stack.aclose())


class Farm:
    """Pia and Per belong for the second partner of a collaboration; Ada administers the workspace and is in none."""

    def __init__(self, site: Site, office: PostOffice) -> None:
        self.site, self.office = site, office
        self.town: Town = found_town(site, "Gardsvik").at(AGREED)
        self.ada: Person = self.town.administrator
        self.pia, self.per = (self.town.join(Role.PARTICIPANT, f"{name} Person") for name in ("Pia", "Per"))
        self.which: CollaborationId = self.town.collaborate("Friskgården", participants=(self.pia, self.per))
        self.measured: MeasurementId = self.town.measure(self.which, close=False)
        self.tenant = self.town.workspace.tenant

    @property
    def owner(self) -> PartnerId:
        recorded = self.site.run(self.town.world.log.read_stream(self.tenant, self.which))
        return next(one.event.partner for one in recorded if hasattr(one.event, "participant"))

    def agree(self, text: str = "Møtes på gården", due: date = DUE, *, owned: bool = True) -> ActionId:
        action = self.town.suggest(self.which, self.measured, text, agree=False)
        owner = self.owner if owned else None
        self.act(AgreeAction(action=action, measurement=self.measured, owner=owner, due=due))
        return action

    def act(self, command: Command, at: datetime = AGREED) -> None:
        world, by = self.town.at(at).world, self.ada.here
        self.site.run(decide_actions(world, by, self.which, command, new_stream_id()))
        self.town.show()

    def choose(self, who: Person, choice: Choice) -> None:
        web = msgspec.structs.replace(self.town.world, database=self.site.web)
        self.site.run(choose_letters(web, who.here, choice))

    def decide(self, day: date) -> None:
        """In the morning."""
        self.site.run(remind_workspace(at_eight(self.site, day), self.tenant, day))

    def send(self, day: date) -> list[str]:
        """Who got a letter."""
        world, before = at_eight(self.site, day), len(self.office.envelopes)
        self.site.run(self._send(world))
        return sorted(envelope.rcpt_tos[0].split(".")[0] for envelope in self.office.envelopes[before:])

    async def _send(self, world: World) -> None:
        async with mailer_to(self.office) as mailer:
            post = Post(world.database, mailer, world.clock, BASE)
            handlers = {REMINDER_MAIL: partial(send_reminders, post, world)}
            await drain(world.database, handlers, timedelta(seconds=20))

    def morning(self, day: date) -> list[str]:
        self.decide(day)
        return self.send(day)

    def link(self) -> str:
        """The token of the last letter's link."""
        return str(self.office.mails[-1]["List-Unsubscribe"]).strip("<>").removeprefix(f"{BASE}{PATH}")


def at_eight(site: Site, day: date) -> World:
    clock = FixedClock(datetime(day.year, day.month, day.day, 8, tzinfo=UTC))
    return msgspec.structs.replace(site.world, clock=clock)


@pytest.fixture
def farm(site: Site, office: PostOffice) -> Farm:
    return Farm(site, office)


def test_those_who_answer_for_an_action_are_reminded_a_week_before_and_the_day_after(farm: Farm) -> None:
    action = farm.agree()
    mornings = {day: farm.morning(day) for day in (WEEK_BEFORE - timedelta(days=1), WEEK_BEFORE, DUE, DAY_AFTER)}
    assert list(mornings.values()) == [[], ["per", "pia"], [], ["per", "pia"]]
    assert "Fristen nærmer seg:\r\n\r\n– Møtes på gården\r\n  Friskgården, innen 4. mars 2027" in farm.office.text(0)
    assert "Fristen er passert:" in farm.office.text()
    assert f"{BASE}{farm.town.home}/collaborations/{farm.which}/actions/{action}" in farm.office.text()
    (there,) = farm.site.run(about_me(farm.site.world, farm.pia.account)).workspaces
    assert there.reminded == (
        Reminded(day=DAY_AFTER, kind=Kind.DAY_AFTER, due=DUE),
        Reminded(day=WEEK_BEFORE, kind=Kind.WEEK_BEFORE, due=DUE),
    ), "they can see it themselves"


def test_all_of_a_day_is_one_letter_and_neither_subject_nor_outbox_holds_a_word_of_it(farm: Farm) -> None:
    farm.agree("Lage bålplass")
    farm.agree("Rydde låven", due=WEEK_BEFORE - timedelta(days=1))
    farm.decide(WEEK_BEFORE)
    with psycopg.connect(farm.site.database.admin_url) as connection:
        rows = connection.execute("select payload from log.outbox where kind = %s", [REMINDER_MAIL]).fetchall()
    waiting = [payload for (payload,) in rows if payload]
    assert len(waiting) == 2
    assert all(payload.keys() == {"member", "day"} for payload in waiting)
    assert farm.send(WEEK_BEFORE) == ["per", "pia"]
    assert farm.office.mails[-1]["Subject"] == f"Påminnelse om 2 tiltak i {farm.town.workspace.name}"
    text = farm.office.text()
    assert text.index("Fristen nærmer seg") < text.index("bålplass") < text.index("passert") < text.index("låven")
    assert f"{farm.town.home}/collaborations/{farm.which}/actions\r\n" in text


def test_a_machine_that_was_away_writes_when_it_wakes_but_never_that_a_past_date_is_near(farm: Farm) -> None:
    farm.agree("Rekker det")
    farm.agree("Rekker det ikke", due=WEEK_BEFORE)
    assert farm.morning(DUE - timedelta(days=1)) == ["per", "pia"]
    assert "nærmer seg:\r\n\r\n– Rekker det\r\n" in farm.office.text()
    assert "passert:\r\n\r\n– Rekker det ikke\r\n" in farm.office.text()


def over(farm: Farm, action: ActionId, what: str) -> None:
    """What may come between the deciding and the sending."""
    match what:
        case "done":
            farm.act(FinishAction(action=action))
        case "dropped":
            farm.act(DropAction(action=action, reason="Ingen hadde tid"))
        case "withdrawn":
            farm.act(WithdrawAgreement(action=action))
        case "moved":
            farm.act(AgreeAction(action=action, measurement=farm.measured, owner=farm.owner, due=date(2027, 5, 1)))
        case "voided":
            void = VoidMeasurement(reason="Feil gruppe")
            farm.site.run(decide_measurement(farm.town.world, farm.ada.here, farm.measured, void, new_stream_id()))
            farm.town.show()


@pytest.mark.parametrize("what", ["done", "dropped", "withdrawn", "moved", "voided"])
def test_what_is_over_or_moved_when_the_letter_is_sent_is_not_in_it(farm: Farm, what: str) -> None:
    action = farm.agree()
    farm.decide(WEEK_BEFORE)
    over(farm, action, what)
    assert farm.send(WEEK_BEFORE) == []


def test_a_letter_that_waited_until_the_date_was_past_is_not_sent(farm: Farm) -> None:
    farm.agree()
    farm.decide(WEEK_BEFORE)
    assert farm.send(DAY_AFTER) == []


def test_nobody_is_reminded_twice_of_the_same_whatever_happens_to_the_action(farm: Farm) -> None:
    action = farm.agree()
    assert farm.morning(WEEK_BEFORE) == ["per", "pia"]
    farm.act(FinishAction(action=action))
    farm.act(TakeUpAction(action=action))
    for day in range(7):
        assert farm.morning(WEEK_BEFORE + timedelta(days=day)) == []
    assert farm.morning(DAY_AFTER) == ["per", "pia"]


def test_what_a_group_tries_out_reminds_nobody(farm: Farm) -> None:
    farm.measured = farm.town.measure(farm.which, practice=True, close=False)
    farm.agree()
    assert farm.morning(WEEK_BEFORE) == []


def test_whoever_led_an_action_without_owner_to_be_agreed_is_reminded_of_it(farm: Farm) -> None:
    farm.agree(owned=False)
    assert farm.morning(WEEK_BEFORE) == ["administrator"]


def test_who_has_left_or_wants_no_reminders_gets_none_and_the_others_do(farm: Farm) -> None:
    farm.agree()
    farm.decide(WEEK_BEFORE)
    farm.choose(farm.pia, Choice(reminders=False, language="nb"))
    assert farm.send(WEEK_BEFORE) == ["per"], "also what was decided before"
    farm.choose(farm.pia, Choice(reminders=True, language="nn"))
    farm.site.run(remove_member(farm.town.world, farm.ada.here, farm.per.here.subject, new_stream_id()))
    assert farm.morning(DAY_AFTER) == ["pia"]
    assert "Fristen er passert:\r\n\r\n– Møtes på gården\r\n  Friskgården, innan 4. mars 2027" in farm.office.text()


def test_a_letter_says_to_mail_programs_how_it_is_stopped_and_that_stops_it(farm: Farm) -> None:
    farm.agree()
    farm.choose(farm.per, Choice(reminders=False, language="nb"))
    assert farm.morning(WEEK_BEFORE) == ["pia"]
    raw = farm.office.envelopes[-1].content
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert f"\r\nList-Unsubscribe: <{BASE}{PATH}{farm.link()}>\r\n".encode() in raw
    assert f"{BASE}{PATH}{farm.link()}" in farm.office.text()
    web = msgspec.structs.replace(farm.town.world, database=farm.site.web)
    assert farm.site.run(stop_by_link(web, farm.link())) == farm.town.workspace
    assert farm.site.run(stop_by_link(web, farm.link())) == farm.town.workspace, "as often as somebody likes"
    assert farm.morning(DAY_AFTER) == []


def test_a_link_is_over_when_reminders_are_turned_on_again_or_its_member_leaves(farm: Farm) -> None:
    farm.agree()
    farm.morning(WEEK_BEFORE)
    web = msgspec.structs.replace(farm.town.world, database=farm.site.web)
    tokens = [str(mail["List-Unsubscribe"]).strip("<>").rpartition("/")[2] for mail in farm.office.mails]
    whose = {mail["To"].split(".")[0]: token for mail, token in zip(farm.office.mails, tokens, strict=True)}
    farm.choose(farm.pia, Choice(reminders=True, language="nb"))
    farm.site.run(remove_member(farm.town.world, farm.ada.here, farm.per.here.subject, new_stream_id()))
    for token in (*whose.values(), f"{farm.tenant}-x", "x", f"{10**30}-x", "²-x"):
        with pytest.raises(StopLinkRefused):
            farm.site.run(look_at_stop_link(web, token))


def test_a_link_of_one_workspace_finds_nothing_in_another(farm: Farm) -> None:
    """Neither with the other's number in front of it, nor in a transaction of the other's."""
    farm.agree()
    farm.morning(WEEK_BEFORE)
    other = found_town(farm.site, "Annetsteds").workspace.tenant
    web = msgspec.structs.replace(farm.town.world, database=farm.site.web)
    with pytest.raises(StopLinkRefused):
        farm.site.run(look_at_stop_link(web, farm.link().replace(f"{farm.tenant}-", f"{other}-", 1)))
    assert farm.site.run(_rows_seen(farm, other)) == [0, 0, 0]
    assert all(farm.site.run(_rows_seen(farm, farm.tenant)))


async def _rows_seen(farm: Farm, as_tenant: int) -> list[int]:
    async with farm.site.world.database.reading(as_tenant) as connection:
        return [
            await connection.fetchval(f"select count(*) from accounts.{table} where tenant_id = $1", farm.tenant)
            for table in ("stop_links", "action_reminders", "memberships")
        ]


def test_what_somebody_was_reminded_of_is_kept_for_a_month_after_the_date_and_links_for_a_year(farm: Farm) -> None:
    farm.agree()
    farm.morning(WEEK_BEFORE)
    run, database = farm.site.run, farm.site.world.database
    month, sent = DUE + timedelta(days=30), at_eight(farm.site, WEEK_BEFORE).clock.now()
    kept = []
    for day in (timedelta(), timedelta(days=1)):
        run(delete_old_reminders(database, farm.tenant, month + day))
        run(delete_old_stop_links(database, farm.tenant, sent + timedelta(days=399) + day))
        kept.append(run(_rows_seen(farm, farm.tenant))[:2])
    assert kept == [[2, 2], [0, 0]]


def test_two_workers_at_once_write_one_letter_to_each(farm: Farm) -> None:
    farm.agree()
    world = at_eight(farm.site, WEEK_BEFORE)

    async def both() -> None:
        await asyncio.gather(*(remind_workspace(world, farm.tenant, WEEK_BEFORE) for _ in range(4)))

    farm.site.run(both())
    assert farm.send(WEEK_BEFORE) == ["per", "pia"]


def test_a_second_attempt_is_the_same_letter(farm: Farm) -> None:
    farm.agree()
    farm.choose(farm.per, Choice(reminders=False, language="nb"))
    farm.office.lost = 1
    farm.decide(WEEK_BEFORE)
    farm.send(WEEK_BEFORE)
    with psycopg.connect(farm.site.database.admin_url) as connection:
        connection.execute("update log.outbox set available_at = clock_timestamp() where kind = %s", [REMINDER_MAIL])
    assert farm.send(WEEK_BEFORE) == ["pia"]
    first, second = (mail["Message-ID"] for mail in farm.office.mails)
    assert first == second


@pytest.mark.parametrize(
    ("due", "at_night", "in_the_morning"),
    [
        (date(2027, 4, 4), datetime(2027, 3, 28, 4, 59, tzinfo=UTC), datetime(2027, 3, 28, 5, 0, tzinfo=UTC)),
        (date(2027, 11, 7), datetime(2027, 10, 31, 5, 59, tzinfo=UTC), datetime(2027, 10, 31, 6, 0, tzinfo=UTC)),
    ],
)
def test_letters_leave_from_seven_in_the_morning_in_norway_also_when_the_clock_is_changed(
    farm: Farm, due: date, at_night: datetime, in_the_morning: datetime
) -> None:
    farm.agree(due=due)
    day = due - timedelta(days=7)
    for moment, waiting in ((at_night, True), (in_the_morning + timedelta(hours=12), True), (in_the_morning, False)):
        farm.site.run(remind(msgspec.structs.replace(farm.site.world, clock=FixedClock(moment))))
        assert (farm.tenant in farm.site.run(not_yet_reminded(farm.site.world.database, day))) is waiting
    assert farm.send(day) == ["per", "pia"]


def test_a_day_is_a_norwegian_one(farm: Farm) -> None:
    """Agreed at half past midnight in Norway, of a day that has not begun in Greenwich."""
    late = datetime(2027, 2, 24, 23, 30, tzinfo=UTC)
    action = farm.agree(due=date(2027, 6, 1))
    farm.act(AgreeAction(action=action, measurement=farm.measured, owner=farm.owner, due=DUE), at=late)
    assert farm.morning(WEEK_BEFORE) == [], "agreed the same day"
    assert farm.morning(DAY_AFTER) == ["per", "pia"]
