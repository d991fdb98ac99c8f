import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from database_plugin import DatabaseCopy
from post_office import PostOffice, mailer_to

from domain.event import Act, Event
from domain.ids import SubjectId
from domain.streams import workspace_stream
from domain.workspace.decisions import FoundWorkspace, InviteMember, WithdrawInvitation, found
from domain.workspace.events import MemberJoined, Role
from infra.accounts import invitations
from infra.accounts.directory import Membership, Workspace, add_membership, add_workspace, memberships_of, next_tenant
from infra.accounts.invitations import InvitationRefused
from infra.accounts.people import ensure_account
from infra.accounts.tidying import KEPT_TO_EXPLAIN
from infra.clock import FixedClock
from infra.mail.choices import Choice, choice_of
from infra.mail.mailer import Mailer
from services.application import joining
from services.application.checkpoints.signing import Notary
from services.application.joining import join_workspace
from services.application.leaving import remove_member, withdraw_invitation
from services.application.outbox import Outcome
from services.application.work import do_what_waits, letters, tidy
from services.application.workspaces import decide_workspace
from services.application.world import Caller, World
from tests.support.logs import append, versions
from tests.support.worlds import opened_world

pytestmark = pytest.mark.anyio

LINK = re.compile(r"https://samson\.example/invitations/([\w-]{43})\s")
EMAIL = "kari@arendal.example"


class Town:
    """A workspace with an administrator who invites, the web where people accept, and the worker that sends."""

    def __init__(self, web: World, worker: World, workspace: Workspace, mailer: Mailer, clock: FixedClock) -> None:
        self.clock = clock
        self.web = web
        self.worker = worker
        self.workspace = workspace
        self.mailer = mailer
        self.administrator = Caller(tenant=workspace.tenant, subject=SubjectId(uuid4()))

    async def invite(self, email: str = EMAIL) -> SubjectId:
        member = SubjectId(uuid4())
        command = InviteMember(member=member, role=Role.FACILITATOR, email=email)
        await decide_workspace(self.web, self.administrator, command, uuid4())
        return member

    async def withdraw(self, member: SubjectId) -> None:
        await withdraw_invitation(self.web, self.administrator, member, uuid4())

    async def work(self) -> dict[Outcome, int]:
        return dict(
            await do_what_waits(
                self.worker, letters(Notary(self.worker, "samson.example"), self.mailer, "https://samson.example")
            )
        )

    async def events(self) -> list[Event]:
        tenant = self.workspace.tenant
        return [record.event for record in await self.web.log.read_stream(tenant, workspace_stream(tenant))]


@pytest.fixture
async def town(emptied_database: DatabaseCopy, redis_url: str, post_office: PostOffice) -> AsyncIterator[Town]:
    clock = FixedClock(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    async with (
        opened_world(emptied_database, redis_url, "samson_web", clock) as web,
        opened_world(emptied_database, redis_url, "samson_worker", clock) as worker,
        mailer_to(post_office) as mailer,
    ):
        workspace = Workspace(await next_tenant(worker.database), "arendal", "Arendal kommune", "NO", "municipality")
        await add_workspace(worker.database, workspace)
        town = Town(web, worker, workspace, mailer, clock)
        await town.worker.log.open_tenant(workspace.tenant)
        act = Act(by=town.administrator.subject, at=clock.now())
        founding = found(FoundWorkspace("arendal", workspace.name), act)
        await append(web.log, workspace.tenant, versions(workspace_stream(workspace.tenant), founding))
        yield town


def token_of(post_office: PostOffice, number: int = -1) -> str:
    link = LINK.search(post_office.text(number))
    assert link
    return link[1]


async def reason_of_refusal(town: Town, token: str) -> object:
    with pytest.raises(InvitationRefused) as refusal:
        await join_workspace(town.web, token)
    return refusal.value.data["reason"]


async def test_who_is_invited_gets_a_letter_and_becomes_a_member(town: Town, post_office: PostOffice) -> None:
    member = await town.invite()
    assert await town.work() == {Outcome.DONE: 1}
    (mail,) = post_office.mails
    assert (mail["To"], mail["Subject"]) == (EMAIL, "Arendal kommune inviterer deg til SAMSON")
    signed_in = (await join_workspace(town.web, token_of(post_office), "nn")).signed_in
    assert signed_in.method == "invitation"
    async with town.web.database.reading(town.workspace.tenant) as connection:
        chosen = await choice_of(connection, town.workspace.tenant, member)
    assert chosen == Choice(reminders=True, language="nn"), "letters come in what they read in"
    assert await memberships_of(town.web.database, signed_in.account) == [Membership(town.workspace, member)]
    joined = (await town.events())[-1]
    assert isinstance(joined, MemberJoined)
    assert joined.member == joined.by == member


async def test_neither_log_nor_outbox_holds_the_address_in_plain_words(
    town: Town, emptied_database: DatabaseCopy
) -> None:
    await town.invite()
    tenant = town.workspace.tenant
    async with town.web.database.tenant(tenant) as connection:
        assert await connection.fetchval("select count(*) from log.outbox") == 1
        for table in ("events", "outbox", "commands"):
            for row in await connection.fetch(f"select * from log.{table}"):
                assert EMAIL not in str(dict(row))
                assert EMAIL.encode() not in b"".join(value for value in row if isinstance(value, bytes))


async def test_who_is_interrupted_after_the_event_can_accept_again(
    town: Town, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.invite()
    await town.work()

    async def crash(*_: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as interrupted:
        interrupted.setattr(joining, "accept_invitation", crash)
        with pytest.raises(ConnectionResetError):
            await join_workspace(town.web, token_of(post_office))
    assert await join_workspace(town.web, token_of(post_office))
    assert [type(event) for event in await town.events()].count(MemberJoined) == 1


async def test_an_invitation_that_was_withdrawn_is_not_sent(town: Town, post_office: PostOffice) -> None:
    await town.withdraw(await town.invite())
    assert await town.work() == {Outcome.DONE: 1}
    assert post_office.envelopes == []


async def test_an_invitation_that_was_withdrawn_after_it_was_sent_opens_nothing(
    town: Town, post_office: PostOffice
) -> None:
    member = await town.invite()
    await town.work()
    await town.withdraw(member)
    assert await reason_of_refusal(town, token_of(post_office)) == "revoked"
    async with town.web.database.tenant(town.workspace.tenant) as connection:
        assert await connection.fetchval("select email from accounts.invitations") is None


async def test_what_the_log_says_counts_even_while_the_link_is_still_open(town: Town, post_office: PostOffice) -> None:
    member = await town.invite()
    await town.work()
    await decide_workspace(town.web, town.administrator, WithdrawInvitation(member=member), uuid4())
    assert await reason_of_refusal(town, token_of(post_office)) == "revoked"


async def test_who_is_removed_belongs_no_more_and_can_be_invited_anew(town: Town, post_office: PostOffice) -> None:
    member = await town.invite()
    await town.work()
    first = (await join_workspace(town.web, token_of(post_office))).signed_in
    await remove_member(town.web, town.administrator, member, uuid4())
    assert await memberships_of(town.web.database, first.account) == []
    await town.invite()
    await town.work()
    again = (await join_workspace(town.web, token_of(post_office))).signed_in
    assert len(await memberships_of(town.web.database, again.account)) == 1


async def test_a_person_who_was_forgotten_gets_no_letter(town: Town, post_office: PostOffice) -> None:
    member = await town.invite()
    await town.web.keyring.erase_subject(town.workspace.tenant, member)
    assert await town.work() == {Outcome.DONE: 1}
    assert post_office.envelopes == []


async def test_who_belongs_under_another_pseudonym_does_not_become_two(town: Town, post_office: PostOffice) -> None:
    await town.invite()
    await town.work()
    tenant = town.workspace.tenant
    async with town.worker.database.tenant(tenant) as connection:
        account = await ensure_account(connection, EMAIL.upper(), town.clock.now())
        await add_membership(connection, tenant, SubjectId(uuid4()), account.id)
    assert await reason_of_refusal(town, token_of(post_office)) == "other_member"
    assert MemberJoined not in [type(event) for event in await town.events()]


async def test_a_letter_that_may_have_arrived_stays_valid_when_it_is_sent_again(
    town: Town, post_office: PostOffice
) -> None:
    post_office.lost = 1
    await town.invite()
    assert await town.work() == {Outcome.PUT_BACK: 1}
    async with town.worker.database.single_statements() as connection:
        await connection.execute("update log.outbox set available_at = clock_timestamp()")
    assert await town.work() == {Outcome.DONE: 1}
    first, second = post_office.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert await join_workspace(town.web, token_of(post_office, 0))
    assert await reason_of_refusal(town, token_of(post_office, 1)) == "revoked"


async def test_the_letter_is_in_the_inviters_language(town: Town, post_office: PostOffice) -> None:
    await town.invite()
    async with town.worker.database.single_statements() as connection:
        await connection.execute("""update log.outbox set payload = payload || '{"language": "nn"}'""")
    await town.work()
    assert post_office.mails[0]["Content-Language"] == "nn"


async def test_tidying_leaves_what_is_still_needed(town: Town, post_office: PostOffice) -> None:
    await town.invite()
    await tidy(town.worker)
    await town.work()
    await tidy(town.worker)
    async with town.web.database.tenant(town.workspace.tenant) as connection:
        assert await connection.fetchval("select count(*) from log.outbox where done_at is not null") == 1
    assert await join_workspace(town.web, token_of(post_office))


async def test_in_the_first_minute_of_an_hour_old_invitations_are_deleted(town: Town, post_office: PostOffice) -> None:
    await town.invite()
    await town.work()
    town.clock.advance(invitations.LIVES + KEPT_TO_EXPLAIN + timedelta(minutes=1))
    await tidy(town.worker)
    assert await reason_of_refusal(town, token_of(post_office)) == "expired"
    town.clock.advance(timedelta(minutes=59))
    await tidy(town.worker)
    assert await reason_of_refusal(town, token_of(post_office)) == "unknown"


async def test_a_campaign_of_invitations_is_sent_in_one_go(town: Town, post_office: PostOffice) -> None:
    members = [await town.invite(f"n{n}@arendal.example") for n in range(20)]
    assert await town.work() == {Outcome.DONE: len(members)}
    assert {mail["To"] for mail in post_office.mails} == {f"n{n}@arendal.example" for n in range(20)}
