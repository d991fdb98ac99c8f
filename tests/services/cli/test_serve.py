"""`samson serve`: what the server is told."""

from typing import Any

import pytest

from infra.master_keys import new_master_key_line
from services.cli import serve
from services.cli.main import main
from services.cli.serve import AT_ONCE


@pytest.mark.parametrize("processes", [1, 4])
def test_each_process_holds_the_lines_of_a_large_day(processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server divides its own default by the number of processes, and what is above it waits without a word."""
    told: dict[str, Any] = {}

    class Server:
        def __init__(self, _: str, **settings: Any) -> None:
            told.update(settings)

        def serve(self) -> None: ...

    monkeypatch.setattr(serve, "Granian", Server)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    assert main(["serve", "--workers", str(processes)]) == 0
    assert told["backpressure"] == AT_ONCE > 10_000


ENVIRONMENT = {
    "SAMSON_MODE": "hosted",
    "SAMSON_DATABASE_URL": "postgresql://db.example/samson",
    "SAMSON_REDIS_URL": "redis://valkey.example",
    "SAMSON_SMTP_URL": "smtp://mail.example",
    "SAMSON_BASE_URL": "https://samson.example",
    "SAMSON_MAIL_FROM": "samson@samson.example",
    "SAMSON_MASTER_KEY": new_master_key_line("test"),
}
