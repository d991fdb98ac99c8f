"""The promise: after an erasure nothing of it is found anywhere, and every score and the chain are as they were."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest

from domain.action_plan.decisions import AgreeAction, RewordAction, SuggestAction
from domain.action_plan.events import ActionReworded
from domain.audit_access.decisions import AcceptAccess, GrantAccess
from domain.audit_access.events import AuditAccessEnded
from domain.audit_access.state import Standing
from domain.collaboration.decisions import RewordPurpose
from domain.erasure.decisions import ConfirmErasure
from domain.erasure.events import TextPlace
from domain.ids import ActionId, CollaborationId, MeasurementId, QuestionId, SubjectId
from domain.measurement.commands import AnswerQuestion, CloseMeasurement, NoteComment
from domain.measurement.events import CommentNoted
from domain.scoring.profile import Profile
from domain.streams import action_plan_stream, audit_access_stream
from domain.themes import Theme
from domain.workspace.decisions import GrantRole, InviteMember
from domain.workspace.events import Role
from infra.access_log import asked_by
from infra.accounts.directory import add_membership
from infra.accounts.people import ensure_account
from infra.clock import FixedClock
from infra.eventlog.chain import EventRow, follow
from infra.eventlog.statements import READ_CHAIN
from infra.identity import new_stream_id
from infra.report_shelf import Kind, finish, reports_of
from infra.translation.writing import day_of
from projections.actions.queries import actions
from projections.measurements.queries import measurement
from services.application.actions import decide_actions
from services.application.announcing import announce_to
from services.application.audit_accesses import decide_access, find_access, grant_access
from services.application.collaborations import decide_collaboration
from services.application.erasures import ErasePerson, EraseText, decide_erasure, request_erasure
from services.application.forgetting import repeat_erasures
from services.application.leaving import end_audit_access
from services.application.measurements import decide_measurement
from services.application.reminding.deciding import remind_workspace
from services.application.reports import order_report
from services.application.workspaces import decide_workspace
from services.application.world import Caller
from tests.architecture.test_statements import numbered
from tests.running_site import Site, opened_site, work_off
from tests.support.proposals import propose
from tests.support.searching import columns_with, places_with, verdict
from tests.support.towns import Person, Town, _accept, browser_of, found_town

NAME = ("Ulvhild", "Kvitebjørnsdotter")
ADDRESS = "ulvhild.unik@kvitebjorn.example"
COMMENT = ("zebrafjellet", "zebradalen")
ACTION = ("gullfisken", "sølvfisken")
IN_A_MAIL = "lvfisken"
"""Its letters that stand as they are in a mail."""

REASON = "rabarbrablad"
PURPOSE = "kråkeslottet"
AUDITOR = ("Ragnfrid", "Blåveisdotter")
AUDITORS_ADDRESS = "ragnfrid.unik@blaveis.example"
AUDIT_PURPOSE = "moltemyra"
AUDIT_ENDING = "multekremen"


class World(msgspec.Struct, frozen=True):
    """Ulvhild leads a measurement, writes in it, orders its report; Bo is the second administrator.

    Ragnfrid was let in by letter as an auditor, has signed in, and has looked around.
    """

    town: Town
    ulvhild: Person
    bo: Person
    ragnfrid: Person
    collaboration: CollaborationId
    measurement: MeasurementId

    def figures(self) -> Profile:
        async def read() -> Profile | None:
            async with self.town.world.database.reading(self.town.workspace.tenant) as connection:
                found = await measurement(connection, self.town.workspace.tenant, self.measurement)
            return found.state.figures if found else None

        figures = self.town.site.run(read())
        assert figures is not None
        return figures

    def chain(self) -> Sequence[EventRow]:
        with psycopg.connect(self.town.site.database.admin_url) as connection:
            statement = numbered(READ_CHAIN).replace("$1", "%s").replace("$2", "%s").replace("$3", "%s")
            rows = connection.execute(statement, [self.town.workspace.tenant, 0, 100_000]).fetchall()
        return [EventRow(*row) for row in rows]

    def erase(self, command: ErasePerson | EraseText) -> UUID:
        """Asked for by Ada, confirmed by Bo, carried out by the worker; what follows from it too."""
        erasure, run, world = new_stream_id(), self.town.site.run, self.town.world
        run(request_erasure(world, self.town.administrator.here, erasure, command, erasure))
        self.town.site.work_off()
        run(decide_erasure(world, self.bo.here, erasure, ConfirmErasure(), new_stream_id()))
        self.town.site.work_off()
        self.town.show()
        return erasure


@pytest.fixture
def own_site(cluster_url: str, redis_url: str, _template: None) -> Iterator[Site]:
    """Of its own, as everything in it is looked through."""
    with opened_site(cluster_url, redis_url) as site:
        yield site


@pytest.fixture
def world(own_site: Site) -> World:
    town = found_town(own_site, "Ulvedal")
    bo = town.join(Role.ADMINISTRATOR, "Bo Bekreftar")
    ulvhild = own_site.run(_invited_by_letter(town))
    with browser_of(own_site) as browser:
        browser.send("/sign-in", {"email": ADDRESS})
    own_site.work_off()
    ragnfrid = own_site.run(_let_in_by_letter(town))
    with browser_of(own_site) as browser:
        browser.send("/sign-in", {"email": AUDITORS_ADDRESS})
    own_site.work_off()
    collaboration = town.collaborate("Ulvegruppa", participants=(ulvhild,))
    measurement = town.measure(collaboration, close=False)
    own_site.run(_write(town, ulvhild, collaboration, measurement))
    town.show()
    own_site.run(_print(town, ulvhild, measurement))
    own_site.work_off()
    with browser_of(own_site, ragnfrid) as browser:
        assert browser.open(f"{town.home}/measurements/{measurement}/replay").status == 200
    return World(town, ulvhild, bo, ragnfrid, collaboration, measurement)


async def _invited_by_letter(town: Town) -> Person:
    subject, name = SubjectId(uuid4()), " ".join(NAME)
    invite = InviteMember(member=subject, role=Role.FACILITATOR, email=ADDRESS, name=name)
    await decide_workspace(town.world, town.administrator.here, invite, new_stream_id())
    await work_off(town.world, town.site.settings)
    return await _accept(town.world, town.workspace, subject, ADDRESS, name)


async def _let_in_by_letter(town: Town) -> Person:
    auditor, name, world = SubjectId(uuid4()), " ".join(AUDITOR), town.world
    until, caller = world.clock.now() + timedelta(days=9), Caller(tenant=town.workspace.tenant, subject=auditor)
    purpose = f"Kontroll ved {AUDIT_PURPOSE}"
    grant = GrantAccess(auditor=auditor, name=name, email=AUDITORS_ADDRESS, purpose=purpose, until=until)
    await grant_access(world, town.administrator.here, grant, new_stream_id())
    await work_off(world, town.site.settings)
    await decide_access(world, caller, auditor, AcceptAccess(), new_stream_id())
    async with world.database.tenant(caller.tenant) as connection:
        account = await ensure_account(connection, AUDITORS_ADDRESS, world.clock.now())
        await add_membership(connection, caller.tenant, auditor, account.id)
    return Person(account=account, name=name, caller=caller)


async def _write(town: Town, by: Person, collaboration: CollaborationId, measured: MeasurementId) -> None:
    world, question, action = town.world, QuestionId("1-1"), ActionId(new_stream_id())
    for seen, words in enumerate(COMMENT):
        note = NoteComment(question=question, text=f"Vi såg {words}", seen=seen)
        await decide_measurement(world, by.here, measured, note, new_stream_id())
    answer = AnswerQuestion(question=question, answer=9, seen=6, reason=f"På grunn av {REASON}")
    await decide_measurement(world, by.here, measured, answer, new_stream_id())
    suggest = SuggestAction(
        action=action, collaboration=collaboration, measurement=measured, question=question, text=f"Mate {ACTION[0]}"
    )
    await decide_actions(world, by.here, collaboration, suggest, new_stream_id())
    reword = RewordAction(action=action, text=f"Mate {ACTION[1]}", seen=1)
    await decide_actions(world, by.here, collaboration, reword, new_stream_id())
    purpose = RewordPurpose(theme=Theme.OTHER, purpose=f"Bu i {PURPOSE}")
    await decide_collaboration(world, by.here, collaboration, purpose, new_stream_id())
    await decide_measurement(world, by.here, measured, CloseMeasurement(), new_stream_id())


async def _print(town: Town, by: Person, which: MeasurementId) -> None:
    web = msgspec.structs.replace(town.world, database=town.site.web)
    async with town.world.database.reading(town.workspace.tenant) as connection:
        found = await measurement(connection, town.workspace.tenant, which)
    assert found is not None
    await order_report(web, by.here, which, version=found.version, language="nn", report=new_stream_id())


def test_after_erasing_a_person_nothing_of_them_is_found_and_scores_and_chain_stand(world: World) -> None:
    site, figures, chain = world.town.site, world.figures(), world.chain()
    before = places_with(site, ADDRESS)
    assert {"accounts.accounts.email", "a mail"} <= set(before)
    world.erase(ErasePerson(member=world.ulvhild.here.subject, reason="Vedkommande bad om det"))
    for word in (*NAME, ADDRESS):
        assert places_with(site, word) == []
    assert world.chain()[: len(chain)] == chain
    assert follow(world.town.workspace.tenant, world.chain()).position == len(world.chain())
    assert world.figures() == figures
    with browser_of(site, world.town.administrator) as browser:
        for path in (
            "people",
            "erasures",
            f"collaborations/{world.collaboration}",
            f"measurements/{world.measurement}",
        ):
            page = browser.open(f"{world.town.home}/{path}")
            assert page.status == 200
            assert not any(word in page.answer.text for word in (*NAME, ADDRESS))
        assert NAME[0] not in browser.open("/me/export.json").answer.text
    assert verdict(site, world.town.workspace).findings == []


def test_after_erasing_an_auditor_nothing_of_them_is_found_and_what_they_opened_stands(world: World) -> None:
    site, town, auditor = world.town.site, world.town, world.ragnfrid.here.subject
    assert {"accounts.accounts.email", "a mail"} <= set(places_with(site, AUDITORS_ADDRESS))
    with browser_of(site, world.ragnfrid) as browser:
        assert browser.open(town.home).status == 200
        before = opened_by(town, auditor)
        world.erase(ErasePerson(member=auditor, reason="Vedkommande bad om det"))
        assert browser.open(town.home).path.startswith("/sign-in")
    for word in (*AUDITOR, AUDITORS_ADDRESS):
        assert places_with(site, word) == []
    assert opened_by(town, auditor) == before
    access = site.run(find_access(town.world.log, town.workspace.tenant, auditor))
    assert access is not None
    assert access.standing(town.world.clock.now()) is Standing.ENDED_BY_ADMINISTRATOR
    assert follow(town.workspace.tenant, world.chain()).position == len(world.chain())
    assert verdict(site, town.workspace).findings == []
    with browser_of(site, town.administrator) as browser:
        for path in ("auditors", f"auditors/{auditor}", f"auditors/{auditor}/erasure", "erasures"):
            page = browser.open(f"{town.home}/{path}")
            assert page.status == 200
            assert not any(word in page.answer.text for word in (*AUDITOR, AUDITORS_ADDRESS))


def opened_by(town: Town, auditor: SubjectId) -> list[str]:
    async def read() -> list[str]:
        async with town.world.database.reading(town.workspace.tenant) as connection:
            return [line.path for line in await asked_by(connection, town.workspace.tenant, auditor, 100)]

    return town.site.run(read())


def test_the_purpose_of_an_access_and_why_it_was_ended_are_erased_by_themselves(world: World) -> None:
    site, town, auditor = world.town.site, world.town, world.ragnfrid.here.subject
    reason = f"Tok av {AUDIT_ENDING}"
    site.run(end_audit_access(town.world, town.administrator.here, auditor, reason, new_stream_id()))
    stream = audit_access_stream(auditor)
    (ended,) = [
        record
        for record in site.run(town.world.log.read_stream(town.workspace.tenant, stream))
        if isinstance(record.event, AuditAccessEnded)
    ]
    town.show()
    with browser_of(site, town.administrator) as browser:
        page = browser.open(f"{town.home}/auditors/{auditor}")
        assert all(word in page.text for word in (AUDIT_PURPOSE, AUDIT_ENDING))
        asking = page.follow("Slett denne teksten: formålet med tilgangen")
        assert AUDIT_PURPOSE in asking.text
        world.erase(EraseText(place=TextPlace(stream=stream, version=1, part="purpose"), reason="Feil"))
        place = TextPlace(stream=stream, version=ended.originator_version, part="reason")
        world.erase(EraseText(place=place, reason="Feil"))
        for word in (AUDIT_PURPOSE, AUDIT_ENDING):
            assert places_with(site, word) == []
        page = browser.open(f"{town.home}/auditors/{auditor}")
        assert " ".join(AUDITOR) in page.text
        assert not [name for name in page.names("link") if name.startswith("Slett denne teksten")]
    assert verdict(site, town.workspace).findings == []


def test_what_a_person_wrote_for_the_group_outlives_their_own_erasure(world: World) -> None:
    world.erase(ErasePerson(member=world.ulvhild.here.subject, reason="Vedkommande bad om det"))
    assert "a PDF" in places_with(world.town.site, COMMENT[1])


@pytest.mark.usefixtures("real_paper")
def test_after_erasing_a_single_text_no_wording_of_it_is_found_and_the_others_stand(world: World) -> None:
    site, figures = world.town.site, world.figures()
    assert "a PDF" in places_with(site, COMMENT[1])
    (noted,) = [
        record
        for record in site.run(world.town.world.log.read_stream(world.town.workspace.tenant, world.measurement))
        if isinstance(record.event, CommentNoted)
    ]
    place = TextPlace(stream=world.measurement, version=noted.originator_version, part="text")
    world.erase(EraseText(place=place, reason="Skulle ikkje stått der"))
    for word in COMMENT:
        assert places_with(site, word) == []
    assert "a PDF" in places_with(site, REASON), "printed anew, with the rest"
    assert world.figures() == figures
    assert follow(world.town.workspace.tenant, world.chain()).position == len(world.chain())
    with browser_of(site, world.ulvhild) as browser:
        shelf = browser.open(f"{world.town.home}/measurements/{world.measurement}/report")
        assert "Skrevet ut på nytt etter en sletting." in shelf.text
        field = browser.open(f"{world.town.home}/measurements/{world.measurement}/fields/equality")
        assert "slettet" in field.text
        mine = browser.open("/me/export.json").answer.text
        assert not any(word in mine for word in COMMENT)
        assert REASON in mine


def test_an_actions_words_go_from_the_letters_that_reminded_of_it_and_a_person_from_what_they_were_reminded_of(
    world: World,
) -> None:
    site, town, today = world.town.site, world.town, day_of(world.town.world.clock.now())
    site.run(_agreed_long_ago(world, today + timedelta(days=7)))
    town.show()
    site.run(remind_workspace(town.world, town.workspace.tenant, today))
    site.work_off()
    assert "a mail" in places_with(site, IN_A_MAIL)
    member = str(world.ulvhild.here.subject)
    assert {"accounts.action_reminders.subject_id", "accounts.stop_links.subject_id"} <= set(columns_with(site, member))
    (action,) = [
        record
        for record in site.run(
            town.world.log.read_stream(town.workspace.tenant, action_plan_stream(world.collaboration))
        )
        if isinstance(record.event, ActionReworded)
    ]
    place = TextPlace(stream=action_plan_stream(world.collaboration), version=action.originator_version, part="text")
    world.erase(EraseText(place=place, reason="Feil"))
    for gone in (*ACTION, IN_A_MAIL):
        assert places_with(site, gone) == []
    world.erase(ErasePerson(member=world.ulvhild.here.subject, reason="Bad om det"))
    assert not [one for one in columns_with(site, member) if one.startswith("accounts.")]


def test_a_letter_on_what_ks_proposes_goes_with_the_administrator_who_was_written_to(world: World) -> None:
    site, town, who = world.town.site, world.town, world.ulvhild.here.subject
    site.run(_made_administrator(town, who))
    propose(site, "Den fyrste")
    site.work_off()
    second = propose(site, "Den andre")
    site.run(announce_to(town.world, town.workspace.tenant, second))
    assert {"log.outbox.payload", "mail.posted.subject_id"} <= set(columns_with(site, str(who)))
    assert verdict(site, town.workspace).findings == []
    world.erase(ErasePerson(member=who, reason="Vedkommande bad om det"))
    assert places_with(site, ADDRESS) == []
    left = {column.split(".")[0] for column in columns_with(site, str(who))}
    assert not left & {"accounts", "mail"}
    assert "log.outbox.payload" not in columns_with(site, str(who))
    assert verdict(site, town.workspace).findings == []


async def _made_administrator(town: Town, who: SubjectId) -> None:
    command = GrantRole(member=who, role=Role.ADMINISTRATOR)
    await decide_workspace(town.world, town.administrator.here, command, new_stream_id())


async def _agreed_long_ago(world: World, due: date) -> None:
    """The one action, by Ulvhild: she leads, and nobody belongs for an owner."""
    then = FixedClock(world.town.world.clock.now() - timedelta(days=30))
    past = msgspec.structs.replace(world.town.world, clock=then)
    async with past.database.reading(world.town.workspace.tenant) as connection:
        (action,) = await actions(connection, world.town.workspace.tenant, world.collaboration)
    agree = AgreeAction(action=action.id, measurement=world.measurement, owner=None, due=due)
    await decide_actions(past, world.ulvhild.here, world.collaboration, agree, new_stream_id())


@pytest.mark.parametrize(("word", "part"), [(PURPOSE, "purpose"), (ACTION[1], "text")])
def test_a_collaborations_text_goes_from_all_its_reports(world: World, word: str, part: str) -> None:
    assert "a PDF" in places_with(world.town.site, word)
    with browser_of(world.town.site, world.town.administrator) as browser:
        path = (
            f"collaborations/{world.collaboration}"
            if part == "purpose"
            else f"measurements/{world.measurement}/actions"
        )
        page = browser.open(f"{world.town.home}/{path}")
        (link,) = [
            one
            for one in page.all("link")
            if one.get("href").endswith(f"/{part}/erasure") and "/texts/" in one.get("href")
        ]
        asking = browser.open(link.get("href"))
    _, _, _, _, stream, version, _, _ = asking.path.split("/")
    world.erase(EraseText(place=TextPlace(stream=UUID(stream), version=int(version), part=part), reason="Feil"))
    for gone in ACTION if part == "text" else (word,):
        assert places_with(world.town.site, gone) == []


def test_a_restored_copy_of_the_keys_opens_nothing_once_the_erasures_are_repeated(world: World) -> None:
    site = world.town.site
    tables = ("keys.subject_keys", "keys.part_keys")
    with psycopg.connect(site.database.admin_url, autocommit=True) as admin:
        for table in tables:
            admin.execute(f"create table public.{table.replace('.', '_')} as table {table}")
    world.erase(ErasePerson(member=world.ulvhild.here.subject, reason="Vedkommande bad om det"))
    place = TextPlace(stream=world.collaboration, version=1, part="purpose")
    world.erase(EraseText(place=place, reason="Feil"))
    with psycopg.connect(site.database.admin_url, autocommit=True) as admin:
        for table in tables:
            admin.execute(f"truncate {table}")
            admin.execute(f"insert into {table} table public.{table.replace('.', '_')}")
            admin.execute(f"drop table public.{table.replace('.', '_')}")
    with browser_of(site, world.town.administrator) as browser:
        pages = {
            f"{world.town.home}/people": NAME[0],
            f"{world.town.home}/collaborations/{world.collaboration}": PURPOSE,
        }
        assert all(word in browser.open(path).text for path, word in pages.items()), "the restored keys open them again"
        assert site.run(repeat_erasures(world.town.world, site.settings.mail_catcher_dir)) == 2
        assert not any(word in browser.open(path).text for path, word in pages.items())


def test_a_report_that_was_being_printed_when_its_text_was_erased_is_thrown_away(world: World) -> None:
    """A worker that gathered the text before the key was gone comes too late to keep its file."""
    site, tenant = world.town.site, world.town.workspace.tenant

    async def late() -> bool:
        async with world.town.world.database.reading(tenant) as connection:
            (report,) = await reports_of(connection, tenant, world.measurement, Kind.REPORT)
        async with world.town.world.database.tenant(tenant) as connection:
            now = world.town.world.clock.now()
            await finish(connection, tenant, report.order.id, now, b"%PDF-late", edition=report.edition - 1)
        return bool(report.edition > 1)

    place = TextPlace(stream=world.collaboration, version=1, part="purpose")
    world.erase(EraseText(place=place, reason="Feil"))
    assert site.run(late())
    assert columns_with(site, "%PDF-late") == []
