"""On servers of their own, as the command line reaches the database by passwords that follow the master key."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import click
import pytest
from click.testing import CliRunner

from domain.ids import KS, PLATFORM, SubjectId
from domain.text import Clear, Sealed
from infra.embedded.servers import embedded_servers
from infra.master_keys import new_master_key_line
from infra.outbox import enqueue, set_work_aside, take_work
from services.application.world import World
from services.bootstrap import opened_world
from services.cli.erasures import repeat
from services.cli.outbox import outbox
from services.cli.rewrap import rewrap
from services.cli.running import running

T = TypeVar("T")


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("state")
    with embedded_servers(folder, "fast"):
        yield folder


def said(command: click.Command, state: Path, *arguments: str) -> str:
    result = CliRunner().invoke(command, ["--state", str(state), *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def in_world(state: Path, do: Callable[[World], Awaitable[T]]) -> T:
    async def opened() -> T:
        async with opened_world(settings, "samson_worker") as world:
            return await do(world)

    with running(state) as settings:
        return asyncio.run(opened())


def test_what_was_set_aside_shows_and_is_taken_up_again(state: Path) -> None:
    async def fail_for_good(world: World) -> None:
        async with world.database.tenant(PLATFORM) as connection:
            await enqueue(connection, PLATFORM, "test.say", {})
        (work,) = await take_work(world.database, ["test.say"], 1)
        await set_work_aside(world.database, work, "550")

    in_world(state, fail_for_good)
    assert said(outbox, state) == "waiting: 0 (the eldest for 0 s)\nset aside: 1\n"
    assert said(outbox, state, "--again").startswith("taken up again: 1\nwaiting: 1 ")


def test_texts_outlive_a_change_of_the_master_key(state: Path) -> None:
    async def seal(world: World) -> Sealed:
        return (await world.keyring.seal(KS, uuid4(), 1, {"comment": Clear(SubjectId(uuid4()), "blir")}))["comment"]

    sealed, file, new = in_world(state, seal), state / "master.keys", new_master_key_line("new")
    file.write_text(new + file.read_text())
    assert said(rewrap, state) == "wrapped 1 keys anew\n"
    assert said(rewrap, state) == "All keys are wrapped by the current master key.\n"
    file.write_text(new)
    assert in_world(state, lambda world: world.keyring.open(KS, [sealed])) == {sealed: "blir"}


def test_erasures_are_repeated_by_a_command(state: Path) -> None:
    assert said(repeat, state) == "No erasure is recorded.\n"
