"""What the pages show can be checked: no table of a workspace's read model is left out of the export."""

import asyncpg
import pytest

from projections.registry import OF_WORKSPACES, PROJECTIONS
from projections.showing import TABLES
from services.application.auditing.export import READ_MODELS
from services.verifier import verify as verifier
from tests.database_plugin import DatabaseCopy

pytestmark = pytest.mark.anyio

TABLES_THERE = """
select table_schema, table_name from information_schema.tables
where table_schema like 'read\\_%' order by table_schema, table_name
"""


async def test_every_table_of_every_read_model_is_exported_and_checked(database: DatabaseCopy) -> None:
    connection = await asyncpg.connect(database.admin_url)
    rows = await connection.fetch(TABLES_THERE)
    await connection.close()
    tables = {(row["table_schema"].removeprefix("read_"), row["table_name"]) for row in rows}
    assert {model for model, _ in tables} == {projection.name for projection in PROJECTIONS}
    of_ks = {projection.name for projection in PROJECTIONS} - {projection.name for projection in OF_WORKSPACES}
    assert of_ks == {"releases"}
    tables = {(model, name) for model, name in tables if model not in of_ks}
    assert {model for model, _ in tables} == set(READ_MODELS)
    assert sorted(name for _, name in tables) == list(TABLES) == list(verifier.TABLES)
    assert {(table.model, name) for name, table in verifier.TABLES.items()} == tables
