from pathlib import Path

import pytest

from infra.embedded.process import last_line

TRACEBACK = """[INFO] Starting
Traceback (most recent call last):
  File "app.py", line 76, in declared
    raise RouteIsOpen("/mail")
{}
[INFO] Shutting down, see ya!
"""


@pytest.mark.parametrize(
    "error",
    [
        "KeyError: 'name'",
        "KeyboardInterrupt",
        "services.web.access.RouteIsOpen: /mail",
        "litestar.exceptions.http_exceptions.ImproperlyConfiguredException: 500: wrong",
        "2026-11-23 12:00:00 UTC [7] FATAL:  could not write",
    ],
)
def test_the_error_is_told_and_not_what_came_after_it(tmp_path: Path, error: str) -> None:
    log = tmp_path / "web.log"
    log.write_text(TRACEBACK.format(error))
    assert last_line(log, 0) == error


def test_without_an_error_the_last_line_is_told(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("INFO: one\nNote: two\n\n")
    assert last_line(log, 0) == "Note: two"


def test_an_earlier_start_is_not_quoted(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("KeyError: 'old'\n")
    assert last_line(log, log.stat().st_size) == "it said nothing"
