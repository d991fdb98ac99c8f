"""The API: tokens, what they reach, and how it answers."""

import httpx
import pytest
from msgspec.structs import replace
from openapi_spec_validator import OpenAPIV31SpecValidator

from domain.workspace.events import Role
from infra.accounts.access_tokens import Scope
from infra.identity import new_stream_id
from services.application.access_tokens import IssueToken, issue_token
from services.application.leaving import remove_member
from tests.running_site import Site
from tests.support.towns import Person, Town, found_town
from tests.web.conftest import OpenBrowser

ALL = frozenset(Scope)


def token_of(town: Town, person: Person, scopes: frozenset[Scope] = ALL) -> str:
    command = IssueToken(name="Rapport", scopes=scopes, days=90)
    return town.site.run(
        issue_token(replace(town.world, database=town.site.web), person.here, command, new_stream_id())
    )


def call(town: Town, path: str, token: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{town.site.address}{path}", headers={"authorization": f"Bearer {token}", **headers})


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


def test_what_has_not_changed_is_not_sent_again(town: Town) -> None:
    town.collaborate()
    town.show()
    token = token_of(town, town.administrator)
    first = call(town, f"{api(town)}/collaborations", token)
    again = call(town, f"{api(town)}/collaborations", token, **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


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
    answers = [httpx.post(f"{town.site.address}{path}/finish", headers=headers) for _ in range(2)]
    assert [(one.status_code, one.json()["status"]) for one in answers] == [(200, "done")] * 2
    other = httpx.post(f"{town.site.address}{path}/drop", headers=headers, json={"reason": "Ble ikke noe av"})
    assert (other.status_code, other.json()["code"]) == (422, "command_id_reused")
    del headers["idempotency-key"]
    assert httpx.post(f"{town.site.address}{path}/start", headers=headers).status_code == 400


def test_the_description_is_valid_openapi_3_1(town: Town) -> None:
    document = httpx.get(f"{town.site.address}/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()
    assert f"{api(town)}".replace(town.workspace.slug, "{slug}") + "/measurements" in document["paths"]


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
