"""A round of a campaign that is open for one collaboration, whose people are invited to answer alone."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import uuid4

import msgspec

from domain.campaign import events as campaign
from domain.civil_time import civil_of, moment_of
from domain.collaboration.decisions import AddParticipant
from domain.collaboration.state import fold
from domain.event import Act
from domain.ids import CampaignId, CollaborationId, InvitationId, MeasurementId, QuestionId
from domain.invitation.decisions import InvitePeople, invitation_of
from domain.invitation.state import Invitation, Invitations
from domain.measurement.commands import StartMeasurement
from domain.measurement.decisions import start
from domain.modes import Mode
from domain.planning.plan import AllOfThem, Plan, planned_at, round_of
from domain.scoring.answer import Answer
from infra.caught_mail import CaughtMail, caught_mail
from infra.identity import new_stream_id
from infra.mail.answer_links import PATH, AnswerLink
from services.application.campaigns.answering import answer_alone, own_answers, who_answered
from services.application.campaigns.finding import people_of
from services.application.campaigns.inviting import invitations_of, invite_newcomers
from services.application.campaigns.standing import Invited, invitations_written, look_at_link
from services.application.collaborations import decide_collaboration
from services.application.dialogue.ballots import Cast, numbers
from services.application.instruments import offered
from services.application.world import World
from services.application.writing import following
from services.web.inviting import alone_path
from tests.support.towns import TWO_SECTORS, Person, Town

DAYS: Final = 14
NOON: Final = time(12)
"""When rounds close, in Norway, whenever the tests run."""


class Guests(msgspec.Struct, frozen=True):
    """`web` has the rights of the web's role, which alone takes answers."""

    town: Town
    collaboration: CollaborationId
    campaign: CampaignId
    measurement: MeasurementId
    closes_at: datetime

    @property
    def web(self) -> World:
        return msgspec.structs.replace(self.town.world, database=self.town.site.web)

    @property
    def page(self) -> str:
        """For whoever leads."""
        return f"{self.town.home}/measurements/{self.measurement}/invitations"

    @property
    def alone(self) -> str:
        return alone_path(self.measurement)

    def state(self) -> Invitations:
        written = self.town.site.run(invitations_written(self.town.world, self.town.workspace.tenant, self.measurement))
        return written.state

    def invitation(self, person: Person) -> Invitation:
        found = self.state().of(person.here.subject)
        assert found is not None
        return found

    def id_of(self, person: Person) -> InvitationId:
        return invitation_of(self.measurement, person.here.subject)

    def token(self, person: Person) -> str:
        """As in the newest letter."""
        one = self.invitation(person)
        link = AnswerLink(self.town.workspace.tenant, self.measurement, one.id, one.link)
        return self.town.world.answer_links.token(link)

    def link(self, person: Person) -> str:
        return f"{PATH}{self.token(person)}"

    def look(self, person: Person) -> Invited:
        return self.town.site.run(look_at_link(self.web, self.token(person)))

    def answer(self, person: Person, answers: Mapping[str, Answer | None]) -> Cast:
        given = {QuestionId(question): answer for question, answer in answers.items()}
        return self.town.site.run(answer_alone(self.web, self.look(person), given))

    def own(self, person: Person) -> Mapping[QuestionId, Answer]:
        return self.town.site.run(own_answers(self.web, self.look(person)))

    def waiting(self) -> Mapping[QuestionId, int]:
        """How many answers wait for each question."""
        return self.town.site.run(numbers(self.web, self.town.workspace.tenant, self.measurement))

    def answered(self) -> frozenset[InvitationId]:
        return self.town.site.run(who_answered(self.web, self.town.workspace.tenant, self.measurement))

    def invite_newcomers(self) -> None:
        by = self.town.administrator.here
        self.town.site.run(invite_newcomers(self.town.world, by, self.measurement, new_stream_id()))

    def letters_to(self, person: Person) -> list[CaughtMail]:
        """Newest first."""
        found = caught_mail(self.town.site.settings.mail_catcher_dir)
        return [mail for mail in found if mail.to == person.account.email]


def invite_guests(
    town: Town, *people: Person, name: str = "Friskgården", reminders: tuple[int, ...] = (), answer: bool = False
) -> Guests:
    """To a round that opens now. With `answer` the first of them has answered one question."""
    collaboration = town.collaborate(name, participants=people)
    guests = open_round(town, collaboration, reminders)
    if answer:
        guests.answer(people[0], {"1-1": 4})
    return guests


def open_round(
    town: Town, collaboration: CollaborationId, reminders: tuple[int, ...] = (), under_way: MeasurementId | None = None
) -> Guests:
    """With a measurement of its own, or with one that is `under_way`."""
    return town.site.run(_opened(town, collaboration, reminders, under_way))


async def _opened(
    town: Town, collaboration: CollaborationId, reminders: tuple[int, ...], under_way: MeasurementId | None
) -> Guests:
    world, by, now = town.world, town.administrator.here, town.world.clock.now()
    act, which, measurement = Act(by.subject, now), CampaignId(new_stream_id()), under_way or new_measurement()
    round_ = round_of(civil_of(now).replace(second=0, microsecond=0))
    closes_at = moment_of(datetime.combine(civil_of(now).date() + timedelta(days=DAYS), NOON))
    begun = [
        campaign.CampaignPlanned(at=now, by=act.by, name="Kvartalet", plan=_plan(planned_at(round_), reminders)),
        campaign.RoundOpened(at=now, by=act.by, round=round_, due_at=now),
        campaign.MeasurementOpened(
            at=now,
            by=act.by,
            round=round_,
            collaboration=collaboration,
            measurement=measurement,
            closes_at=closes_at,
        ),
    ]
    command = StartMeasurement(
        collaboration=collaboration, mode=Mode.EACH_THEN_TOGETHER, practice=False, attendance=TWO_SECTORS
    )
    started = start(measurement, command, *(await offered(world)), act)
    people = await people_of(world, by.tenant, collaboration)
    invited, rows = invitations_of(measurement, InvitePeople(which, round_, collaboration, people), act)
    beginning = [] if under_way else following(measurement, (), started)
    events = [*following(which, (), begun), *beginning, *invited]
    await world.log.append(by.tenant, uuid4(), measurement.bytes * 2, events, outbox=rows)
    return Guests(town, collaboration, which, measurement, closes_at)


def new_measurement() -> MeasurementId:
    return MeasurementId(new_stream_id())


def _plan(begins: datetime, reminders: tuple[int, ...]) -> Plan:
    return Plan(
        selection=AllOfThem(),
        begins=date(begins.year, begins.month, begins.day),
        opens_at=time(begins.hour, begins.minute),
        rule=None,
        open_for=DAYS,
        reminders=reminders,
        mode=Mode.EACH_THEN_TOGETHER,
    )


def postponed(guests: Guests, days: int) -> None:
    """The group gets more time, or, with a number below 0, its time is over."""

    async def moved() -> None:
        world, by = guests.town.world, guests.town.administrator.here
        recorded = await world.log.read_stream(by.tenant, guests.campaign)
        closes_at = guests.closes_at + timedelta(days=days)
        event = campaign.ClosingPostponed(
            at=world.clock.now(), by=by.subject, measurement=guests.measurement, closes_at=closes_at
        )
        await world.log.append(by.tenant, uuid4(), b"p" * 32, following(guests.campaign, recorded, [event]))

    guests.town.site.run(moved())


def join_group(guests: Guests, person: Person) -> None:
    """For the first partner, the municipality. Nobody is invited by that alone."""
    world, by = guests.town.world, guests.town.administrator.here
    formed = fold(one.event for one in guests.town.site.run(world.log.read_stream(by.tenant, guests.collaboration)))
    assert formed is not None
    add = AddParticipant(participant=person.here.subject, partner=next(iter(formed.partners)))
    guests.town.site.run(decide_collaboration(world, by, guests.collaboration, add, new_stream_id()))
