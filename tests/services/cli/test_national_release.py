"""`samson national release` and `audit`, on a real site with the real gate: nobody shares, and nothing is told."""

import os
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result

from domain.ids import KS
from domain.national.quarter import Quarter
from infra.settings import Settings
from services.application.releases.deciding import all_releases
from services.cli.main import samson
from tests.running_site import Site

QUARTER = "2026K1"


def call(house: Site, *arguments: str) -> Result:
    # Supervised: the site is migrated, and its cluster's roles keep their passwords.
    elsewhere = {"SAMSON_DATABASE_URL": house.settings.database_url, "SAMSON_SUPERVISOR": str(os.getpid())}
    with (
        patch.dict(os.environ, elsewhere),
        patch.object(Settings, "from_environment", lambda *_: house.settings),
    ):
        return CliRunner().invoke(samson, ["national", *arguments])


def test_a_quarter_is_computed_audited_and_proposed_and_can_be_audited_again(house: Site) -> None:
    released = call(house, "release", QUARTER)
    assert released.exit_code == 0, released.output
    assert "The audit is passed." in released.output
    assert f"{QUARTER} is proposed" in released.output
    proposal = house.run(all_releases(house.world)).workshop(Quarter.read(QUARTER)).proposal
    assert proposal is not None
    again = call(house, "audit", QUARTER)
    assert again.exit_code == 0, again.output
    assert f"{QUARTER} version 1 (proposed), with 0 published before it" in again.output
    assert house.run(house.world.log.head(KS)) > 0


def test_an_order_that_breaks_a_rule_is_refused_in_one_line(house: Site) -> None:
    for arguments, said in (
        (("release", "2199K4"), "is not over"),
        (("release", "2026-1"), "write it as 2026K1"),
        (("audit", "2025K4"), "there is no release of 2025K4"),
    ):
        refused = call(house, *arguments)
        assert refused.exit_code == 1
        assert said in str(refused.exception)


@pytest.mark.parametrize("command", ["release", "audit"])
def test_each_has_help_with_an_example(command: str) -> None:
    shown = CliRunner().invoke(samson, ["national", command, "--help"])
    assert shown.exit_code == 0
    assert f"Example:  samson national {command} 2026K1" in shown.output
