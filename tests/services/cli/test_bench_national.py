"""`samson bench national`, on a country of a few municipalities; it needs no servers."""

import json

import msgspec
import pytest

from domain.national.ruleset import RULE_SETS
from services.cli.bench.national import line, measure, table
from services.cli.main import main
from services.simulation.nation import Nation
from services.simulation.utility import Told


@pytest.fixture(scope="module")
def found() -> dict:
    return msgspec.to_builtins(measure(Nation(seed=3, municipalities=40, since=6), 4, RULE_SETS[1]))


def test_it_prints_one_object_that_says_what_it_measured(capfd):
    assert main(["bench", "national", "--municipalities", "12", "--quarters", "1", "--json"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert list(found) == ["name", "unit", "ours", "baseline", "baseline_name", "ratio", "runs", "details"]
    assert (found["name"], found["unit"], found["baseline"], found["runs"]) == ("national", "s", 60.0, 1)
    assert found["ours"] == pytest.approx(sum(found["details"]["seconds"].values()), abs=0.01)


def test_it_tells_each_quarter_with_what_was_published_and_why_the_rest_was_not(found):
    told = found["details"]
    assert told["simulated"] is True
    assert told["audits_passed"] == len(told["quarters"]) == 4
    for quarter in told["quarters"]:
        for kind in quarter["kept"].values():
            assert kind["means"] + sum(kind["held"].values()) == kind["cells"]


def test_the_table_has_a_line_for_each_quarter(found):
    heading, rule, *rows = table(found["details"]["quarters"])
    assert heading.count("|") == rule.count("|") == rows[0].count("|")
    assert [row.split(" | ")[0] for row in rows] == [f"| {one['quarter']}" for one in found["details"]["quarters"]]


def test_a_quarter_that_the_audit_stops_says_so():
    told = Told("2026K1", 5, 6, passed=False, seconds=1.0, kept={}, errors={})
    assert "STOPPED by the audit" in line(told)


def test_help_has_an_example(capsys):
    assert main(["bench", "national", "--help"]) == 0
    assert "Example:  samson bench national" in capsys.readouterr().out
