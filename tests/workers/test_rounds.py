"""What a group gets when its part of a round is closed: its report and a letter, on the running site."""

import asyncio
import re
from datetime import timedelta

import msgspec
import pytest

from domain.campaign.turn import measurement_of
from domain.ids import CampaignId, MeasurementId, SubjectId
from domain.measurement.commands import MarkAsPractice, ReopenMeasurement, VoidMeasurement
from infra.caught_mail import CaughtMail, caught_mail
from infra.eventlog.log import EventLog
from infra.mail.choices import Choice
from infra.report_shelf import Kind, Report, Status, reports_of
from services.application.reminding.choosing import choose_letters
from services.application.world import Caller
from tests.running_site import Site
from tests.support.rounds import CLOSING, FIRST, OPENING, Parish, found_parish
from workers.tasks import _tick

pytestmark = pytest.mark.usefixtures("plain_paper")


class Round:
    """A group of three in the middle of a round: Pia and Per who have joined, and somebody who has not."""

    def __init__(self, site: Site) -> None:
        self.site = site
        web = msgspec.structs.replace(site.world, database=site.web, log=EventLog(site.web, site.world.keyring))
        self.parish: Parish = site.run(found_parish(site.world, web))
        self.pia, self.per = (site.run(self.parish.join(name)) for name in ("Pia", "Per"))
        waits = site.run(self.parish.invite())
        group = site.run(self.parish.collaborate(public=[self.pia], partner=[self.per, waits]))
        self.campaign: CampaignId = site.run(self.parish.plan())
        site.run(self.parish.turn(OPENING))
        self.measured: MeasurementId = measurement_of(self.campaign, FIRST, group)

    def close(self) -> None:
        """By the time, with something that was agreed."""
        self.site.run(self.parish.agree(self.measured))
        self.site.run(self.parish.turn(CLOSING))
        self.site.show(self.parish.tenant)

    def choose(self, who: SubjectId, choice: Choice) -> None:
        self.site.run(choose_letters(self.parish.web, Caller(self.parish.tenant, who), choice))

    def letters(self) -> dict[str, CaughtMail]:
        """About this measurement, by who got them."""
        self.site.work_off()
        mails = caught_mail(self.site.settings.mail_catcher_dir)
        return {mail.to.split(".")[0]: mail for mail in mails if str(self.measured) in mail.text}

    def reports(self) -> list[Report]:
        async def read() -> list[Report]:
            async with self.parish.worker.database.reading(self.parish.tenant) as connection:
                return await reports_of(connection, self.parish.tenant, self.measured, Kind.REPORT)

        return self.site.run(read())


@pytest.fixture
def round_(site: Site) -> Round:
    return Round(site)


def test_a_closed_round_is_told_to_everybody_in_the_group_and_without_a_figure(round_: Round) -> None:
    round_.close()
    letters = round_.letters()
    assert letters.keys() == {"pia", "per"}
    letter = letters["pia"]
    assert letter.subject == "Målingen i Friskgården er lukket"
    page = f"/w/{round_.parish.workspace.slug}/measurements/{round_.measured}/profile"
    assert f"{round_.site.settings.base_url}{page}" in letter.text
    assert "Det er den første" in letter.text
    assert not re.search(r"\d", re.sub(r"https?://\S+", "", letter.text))


def test_the_letter_is_in_the_readers_language_and_says_how_to_have_no_more(round_: Round) -> None:
    round_.choose(round_.pia, Choice(reminders=True, language="en"))
    round_.choose(round_.per, Choice(reminders=False, language="nb"))
    round_.close()
    letters = round_.letters()
    assert letters.keys() == {"pia"}
    assert letters["pia"].subject == "The measurement in Friskgården is closed"
    assert "/letters/stop/" in letters["pia"].text


@pytest.mark.parametrize(
    "command", [ReopenMeasurement(reason="Vi glemte noe"), VoidMeasurement(reason="Feil"), MarkAsPractice()]
)
def test_nothing_is_sent_of_what_is_closed_no_longer_or_does_not_count(round_: Round, command: object) -> None:
    round_.close()
    round_.site.run(round_.parish.do(round_.measured, command, CLOSING))
    assert round_.letters() == {}


def test_who_has_left_the_group_is_not_written_to(round_: Round) -> None:
    round_.close()
    round_.site.run(round_.parish.remove(round_.per))
    assert round_.letters().keys() == {"pia"}


def test_a_closed_round_has_one_report_in_the_language_of_whoever_planned_it(round_: Round) -> None:
    round_.choose(round_.parish.planner.subject, Choice(reminders=False, language="nn"))
    round_.close()
    round_.site.run(round_.parish.turn(CLOSING + timedelta(minutes=1)))
    round_.site.work_off()
    (report,) = round_.reports()
    assert (report.status, report.order.language) == (Status.DONE, "nn")
    assert report.order.ordered_by == round_.parish.planner.subject


def test_a_round_that_was_not_completed_has_neither_letter_nor_report(round_: Round) -> None:
    round_.site.run(round_.parish.turn(CLOSING))
    round_.site.show(round_.parish.tenant)
    assert round_.letters() == {}
    assert round_.reports() == []


def test_a_report_waits_until_the_read_models_show_the_closing(round_: Round) -> None:
    round_.close()
    (ordered,) = round_.reports()
    recorded = round_.site.run(round_.parish.worker.log.read_stream(round_.parish.tenant, round_.measured))
    assert ordered.order.version == recorded[-1].originator_version


def test_a_tick_turns_the_campaigns_of_every_workspace(round_: Round) -> None:
    """By the machine's own clock: the round is to come, and the tick has looked. What it writes is for the next."""
    head = round_.site.run(round_.parish.worker.log.head(round_.parish.tenant))
    asyncio.run(_tick(round_.site.settings))
    assert round_.site.run(looked_at(round_)) == head


async def looked_at(round_: Round) -> int:
    async with round_.parish.worker.database.tenant(round_.parish.tenant) as connection:
        return int(
            await connection.fetchval("select position from campaigns.looks where tenant_id = $1", round_.parish.tenant)
        )
