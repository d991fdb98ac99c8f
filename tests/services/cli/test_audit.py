"""`samson audit export` and `verify`, from a workspace's founding to the verdict."""

from pathlib import Path

import pytest

from services.cli.main import main


def test_a_workspace_is_exported_and_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state, folder, file = ("--state", str(tmp_path / "state")), tmp_path / "exports", tmp_path / "exports" / "a.samson"
    folder.mkdir()
    assert main(["workspace", "create", "Arendal", "--admin", "ada@arendal.example", *state]) == 0
    assert main(["audit", "export", "arendal", "-o", str(file), *state]) == 0
    capsys.readouterr()
    assert main(["audit", "verify", str(file)]) == 0
    said = capsys.readouterr().out
    assert "Checked: 2 events, and their chain." in said
    assert "Checked: 1 checkpoints in the file." in said
    assert main(["audit", "export", "nowhere", "-o", str(file), *state]) == 1
    assert capsys.readouterr().err == "samson: there is no workspace nowhere\n"
    assert main(["audit", "verify", str(file)]) == 0
    assert [path.name for path in folder.iterdir()] == ["a.samson"]
    file.write_bytes(file.read_bytes().replace(b"Arendal", b"Aremark"))
    assert main(["audit", "verify", str(file)]) == 1


def test_a_file_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", str(tmp_path / "nothing")]) == 1
    assert capsys.readouterr().out.startswith("file: it can't be read")
