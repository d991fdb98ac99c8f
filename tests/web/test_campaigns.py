"""Planning a campaign on its pages: the dates first, nothing lost, and what each person sees of it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from icalendar import Calendar

from domain.campaign.events import Outcome
from domain.civil_time import civil_of, moment_of
from domain.ids import CampaignId, QuestionId
from domain.measurement.commands import (
    AnswerQuestion,
    CloseMeasurement,
    Command,
    EndUncompleted,
    ReopenMeasurement,
    VoidMeasurement,
    WithdrawAnswer,
)
from domain.planning.plan import Listed, OfThemes
from domain.themes import Theme
from domain.workspace.events import Role
from infra.identity import new_stream_id
from infra.translation import Translator
from services.application.measurements import decide_measurement
from tests.support.browsing import Browser, Shown
from tests.support.guests import invite_guests
from tests.support.towns import Town
from tests.web.conftest import OpenBrowser

T = Translator("nb")

DAY = timedelta(days=1)


def second_monday(year: int, month: int) -> datetime:
    """At eight o'clock in Norway."""
    first = date(year, month, 1)
    monday = first + timedelta(days=-first.weekday() % 7 + 7)
    return moment_of(datetime.combine(monday, datetime.min.time().replace(hour=8)))


NEXT_YEAR = datetime.now(UTC).year + 1
FIRST, SECOND = second_monday(NEXT_YEAR, 1), second_monday(NEXT_YEAR, 4)

FORM = {"name": "Hvert kvartal", "begins": civil_of(FIRST).date().isoformat()}


def form(town: Town, browser_for: OpenBrowser) -> Shown:
    return town.page(browser_for(town.administrator), "/campaigns/new")


def head(town: Town) -> int:
    return town.site.run(town.world.log.head(town.workspace.tenant))


def fields_of(page: Shown, button: str) -> Mapping[str, str]:
    found = page.one("button", button).above("form")
    assert found is not None
    return page.values(found)


def test_an_empty_list_teaches_and_the_administrator_can_plan(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}/campaigns")
    assert "Ingen kampanje er planlagt" in page.text
    assert page.follow("Planlegg en kampanje").status == 200


def test_the_dates_are_shown_before_anything_is_written(town: Town, browser_for: OpenBrowser) -> None:
    before = head(town)
    page = form(town, browser_for).press("Vis datoene", **FORM)
    assert page.status == 200
    dates = page.one("region", "Datoene dette fører til").text
    assert T.weekday_moment(FIRST) in dates
    assert T.weekday_moment(SECOND) in dates
    assert f"Lukkes {T.weekday_moment(FIRST + 21 * DAY)}." in dates
    assert f"Påminnelse: {T.weekday_day(FIRST + 14 * DAY)}, {T.weekday_day(FIRST + 18 * DAY)}." in dates
    assert head(town) == before


def test_a_campaign_is_planned_and_told_in_words(town: Town, browser_for: OpenBrowser) -> None:
    town.collaborate()
    page = form(town, browser_for).press("Lagre kampanjen", **FORM)
    assert page.status == 200
    assert "Hvert kvartal, andre mandag i måneden." in page.text
    assert "Ett samarbeid er med nå." in page.text
    assert "7 og 3 dager før runden lukkes" in page.text
    assert T.weekday_moment(FIRST) in page.text


def test_a_form_that_is_sent_twice_plans_one_campaign(town: Town, browser_for: OpenBrowser) -> None:
    page = form(town, browser_for)
    paths = {page.press("Lagre kampanjen", **FORM).path for _ in range(2)}
    assert len(paths) == 1
    assert len(page.browser.open(f"{town.home}/campaigns").all("link", "Hvert kvartal")) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "Skriv"),
        ({"begins": "2019-01-07"}, "Velg den første dagen"),
        ({"begins": "2021-01-11"}, "Velg en første dag som ikke har vært"),
        ({"begins": "9999-12-31"}, "Velg den første dagen"),
        ({"opens_at": "tidlig"}, "for eksempel 08:00"),
        ({"open_for": "x"}, "helt tall fra 1 til 60"),
        ({"open_for": "61"}, "1 til 60 dager"),
        ({"reminders": "to"}, "med komma mellom"),
        ({"reminders": "21"}, "høyst 3 av dem"),
        ({"every": "monthly", "open_for": "40"}, "Mellom to runder er det minst 28 dager"),
        ({"every": "own", "rule": "hver måned"}, "Regelen kunne ikke leses"),
        ({"every": "own", "rule": "FREQ=WEEKLY;BYDAY=TU"}, f"for eksempel {T.moment(FIRST + DAY)}"),
        ({"every": "own", "rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"}, "Regelen treffer ingen dag"),
        ({"selection": "themes"}, "Ingen samarbeid er valgt"),
        ({"selection": "listed", "collaboration-x": "yes"}, "Velg hvilke samarbeid"),
    ],
)
def test_a_wrong_form_says_what_to_do_and_loses_nothing(
    town: Town, browser_for: OpenBrowser, typed: dict[str, str], said: str
) -> None:
    before, sent = head(town), {**FORM, **typed}
    again = form(town, browser_for).press("Lagre kampanjen", **sent)
    assert again.status == 422
    assert said in again.text
    kept = fields_of(again, "Lagre kampanjen")
    assert {name: kept[name] for name in sent if name != "collaboration-x"} == {
        name: value for name, value in sent.items() if name != "collaboration-x"
    }
    assert head(town) == before


def test_a_round_in_the_holidays_is_told_of_and_can_be_left_out_at_once(town: Town, browser_for: OpenBrowser) -> None:
    summer = second_monday(NEXT_YEAR, 7)
    page = form(town, browser_for).press("Vis datoene", **FORM)
    assert "Runden er åpen i fellesferien, uke 28 til 30." in page.text
    chosen = f"skip-{civil_of(summer).isoformat(timespec='minutes')}"
    assert chosen not in fields_of(page, "Lagre kampanjen"), "nothing is left out by itself"
    page = page.press("Lagre kampanjen", **{chosen: "Fellesferie"})
    assert "Denne runden hopper dere over. Fellesferie" in page.text
    assert len(page.all("button", f"Åpne likevel: {T.weekday_moment(summer)}")) == 1


def test_the_last_day_of_a_month_is_told_in_words_and_no_month_is_left_out(
    town: Town, browser_for: OpenBrowser
) -> None:
    page = form(town, browser_for).press(
        "Lagre kampanjen",
        name="Hver måned",
        begins=f"{NEXT_YEAR}-01-31",
        every="monthly",
        by="date",
    )
    assert "Hver måned, den 31. i måneden, eller den siste dagen der måneden er kortere." in page.text
    for month, day in ((2, 28), (3, 31), (4, 30)):
        shown = date(NEXT_YEAR, month, 29 if month == 2 and NEXT_YEAR % 4 == 0 else day)
        assert T.day(shown) in page.text


def test_a_plan_is_changed_and_somebody_elses_change_is_not_overwritten(town: Town, browser_for: OpenBrowser) -> None:
    page = form(town, browser_for).press("Lagre kampanjen", **FORM).follow("Endre planen")
    early = page.browser.open(page.path)
    page = page.press("Lagre endringen", open_for="14", name="Hvert kvartal, kort")
    assert "14 dager" in page.text
    assert "Hvert kvartal, kort" in page.text
    late = early.press("Lagre endringen", open_for="10")
    assert late.status == 409
    assert "Noen andre har endret planen" in late.text
    assert fields_of(late, "Lagre endringen")["open_for"] == "10"
    renamed = early.press("Lagre endringen", name="Bare navnet")
    assert "Bare navnet" in renamed.text
    assert "14 dager" in renamed.text


def test_a_round_is_skipped_with_a_reason_and_taken_in_again(town: Town, browser_for: OpenBrowser) -> None:
    page = form(town, browser_for).press("Lagre kampanjen", **FORM)
    button = f"Hopp over runden: {T.weekday_moment(SECOND)}"
    refused = page.press(button)
    assert refused.status == 422
    page = refused.press(button, **_reason(SECOND, "Kommunereform"))
    assert "Denne runden hopper dere over. Kommunereform" in page.text
    page = page.press(f"Åpne likevel: {T.weekday_moment(SECOND)}")
    assert "Kommunereform" not in page.text


def _reason(opens_at: datetime, reason: str) -> dict[str, str]:
    return {f"skip-reason-{civil_of(opens_at).isoformat(timespec='minutes')}": reason}


@pytest.mark.parametrize(
    "round_", ["", "x", "0001-01-01T08:00", "2027-01-11", "2027-01-11T08:00+00:00", "2027-01-12T08:00"]
)
def test_what_is_no_round_is_refused(town: Town, browser_for: OpenBrowser, round_: str) -> None:
    page = form(town, browser_for).press("Lagre kampanjen", **FORM)
    fields = {"command_id": fields_of(page, "Sett kampanjen på pause")["command_id"], "course": "skip"}
    refused = page.browser.send(page.path, {**fields, "round": round_, f"skip-reason-{round_}": "En grunn"})
    assert refused.status in {409, 422}


def test_a_campaign_is_paused_resumed_and_ended_with_reasons(town: Town, browser_for: OpenBrowser) -> None:
    page = form(town, browser_for).press("Lagre kampanjen", **FORM)
    assert page.press("Sett kampanjen på pause").status == 422
    page = page.press("Sett kampanjen på pause", **{"pause-reason": "Vi venter på budsjettet"})
    assert "Kampanjen er satt på pause" in page.text
    assert "Vi venter på budsjettet" in page.text
    page = page.press("Fortsett kampanjen")
    assert "Vi venter på budsjettet" not in page.text
    page = page.press("Avslutt kampanjen", **{"cancel-reason": "Prosjektet er over"})
    assert "Kampanjen er avsluttet" in page.text
    assert "Prosjektet er over" in page.text
    assert page.browser.open(f"{page.path}/plan").press("Lagre endringen", open_for="9").status == 409


def test_a_participant_sees_the_campaigns_of_their_own_collaborations_and_changes_nothing(
    town: Town, browser_for: OpenBrowser
) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia")
    own = town.collaborate("Vår gruppe", participants=(pia,), theme=Theme.CULTURE)
    other = town.collaborate("En annen", theme=Theme.HOUSING)
    concerns = town.plan("Kulturåret", begins=FIRST.date(), selection=OfThemes(themes=(Theme.CULTURE,)))
    elsewhere = town.plan("Boligåret", begins=FIRST.date(), selection=Listed(collaborations=(other,)))
    town.show()
    browser = browser_for(pia)
    page = browser.open(f"{town.home}/campaigns")
    assert "Kulturåret" in page.text
    assert "Boligåret" not in page.text
    page = browser.open(f"{town.home}/campaigns/{concerns}")
    assert "Ett av dine samarbeid er med nå." in page.text
    assert page.all("button", "Sett kampanjen på pause") == []
    assert browser.open(f"{town.home}/campaigns/{elsewhere}").status == 404
    assert (
        f"Neste måling i kampanjen Kulturåret: {T.moment(FIRST)}."
        in browser.open(f"{town.home}/collaborations/{own}").text
    )
    assert "Boligåret" not in browser.open(town.home).text


def test_whoever_leads_sees_how_many_of_a_group_have_answered_alone_and_a_participant_does_not(
    town: Town, browser_for: OpenBrowser
) -> None:
    pia, per = town.join(Role.PARTICIPANT, "Pia"), town.join(Role.PARTICIPANT, "Per")
    guests = invite_guests(town, pia, per, answer=True)
    town.show()
    address = f"{town.home}/campaigns/{guests.campaign}"
    page = browser_for(town.administrator).open(address)
    assert "1 av 2 inviterte har svart på noe." in page.text
    assert page.follow("Se invitasjonene: Friskgården").status == 200
    assert "inviterte" not in browser_for(pia).open(address).text


class TestARoundThatIsOpen:
    """Of two groups, of which one has ended."""

    @pytest.fixture
    def opened(self, town: Town) -> str:
        """The campaign's page. A round was left out before this one."""
        begins = civil_of(town.world.clock.now() - 3 * DAY).replace(hour=12, minute=0, second=0, microsecond=0)
        one, two = town.collaborate("Ålesund"), town.collaborate("Bergen")
        campaign = town.at(town.world.clock.now() - 30 * DAY).plan("Nå", begins=begins.date(), opens_at=begins.time())
        self.measurement = town.measure(one, {"1-1": 4}, close=False)
        other = town.measure(two)
        town.at(moment_of(begins) + timedelta(hours=1)).open_round(campaign, {one: self.measurement, two: other})
        town.end(campaign, other, Outcome.CLOSED)
        town.show()
        self.closes_at = town.world.clock.now()
        return f"{town.home}/campaigns/{campaign}"

    def test_shows_each_group_by_name_and_how_far_it_is(
        self, town: Town, browser_for: OpenBrowser, opened: str
    ) -> None:
        page = browser_for(town.administrator).open(opened)
        assert page.text.index("Bergen") < page.text.index("Ålesund")
        assert "Lukket, med profil." in page.text
        assert "Enig om 1 av" in page.text
        assert len(page.all("link", "Gi mer tid: Ålesund")) == 1
        assert "er åpen til" in browser_for(town.administrator).open(town.home).text

    def test_becomes_a_round_that_has_been_once_every_group_has_ended(
        self, town: Town, browser_for: OpenBrowser, opened: str
    ) -> None:
        pia = town.join(Role.PARTICIPANT, "Pia")
        town.collaborate("Kom til senere", participants=(pia,))
        town.end(CampaignId(UUID(opened.rpartition("/")[2])), self.measurement, Outcome.NOT_COMPLETED)
        town.show()
        past = browser_for(town.administrator).open(opened).one("region", "Runder som har vært").text
        assert "1 av 2 samarbeid lukket målingen" in past
        assert "Ikke fullført: tida var ute" in past
        past = browser_for(pia).open(opened).one("region", "Runder som har vært").text
        assert "Ingen av dine samarbeid var med." in past
        assert "Bergen" not in past

    def test_says_of_a_group_whose_time_is_over_that_it_waits_to_end(
        self, town: Town, browser_for: OpenBrowser, opened: str
    ) -> None:
        late = town.collaborate("Sent ute")
        begins = civil_of(town.world.clock.now() - 30 * DAY).replace(second=0, microsecond=0)
        campaign = town.at(town.world.clock.now() - 40 * DAY).plan(
            "Før", begins=begins.date(), opens_at=begins.time(), selection=Listed(collaborations=(late,))
        )
        town.at(moment_of(begins)).open_round(campaign, {late: town.measure(late, {}, close=False)})
        town.show()
        page = browser_for(town.administrator).open(opened.rpartition("/")[0] + f"/{campaign}")
        assert f"Tida var ute {T.weekday_moment(moment_of(begins + 21 * DAY))}." in page.text
        assert page.all("link", "Gi mer tid: Sent ute") == []

    def test_keeps_what_a_round_came_to_and_tells_what_came_of_a_measurement_that_was_opened_again(
        self, town: Town, browser_for: OpenBrowser, opened: str
    ) -> None:
        browser = browser_for(town.administrator)
        for command in (WithdrawAnswer(question=QuestionId("1-1"), seen=4), EndUncompleted()):
            self.do(town, command)
        town.end(CampaignId(UUID(opened.rpartition("/")[2])), self.measurement, Outcome.NOT_COMPLETED)
        assert "senere" not in self.past(town, browser, opened)
        self.do(town, ReopenMeasurement(reason="Vi møttes likevel"))
        for said in ("Ikke fullført: tida var ute", "åpnet igjen senere, og er i gang nå", "Én av målingene er åpnet"):
            assert said in self.past(town, browser, opened)
        for command in (AnswerQuestion(question=QuestionId("1-1"), answer=7, seen=None), CloseMeasurement()):
            self.do(town, command)
        past = self.past(town, browser, opened)
        assert f"åpnet igjen senere, og lukket {T.day(town.world.clock.now())}" in past
        assert "Ikke fullført: tida var ute" in past
        assert "1 av 2 samarbeid lukket målingen" in past
        self.do(town, VoidMeasurement(reason="Feil gruppe"))
        assert "Målingen ble annullert senere." in self.past(town, browser, opened)

    def test_tells_of_a_closed_measurement_that_it_was_closed_anew_to_who_sees_that_group(
        self, town: Town, browser_for: OpenBrowser, opened: str
    ) -> None:
        pia = town.join(Role.PARTICIPANT, "Pia")
        town.collaborate("Kom til senere", participants=(pia,))
        self.do(town, CloseMeasurement())
        town.end(CampaignId(UUID(opened.rpartition("/")[2])), self.measurement, Outcome.CLOSED)
        for again in (ReopenMeasurement(reason="Vi glemte noe"), CloseMeasurement()):
            assert "lukket " + T.day(town.world.clock.now()) not in self.past(
                town, browser_for(town.administrator), opened
            )
            self.do(town, again)
        past = self.past(town, browser_for(town.administrator), opened)
        assert f"åpnet igjen senere, og lukket {T.day(town.world.clock.now())}" in past
        assert past.count("Lukket, med profil.") == 2
        assert "senere" not in self.past(town, browser_for(pia), opened)

    def do(self, town: Town, command: Command) -> None:
        by = town.administrator.here
        town.site.run(decide_measurement(town.world, by, self.measurement, command, new_stream_id()))

    @staticmethod
    def past(town: Town, browser: Browser, campaign: str) -> str:
        town.show()
        return browser.open(campaign).one("region", "Runder som har vært").text

    @pytest.mark.usefixtures("opened")
    def test_gives_more_time_to_one_group_and_says_what_is_too_much(self, town: Town, browser_for: OpenBrowser) -> None:
        finn = town.join(Role.FACILITATOR, "Finn")
        town.show()
        page = browser_for(finn).open(f"{town.home}/measurements/{self.measurement}")
        assert "Del av kampanjen" in page.text
        page = page.follow("Gi mer tid")
        today = civil_of(town.world.clock.now()).date()
        for until, said in (
            ("", "Velg en dag."),
            (today.isoformat(), "før målingen lukkes nå"),
            ((today + 85 * DAY).isoformat(), "høyst 60 dager"),
        ):
            refused = page.press("Gi mer tid", until=until)
            assert refused.status == 422
            assert said in refused.text
        given = today + 25 * DAY
        page = page.press("Gi mer tid", until=given.isoformat())
        assert T.weekday_day(given) in page.text

    def test_a_measurement_of_no_campaign_has_no_time_to_lengthen(self, town: Town, browser_for: OpenBrowser) -> None:
        measurement = town.measure(town.collaborate(), close=False)
        town.show()
        browser = browser_for(town.administrator)
        here = f"{town.home}/measurements/{measurement}"
        assert browser.open(f"{here}/more-time").path == here
        assert "Del av kampanjen" not in browser.open(here).text


def test_the_calendar_has_one_event_for_each_coming_round_that_is_not_left_out(
    town: Town, browser_for: OpenBrowser
) -> None:
    skipped = civil_of(SECOND).isoformat(timespec="minutes")
    campaign = town.plan(
        "Året, rundt; sant",
        begins=civil_of(FIRST).date(),
        rule="FREQ=MONTHLY;INTERVAL=3;BYDAY=2MO",
        skips={skipped: "Påske"},
    )
    town.show()
    answers = [browser_for(town.administrator).open(f"{town.home}/campaigns/{campaign}/calendar.ics") for _ in range(2)]
    assert answers[0].answer.content == answers[1].answer.content
    assert answers[0].answer.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answers[0].answer.content).walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == len(events) > 20
    assert events[0].decoded("dtstart") == civil_of(FIRST).date()
    assert events[0].decoded("dtend") == civil_of(FIRST + 22 * DAY).date()
    assert events[0]["summary"] == "Måling: Året, rundt; sant"
    assert T.weekday_moment(FIRST + 21 * DAY) in events[0]["description"]
    assert civil_of(SECOND).date() not in {event.decoded("dtstart") for event in events}


def test_a_reason_can_be_erased_by_itself(town: Town, browser_for: OpenBrowser) -> None:
    page = form(town, browser_for).press("Lagre kampanjen", **FORM)
    page = page.press("Sett kampanjen på pause", **{"pause-reason": "Ola er syk"})
    asked = page.follow("Slett denne teksten: En begrunnelse")
    assert asked.status == 200
    assert "Ola er syk" in asked.text
