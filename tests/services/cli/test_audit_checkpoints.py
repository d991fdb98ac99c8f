"""On servers of their own, as the command line reaches the database by passwords that follow the master key."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from infra.embedded.servers import embedded_servers
from services.cli.audit import COMMANDS, audit
from services.cli.errors import CommandFailed
from services.cli.workspace import workspace
from tests.support.checkpoints import read_note


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("state")
    with embedded_servers(folder, "fast"):
        create = ["create", "steinkjer", "--admin", "ada@steinkjer.example", "--state", str(folder)]
        made = CliRunner().invoke(workspace, create)
        assert made.exit_code == 0, made.output
        yield folder


def run(state: Path, *arguments: str) -> Result:
    return CliRunner().invoke(audit, [*arguments, "--state", str(state)])


def said(state: Path, *arguments: str) -> str:
    result = run(state, *arguments)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    shown = CliRunner().invoke(audit, [name, "--help"])
    assert (shown.exit_code, f"samson audit {name}" in shown.output) == (0, True)


def test_a_checkpoint_is_signed_and_its_key_and_proof_are_given_out(state: Path, tmp_path: Path) -> None:
    note = read_note(said(state, "checkpoint", "steinkjer"))
    assert note.origin.startswith("127.0.0.1/log/")
    assert note.is_signed_by(said(state, "keys", "steinkjer").strip())
    proof = tmp_path / "one.tlog-proof"
    said(state, "prove", "steinkjer", "1", "-o", str(proof))
    assert proof.read_text().startswith("c2sp.org/tlog-proof@v1\n")
    assert read_note(proof.read_text().partition("\n\n")[2]) == note


def test_a_new_key_follows_the_old_and_signs_what_comes(state: Path) -> None:
    before = read_note(said(state, "checkpoint", "steinkjer"))
    first = said(state, "keys", "steinkjer").strip()
    assert said(state, "rotate-key") == "Key 2 signs from now on.\n"
    old, new = said(state, "keys", "steinkjer").splitlines()
    assert old == first
    assert [json.loads(line)["number"] for line in said(state, "keys").splitlines()] == [1, 2]
    assert read_note(said(state, "checkpoint", "steinkjer")).is_signed_by(old), "nothing new, nothing signed anew"
    again = CliRunner().invoke(workspace, ["create", "asker", "--admin", "a@asker.example", "--state", str(state)])
    assert again.exit_code == 0
    key = said(state, "keys", "asker").splitlines()[1]
    after = read_note(said(state, "checkpoint", "asker"))
    assert after.is_signed_by(key)
    assert (before.is_signed_by(new), before.is_signed_by(old)) == (False, True)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("checkpoint", "nowhere"), "there is no workspace nowhere"),
        (("prove", "steinkjer", "999", "-o", "x"), "event 999 of steinkjer is not signed"),
        (("prove-growth", "steinkjer", "1", "999", "-o", "x"), "steinkjer has no checkpoints"),
    ],
)
def test_what_there_is_not_is_said_in_one_line(state: Path, arguments: tuple[str, ...], why: str) -> None:
    refused = run(state, *arguments)
    assert isinstance(refused.exception, CommandFailed)
    assert why in str(refused.exception)
