"""An export of a history that nobody touched is found to be whole."""

from pathlib import Path

import pytest

from tests.audit.history import History, checked

pytestmark = pytest.mark.anyio


async def test_a_good_history_has_no_findings(history: History, tmp_path: Path) -> None:
    report = checked(history.good, tmp_path, history.verifier_key, history.signed.checkpoints[2])
    assert report.findings == []
    assert "2 closings, computed again from the answers" in report.checked
