"""What KS proposes is told to every municipality's administrators: once, whatever breaks, by a real mail server."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
import pytest
from campaigns import plan
from post_office import PostOffice, mailer_to
from rounds import PLANNED, Parish, at, found_parish

from domain.ids import KS, ProposalId, SubjectId, TenantId
from domain.proposal.answering.decisions import DeclineProposal
from domain.proposal.decisions import ProposeCampaign, Said, WithdrawProposal
from domain.workspace.decisions import GrantRole
from domain.workspace.events import Role
from infra.identity import new_stream_id
from infra.mail.choices import Choice, choose
from infra.mail.mailer import Mailer
from infra.mail.pace import Rule
from infra.outbox import TakenWork, forget_in_work, take_work
from services.application import announcing
from services.application.announcing import PROPOSAL_LETTER, announce
from services.application.outbox import Outcome, drain
from services.application.posting import Post
from services.application.proposal_letters import send_proposal_letter
from services.application.proposals import ANNOUNCING, accept_as_it_is, decide_proposal, decline_proposal
from services.application.workspaces import decide_workspace
from services.application.world import Caller, World

pytestmark = pytest.mark.anyio

KARI = Caller(tenant=KS, subject=SubjectId(UUID(int=7)))
LONG = timedelta(seconds=50)
OVER = PLANNED + timedelta(days=60)
"""When the one round of the proposals here has opened."""

OPENS = "mandag 11. januar 2027 kl. 08.00"

WORK = """
    select tenant_id, id, payload, done_at
    from log.outbox
    where kind = any($1::text[])
    order by tenant_id, id
"""

FOREIGN = """
    select (select count(*) from log.outbox where tenant_id <> $1)
         + (select count(*) from log.commands where tenant_id <> $1)
"""

Letters = list[tuple[TenantId, SubjectId]]


class Nation:
    """Three municipalities with an administrator each, and the mail server that their letters go to."""

    def __init__(self, parishes: Sequence[Parish], mailer: Mailer, post: PostOffice) -> None:
        self.parishes = parishes
        self.mailer = mailer
        self.post = post

    @property
    def worker(self) -> World:
        return self.parishes[0].worker

    @property
    def web(self) -> World:
        return self.parishes[0].web

    async def propose(self, **names: str) -> ProposalId:
        """One round, on 11 January at eight o'clock in Norway."""
        which = ProposalId(new_stream_id())
        said = {language: Said(name, "Grunnen", "Bønnen") for language, name in (names or {"nb": "Vinteren"}).items()}
        command = ProposeCampaign(which, said, plan(begins=date(2027, 1, 11), rule=None))
        await decide_proposal(self.web, KARI, command, new_stream_id())
        return which

    async def withdraw(self, which: ProposalId) -> None:
        await decide_proposal(self.web, KARI, WithdrawProposal(which, "Vi tok feil"), new_stream_id())

    async def order(self, which: ProposalId, world: World | None = None) -> None:
        """The letters, as from the row that KS's log has of it."""
        await announce(world or self.worker, TakenWork(KS, which, ANNOUNCING, {"proposal": str(which)}, 1, timedelta()))

    async def work_off(self, world: World | None = None) -> Mapping[Outcome, int]:
        """All that waits of these two kinds, with the real handlers, by the real outbox."""
        used = world or self.worker
        handlers = {
            ANNOUNCING: partial(announce, used),
            PROPOSAL_LETTER: partial(send_proposal_letter, self.office(used), used),
        }
        return await drain(self.worker.database, handlers, LONG)

    def office(self, world: World) -> Post:
        return Post(world.database, self.mailer, world.clock, "https://samson.example")

    async def ordered(self) -> Letters:
        """The letters that have not been sent."""
        async with self.worker.database.single_statements() as connection:
            found = await connection.fetch(WORK, [PROPOSAL_LETTER])
        return sorted(addressed(row) for row in found if row["done_at"] is None)

    @property
    def administrators(self) -> Letters:
        return sorted((one.tenant, one.planner.subject) for one in self.parishes)

    def written_to(self) -> list[str]:
        """The names in the addresses."""
        return sorted(str(mail["To"]).split(".")[0] for mail in self.post.mails)


def addressed(row: Any) -> tuple[TenantId, SubjectId]:
    return TenantId(row["tenant_id"]), SubjectId(UUID(msgspec.json.decode(row["payload"])["member"]))


@pytest.fixture
async def nation(parish: Parish, post_office: PostOffice) -> AsyncIterator[Nation]:
    others = [await found_parish(parish.worker, parish.web) for _ in range(2)]
    async with mailer_to(post_office) as mailer:
        yield Nation([parish, *others], mailer, post_office)


async def chooses(parish: Parish, who: SubjectId, choice: Choice) -> None:
    async with parish.web.database.tenant(parish.tenant) as connection:
        await choose(connection, parish.tenant, who, choice)


async def answers(answer: str, parish: Parish, which: ProposalId) -> None:
    if answer == "yes":
        await accept_as_it_is(parish.web, parish.planner, which, "Vinteren", new_stream_id())
    else:
        await decline_proposal(parish.web, parish.planner, which, DeclineProposal(), new_stream_id())


class TestTheLetter:
    async def test_it_says_who_proposes_when_it_opens_and_by_when_to_answer(self, nation: Nation) -> None:
        await nation.propose()
        await nation.work_off()
        first, text = nation.post.mails[0], nation.post.text(0)
        assert first["Subject"] == "KS foreslår en nasjonal måling: Vinteren"
        for said in ("KS, kommunesektorens organisasjon", f"åpner {OPENS}", "Svar før den åpner"):
            assert said in text

    async def test_it_has_one_link_which_leads_to_the_proposal_and_one_that_stops_such_letters(
        self, nation: Nation
    ) -> None:
        which = await nation.propose()
        await nation.work_off()
        pages = {f"https://samson.example/w/{one.workspace.slug}/proposals/{which}" for one in nation.parishes}
        found = set()
        for number, mail in enumerate(nation.post.mails):
            page, stop = re.findall(r"https?://\S+", nation.post.text(number))
            assert mail["List-Unsubscribe"] == f"<{stop}>"
            html = mail.get_body(("html",))
            assert html is not None
            assert set(re.findall(r'href="([^"]*)"', html.get_content())) == {page, stop}
            found.add(page)
        assert found == pages

    async def test_there_is_no_figure_in_it_but_the_date_and_nothing_of_what_ks_wrote_but_the_name(
        self, nation: Nation
    ) -> None:
        await nation.propose()
        await nation.work_off()
        said = re.sub(r"https?://\S+", "", nation.post.text(0)).replace(OPENS, "")
        assert not re.search(r"\d|Grunnen|Bønnen", said)

    async def test_each_administrator_gets_one_in_a_language_of_their_own(self, nation: Nation) -> None:
        first, second, _ = nation.parishes
        bo = await first.join("Bo", Role.ADMINISTRATOR)
        await chooses(first, bo, Choice(reminders=True, language="nn"))
        await chooses(second, second.planner.subject, Choice(reminders=True, language="en"))
        await nation.propose(nb="Vinteren", nn="Vinteren på nynorsk")
        await nation.work_off()
        assert Counter(mail["Subject"] for mail in nation.post.mails) == {
            "KS foreslår en nasjonal måling: Vinteren": 2,
            "KS foreslår ei nasjonal måling: Vinteren på nynorsk": 1,
            "KS proposes a national measurement: Vinteren": 1,
        }

    async def test_only_who_administers_and_has_joined_is_written_to(self, nation: Nation) -> None:
        first = nation.parishes[0]
        await first.join("Pia")
        await first.join("Finn", Role.FACILITATOR)
        await first.invite(Role.ADMINISTRATOR)
        await nation.propose()
        await nation.work_off()
        assert nation.written_to() == ["ada"] * 3

    async def test_a_guest_from_abroad_is_not_written_to(self, nation: Nation) -> None:
        await found_parish(nation.worker, nation.web, "DK")
        await nation.order(await nation.propose())
        assert await nation.ordered() == nation.administrators

    async def test_nor_is_who_wants_no_reminders(self, nation: Nation) -> None:
        first = nation.parishes[0]
        await chooses(first, first.planner.subject, Choice(reminders=False, language="nb"))
        await nation.propose()
        await nation.work_off()
        assert len(nation.post.mails) == 2


class TestOnce:
    async def test_a_proposal_orders_its_letters_in_the_append_that_proposes_it(self, nation: Nation) -> None:
        which = await nation.propose()
        async with nation.web.database.reading(KS) as connection:
            (row,) = await connection.fetch(WORK, [ANNOUNCING])
        assert msgspec.json.decode(row["payload"]) == {"proposal": str(which)}

    async def test_two_workers_and_a_second_time_order_nothing_more(self, nation: Nation) -> None:
        which = await nation.propose()
        await asyncio.gather(nation.order(which), nation.order(which))
        await nation.order(which)
        assert await nation.ordered() == nation.administrators

    @pytest.mark.parametrize("when", ["before", "after"])
    @pytest.mark.parametrize("number", [1, 2, 3])
    async def test_whoever_is_killed_has_told_all_of_a_workspace_or_nothing_and_the_next_goes_on(
        self, nation: Nation, monkeypatch: pytest.MonkeyPatch, number: int, when: str
    ) -> None:
        for one in nation.parishes:
            await one.join("Bo", Role.ADMINISTRATOR)
        monkeypatch.setattr(announcing, "AT_ONCE", 1)
        which = await nation.propose()
        with pytest.raises(KilledError):
            await nation.order(which, with_log(nation.worker, KilledLog(nation.worker, number, when)))
        assert len(await nation.ordered()) == 2 * (number - (when == "before"))
        await nation.work_off()
        assert nation.written_to() == ["ada"] * 3 + ["bo"] * 3
        assert len({mail["To"] for mail in nation.post.mails}) == 6
        assert len({mail["Message-ID"] for mail in nation.post.mails}) == 6

    async def test_a_workspace_that_cannot_be_told_hinders_no_other_and_is_told_later(self, nation: Nation) -> None:
        which, ill = await nation.propose(), nation.parishes[1].tenant
        outcomes = await nation.work_off(with_log(nation.worker, IllLog(nation.worker, ill)))
        assert outcomes == {Outcome.PUT_BACK: 1, Outcome.DONE: 2}
        await nation.order(which)
        assert await nation.ordered() == [one for one in nation.administrators if one[0] == ill]

    async def test_a_letter_that_is_sent_again_has_the_same_message_id(self, nation: Nation) -> None:
        """A worker that dies between the mail server's yes and its own note sends it again."""
        await nation.order(await nation.propose())
        (taken,) = await take_work(nation.worker.database, [PROPOSAL_LETTER], 1)
        for _ in range(2):
            await send_proposal_letter(nation.office(nation.worker), nation.worker, taken)
        first, again = nation.post.mails
        assert first["Message-ID"] == again["Message-ID"]
        assert str(taken.id) in first["Message-ID"]

    async def test_who_comes_to_administer_later_finds_it_in_the_workspace(self, nation: Nation) -> None:
        which = await nation.propose()
        await nation.order(which)
        await nation.parishes[0].join("Bo", Role.ADMINISTRATOR)
        await nation.order(which)
        assert await nation.ordered() == nation.administrators

    async def test_letters_to_one_domain_go_at_its_pace_and_none_is_lost(self, nation: Nation, redis_url: str) -> None:
        for number in range(3):
            await nation.parishes[0].join(f"Bo{number}", Role.ADMINISTRATOR)
        await nation.order(await nation.propose())
        async with mailer_to(nation.post, redis_url, Rule(per_second=1)) as slow:
            nation.mailer = slow
            outcomes = await nation.work_off()
        assert outcomes[Outcome.PUT_OFF]
        assert len(nation.post.mails) + len(await nation.ordered()) == 6


class TestSilence:
    @pytest.mark.parametrize("answer", ["yes", "no"])
    async def test_a_workspace_that_has_answered_is_left_alone(self, nation: Nation, answer: str) -> None:
        first, which = nation.parishes[0], await nation.propose()
        await answers(answer, first, which)
        await nation.order(which)
        assert await nation.ordered() == [one for one in nation.administrators if one[0] != first.tenant]

    @pytest.mark.parametrize("answer", ["yes", "no"])
    async def test_and_so_is_one_that_answers_while_its_letter_waits(self, nation: Nation, answer: str) -> None:
        first, which = nation.parishes[0], await nation.propose()
        await nation.order(which)
        await answers(answer, first, which)
        await nation.work_off()
        assert len(nation.post.mails) == 2
        assert await nation.ordered() == []

    async def test_what_is_withdrawn_at_once_is_told_to_nobody(self, nation: Nation) -> None:
        await nation.withdraw(await nation.propose())
        assert await nation.work_off() == {Outcome.DONE: 1}
        assert nation.post.mails == []

    async def test_what_is_withdrawn_while_it_is_told_is_told_to_no_further_workspace(
        self, nation: Nation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(announcing, "AT_ONCE", 1)
        which = await nation.propose()
        await nation.order(which, with_log(nation.worker, WithdrawingLog(nation, which)))
        assert len(await nation.ordered()) == 1
        await nation.work_off()
        assert nation.post.mails == []

    async def test_of_what_is_withdrawn_while_its_letters_wait_none_is_sent(self, nation: Nation) -> None:
        which = await nation.propose()
        await nation.order(which)
        await nation.withdraw(which)
        await nation.work_off()
        assert nation.post.mails == []
        assert await nation.ordered() == []

    async def test_nobody_is_told_of_what_is_over(self, nation: Nation) -> None:
        which = await nation.propose()
        await nation.order(which)
        await nation.work_off(at(nation.worker, OVER))
        assert nation.post.mails == []

    async def test_who_has_left_or_administers_no_more_is_not_written_to(self, nation: Nation) -> None:
        first = nation.parishes[0]
        bo, eva = [await first.join(name, Role.ADMINISTRATOR) for name in ("Bo", "Eva")]
        await nation.order(await nation.propose())
        await first.remove(bo)
        facilitates = GrantRole(member=eva, role=Role.FACILITATOR)
        await decide_workspace(first.web, first.planner, facilitates, new_stream_id())
        await nation.work_off()
        assert nation.written_to() == ["ada"] * 3


class TestApart:
    async def test_each_workspace_has_its_own_letters_and_sees_no_other(self, nation: Nation) -> None:
        await nation.order(await nation.propose())
        for one in nation.parishes:
            async with nation.web.database.reading(one.tenant) as connection:
                seen = [addressed(row) for row in await connection.fetch(WORK, [PROPOSAL_LETTER])]
                foreign = await connection.fetchval(FOREIGN, one.tenant)
            assert (seen, foreign) == ([(one.tenant, one.planner.subject)], 0)

    async def test_ks_sees_of_it_neither_letters_nor_who_has_answered(self, nation: Nation) -> None:
        which = await nation.propose()
        head = await nation.worker.log.head(KS)
        await answers("no", nation.parishes[0], which)
        await nation.work_off()
        async with nation.web.database.reading(KS) as connection:
            assert await connection.fetch(WORK, [PROPOSAL_LETTER]) == []
            assert [row["payload"] for row in await connection.fetch(WORK, [ANNOUNCING])] == ["{}"]
            assert await connection.fetchval(FOREIGN, KS) == 0
        assert await nation.worker.log.head(KS) == head

    async def test_a_workspaces_log_is_as_before(self, nation: Nation) -> None:
        heads = [await nation.worker.log.head(one.tenant) for one in nation.parishes]
        await nation.propose()
        await nation.work_off()
        assert [await nation.worker.log.head(one.tenant) for one in nation.parishes] == heads

    async def test_a_letter_that_waits_goes_with_the_person_who_is_forgotten(self, nation: Nation) -> None:
        first = nation.parishes[0]
        await nation.order(await nation.propose())
        await forget_in_work(nation.worker.database, first.tenant, first.planner.subject, None)
        assert await nation.ordered() == [one for one in nation.administrators if one[0] != first.tenant]


def with_log(world: World, log: Any) -> World:
    return msgspec.structs.replace(world, log=log)


class KilledError(BaseException):
    """Nothing that `except Exception` stops, as nothing stops SIGKILL."""


class OtherLog:
    def __init__(self, world: World) -> None:
        self.log = world.log

    def __getattr__(self, name: str) -> Any:
        return getattr(self.log, name)


class KilledLog(OtherLog):
    """Whoever appends for the `number`-th time is killed before or after the commit."""

    def __init__(self, world: World, number: int, when: str) -> None:
        super().__init__(world)
        self.left = number
        self.when = when

    async def append(self, *arguments: Any, **named: Any) -> Any:
        self.left -= 1
        if self.left:
            return await self.log.append(*arguments, **named)
        if self.when == "after":
            await self.log.append(*arguments, **named)
        raise KilledError


class IllLog(OtherLog):
    """Nothing can be appended to one workspace's."""

    def __init__(self, world: World, ill: TenantId) -> None:
        super().__init__(world)
        self.ill = ill

    async def append(self, tenant: TenantId, *arguments: Any, **named: Any) -> Any:
        if tenant == self.ill:
            raise RuntimeError("the lights went out")
        return await self.log.append(tenant, *arguments, **named)


class WithdrawingLog(OtherLog):
    """KS withdraws as soon as the first workspace has been told."""

    def __init__(self, nation: Nation, which: ProposalId) -> None:
        super().__init__(nation.worker)
        self.nation = nation
        self.which = which

    async def append(self, *arguments: Any, **named: Any) -> Any:
        done = await self.log.append(*arguments, **named)
        await self.nation.withdraw(self.which)
        return done
