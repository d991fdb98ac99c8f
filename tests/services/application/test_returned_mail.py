from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from post_office import mailer_to, open_post_office

from domain.ids import SubjectId, TenantId
from domain.workspace.events import Role
from infra.accounts.directory import forget_member
from infra.database import TransactionWasLost
from infra.mail.choices import Choice, choice_of, choose
from infra.mail.pace import Rule
from infra.mail.return_paths import MailName
from infra.mail.returned import Report, Returned, Why, delete_old_posted, note_posted, returned_letters
from infra.outbox import TakenWork
from infra.translation.writing import day_of
from services.application.outbox import CannotBeDone, NotYet
from services.application.posting import Post, post, post_at_once
from services.application.returned_mail import FollowUp, Reading, take_in
from services.application.world import World
from tests.infra.test_mail import LETTER
from tests.running_site import Site
from tests.support.returned_mail import PATHS, sample
from tests.support.towns import Person, Town, browser_of, found_town

KIND = "test.letter"
REFUSED = Report(Why.PERMANENT, "5.1.1")


class Village:
    """A workspace, one of whose members has been sent a letter."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.town: Town = found_town(site)
        self.pia: Person = self.town.join(Role.PARTICIPANT, "Pia")
        self.letter = self.post()

    @property
    def tenant(self) -> TenantId:
        return self.town.workspace.tenant

    def post(self, member: SubjectId | None = None) -> MailName:
        name, now = MailName(self.tenant, uuid4()), self.site.world.clock.now()
        self.site.run(note_posted(self.site.world.database, name, member or self.pia.here.subject, KIND, now))
        return name

    def take_in(self, message: bytes, follow_ups: Mapping[str, FollowUp] | None = None) -> Reading:
        return self.site.run(take_in(self.site.world, PATHS, message, follow_ups or {}))

    def comes_back(self, which: str = "postfix-unknown", name: MailName | None = None) -> Reading:
        return self.take_in(sample(which, name or self.letter))

    def noted(self) -> list[tuple[UUID, Report]]:
        async def read() -> list[tuple[UUID, Report]]:
            async with self.site.web.reading(self.tenant) as connection:
                return [(one.name.mail, one.report) for one in await returned_letters(connection, self.tenant)]

        return self.site.run(read())

    def choice(self) -> Choice:
        async def read() -> Choice:
            async with self.site.web.reading(self.tenant) as connection:
                return await choice_of(connection, self.tenant, self.pia.here.subject)

        return self.site.run(read())

    def choose(self, choice: Choice) -> None:
        async def write() -> None:
            async with self.site.web.tenant(self.tenant) as connection:
                await choose(connection, self.tenant, self.pia.here.subject, choice)

        self.site.run(write())


@pytest.fixture
def village(site: Site) -> Village:
    return Village(site)


@pytest.mark.parametrize(
    ("which", "report"),
    [
        ("postfix-unknown", REFUSED),
        ("exchange-unknown", Report(Why.PERMANENT, "5.1.10")),
        ("exim-unknown", Report(Why.PERMANENT, "5.0.0")),
        ("postfix-late", Report(Why.TEMPORARY, "4.4.1")),
        ("arf-abuse", Report(Why.COMPLAINT)),
    ],
)
def test_what_came_back_is_written_down_once_however_often_it_is_said(
    village: Village, which: str, report: Report
) -> None:
    assert [village.comes_back(which) for _ in range(3)] == [Reading.NOTED, Reading.KNOWN, Reading.KNOWN]
    assert village.noted() == [(village.letter.mail, report)]


def test_a_letter_that_was_late_can_still_fail_to_arrive(village: Village) -> None:
    village.comes_back("postfix-late")
    assert village.comes_back("postfix-expired") is Reading.NOTED
    assert village.noted() == [
        (village.letter.mail, Report(Why.PERMANENT, "4.4.1")),
        (village.letter.mail, Report(Why.TEMPORARY, "4.4.1")),
    ]


@pytest.mark.parametrize("which", ["on-holiday", "read-receipt", "delivered", "arf-not-spam", "forwarded-report"])
def test_what_is_no_report_changes_nothing(village: Village, which: str) -> None:
    assert village.comes_back(which) is Reading.NO_REPORT
    assert (village.noted(), village.choice().reminders) == ([], True)


def test_a_forged_report_changes_nothing(village: Village) -> None:
    token = PATHS.token(village.letter).encode()
    for forged in (token[:-2] + b"aa", token[:8] + token[7:-1], b"a" * 45):
        assert village.take_in(sample("arf-abuse", village.letter).replace(token, forged)) is Reading.NOT_OURS
    assert (village.noted(), village.choice().reminders) == ([], True)


def test_a_complaint_turns_reminders_off_and_keeps_the_language(village: Village) -> None:
    village.choose(Choice(reminders=True, language="nn"))
    village.comes_back("arf-abuse")
    assert village.choice() == Choice(reminders=False, language="nn")


def test_a_complaint_of_who_has_chosen_nothing_counts_and_a_letter_that_did_not_arrive_is_no_complaint(
    village: Village,
) -> None:
    village.comes_back("postfix-unknown")
    assert village.choice().reminders
    village.comes_back("arf-headers-only")
    assert not village.choice().reminders


def test_an_old_complaint_does_not_turn_off_what_was_turned_on_again_since(village: Village) -> None:
    village.comes_back("arf-abuse")
    village.choose(Choice(reminders=True, language="nb"))
    assert village.comes_back("arf-abuse") is Reading.KNOWN
    assert village.choice().reminders


def test_a_complaint_of_somebody_who_has_not_joined_is_written_down_and_turns_off_nothing(village: Village) -> None:
    invited = village.post(SubjectId(uuid4()))
    assert village.comes_back("arf-abuse", invited) is Reading.NOTED
    assert village.choice().reminders


def test_what_came_back_is_followed_up_by_the_kind_of_letter_also_after_an_interruption(village: Village) -> None:
    told: list[Returned] = []

    async def follow_up(_: World, returned: Returned) -> None:
        told.append(returned)
        if len(told) == 1:
            raise TransactionWasLost

    message = sample("postfix-unknown", village.letter)
    with pytest.raises(TransactionWasLost):
        village.take_in(message, {KIND: follow_up})
    assert village.take_in(message, {KIND: follow_up}) is Reading.KNOWN
    assert village.take_in(message, {"test.other": follow_up}) is Reading.KNOWN
    assert len(told) == 2
    assert told[0] == told[1]
    assert (told[0].name, told[0].report, told[0].posted.member) == (village.letter, REFUSED, village.pia.here.subject)


def test_of_a_letter_that_nobody_remembers_nothing_is_written_down(village: Village) -> None:
    assert village.comes_back(name=MailName(village.tenant, uuid4())) is Reading.TOO_OLD
    today = day_of(village.site.world.clock.now())
    village.site.run(delete_old_posted(village.site.world.database, village.tenant, today + timedelta(days=30)))
    assert village.comes_back() is Reading.NOTED
    village.site.run(delete_old_posted(village.site.world.database, village.tenant, today + timedelta(days=31)))
    assert (village.noted(), village.comes_back()) == ([], Reading.TOO_OLD)


def test_who_leaves_takes_along_what_was_posted_to_them_and_came_back(village: Village) -> None:
    village.comes_back()
    village.site.run(forget_member(village.site.web, village.tenant, village.pia.here.subject))
    assert village.noted() == []
    assert village.comes_back("arf-abuse") is Reading.TOO_OLD


def test_a_workspace_sees_and_changes_nothing_of_anothers_letters(site: Site, village: Village) -> None:
    village.comes_back()
    other = Village(site)

    async def seen(role: str) -> list[int]:
        database = site.web if role == "web" else site.world.database
        async with database.tenant(other.tenant) as connection:
            found = [
                await connection.fetchval(f"select count(*) from mail.{table} where tenant_id = $1", village.tenant)
                for table in ("posted", "returned")
            ]
            gone = await connection.execute("delete from mail.posted where tenant_id = $1", village.tenant)
            assert gone == "DELETE 0"
            return found

    assert [site.run(seen("web")), site.run(seen("worker"))] == [[0, 0], [0, 0]]
    assert (other.noted(), len(village.noted())) == ([], 1)
    theirs = MailName(other.tenant, village.letter.mail)
    assert village.comes_back(name=theirs) is Reading.TOO_OLD


def test_no_row_can_be_written_for_another_workspace(site: Site, village: Village) -> None:
    other = found_town(site).workspace.tenant

    async def write_as_other() -> None:
        async with site.world.database.tenant(other) as connection:
            await connection.execute(
                "insert into mail.posted (tenant_id, mail_id, subject_id, kind, day)"
                " values ($1, gen_random_uuid(), gen_random_uuid(), 'test', current_date)",
                village.tenant,
            )

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        site.run(write_as_other())


def work(village: Village) -> TakenWork:
    return TakenWork(village.tenant, uuid4(), KIND, {}, 1, timedelta())


def test_a_letter_of_a_member_comes_back_to_an_address_that_says_which_it_was(village: Village) -> None:
    taken = work(village)

    async def go() -> tuple[str, str]:
        async with open_post_office() as office, mailer_to(office, returns=PATHS) as mailer:
            desk = Post(village.site.world.database, mailer, village.site.world.clock, "https://samson.example")
            await post(desk, taken, LETTER, "kari@by.example", member=village.pia.here.subject)
            await post(desk, taken, LETTER, "kari@by.example", member=village.pia.here.subject)
        assert len({envelope.mail_from for envelope in office.envelopes}) == 1
        assert len({mail["Message-ID"] for mail in office.mails}) == 1
        assert office.mails[0]["From"] == "SAMSON <post@samson.example>"
        return str(office.envelopes[0].mail_from), str(office.mails[0]["Message-ID"])

    sender, message_id = village.site.run(go())
    name = MailName(village.tenant, taken.id)
    assert list(PATHS.find(sender)) == list(PATHS.find(message_id)) == [name]
    assert village.take_in(sample("postfix-unknown", name)) is Reading.NOTED
    assert village.noted() == [(taken.id, REFUSED)]


def test_where_nobody_reads_what_comes_back_and_for_letters_of_nobody_in_particular_the_sender_is_the_usual_one(
    village: Village,
) -> None:
    async def go() -> list[str]:
        async with open_post_office() as office:
            for returns, member in ((None, village.pia.here.subject), (PATHS, None)):
                async with mailer_to(office, returns=returns) as mailer:
                    desk = Post(village.site.world.database, mailer, village.site.world.clock, "")
                    await post(desk, work(village), LETTER, "kari@by.example", member=member)
        return [str(envelope.mail_from) for envelope in office.envelopes]

    assert village.site.run(go()) == ["post@samson.example"] * 2


def test_a_letter_whose_turn_has_not_come_is_put_off_and_one_that_somebody_waits_for_is_not(village: Village) -> None:
    async def go() -> list[str]:
        async with open_post_office() as office, mailer_to(office, rule=Rule(per_second=1)) as mailer:
            desk = Post(village.site.world.database, mailer, village.site.world.clock, "")
            for _ in range(4):
                await post(desk, work(village), LETTER, "kari@by.example")
            with pytest.raises(NotYet) as later:
                await post(desk, work(village), LETTER, "per@by.example", member=village.pia.here.subject)
            assert timedelta() < later.value.wait <= timedelta(seconds=1)
            await post(desk, work(village), LETTER, "ola@bygd.example")
            await post_at_once(desk, work(village), LETTER, "kari@by.example")
        return [envelope.rcpt_tos[0] for envelope in office.envelopes]

    assert village.site.run(go()) == [*["kari@by.example"] * 4, "ola@bygd.example", "kari@by.example"]


def test_a_domain_that_says_later_is_left_in_peace_and_no_other_waits_for_it(village: Village) -> None:
    async def go() -> None:
        async with open_post_office() as office, mailer_to(office) as mailer:
            desk = Post(village.site.world.database, mailer, village.site.world.clock, "")
            office.refusal = "450 4.2.1 later"
            with pytest.raises(Exception, match="later"):
                await post(desk, work(village), LETTER, "kari@by.example")
            office.refusal = ""
            with pytest.raises(NotYet) as later:
                await post(desk, work(village), LETTER, "per@BY.example")
            assert timedelta(seconds=14) < later.value.wait <= timedelta(seconds=15)
            await post(desk, work(village), LETTER, "ola@bygd.example")
            office.refusal = "550 5.1.1 nobody"
            with pytest.raises(CannotBeDone, match="550"):
                await post(desk, work(village), LETTER, "ola@bygd.example")
            office.refusal = ""
            await post(desk, work(village), LETTER, "kari@bygd.example")

    village.site.run(go())


@pytest.mark.parametrize(
    ("which", "says"),
    [
        ("on-holiday", ": et brev"),
        ("postfix-late", ": et brev som ble forsinket"),
        ("postfix-unknown", ": et brev som ikke kom frem"),
        ("arf-abuse", ": et brev som ble meldt som uønsket, så påminnelsene ble slått av"),
    ],
)
def test_members_read_on_their_own_page_which_letters_were_sent_to_them_and_what_came_back(
    village: Village, which: str, says: str
) -> None:
    village.comes_back(which)
    village.town.show()
    with browser_of(village.site, village.pia) as browser:
        page = browser.open("/me")
        assert f"{says}</li>" in page.answer.text
        (there,) = browser.open("/me/export.json").answer.json()["workspaces"]
    assert [letter["kind"] for letter in there["posted"]] == [KIND]


def test_what_came_back_holds_no_address_and_no_text(village: Village) -> None:
    village.comes_back("exchange-unknown")

    async def rows() -> str:
        async with village.site.world.database.reading(village.tenant) as connection:
            return str(
                [
                    dict(row)
                    for row in await connection.fetch(
                        "select * from mail.returned join mail.posted using (tenant_id, mail_id)"
                    )
                ]
            )

    shown = village.site.run(rows())
    assert "5.1.10" in shown
    assert not any(word in shown for word in ("kari", "@", "RESOLVER", "outlook"))
