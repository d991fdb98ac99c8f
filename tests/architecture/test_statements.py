"""Every statement fits the database as it is migrated, and stands where statements may stand."""

import ast
import importlib
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from tests.database_plugin import DatabaseCopy

ROOT = Path(__file__).parents[2]
ROOMS_WITH_SQL = ("infra", "projections")
ROOMS_WITHOUT = ("domain", "services", "workers")

STATEMENT = re.compile(
    r"\s*(select|with|insert\s+into|update|delete\s+from|call|merge\s+into|lock\s+table|table)\s", re.IGNORECASE
)


def constants(path: Path) -> Iterator[str]:
    """The names of a module's capitalised constants."""
    for node in ast.parse(path.read_text("utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            if isinstance(target, ast.Name) and target.id.isupper():
                yield target.id


def statements() -> dict[str, str]:
    """By module and name: `infra.outbox.TAKE_WORK`."""
    found = {}
    for path in sorted(file for room in ROOMS_WITH_SQL for file in (ROOT / room).rglob("*.py")):
        names = list(constants(path))
        if not names:
            continue
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        values = vars(importlib.import_module(module))
        found |= {
            f"{module}.{name}": values[name]
            for name in names
            if isinstance(values[name], str) and STATEMENT.match(values[name])
        }
    return found


def numbered(statement: str) -> str:
    """psycopg's placeholders as PostgreSQL's own."""
    numbers = count(1)
    return re.sub(r"%(?:\(\w+\))?s", lambda _: f"${next(numbers)}", statement)


STATEMENTS = statements()


def test_the_search_finds_statements_in_both_rooms() -> None:
    print(f"{len(STATEMENTS)} statements")  # noqa: T201 -- the count shows that something was checked
    assert {"infra.eventlog.statements.APPEND", "projections.tracking.FIND_BEHIND"} <= STATEMENTS.keys()


@pytest.mark.anyio
async def test_every_statement_fits_the_migrated_database(database: DatabaseCopy) -> None:
    connection = await asyncpg.connect(database.admin_url)
    misfits = []
    for name, statement in STATEMENTS.items():
        try:
            await connection.prepare(numbered(statement))
        except asyncpg.PostgresError as error:
            misfits.append(f"{name}: {error}")
    await connection.close()
    assert misfits == []


def strings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


SQL_WITH_A_SUBJECT = re.compile(
    r"\s*(select\s.*\bfrom\s+\w|select\s+\w+\(|select\s+('|\d)|insert\s+into\s+\w|update\s+\w+(\.\w+)?(\s+as\s+\w+)?\s+set\s"
    r"|delete\s+from\s+\w)",
    re.IGNORECASE | re.DOTALL,
)


def test_statements_stand_in_projections_and_infra_only() -> None:
    astray = [
        f"{path.relative_to(ROOT)}: {text.strip()[:60]}"
        for room in ROOMS_WITHOUT
        for path in sorted((ROOT / room).rglob("*.py"))
        if "node_modules" not in path.parts
        for text in strings(path)
        if SQL_WITH_A_SUBJECT.match(text)
    ]
    assert astray == []


def test_no_statement_sets_a_tenant_for_longer_than_its_transaction() -> None:
    assert [name for name, text in STATEMENTS.items() if re.search(r"\bset\s+(session\s+)?samson\.", text)] == []
