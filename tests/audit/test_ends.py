"""How a measurement ended without figures, and what was adopted without talk: held by both verifiers."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import asyncpg
import pytest
from msgspec.structs import replace

from domain.event import Event
from domain.ids import QuestionId, SubjectId
from domain.measurement import events as happened
from domain.text import Clear
from infra.database import Database
from infra.eventlog.log import EventLog
from infra.migrations.roles import WEB
from services.application.auditing.export import Signed
from tests.audit.events_of_a_town import ENDED, adopted, out_of_time
from tests.audit.history import ORIGIN, checked, exported
from tests.audit.second_verifier import findings
from tests.database_plugin import DatabaseCopy
from tests.support.builders import ANNA
from tests.support.logs import NoKeys, append, new_tenant, versions

pytestmark = pytest.mark.anyio

STARTED, *REVEALED, END = out_of_time(ENDED)
REOPENED, *ADOPTED = adopted(ENDED)[:4]
AT = END.at
Q1, Q2, Q3, Q4 = (QuestionId(f"1-{number}") for number in (1, 2, 3, 4))

Verdicts = Callable[[Sequence[Event]], Awaitable[tuple[list[str], list[str]]]]


@pytest.fixture
async def verdicts(database: DatabaseCopy, admin: asyncpg.Connection, tmp_path: Path) -> AsyncIterator[Verdicts]:
    """What both say of a log in which nobody asked the domain."""
    async with Database.opened(database.url(WEB), size=1) as web:
        log = EventLog(web, NoKeys())

        async def both(events: Sequence[Event]) -> tuple[list[str], list[str]]:
            tenant = new_tenant(database)
            await append(log, tenant, versions(ENDED, list(events)))
            async with admin.transaction(isolation="repeatable_read"):
                export = await exported(admin, tenant, Signed(ORIGIN))
            ours = checked(export, tmp_path).findings
            return [f"{where}: {what}" for where, what in ours], findings(tmp_path / "export.samson")

        yield both


def answered(question: QuestionId, answer: int = 4) -> Event:
    return happened.QuestionAnswered(at=AT, by=ANNA, question=question, answer=answer)


def took(question: QuestionId, answer: int) -> Event:
    return happened.AnswerAdopted(at=AT, by=ANNA, question=question, answer=answer)


def taken_back(question: QuestionId) -> Event:
    return happened.AnswerWithdrawn(at=AT, by=ANNA, question=question)


GOOD: dict[str, list[Event]] = {
    "a measurement that was not completed": [STARTED, *REVEALED, END],
    "one of which nothing was revealed": [STARTED, replace(END, spreads=())],
    "one whose answers were all taken back": [STARTED, *REVEALED, answered(Q1), taken_back(Q1), END],
    "one that was not completed again": [STARTED, *REVEALED, END, REOPENED, END],
    "a field that was adopted": [STARTED, *REVEALED, *ADOPTED],
    "a median that the group agreed to afterwards": [STARTED, *REVEALED, *ADOPTED, answered(Q1)],
    "a median beside an answer in another field": [STARTED, *REVEALED, answered(QuestionId("2-1")), *ADOPTED],
    "a median where an answer was taken back": [STARTED, *REVEALED, answered(Q2), taken_back(Q2), *ADOPTED],
}
BAD: dict[str, list[Event]] = {
    "an end of what has an agreed answer": [STARTED, *REVEALED, answered(Q4), END],
    "an end of what has an adopted answer": [STARTED, *REVEALED, ADOPTED[0], END],
    "an end without the spreads that there are": [STARTED, *REVEALED, replace(END, spreads=())],
    "an end with spreads of what was not revealed": [STARTED, *REVEALED[:2], END],
    "an adopted answer that is not the median": [STARTED, *REVEALED, took(Q3, 8)],
    "the higher of two in the middle": [STARTED, *REVEALED, took(Q1, 7)],
    "an adopted answer to what was not revealed": [STARTED, *REVEALED, took(Q4, 4)],
    "an adopted answer before the reveal": [STARTED, *ADOPTED, *REVEALED],
    "an adopted answer to what had one": [STARTED, *REVEALED, *ADOPTED, took(Q1, 4)],
    "an adopted answer in a field with an agreed one": [STARTED, *REVEALED, answered(Q4), took(Q1, 4)],
    "an adopted answer after the group agreed to another": [
        STARTED,
        *REVEALED,
        took(Q1, 4),
        answered(Q1),
        took(Q2, 4),
    ],
    "an adopted answer to a question of their own": [
        STARTED,
        happened.OwnQuestionAdded(
            at=AT, by=ANNA, question=QuestionId("own-1"), statement=Clear(SubjectId(ENDED), "Vi har det gøy")
        ),
        replace(REVEALED[0], question=QuestionId("own-1")),
        took(QuestionId("own-1"), 4),
    ],
}


@pytest.mark.parametrize("what", GOOD)
async def test_what_the_page_allows_is_no_finding(verdicts: Verdicts, what: str) -> None:
    assert await verdicts(GOOD[what]) == ([], [])


@pytest.mark.parametrize("what", BAD)
async def test_what_the_page_forbids_is_found_by_both(verdicts: Verdicts, what: str) -> None:
    ours, theirs = await verdicts(BAD[what])
    assert ours
    assert theirs
