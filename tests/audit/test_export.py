"""An export of a history that nobody touched is found to be whole."""

from pathlib import Path

import asyncpg
import pytest

from infra.database import Database
from infra.eventlog.log import EventLog
from infra.migrations.roles import WEB
from tests.audit.events_of_a_town import OPEN, begun
from tests.audit.history import ORIGIN, History, Signed, checked, exported, write_history
from tests.database_plugin import DatabaseCopy
from tests.support.logs import NoKeys, answered, append, versions

pytestmark = pytest.mark.anyio


async def test_a_good_history_has_no_findings(history: History, tmp_path: Path) -> None:
    report = checked(history.good, tmp_path, history.verifier_key, history.signed.checkpoints[2])
    assert report.findings == []
    assert "2 closings, computed again from the answers" in report.checked


async def test_rows_are_held_to_the_events_that_they_have_come_to(
    database: DatabaseCopy, admin: asyncpg.Connection, tmp_path: Path
) -> None:
    """The projector is asleep: what it has not taken in yet is no finding, and is said."""
    tenant = await write_history(database)
    async with Database.opened(database.url(WEB), size=1) as web:
        await append(EventLog(web, NoKeys()), tenant, versions(OPEN, [answered()], after=len(begun(OPEN))))
    async with admin.transaction():
        report = checked(await exported(admin, tenant, Signed(ORIGIN)), tmp_path)
    assert report.findings == []
    assert any("measurements only up to event" in line for line in report.checked)
