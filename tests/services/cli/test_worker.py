import pytest
from celery.apps.worker import Worker

from services.cli.worker import carried_out


@pytest.mark.filterwarnings("ignore::celery.exceptions.SecurityWarning")
@pytest.mark.parametrize("status", [None, 0, 1])
def test_a_worker_that_ends_by_itself_says_so_by_its_exit_status(
    status: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Celery's own may: in Celery 5.7 it does where Valkey goes away in the middle of a task."""
    monkeypatch.setattr(Worker, "start", lambda self: setattr(self, "exitcode", status))
    assert carried_out(["worker", "--concurrency=1", "--pool=solo"]) == (status or 0)
