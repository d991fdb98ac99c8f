"""On servers of their own, as the command line reaches the database by passwords that follow the master key."""

import asyncio
import mailbox
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from domain.ids import SubjectId, TenantId
from infra.embedded.servers import embedded_servers
from infra.mail.return_paths import MailName, ReturnPaths
from infra.mail.returned import note_posted, returned_letters
from services.bootstrap import opened_world, return_paths_of
from services.cli.mail import COMMANDS, mail
from services.cli.mail.returned import returned
from services.cli.running import running
from tests.support.returned_mail import sample

TENANT = TenantId(1001)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("state")
    with embedded_servers(folder, "fast"):
        yield folder


@pytest.fixture
def paths(state: Path, monkeypatch: pytest.MonkeyPatch) -> ReturnPaths:
    monkeypatch.setenv("SAMSON_MAIL_RETURN", "retur@samson.example")
    with running(state) as settings:
        found = return_paths_of(settings)
    assert found is not None
    return found


def posted(state: Path) -> MailName:
    name = MailName(TENANT, uuid4())

    async def note() -> None:
        async with opened_world(settings, "samson_worker") as world:
            await note_posted(world.database, name, SubjectId(uuid4()), "test.letter", world.clock.now())

    with running(state) as settings:
        asyncio.run(note())
    return name


def came_back(state: Path, name: MailName) -> int:
    async def read() -> int:
        async with opened_world(settings, "samson_worker") as world, world.database.reading(TENANT) as connection:
            return sum(one.name == name for one in await returned_letters(connection, TENANT))

    with running(state) as settings:
        return asyncio.run(read())


def take_in(state: Path, *arguments: str, content: bytes = b"") -> Result:
    return CliRunner().invoke(returned, ["--state", str(state), *arguments], input=content)


def test_what_a_mail_server_hands_over_is_taken_in_and_said(state: Path, paths: ReturnPaths, tmp_path: Path) -> None:
    name = posted(state)
    message = sample("postfix-unknown", name, paths)
    said = take_in(state, content=message)
    assert (said.exit_code, said.output) == (0, "noted\n")
    file = tmp_path / "message.eml"
    file.write_bytes(message)
    assert take_in(state, str(file)).output == "known already\n"
    assert came_back(state, name) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no report of a letter that came back\n"),
        (b"Subject: Hei\n\nHei!", "no report of a letter that came back\n"),
    ],
)
def test_what_is_no_report_is_passed_over(state: Path, paths: ReturnPaths, content: bytes, said: str) -> None:
    passed_over = take_in(state, content=content)
    assert (passed_over.exit_code, passed_over.output) == (0, said)


def test_of_a_folder_all_that_is_unread_is_taken_in_and_marked_as_read(
    state: Path, paths: ReturnPaths, tmp_path: Path
) -> None:
    box, names = mailbox.Maildir(tmp_path / "retur", create=True), [posted(state), posted(state)]
    for name in names:
        box.add(sample("exim-unknown", name, paths))
    box.add(sample("on-holiday", names[0], paths))
    first = take_in(state, "--maildir", str(tmp_path / "retur"))
    assert first.exit_code == 0
    assert sorted(first.output.splitlines()) == ["no report of a letter that came back", "noted", "noted"]
    assert take_in(state, "--maildir", str(tmp_path / "retur")).output == ""
    assert len(list((tmp_path / "retur" / "cur").iterdir())) == 3
    assert [came_back(state, name) for name in names] == [1, 1]


def test_what_cannot_be_taken_in_now_stays_with_the_mail_server(
    state: Path, monkeypatch: pytest.MonkeyPatch, paths: ReturnPaths
) -> None:
    monkeypatch.setenv("SAMSON_MAIL_RETURN", "")
    refused = take_in(state, content=sample("postfix-unknown", posted(state), paths))
    assert refused.exit_code == 75
    assert refused.output.startswith("samson: the mail is not taken in: SAMSON_MAIL_RETURN is not set")
    assert refused.output.count("\n") == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_with_an_example(name: str) -> None:
    shown = CliRunner().invoke(mail, [name, "--help"])
    assert shown.exit_code == 0
    assert f"Example:  samson mail {name}" in shown.output
