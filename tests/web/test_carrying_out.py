"""Carrying out an erasure can be interrupted anywhere and begun again, and twice does no harm."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from asyncpg import Connection, Pool
from msgspec import structs

from domain.erasure.decisions import ConfirmErasure
from domain.erasure.state import Status
from domain.ids import PLATFORM, SubjectId
from domain.workspace.decisions import InviteMember
from domain.workspace.events import Role
from infra.accounts.directory import memberships_of
from infra.accounts.people import ensure_account, find_account_by_email
from infra.accounts.sessions import find_session
from infra.database import NOBODY, Database
from infra.eventlog.log import EventLog
from infra.identity import new_stream_id
from infra.keys import Keyring
from infra.outbox import TakenWork, enqueue
from services.application.erasures import CARRY_OUT, ErasePerson, decide_erasure, read_erasure, request_erasure
from services.application.forgetting import carry_out
from services.application.sign_in import SIGN_IN_MAIL
from services.application.workspaces import decide_workspace
from services.application.world import World
from tests.running_site import Site
from tests.support.searching import places_with
from tests.support.towns import Person, Town, _accept, browser_of, found_town, session_of


class Interrupted(Exception):
    """As if the process had ended here."""


class Steps:
    """How many transactions are still begun before the process ends."""

    def __init__(self, left: int) -> None:
        self.left = left

    def step(self) -> None:
        if self.left == 0:
            raise Interrupted
        self.left -= 1


class Stopping(Database):
    """Ends the work before one of its transactions."""

    def __init__(self, pool: Pool, steps: Steps) -> None:
        super().__init__(pool)
        self._steps = steps

    @asynccontextmanager
    async def transaction(
        self, settings: Mapping[str, str] = NOBODY, *, begin: str = "begin"
    ) -> AsyncIterator[Connection]:
        self._steps.step()
        async with super().transaction(settings, begin=begin) as connection:
            yield connection

    @asynccontextmanager
    async def single_statements(self) -> AsyncIterator[Connection]:
        self._steps.step()
        async with super().single_statements() as connection:
            yield connection


def stopping_after(world: World, steps: int) -> World:
    counted = Steps(steps)
    database = Stopping(world.database._pool, counted)
    keyring = Keyring(Stopping(world.keyring._database._pool, counted), world.keyring._master_keys)
    return structs.replace(world, database=database, keyring=keyring, log=EventLog(database, keyring))


@pytest.fixture
def administrators(town: Town) -> tuple[Person, Person]:
    return town.administrator, town.join(Role.ADMINISTRATOR, "Bo Bekrefter")


async def joined(town: Town, email: str) -> Person:
    subject = SubjectId(uuid4())
    invite = InviteMember(member=subject, role=Role.PARTICIPANT, email=email, name="Avbrutt Person")
    await decide_workspace(town.world, town.administrator.here, invite, new_stream_id())
    return await _accept(town.world, town.workspace, subject, email, "Avbrutt Person")


async def confirmed(town: Town, member: SubjectId, administrators: tuple[Person, Person]) -> TakenWork:
    """The work that its confirmation leads to, not yet done."""
    erasure, (asking, confirming) = new_stream_id(), administrators
    command = ErasePerson(member=member, reason="Vedkommende ba om det")
    await request_erasure(town.world, asking.here, erasure, command, erasure)
    await decide_erasure(town.world, confirming.here, erasure, ConfirmErasure(), new_stream_id())
    payload = {"erasure": str(erasure)}
    return TakenWork(town.workspace.tenant, uuid4(), CARRY_OUT, payload, attempts=1, late=timedelta(0))


def test_wherever_it_is_interrupted_it_is_begun_again_and_done_in_the_end(
    town: Town, administrators: tuple[Person, Person]
) -> None:
    site, run, interrupted = town.site, town.site.run, 0

    async def interrupt_and_begin_again(steps: int) -> bool:
        email = f"person{steps}@avbrutt.example"
        person = await joined(town, email)
        async with town.world.database.tenant(PLATFORM) as connection:
            await enqueue(connection, PLATFORM, SIGN_IN_MAIL, {"email": email.upper(), "language": "nb", "then": ""})
        work = await confirmed(town, person.here.subject, administrators)
        folder = site.settings.mail_catcher_dir
        try:
            await carry_out(stopping_after(town.world, steps), folder, work)
        except Interrupted:
            await carry_out(town.world, folder, work)
            return True
        return False

    while run(interrupt_and_begin_again(interrupted)):
        interrupted += 1
    assert interrupted >= 8, "it was interrupted before each of its transactions"
    assert places_with(site, "@avbrutt.example") == []
    head = run(town.world.log.head(town.workspace.tenant))
    assert run(all_are_carried_out(town)) == interrupted + 1
    assert run(town.world.log.head(town.workspace.tenant)) == head


async def all_are_carried_out(town: Town) -> int:
    recorded = await town.world.log.read_log(town.workspace.tenant, 0, 10_000)
    erasures = {one.originator_id for one in recorded if one.event.TOPIC.startswith("erasure.")}
    carried_out = [one for one in recorded if one.event.TOPIC == "erasure.erasure-carried-out.v1"]
    assert {one.originator_id for one in carried_out} == erasures
    assert len(carried_out) == len(erasures), "each once"
    return len(erasures)


def test_carrying_out_again_writes_nothing(town: Town, administrators: tuple[Person, Person]) -> None:
    async def twice() -> tuple[int, int, Status]:
        person = await joined(town, f"to.ganger.{uuid4()}@example.org")
        work = await confirmed(town, person.here.subject, administrators)
        await carry_out(town.world, None, work)
        head = await town.world.log.head(work.tenant)
        await carry_out(town.world, None, work)
        state = await read_erasure(town.world, town.administrator.here, UUID(work.payload["erasure"]))
        return head, await town.world.log.head(work.tenant), state[1].status

    before, after, status = town.site.run(twice())
    assert (before, status) == (after, Status.CARRIED_OUT)


def test_erasing_somebody_twice_does_no_harm(town: Town, administrators: tuple[Person, Person]) -> None:
    async def twice() -> None:
        person = await joined(town, f"to.slettinger.{uuid4()}@example.org")
        for _ in range(2):
            work = await confirmed(town, person.here.subject, administrators)
            await carry_out(town.world, None, work)

    town.site.run(twice())


def test_who_is_erased_is_signed_out_and_has_no_account_any_more(
    town: Town, administrators: tuple[Person, Person]
) -> None:
    email = f"utlogget.{uuid4()}@example.org"
    person = town.site.run(joined(town, email))
    token = session_of(town.site, person)
    town.site.run(confirmed(town, person.here.subject, administrators))
    town.site.work_off()
    assert town.site.run(account_of(town.site, email)) is None
    assert town.site.run(find_session(town.site.web, token, town.world.clock.now())) is None


def test_who_belongs_elsewhere_keeps_the_account_and_that_place(
    town: Town, administrators: tuple[Person, Person]
) -> None:
    email = f"annetsteds.{uuid4()}@example.org"
    person, other = town.site.run(joined(town, email)), found_town(town.site, "Annetsteds")
    other.join_too(person, Role.PARTICIPANT)
    town.site.run(confirmed(town, person.here.subject, administrators))
    town.site.work_off()
    other.show()
    memberships = town.site.run(memberships_of(town.site.web, person.account.id))
    assert [one.workspace.slug for one in memberships] == [other.workspace.slug]
    with browser_of(town.site, person) as browser:
        assert browser.open(other.home).status == 200
        assert browser.open(town.home).status == 404


def test_an_account_without_a_place_is_left_alone_until_somebody_is_erased(town: Town) -> None:
    """Forgetting an address goes by the address of the erased, and by no other."""
    email = f"uten.sted.{uuid4()}@example.org"

    async def made() -> None:
        async with town.world.database.transaction() as connection:
            await ensure_account(connection, email, town.world.clock.now())

    town.site.run(made())
    administrators = (town.administrator, town.join(Role.ADMINISTRATOR, "Bo Bekrefter"))
    person = town.site.run(joined(town, f"noen.{uuid4()}@example.org"))
    town.site.run(confirmed(town, person.here.subject, administrators))
    town.site.work_off()
    assert town.site.run(account_of(town.site, email)) is not None


async def account_of(site: Site, email: str) -> object:
    async with site.world.database.transaction() as connection:
        return await find_account_by_email(connection, email)
