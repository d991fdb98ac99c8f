import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.embedded.environment import Doors
from services.cli.main import COMMANDS
from services.cli.parts import parts
from services.cli.running import CHECKOUT

COMPOSE = Path(sys.executable).parent / "docker-compose"
GIVEN = {
    "SAMSON_DATABASE_PASSWORD": "database-word",
    "SAMSON_VALKEY_PASSWORD": "valkey-word",
    "SAMSON_BASE_URL": "https://samson.example",
    "SAMSON_MAIL_FROM": "samson@samson.example",
}


def compose(*arguments: str, given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The real Compose, without an engine."""
    return subprocess.run(
        [COMPOSE, "-f", CHECKOUT / "docker-compose.yml", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")} | given,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    shown = compose("config", "--format", "json", given=GIVEN)
    assert shown.returncode == 0, shown.stderr
    found: dict[str, Any] = json.loads(shown.stdout)["services"]
    return found


def test_compose_itself_finds_the_file_in_order() -> None:
    checked = compose("config", "--quiet", given=GIVEN)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


@pytest.mark.parametrize("name", GIVEN)
def test_what_has_to_be_set_is_asked_for(name: str) -> None:
    refused = compose("config", "--quiet", given={key: value for key, value in GIVEN.items() if key != name})
    assert refused.returncode != 0
    assert name in refused.stderr


def test_the_services_are_the_processes_of_samson_up_and_what_they_stand_on(services: dict[str, Any]) -> None:
    processes = {part.name for tier in parts(Doors(web=1, smtp=2), "redis://") for part in tier}
    assert set(services) == processes | {"postgres", "valkey", "migrate"}


def test_every_process_is_a_command_of_ours(services: dict[str, Any]) -> None:
    for name, service in services.items():
        if service["image"].startswith("samson:"):
            assert service["command"][0] in COMMANDS, name


def test_the_administrators_password_is_known_to_the_migration_alone(services: dict[str, Any]) -> None:
    knowing = {name for name, service in services.items() if "database-word" in json.dumps(service)}
    assert knowing == {"postgres", "migrate"}


def test_no_process_starts_on_an_older_database(services: dict[str, Any]) -> None:
    for name in ("web", "worker", "scheduler", "projector"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_nothing_but_the_pages_can_be_reached_from_outside(services: dict[str, Any]) -> None:
    assert {name for name, service in services.items() if service.get("ports")} == {"web"}
    assert services["web"]["ports"][0]["host_ip"] == "127.0.0.1"


def test_every_lasting_service_has_a_health_check(services: dict[str, Any]) -> None:
    assert {name for name, service in services.items() if "healthcheck" not in service} == {"migrate", "mailcatcher"}


def test_the_queue_survives_a_kill(services: dict[str, Any]) -> None:
    command = services["valkey"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"
