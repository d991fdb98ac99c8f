"""On servers of their own, as the command line reaches the database by passwords that follow the master key."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner, Result

from domain.national.classification import Code
from infra.database import Database
from infra.embedded.servers import embedded_servers
from infra.national.classifications import Imported, imports
from infra.translation import LANGUAGES, Language, Translator
from services.cli.errors import CommandFailed
from services.cli.national.classify import classify
from services.cli.running import running

HEAD = "number,valid_from,valid_to,population,kostra,continued_by"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("state")
    with embedded_servers(folder, "fast"):
        yield folder


def imported(state: Path) -> list[Imported]:
    async def read(url: str) -> list[Imported]:
        async with Database.opened(url, size=1) as national, national.transaction() as connection:
            return await imports(connection)

    with running(state) as settings:
        return asyncio.run(read(settings.role_url("samson_national")))


def run(state: Path, folder: Path, *lines: str) -> Result:
    file = folder / "figures.csv"
    file.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    return CliRunner().invoke(classify, [str(file), "--by", "Kari", "--state", str(state)])


def test_a_file_is_imported_and_numbers_that_count_nowhere_are_named(state: Path, tmp_path: Path) -> None:
    before = len(imported(state))
    done = run(state, tmp_path, "1103,2026-01-01,,,,", "1106,2026-01-01,,30000,12,", "9991,2026-01-01,,1,01,")
    assert done.exit_code == 0, done.output
    assert "Imported 3 lines about 3 municipalities." in done.output
    assert done.output.splitlines()[-1].endswith("in no figure: 9991")
    assert [one.imported_by for one in imported(state)[before:]] == ["Kari"]


def test_what_is_wrong_is_told_by_line_and_nothing_is_imported(state: Path, tmp_path: Path) -> None:
    before = imported(state)
    refused = run(state, tmp_path, "1103,2026-01-01,,,,", "x,2026-01-01,,,,", "1106,2026-01-01,,-1,,")
    assert isinstance(refused.exception, CommandFailed)
    assert str(refused.exception).splitlines()[1:] == [
        "line 3: a municipality number has four digits",
        "line 4: a population is a whole number from 1, without spaces",
    ]
    assert imported(state) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_words(language: Language) -> None:
    words = {code: Translator(language)(f"classification-problem.{code.replace('_', '-')}") for code in get_args(Code)}
    assert len(set(words.values())) == len(words)
