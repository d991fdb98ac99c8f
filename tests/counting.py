"""`count("requests", 12)`: what a run has tried, added up over all tests and workers, in one line each at its end."""

from collections import Counter
from collections.abc import Callable

import pytest

PROPERTY = "counted"


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Callable[[str, int], None]:
    def add(what: str, times: int) -> None:
        record_property(PROPERTY, [what, times])

    return add


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    counted: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == PROPERTY and report.when == "call":
                    what, times = value
                    counted[what] += times
    for what, times in sorted(counted.items()):
        terminalreporter.write_line(f"{times} {what}")
