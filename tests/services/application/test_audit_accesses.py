"""What follows from an auditor's access outside the log: letters, ties that end, lines that are thrown away."""

from datetime import timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.audit_access.decisions import EndAccess, GrantAccess
from domain.errors import DomainError
from domain.ids import SubjectId
from infra.access_log import KEPT, Asked, asked_by, delete_old_lines, note_asked
from infra.accounts.directory import memberships_of
from infra.caught_mail import CaughtMail, caught_mail
from infra.clock import FixedClock
from infra.identity import new_stream_id
from infra.outbox import TakenWork
from services.application.addresses import AddressBelongsAlready
from services.application.audit_accesses import AUDIT_ENDING, decide_access, grant_access
from services.application.leaving import NotOverYet, end_audit_tie
from tests.running_site import Site
from tests.support.towns import Person, Town, found_town


@pytest.fixture
def town(site: Site) -> Town:
    return found_town(site)


def grant_of(town: Town, email: str, days: int = 14) -> GrantAccess:
    until = town.world.clock.now() + timedelta(days=days)
    return GrantAccess(auditor=SubjectId(uuid4()), name="Rita", email=email, purpose="Kontroll", until=until)


def letters_to(town: Town, address: str) -> list[CaughtMail]:
    town.site.work_off()
    return [mail for mail in caught_mail(town.site.settings.mail_catcher_dir) if mail.to == address]


def grant(town: Town, command: GrantAccess, **language) -> None:
    town.site.run(grant_access(town.world, town.administrator.here, command, new_stream_id(), **language))


def end(town: Town, auditor: SubjectId) -> None:
    command, by = EndAccess(reason="Feil adresse"), town.administrator.here
    town.site.run(decide_access(town.world, by, auditor, command, new_stream_id()))


def ties(town: Town, auditor: Person) -> int:
    return len(town.site.run(memberships_of(town.site.web, auditor.account.id)))


def ending(town: Town, auditor: Person) -> TakenWork:
    payload = {"auditor": str(auditor.here.subject)}
    return TakenWork(town.workspace.tenant, new_stream_id(), AUDIT_ENDING, payload, attempts=1, late=timedelta(0))


@pytest.mark.parametrize(("language", "said"), [("nn", "Alt du opnar"), ("en", "Everything you open")])
def test_the_letter_is_in_the_language_of_who_lets_in(town: Town, language: str, said: str) -> None:
    command = grant_of(town, f"{language}@revisjon.example")
    grant(town, command, language=language)
    (letter,) = letters_to(town, command.email)
    assert said in letter.text


def test_an_access_that_was_ended_in_the_meantime_leads_to_no_letter(town: Town) -> None:
    command = grant_of(town, "ended@revisjon.example")
    grant(town, command)
    end(town, command.auditor)
    assert letters_to(town, command.email) == []


def test_an_auditor_who_was_forgotten_gets_no_letter(town: Town) -> None:
    command = grant_of(town, "forgotten@revisjon.example")
    grant(town, command)
    town.site.run(town.world.keyring.erase_subject(town.workspace.tenant, command.auditor))
    assert letters_to(town, command.email) == []


def test_a_worker_ends_the_tie_of_whom_a_crash_left_with_it(town: Town) -> None:
    rita = town.let_in("Rita")
    end(town, rita.here.subject)
    assert ties(town, rita) == 1
    town.site.work_off()
    assert ties(town, rita) == 0


def test_a_worker_whose_clock_is_behind_waits(town: Town) -> None:
    rita = town.let_in("Rita", days=1)
    with pytest.raises(NotOverYet):
        town.site.run(end_audit_tie(town.world, ending(town, rita)))
    assert ties(town, rita) == 1
    later = replace(town.world, clock=FixedClock(town.world.clock.now() + timedelta(days=1)))
    town.site.run(end_audit_tie(later, ending(town, rita)))
    assert ties(town, rita) == 0


def test_an_auditor_is_let_in_anew_under_another_pseudonym(town: Town) -> None:
    first = town.let_in("Rita")
    again = grant_of(town, first.account.email)
    town.show()
    with pytest.raises(AddressBelongsAlready):
        grant(town, again)
    end(town, first.here.subject)
    town.show()
    grant(town, again)


def test_a_members_pseudonym_is_no_auditors(town: Town) -> None:
    command = replace(grant_of(town, "pseudonym@revisjon.example"), auditor=town.administrator.here.subject)
    with pytest.raises(DomainError):
        grant(town, command)


def test_lines_are_kept_for_two_years_and_no_longer(town: Town) -> None:
    now, tenant, auditor = town.world.clock.now(), town.workspace.tenant, SubjectId(uuid4())

    async def noted_then_tidied() -> list[Asked]:
        for age in (timedelta(0), KEPT - timedelta(days=1), KEPT, KEPT + timedelta(days=1)):
            path = f"/w/{age.days}"
            await note_asked(town.site.web, tenant, Asked(auditor, now - age, "GET", "/w/{slug}", path, refused=False))
        await delete_old_lines(town.world.database, tenant, now)
        async with town.world.database.reading(tenant) as connection:
            return await asked_by(connection, tenant, auditor, 10)

    assert [line.path for line in town.site.run(noted_then_tidied())] == ["/w/0", f"/w/{KEPT.days - 1}"]
