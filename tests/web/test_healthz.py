from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from projections.tracking import ProjectionHealth
from services.web.health import Check, health_route, read_models_seen


def check(answer: str | None) -> Check:
    async def checked() -> str | None:
        return answer

    return checked


async def broken() -> str | None:
    raise ConnectionError


@pytest.fixture
def checks() -> dict[str, Check]:
    return {"database": check("answers"), "worker": check("2026-11-23T12:00:00+00:00")}


@pytest.fixture
def client(checks: dict[str, Check]) -> Iterator[TestClient[Litestar]]:
    with TestClient(Litestar([health_route(checks)], openapi_config=None)) as client:
        yield client


def test_all_is_well_when_every_part_does_its_work(client: TestClient[Litestar]) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["ok"] is True
    assert answer.json()["parts"]["worker"] == {"ok": True, "seen": "2026-11-23T12:00:00+00:00"}


@pytest.mark.parametrize("failing", [check(None), broken])
def test_one_silent_or_broken_part_makes_it_unwell_and_is_named(
    client: TestClient[Litestar], checks: dict[str, Check], failing: Check
) -> None:
    checks["worker"] = failing
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["worker"] == {"ok": False, "seen": None}
    assert answer.json()["parts"]["database"]["ok"] is True


def test_the_answer_is_never_kept_by_a_cache(client: TestClient[Litestar]) -> None:
    assert client.get("/healthz").headers["cache-control"] == "no-store"


def test_it_says_which_installation_answers(client: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMSON_INSTANCE", "this one")
    assert client.get("/healthz").json()["instance"] == "this one"


def test_every_read_model_is_named_with_how_far_it_is_behind_also_where_one_is_parked() -> None:
    people, measurements = ProjectionHealth("people", 0, 0, 1.5), ProjectionHealth("measurements", 2, 40, 1.5)
    assert read_models_seen([people, measurements]) == (
        "events that wait: people 0, measurements 40; measurements parks 2"
    )
    assert read_models_seen([people]) == "events that wait: people 0"
    assert read_models_seen([]) == "events that wait: none yet"
