"""The API: tokens, what they reach, and how it answers."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import pstdev
from uuid import UUID

import httpx
import msgspec
import pytest
from msgspec.structs import replace
from openapi_spec_validator import OpenAPIV31SpecValidator

from domain.ids import QuestionId
from domain.scoring.answer import NOT_RELEVANT
from domain.scoring.tally import POINTS
from domain.workspace.events import Role
from infra.accounts.access_tokens import AccessToken, Scope, tokens_of
from infra.clock import FixedClock
from infra.identity import new_stream_id
from infra.translation.writing import consensus
from services.application.access_tokens import IssueToken, issue_token
from services.application.leaving import remove_member
from services.application.work import tidy
from services.web.bearing import CALLS
from tests.running_site import Site
from tests.support import asking
from tests.support.revealing import ballots, reveal_answers
from tests.support.towns import Person, Town, found_town
from tests.web.conftest import OpenBrowser

ALL = frozenset(Scope)


def token_of(town: Town, person: Person, scopes: frozenset[Scope] = ALL) -> str:
    command = IssueToken(name="Rapport", scopes=scopes, days=90)
    return town.site.run(
        issue_token(replace(town.world, database=town.site.web), person.here, command, new_stream_id())
    )


def call(town: Town, path: str, token: str, **headers: str) -> httpx.Response:
    bearer = {"authorization": f"Bearer {token}"}
    return asking.get(f"{town.site.address}{path}", headers={**bearer, **headers})


async def use_up(town: Town, token: AccessToken) -> None:
    """As many calls as it has in a minute."""
    for _ in range(CALLS.most):
        await town.world.limiter.wait(CALLS, str(token.id))


def issued(town: Town) -> list[AccessToken]:
    """Those that are over among them, as long as they lie there."""
    then = town.world.clock.now() - timedelta(days=365)
    return town.site.run(tokens_of(town.site.web, town.workspace.tenant, None, then))


def api(town: Town) -> str:
    return f"/api/v1/workspaces/{town.workspace.slug}"


def test_a_token_reads_the_figures_as_they_were_published(town: Town) -> None:
    collaboration = town.collaborate()
    measurement = town.measure(collaboration, {"1-1": 4, "1-2": 7, "1-3": 9, "1-4": 7})
    town.show()
    token = token_of(town, town.administrator)
    listed = call(town, f"{api(town)}/measurements", token).json()
    assert [one["id"] for one in listed["items"]] == [str(measurement)]
    figures = call(town, f"{api(town)}/measurements/{measurement}/figures", token).json()
    assert figures["fields"][0]["score"] == {"shown": 6.8, "exact": "27/4"}
    assert figures["fields"][1]["score"] is None


def test_pages_follow_each_other_without_gap_or_repetition(town: Town) -> None:
    collaborations = [str(town.collaborate(f"Nummer {number}")) for number in range(5)]
    town.show()
    token, found, after = token_of(town, town.administrator), [], ""
    while True:
        page = call(town, f"{api(town)}/collaborations?limit=2{after}", token).json()
        found += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert found == collaborations


def test_a_measurement_that_is_closed_between_two_pages_repeats_nothing_and_hides_nothing(town: Town) -> None:
    """It comes by when it was begun: on the next page where that is still to come, else on the next run."""
    collaboration, now = town.collaborate(), town.world.clock.now()
    begun = [
        town.at(now - timedelta(days=9 - number)).measure(collaboration, close=number not in {1, 4})
        for number in range(6)
    ]
    town.show()
    token, path = token_of(town, town.administrator), f"{api(town)}/measurements?limit=2"
    first = call(town, path, token).json()
    for late in (begun[1], begun[4]):
        town.close(late)
    town.show()
    second = call(town, f"{path}&after={first['next']}", token).json()
    third = call(town, f"{path}&after={second['next']}", token).json()
    read = [one["id"] for page in (first, second, third) for one in page["items"]]
    assert (read, third["next"]) == ([str(begun[number]) for number in (0, 2, 3, 4, 5)], None)
    anew = call(town, f"{api(town)}/measurements", token).json()
    assert [one["id"] for one in anew["items"]] == list(map(str, begun))


def test_what_has_not_changed_is_not_sent_again_and_what_has_is(town: Town) -> None:
    town.collaborate()
    town.show()
    token, path = token_of(town, town.administrator), f"{api(town)}/collaborations"
    etag = call(town, path, token).headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = call(town, path, token, **{"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag), known
    town.collaborate("Enda et")
    town.show()
    changed = call(town, path, token, **{"if-none-match": etag})
    assert (changed.status_code, len(changed.json()["items"])) == (200, 2)
    assert changed.headers["etag"] != etag


def test_the_spread_is_told_from_three_answers_on_and_by_side_only_where_both_have_three(
    town: Town, browser_for: OpenBrowser
) -> None:
    measurement, by = town.measure(town.collaborate(), close=False), town.administrator
    for question, public, partner in (
        ("1-1", [7, 8, 8, 9, NOT_RELEVANT], [3, 4, 4, 6]),
        ("1-2", [5] * 9, [5, 6]),
        ("1-3", [7, NOT_RELEVANT], [2]),
    ):
        cast = ballots(public, partner)
        town.site.run(reveal_answers(town.world, by.here, measurement, QuestionId(question), cast))
    town.close(measurement)
    town.show()
    figures = call(town, f"{api(town)}/measurements/{measurement}/figures", token_of(town, by)).json()
    both, whole, none, unasked = figures["fields"][0]["questions"][:4]
    told = [both["spread"], both["sides"]["public"], both["sides"]["partner"]], [whole["spread"]], []
    browser = browser_for(by)
    for asked, columns in zip((both, whole, none), told, strict=True):
        page = browser.open(f"{town.home}/measurements/{measurement}/questions/{asked['id']}")
        rows = {row.text.split()[0]: [cell.text for cell in row if cell.tag == "td"] for row in page.all("row")}
        assert rows.get("Gjennomsnitt", []) == [f"{one['mean']['shown']}".replace(".", ",") for one in columns]
        assert rows.get("Svar", []) == [f"{one['number']}" for one in columns]
        assert rows.get("Enighet,", []) == [consensus(Decimal(one["consensus"]), "nb") for one in columns]
        counted = zip(*(rows[f"{point}"] for point in POINTS), strict=True) if columns else ()
        for one, counts in zip(columns, counted, strict=True):
            answers = [point for point, count in zip(POINTS, map(int, counts), strict=True) for _ in range(count)]
            assert one["mean"]["exact"] == str(Fraction(sum(answers), len(answers)))
            assert float(one["deviation"]) == pytest.approx(pstdev(answers), abs=1e-6)
    assert [one["sides"] for one in (whole, none, unasked)] == [None] * 3
    assert (none["spread"], unasked["spread"]) == (None, None)


@pytest.mark.parametrize(
    ("path", "status", "name"),
    [
        ("/collaborations?after=x", 400, "cursor"),
        ("/nothing", 404, "not-found"),
        ("/collaborations?limit=0", 400, "request"),
    ],
)
def test_what_goes_wrong_comes_as_problem_details(town: Town, path: str, status: int, name: str) -> None:
    town.show()
    answer = call(town, f"{api(town)}{path}", token_of(town, town.administrator))
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert problem["type"] == f"{town.site.address}/api#{name}"


@pytest.mark.parametrize("path", ["collaborations", "measurements"])
@pytest.mark.parametrize("moment", ["2026-01-01T00:00:00", "0001-01-01T00:00:00+12:00"])
def test_a_cursor_of_ones_own_making_is_refused_and_breaks_nothing(town: Town, path: str, moment: str) -> None:
    """One without a zone, and one that is in no year in UTC."""
    town.collaborate()
    town.show()
    after = urlsafe_b64encode(msgspec.json.encode([moment, str(UUID(int=0))])).decode()
    answer = call(town, f"{api(town)}/{path}?after={after}", token_of(town, town.administrator))
    assert (answer.status_code, answer.json()["type"].partition("#")[2]) == (400, "cursor")


def test_a_token_that_calls_too_often_is_told_how_long_to_rest_and_others_are_not_held_up(town: Town) -> None:
    town.show()
    busy = token_of(town, town.administrator)
    (which,) = issued(town)
    other = token_of(town, town.administrator)
    town.site.run(use_up(town, which))
    answer = call(town, f"{api(town)}/collaborations", busy, **{"accept-language": "nn"})
    assert (answer.status_code, answer.headers["content-type"]) == (429, "application/problem+json")
    assert 0 < int(answer.headers["retry-after"]) <= CALLS.per.total_seconds()
    problem = answer.json()
    assert (problem["type"], problem["status"]) == (f"{town.site.address}/api#too-many-calls", 429)
    assert (problem["title"], answer.headers["content-language"]) == ("For mange kall", "nn")
    assert call(town, f"{api(town)}/collaborations", other).status_code == 200


def test_a_token_that_is_over_opens_nothing_and_is_deleted_in_the_first_minute_of_an_hour(town: Town) -> None:
    town.show()
    now = town.world.clock.now()
    over, good = token_of(town.at(now - timedelta(days=91)), town.administrator), token_of(town, town.administrator)
    refused = call(town, f"{api(town)}/collaborations", over)
    assert (refused.status_code, refused.json()["type"].partition("#")[2]) == (401, "no-token")
    for minute, left in ((1, 2), (0, 1)):
        town.site.run(tidy(replace(town.world, clock=FixedClock(now.replace(minute=minute)))))
        assert len(issued(town)) == left
    assert call(town, f"{api(town)}/collaborations", good).status_code == 200


def test_a_signed_in_browser_is_nobody_here(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    answer = browser_for(town.administrator).client.get(f"{api(town)}/collaborations")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert "set-cookie" not in answer.headers


def test_a_token_does_no_more_than_it_was_issued_for(town: Town) -> None:
    town.show()
    token = token_of(town, town.administrator, frozenset({Scope.SERIES_READ}))
    assert call(town, f"{api(town)}/collaborations", token).status_code == 200
    assert call(town, f"{api(town)}/actions", token).status_code == 403


def test_a_participants_token_reaches_their_own_collaborations_alone(town: Town) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    ours, theirs = town.collaborate("Vårt", participants=(pia,)), town.collaborate("De andres")
    measured, not_ours = town.measure(ours), town.measure(theirs)
    town.show()
    token = token_of(town, pia)
    for what in ("collaborations", "measurements"):
        assert len(call(town, f"{api(town)}/{what}", token).json()["items"]) == 1
    assert call(town, f"{api(town)}/measurements/{measured}/figures", token).status_code == 200
    assert call(town, f"{api(town)}/measurements/{not_ours}/figures", token).status_code == 404


def test_a_token_is_for_one_workspace_even_where_its_owner_is_in_two(town: Town, site: Site) -> None:
    other = found_town(site, "Verdal")
    other.join_too(town.administrator, Role.ADMINISTRATOR)
    town.show()
    other.show()
    assert call(other, f"{api(other)}/collaborations", token_of(town, town.administrator)).status_code == 404


def test_a_token_ends_with_the_membership(town: Town) -> None:
    pia = town.join(Role.PARTICIPANT, "Pia Deltaker")
    town.show()
    token = token_of(town, pia)
    assert call(town, f"{api(town)}/collaborations", token).status_code == 200
    town.site.run(remove_member(town.world, town.administrator.here, pia.here.subject, new_stream_id()))
    assert call(town, f"{api(town)}/collaborations", token).status_code == 401


def test_the_same_key_counts_once(town: Town) -> None:
    collaboration = town.collaborate()
    measurement = town.measure(collaboration, close=False)
    action = town.suggest(collaboration, measurement, "Møtes på gården")
    town.show()
    token, path = token_of(town, town.administrator), f"{api(town)}/collaborations/{collaboration}/actions/{action}"
    headers = {"authorization": f"Bearer {token}", "idempotency-key": "første"}
    headers["idempotency-key"] = "one"
    answers = [asking.post(f"{town.site.address}{path}/finish", headers=headers) for _ in range(2)]
    assert [(one.status_code, one.json()["status"]) for one in answers] == [(200, "done")] * 2
    other = asking.post(f"{town.site.address}{path}/drop", headers=headers, json={"reason": "Ble ikke noe av"})
    assert (other.status_code, other.json()["code"]) == (422, "command_id_reused")
    del headers["idempotency-key"]
    assert asking.post(f"{town.site.address}{path}/start", headers=headers).status_code == 400


def test_the_description_is_valid_openapi_3_1(town: Town) -> None:
    document = asking.get(f"{town.site.address}/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()
    assert f"{api(town)}".replace(town.workspace.slug, "{slug}") + "/measurements" in document["paths"]


def test_what_a_read_and_a_write_can_answer_is_described(town: Town) -> None:
    """That nothing has changed; that a rule refuses, and that a key was used for something else."""
    paths = asking.get(f"{town.site.address}/api/v1/openapi.json").json()["paths"].values()
    described = [(method, set(one["responses"])) for path in paths for method, one in path.items()]
    assert {method for method, _ in described} == {"get", "post"}
    for method, statuses in described:
        assert statuses >= {"get": {"200", "304"}, "post": {"200", "409", "422"}}[method]


def test_a_token_is_shown_once_and_can_be_revoked(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    browser = browser_for(town.administrator)
    page = browser.open(f"{town.home}/tokens")
    typed = {"Hva skal nøkkelen brukes til?": "Rapport", "Lese målinger og tall": "yes"}
    made = page.press("Lag nøkkelen", typed)
    token = next(one.text for one in made.root if one.tag == "code")
    assert call(town, f"{api(town)}/collaborations", token).status_code == 200
    again = browser.open(f"{town.home}/tokens")
    assert token not in again.answer.text
    again.press("Trekk tilbake: Rapport")
    assert call(town, f"{api(town)}/collaborations", token).status_code == 401


def test_a_token_that_opens_nothing_is_not_made(town: Town, browser_for: OpenBrowser) -> None:
    town.show()
    page = browser_for(town.administrator).open(f"{town.home}/tokens")
    refused = page.press("Lag nøkkelen", {"Hva skal nøkkelen brukes til?": "Rapport"})
    assert (refused.status, "Velg minst én ting" in refused.text) == (422, True)
