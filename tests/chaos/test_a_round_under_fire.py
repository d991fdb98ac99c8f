"""A round is opened and its letters are sent while whatever does it is killed, again and again, by SIGKILL.

The seed of a run is printed, and `SAMSON_CHAOS_SEED` sets it: it decides who is killed and when, as far as that can be
decided. The long run waits out the leases of what was killed; in the short one time is moved on by the test.
"""

import asyncio
import os
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from random import Random
from uuid import UUID

import click
import msgspec
import pytest

from domain.campaign.events import CampaignPlanned, MeasurementOpened, RoundOpened
from domain.collaboration.events import ParticipantJoined
from domain.event import Event
from domain.ids import KS, InvitationId, SubjectId, TenantId
from domain.invitation.events import LetterSent, PersonInvited
from domain.measurement.events import MeasurementStarted
from infra.accounts.tidying import every_tenant
from infra.embedded.environment import Doors, open_doors
from infra.eventlog.log import Recorded
from infra.mail.answer_links import AnswerLink, AnswerLinks
from infra.migrations.roles import WORKER
from infra.outbox import measure_backlog
from infra.settings import Settings
from projections.registry import PROJECTIONS
from services.application.campaigns.writing_letters import sent_id
from services.application.outbox import AT_A_TIME, FIRST_WAIT
from services.application.world import World
from services.bootstrap import opened_world
from services.cli.bench.campaign import Country, seeded
from services.cli.bench.years.writing import PEOPLE, address_of, people_of, slug_of
from services.cli.main import main
from services.cli.running import bring_up_to_date, servers
from services.cli.worker import worker
from tests.chaos.house import House, Progress, Target, opened_house
from tests.chaos.letter_box import Letter, letters_in, opened_letter_box

pytestmark = pytest.mark.nightly

INTERRUPTING = (Target.WORKER, Target.VALKEY, Target.POSTGRES)
"""Whoever hands out no work interrupts none."""

TASKS_AT_ONCE = next(option.default for option in worker.params if option.name == "concurrency")
BATCHES_UNDER_WAY = AT_A_TIME * TASKS_AT_ONCE
"""Letters, at any moment."""

SOON = 1.5
"""Seconds from the start within which the first is killed: about as long as a worker takes to be there."""

A_BATCH = 0.3
"""Seconds that one takes, so that a kill may hit any part of it."""

LATEST = 0.9
"""Of all letters, after which the last is killed."""


class Fire(msgspec.Struct, frozen=True):
    """How much there is to do, and how often something is killed."""

    country: Country
    kills: int
    opened_before: int
    """Rounds, before anything is killed by how far the letters have come."""
    waits_for_leases: bool
    """Or has their time moved on by hand, at the end."""
    patience: float
    """Seconds for which nothing may move before the test gives up."""

    @property
    def letters(self) -> int:
        return self.country.groups * len(PEOPLE)


class Strike(msgspec.Struct, frozen=True):
    """Not before so many rounds have opened and letters were taken up so often, and then `delay` seconds later."""

    target: Target
    rounds: int
    letters: int
    delay: float


class Killed(msgspec.Struct, frozen=True):
    target: Target
    what: str
    progress: Progress
    """Right before."""


class Aftermath(msgspec.Struct, frozen=True):
    """What there is when all is quiet again. `by_tenant` are the logs; `noted` is where a Message-ID leads in them.

    `leases_ended` when the test had them end, in seconds since 1970; 0 where it did not.
    """

    fire: Fire
    settings: Settings
    killed: Sequence[Killed]
    letters: Sequence[Letter]
    by_tenant: dict[TenantId, list[Recorded]]
    noted: dict[str, list[InvitationId]]
    waiting: int
    leases_ended: float
    folder: Path

    def happened(self, *kinds: type[Event]) -> list[Recorded]:
        return [one for log in self.by_tenant.values() for one in log if isinstance(one.event, kinds)]

    def where(self, letter: Letter) -> AnswerLink:
        return AnswerLinks(self.settings.master_keys).read(letter.token)

    @property
    def slugs(self) -> list[str]:
        return [slug_of(number) for number in range(self.fire.country.workspaces)]


def planned(fire: Fire, draw: Random) -> list[Strike]:
    """The first before the rounds open, the second while they do, and the others while letters go; at last the worker.

    The third is the scheduler, which ticks at its start: else what the second has broken off waits for a minute.
    """
    whole, rest = divmod(fire.kills, len(Target))
    targets = [*list(Target) * whole, *draw.sample(list(Target), rest)]
    targets.remove(Target.WORKER)
    targets.remove(Target.SCHEDULER)
    draw.shuffle(targets)
    breaking = next(target for target in targets if target in INTERRUPTING)
    targets.remove(breaking)
    before, *later = [*targets, Target.WORKER]
    parts = [(number + draw.random()) / len(later) for number in range(len(later))]
    return [
        Strike(before, 0, 0, SOON * draw.random()),
        Strike(breaking, 1, 0, 0),
        Strike(Target.SCHEDULER, 1, 0, 0),
        *(
            Strike(target, fire.opened_before, int(LATEST * part * fire.letters), A_BATCH * draw.random())
            for target, part in zip(later, parts, strict=True)
        ),
    ]


def strike(house: House, fire: Fire, strikes: Sequence[Strike], draw: Random) -> list[Killed]:
    """Each hits work that has gone on since the one before, if need be that of a lease that has ended."""
    killed: list[Killed] = []
    for number, planned_one in enumerate(strikes, start=1):
        before = killed[-1].progress.taken if killed and planned_one.letters else -1

        def is_due(progress: Progress, one: Strike = planned_one, before: int = before) -> bool:
            if progress.opened < one.rounds:
                return False
            waits = not progress.due and progress.taken >= fire.letters
            return progress.taken >= max(one.letters, before + 1) or (waits and not fire.waits_for_leases)

        house.until(is_due, f"kill {number}")
        over = time.monotonic() + planned_one.delay
        progress = house.until(lambda _, over=over: time.monotonic() > over, f"kill {number}")
        what = house.kill(planned_one.target, draw)
        killed.append(Killed(planned_one.target, what, progress))
        click.echo(f"{number}. {planned_one.target} ({what}) at {progress}")
    return killed


def burn(settings: Settings, doors: Doors, fire: Fire, draw: Random, folder: Path) -> tuple[list[Killed], float]:
    """From before the round opens until all its letters have gone and all read models show it.

    Also when it had leases end.
    """
    leases_ended = 0.0
    with opened_house(settings, doors, folder / "log", fire.patience) as house:
        killed = strike(house, fire, planned(fire, draw), draw)
        if not fire.waits_for_leases:
            leases_ended = house.end_leases()
        whole = fire.country.workspaces
        house.until(lambda now: now.opened == whole and now.left == now.set_aside, "the last letter")
        house.until(lambda now: not now.behind, "the last read model")
        for said in house.said:
            click.echo(said)
    return killed, leases_ended


async def seed(settings: Settings, country: Country) -> None:
    async with opened_world(settings, WORKER) as world:
        await seeded(world, country)


async def look(
    fire: Fire, settings: Settings, killed: Sequence[Killed], leases_ended: float, folder: Path
) -> Aftermath:
    letters, links = letters_in(folder / "letters"), AnswerLinks(settings.master_keys)
    async with opened_world(settings, WORKER) as world:
        tenants = [tenant for tenant in await every_tenant(world.database) if tenant != KS]
        logs = {tenant: await world.log.read_log(tenant, 0, 10**6) for tenant in tenants}
        sent_to = {letter.message_id: links.read(letter.token).tenant for letter in letters}
        noted = {name: await noted_of(world, tenant, name) for name, tenant in sent_to.items()}
        backlog = await measure_backlog(world.database)
    waiting = backlog.waiting + backlog.set_aside
    return Aftermath(fire, settings, killed, letters, logs, noted, waiting, leases_ended, folder)


async def noted_of(world: World, tenant: TenantId, message_id: str) -> list[InvitationId]:
    """By the way that a letter takes when it comes back."""
    mail = UUID(message_id.strip("<>").partition("@")[0])
    return [one.event.invitation for one in await world.log.appended_by(tenant, sent_id(mail))]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(Fire(Country(8, 2), kills=6, opened_before=8, waits_for_leases=False, patience=240), id="short"),
        pytest.param(
            Fire(Country(10, 20), kills=32, opened_before=1, waits_for_leases=True, patience=1200),
            id="long",
        ),
    ],
)
def aftermath(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    fire: Fire = request.param
    began, chosen = time.monotonic(), int(os.environ.get("SAMSON_CHAOS_SEED") or secrets.randbelow(10**6))
    click.echo(f"\nSAMSON_CHAOS_SEED={chosen}")
    folder = tmp_path_factory.mktemp("fire")
    with ExitStack() as stack:
        doors = Doors(smtp=stack.enter_context(opened_letter_box(folder / "letters")))
        (state := folder / "state").mkdir(mode=0o700)
        open_doors(state, doors)
        settings = stack.enter_context(servers(state))
        bring_up_to_date(settings)
        asyncio.run(seed(settings, fire.country))
        killed, leases_ended = burn(settings, doors, fire, Random(chosen), folder)
        found = asyncio.run(look(fire, settings, killed, leases_ended, folder))
        took = time.monotonic() - began
        click.echo(f"{len(killed)} kills, {len(found.letters)} letters of {fire.letters} invitations, {took:.0f} s")
        yield found


def test_each_is_killed_and_while_there_is_work(aftermath: Aftermath) -> None:
    each = Counter(one.target for one in aftermath.killed)
    assert each.keys() == set(Target)
    assert sum(each.values()) == aftermath.fire.kills
    assert min(each.values()) >= aftermath.fire.kills // len(Target)
    assert all(one.progress.left or one.progress.opened < len(aftermath.slugs) for one in aftermath.killed)


def test_each_round_opens_once_and_every_group_has_one_measurement(aftermath: Aftermath) -> None:
    campaigns = [one.originator_id for one in aftermath.happened(CampaignPlanned)]
    assert Counter(one.originator_id for one in aftermath.happened(RoundOpened)) == Counter(campaigns)
    started = Counter(one.originator_id for one in aftermath.happened(MeasurementStarted))
    assert started == Counter(one.event.measurement for one in aftermath.happened(MeasurementOpened))
    assert set(started.values()) == {1}
    assert len(started) == aftermath.fire.country.groups


def test_every_person_of_every_group_is_invited_and_nobody_twice(aftermath: Aftermath) -> None:
    belong = Counter((one.originator_id, one.event.participant) for one in aftermath.happened(ParticipantJoined))
    invited = [one.event for one in aftermath.happened(PersonInvited)]
    assert Counter((one.collaboration, one.person) for one in invited) == belong
    assert len({one.invitation for one in invited}) == len(belong) == aftermath.fire.letters


def test_every_invitation_has_its_letter_to_the_right_address_under_one_message_id(aftermath: Aftermath) -> None:
    arrived: dict[AnswerLink, set[tuple[str, str]]] = defaultdict(set)
    for letter in aftermath.letters:
        arrived[aftermath.where(letter)].add((letter.message_id, letter.to))
    assert {link: len(letters) for link, letters in arrived.items() if len(letters) != 1} == {}
    addresses = {link: to for link, ((_, to),) in arrived.items()}
    assert addresses == asked_for(aftermath)
    assert len({message_id for ((message_id, _),) in arrived.values()}) == aftermath.fire.letters


def test_each_message_id_leads_to_its_invitation_in_the_log(aftermath: Aftermath) -> None:
    arrived = {letter.message_id: [aftermath.where(letter).invitation] for letter in aftermath.letters}
    assert aftermath.noted == arrived


def asked_for(aftermath: Aftermath) -> dict[AnswerLink, str]:
    """The link and the address of each invitation that the log knows."""
    lives: dict[SubjectId, str] = {}
    for number, slug in enumerate(aftermath.slugs):
        lives |= {who: address_of(slug, place) for place, who in enumerate(people_of(Random(number)))}
    return {
        AnswerLink(tenant, one.event.measurement, one.event.invitation, 1): lives[one.event.person]
        for tenant, log in aftermath.by_tenant.items()
        for one in log
        if isinstance(one.event, PersonInvited)
    }


def test_no_more_letters_come_twice_than_were_under_way_when_something_was_killed(aftermath: Aftermath) -> None:
    """Between the mail server's yes and its note in the log a letter can be interrupted, and is sent again."""
    repeats = len(aftermath.letters) - aftermath.fire.letters
    interruptions = [one for one in aftermath.killed if one.target in INTERRUPTING and one.progress.taken]
    click.echo(f"{repeats} repeats; at most {len(interruptions)} x {BATCHES_UNDER_WAY}")
    assert repeats <= len(interruptions) * BATCHES_UNDER_WAY


def test_no_letter_is_sent_again_before_whoever_had_it_is_given_up(aftermath: Aftermath) -> None:
    """By the end of the lease, or by a failure that was noted and waits for a while."""
    arrivals: dict[str, list[float]] = defaultdict(list)
    for letter in aftermath.letters:
        arrivals[letter.message_id].append(letter.at)
    pairs = [(name, first, then) for name, came in arrivals.items() for first, then in pairwise(sorted(came))]
    too_soon = [
        (name, then - first)
        for name, first, then in pairs
        if then - first < FIRST_WAIT.total_seconds() and not first < aftermath.leases_ended < then
    ]
    assert too_soon == []


def test_the_log_says_of_every_invitation_once_that_its_letter_was_handed_over(aftermath: Aftermath) -> None:
    handed_over = Counter(one.event.invitation for one in aftermath.happened(LetterSent))
    assert handed_over == Counter(one.event.invitation for one in aftermath.happened(PersonInvited))


def test_nothing_is_left_to_do(aftermath: Aftermath) -> None:
    assert aftermath.waiting == 0


def test_every_workspace_can_prove_its_history(aftermath: Aftermath, capsys: pytest.CaptureFixture[str]) -> None:
    for slug in aftermath.slugs:
        file = str(aftermath.folder / f"{slug}.samson")
        assert main(["audit", "export", slug, "-o", file]) == 0, capsys.readouterr().err
        assert main(["audit", "verify", file]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("read_model", [projection.name for projection in PROJECTIONS])
def test_every_read_model_is_what_the_log_makes_of_it(
    aftermath: Aftermath, read_model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["rebuild", read_model, "--compare-only"])
    said = capsys.readouterr()
    assert status == 0, said.err
    logs = len([*aftermath.slugs, KS])
    assert said.out == f"{logs} tenants compared: 0 rows differ\n"
