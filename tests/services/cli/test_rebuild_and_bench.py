"""`samson rebuild` and `samson bench`, on servers of their own."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from projections.rebuild import Comparison
from services.cli.main import main
from services.cli.rebuild import told

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture
def run(state: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Status, standard output, standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main([*arguments, "--state", str(state)])
        return status, *capsys.readouterr()

    return run


@pytest.mark.parametrize("option", [(), ("--compare-only",)])
def test_a_read_model_is_built_anew(run: Run, option: tuple[str, ...]) -> None:
    status, said, complaint = run("rebuild", "people", *option)
    assert (status, complaint) == (0, "")
    assert "0 rows differ" in said


def test_what_was_not_compared_is_said_with_its_reason() -> None:
    level, uneven = Comparison(3, 0, 0, differing_rows=0), Comparison(1, 2, 7, differing_rows=0)
    assert told(level) == "3 tenants compared: 0 rows differ"
    assert told(uneven) == ("1 tenants compared, 2 kept moving, 7 where the projector has not caught up: 0 rows differ")


def test_a_read_model_that_is_none_is_refused_with_those_there_are(run: Run) -> None:
    status, _, complaint = run("rebuild", "weather")
    assert status == 2
    assert "'people'" in complaint


@pytest.mark.parametrize(
    "bench",
    [
        ("append", "--seconds", "0.2", "--runs", "1"),
        ("replay", "--tenants", "2", "--collaborations", "1", "--runs", "1"),
        ("verify", "--collaborations", "2", "--runs", "1"),
    ],
)
def test_a_bench_prints_one_object_that_says_what_it_measured(run: Run, bench: tuple[str, ...]) -> None:
    status, said, _ = run("bench", *bench, "--json")
    assert status == 0
    found = json.loads(said)
    assert list(found) == ["name", "unit", "ours", "baseline", "baseline_name", "ratio", "runs", "details"]
    assert (found["name"], found["unit"], found["runs"]) == (bench[0], "events/s", 1)
    assert found["ratio"] == pytest.approx(found["ours"] / found["baseline"], abs=0.01)


@pytest.mark.parametrize(
    "command", [("rebuild",), ("bench",), ("bench", "append"), ("bench", "replay"), ("bench", "verify")]
)
def test_help_has_an_example(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--help"]) == 0
    assert f"Example:  samson {' '.join(command)}" in capsys.readouterr().out
