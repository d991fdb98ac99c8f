"""`samson rebuild` and `samson bench`, on servers of their own."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from infra.embedded.servers import embedded_servers
from projections.rebuild import Comparison
from projections.registry import PROJECTIONS
from services.cli.bench.session.command import percentile
from services.cli.bench.years import pages as years_pages
from services.cli.main import main
from services.cli.rebuild import told
from services.cli.running import running

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Its servers run meanwhile: each command would start and stop them by itself, for longer than it works."""
    folder = tmp_path_factory.mktemp("state")
    with embedded_servers(folder, "fast"):
        yield folder


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
        ("campaign", "--workspaces", "1", "--collaborations", "2"),
        ("mail", "--letters", "20", "--runs", "1"),
        ("rebuild", "--workspaces", "1", "--collaborations", "1", "--quarters", "2", "--sample", "60", "--runs", "1"),
        ("replay", "--tenants", "2", "--collaborations", "1", "--runs", "1"),
        ("verify", "--collaborations", "2", "--runs", "1"),
    ],
)
def test_a_bench_prints_one_object_that_says_what_it_measured(run: Run, bench: tuple[str, ...]) -> None:
    status, said, _ = run("bench", *bench, "--json")
    assert status == 0
    found = json.loads(said)
    assert list(found) == ["name", "unit", "ours", "baseline", "baseline_name", "ratio", "runs", "details"]
    assert (found["name"], found["unit"], found["runs"]) == (
        bench[0],
        "letters/s" if bench[0] in {"campaign", "mail"} else "events/s",
        1,
    )
    assert found["ratio"] == pytest.approx(found["ours"] / found["baseline"], abs=0.01)


@pytest.mark.xdist_group("rebuild and bench")
@pytest.mark.nightly
def test_the_bench_of_sessions_counts_every_click_until_the_last_phone(run: Run) -> None:
    tiny = ("--sessions", "2", "--phones", "3", "--seconds", "1.5", "--runs", "1")
    status, said, _ = run("bench", "session", *tiny, "--json")
    assert status == 0
    found = json.loads(said)
    assert (found["name"], found["unit"], found["runs"]) == ("session", "ms", 1)
    assert found["ratio"] == pytest.approx(found["baseline"] / found["ours"], abs=0.01)
    told = found["details"]
    assert 0 < told["clicks"] <= 2 * 3
    assert 0 < told["last_phone"]["p50"] <= told["last_phone"]["p99"]
    assert set(told["all_in_one_moment"]) == {"p50", "p99"}


@pytest.mark.xdist_group("rebuild and bench")
@pytest.mark.nightly
def test_the_bench_of_pages_asks_for_every_page_of_few_workspaces_and_of_all(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(years_pages, "WARMING", 1)
    tiny = ("--workspaces", "11", "--collaborations", "3", "--quarters", "4", "--requests", "2")
    status, said, complaint = run("bench", "pages", *tiny, "--json")
    assert status == 0, complaint
    found = json.loads(said)
    assert (found["name"], found["unit"], found["runs"]) == ("pages", "ms", 1)
    assert found["ratio"] == pytest.approx(found["baseline"] / found["ours"], abs=0.01)
    told = found["details"]
    assert told["p99"].keys() == told["p99_of_few"].keys()
    compared = "/w/{slug:str}/collaborations/{collaboration:uuid}/compare?{series:query}"
    assert told["p99"].keys() > {"/w/{slug:str}", "/w/{slug:str}/measurements/{measurement:uuid}/moved", compared}
    assert max(told["p99"].values()) == pytest.approx(found["ours"], abs=0.1)


def test_seeding_twice_writes_only_what_is_not_there(run: Run) -> None:
    tiny = ("--collaborations", "1", "--quarters", "1")
    assert "2 of 2 workspaces" in run("bench", "seed", "--workspaces", "2", *tiny)[2]
    assert "1 of 1 workspaces" in run("bench", "seed", "--workspaces", "3", *tiny)[2]
    assert "3 workspaces are there already" in run("bench", "seed", "--workspaces", "3", *tiny)[2]


def test_pages_are_not_measured_on_fewer_workspaces_than_the_baseline_has(run: Run) -> None:
    status, said, complaint = run("bench", "pages", "--seeded", "--json")
    assert (status, said) == (1, "")
    assert "workspaces of the bench: run samson bench seed first" in complaint


def test_seeded_years_are_built_anew_where_they_are_and_a_rate_is_told_only_of_what_is_the_same(
    run: Run, state: Path
) -> None:
    run("bench", "seed", "--workspaces", "3", "--collaborations", "1", "--quarters", "1")
    rebuild = ("bench", "rebuild", "--seeded", "--sample", "20", "--runs", "1", "--json")
    status, said, _ = run(*rebuild)
    told = json.loads(said)["details"]
    assert status == 0
    assert set(told["read_models"]) == {projection.name for projection in PROJECTIONS}
    with running(state) as settings, psycopg.connect(settings.database_url, autocommit=True) as admin:
        admin.execute("update read_people.people set role = 'observer' where role = 'facilitator'")
    status, said, complaint = run(*rebuild)
    assert (status, said) == (1, "")
    assert "people built anew is not what it was" in complaint
    assert run("rebuild", "people")[0] == 0


def test_a_percentile_is_one_that_was_measured() -> None:
    hundred = [number / 1000 for number in range(1, 101)]
    assert (percentile(50, hundred), percentile(99, hundred), percentile(99, [0.003])) == (50, 99, 3)


@pytest.mark.parametrize(
    "command",
    [
        ("rebuild",),
        ("bench",),
        *(("bench", name) for name in ("append", "mail", "pages", "rebuild", "replay", "seed", "session", "verify")),
    ],
)
def test_help_has_an_example(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--help"]) == 0
    assert f"Example:  samson {' '.join(command)}" in capsys.readouterr().out
