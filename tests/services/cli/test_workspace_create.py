"""On servers of their own, as the command line reaches the database by passwords that follow the master key."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from click.testing import CliRunner, Result

from domain.streams import workspace_stream
from domain.workspace.events import MemberInvited, Role, WorkspaceFounded
from infra.embedded.servers import embedded_servers
from services.application.joining import look_at_invitation
from services.application.world import World
from services.bootstrap import opened_world
from services.cli.errors import CommandFailed
from services.cli.running import running
from services.cli.workspace import workspace

T = TypeVar("T")

ADMIN = "ada@steinkjer.example"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("state")
    with embedded_servers(folder, "fast"):
        yield folder


def create(state: Path, *arguments: str) -> Result:
    return CliRunner().invoke(workspace, ["create", *arguments, "--state", str(state)])


def in_world(state: Path, do: Callable[[World], Awaitable[T]]) -> T:
    async def opened() -> T:
        async with opened_world(settings, "samson_web") as world:
            return await do(world)

    with running(state) as settings:
        return asyncio.run(opened())


def test_a_workspace_is_made_and_its_administrator_invited_by_mail_and_by_a_link(state: Path) -> None:
    made = create(state, "steinkjer", "--admin", ADMIN)
    assert made.exit_code == 0, made.output
    link = re.search(r"/invitations/(\S+)", made.output)
    assert link is not None

    async def look(world: World) -> None:
        invitation = await look_at_invitation(world, link.group(1))
        found, tenant = invitation.workspace, invitation.workspace.tenant
        assert (found.slug, found.name, invitation.email) == ("steinkjer", "Steinkjer", ADMIN)
        recorded = await world.log.read_stream(tenant, workspace_stream(tenant))
        founded, invited = (record.event for record in recorded)
        assert isinstance(founded, WorkspaceFounded)
        assert isinstance(invited, MemberInvited)
        assert (founded.number, invited.role) == ("5006", Role.ADMINISTRATOR)

    in_world(state, look)


def test_a_short_name_that_is_taken_makes_nothing(state: Path) -> None:
    create(state, "Asker", "--admin", ADMIN)
    again = create(state, "Asker", "--admin", "eva@asker.example")
    assert isinstance(again.exception, CommandFailed)
    assert "choose another --slug" in str(again.exception)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Lom", "--admin", "ikke en adresse"), "address is malformed"),
        (("Lom", "--admin", ADMIN, "--slug", "Lom!"), "slug is malformed"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_made(
    state: Path, arguments: tuple[str, ...], said: str
) -> None:
    refused = create(state, *arguments)
    assert isinstance(refused.exception, CommandFailed)
    assert said in str(refused.exception)
