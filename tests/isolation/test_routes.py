"""Every route × every kind of person × own, foreign and mixed ids, from the app's own route table.

Each answer is the one that the route's declared access says; no page holds a word of where one does not belong; and
neither looking nor what is refused writes anything.
"""

from collections.abc import Callable, Iterator, Mapping
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar, get
from litestar.exceptions import ImproperlyConfiguredException

from domain.ids import KS
from services.web.access import Reach
from services.web.app import app_for
from services.web.inviting import answer_cookie_of
from services.web.place import Outsider
from tests.isolation.route_table import Request, Route, expected, expected_by_token, requests, routes
from tests.isolation.tables import changed, contents
from tests.isolation.two_towns import Standpoint, TwoTowns, Word, client_of

WHO = (
    "nobody",
    "somebody without a workspace",
    "an analyst of KS",
    "a participant",
    "a participant in another collaboration",
    "a facilitator",
    "an administrator",
    "an auditor",
    "an auditor whose time is over",
    "an auditor elsewhere",
    "a participant elsewhere",
    "a facilitator elsewhere",
    "an administrator elsewhere",
    "a phone in a session",
    "a phone in a session elsewhere",
    "somebody invited",
    "somebody invited elsewhere",
)

PLAUSIBLE = {
    "role": "facilitator",
    "standing": "joined",
    "name": "Et navn",
    "theme": "housing",
    "sector": "state",
    "answer": "3",
    "question": "1-1",
    "do": "open",
    "course": "pause",
    "language": "nb",
    "municipality": "3",
}

COUNTED = "requests with own, foreign and mixed ids were answered as their routes declare"

Count = Callable[[str, int], None]


@pytest.fixture(scope="module")
def table(towns: TwoTowns) -> list[Route]:
    return list(routes(app_for(towns.site.settings)))


def heads(towns: TwoTowns) -> list[int]:
    """How far each log has come: both workspaces' and KS's."""
    log, run = towns.site.world.log, towns.site.run
    return [run(log.head(tenant)) for tenant in (*(town.workspace.tenant for town in towns.tenants), KS)]


def asked(table: list[Route], towns: TwoTowns, method: str) -> Iterator[Request]:
    for route in table:
        if route.method == method:
            yield from requests(route, towns)


def noted(who: Standpoint) -> list[str]:
    """The one table that a request of an auditor changes: what they asked for."""
    return ["auditors.access_log"] if who.role is Outsider.AUDITOR else []


def is_for(request: Request, who: Standpoint) -> bool:
    return 200 in expected(request, who)


def plausible(towns: TwoTowns) -> Mapping[str, str]:
    """What a form could hold, with ids from elsewhere: so that what refuses is the guard, and not an empty field."""
    ids = towns.gamma.values() | {"participant": towns.gamma.member, "for_partner": towns.gamma.partner}
    return {**PLAUSIBLE, **ids, "command_id": str(uuid4()), "email": "noen@example.org"}


def send(client: httpx.Client, request: Request, form: Mapping[str, str]) -> httpx.Response:
    return client.post(request.path, data={"_csrf_token": client.cookies.get("samson-csrf", ""), **form})


def look(client: httpx.Client, request: Request) -> httpx.Response:
    """Of a page that never ends, what comes at once."""
    with client.stream("GET", request.path) as answer:
        if not answer.headers.get("content-type", "").startswith("text/event-stream"):
            answer.read()
            return answer
        said = ""
        for piece in answer.iter_text():
            said += piece
            if "data: " in said and said.endswith("\n\n"):
                break
    return httpx.Response(answer.status_code, headers={"content-type": "text/event-stream"}, text=said)


def complaints(request: Request, who: Standpoint, answer: httpx.Response) -> list[str]:
    allowed = expected(request, who)
    found = []
    if answer.status_code not in allowed:
        found.append(f"answered {answer.status_code}, not {sorted(allowed)}")
    if allowed == {303} and not answer.headers.get("location", "").startswith("/sign-in"):
        found.append(f"led to {answer.headers.get('location')}, not to the sign-in")
    if request.route.access.reach is not Reach.EMBEDDED:
        text = answer.text
        found += [f"tells of {word}" for word in Word if word in text and word not in who.may_read]
    return [f"{request.route.method} {request.path}: {complaint}" for complaint in found]


@pytest.mark.parametrize("who", WHO)
def test_every_page_answers_as_it_declares_and_looking_changes_no_table(
    towns: TwoTowns, table: list[Route], who: str, count: Count
) -> None:
    standpoint, wrong, tried = towns.standpoints[who], list[str](), 0
    with client_of(towns, standpoint) as client:
        before, heads_before = contents(towns.site), heads(towns)
        for request in asked(table, towns, "GET"):
            wrong += complaints(request, standpoint, look(client, request))
            tried += 1
        assert heads(towns) == heads_before
        assert changed(before, contents(towns.site)) == noted(standpoint)
    count(COUNTED, tried)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", WHO)
def test_what_is_refused_is_refused_as_declared_and_writes_nothing(
    towns: TwoTowns, table: list[Route], who: str, count: Count
) -> None:
    standpoint, wrong, tried = towns.standpoints[who], list[str](), 0
    with client_of(towns, standpoint) as client:
        before, heads_before = contents(towns.site), heads(towns)
        for request in asked(table, towns, "POST"):
            if not is_for(request, standpoint):
                wrong += complaints(request, standpoint, send(client, request, plausible(towns)))
                tried += 1
        assert heads(towns) == heads_before
        assert changed(before, contents(towns.site)) == noted(standpoint)
    count(COUNTED, tried)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", WHO)
def test_whom_a_form_is_for_is_let_in(towns: TwoTowns, table: list[Route], who: str, count: Count) -> None:
    """With an empty form, refused for what it lacks: the other half, without which refusing everybody would pass."""
    standpoint, wrong, tried = towns.standpoints[who], list[str](), 0
    for request in asked(table, towns, "POST"):
        if is_for(request, standpoint):
            # Signed in anew each time, because some forms sign out.
            with client_of(towns, standpoint) as client:
                wrong += complaints(request, standpoint, send(client, request, {}))
            tried += 1
    count(COUNTED, tried)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", [who for who in WHO if who.startswith(("a participant", "a facil", "an admin"))])
def test_a_program_reaches_what_the_member_reaches_whose_token_it_carries(
    towns: TwoTowns, table: list[Route], who: str, count: Count
) -> None:
    standpoint, wrong, tried = towns.standpoints[who], list[str](), 0
    headers = {"authorization": f"Bearer {towns.token_of(standpoint)}"}
    by_program = [route for route in table if route.access.reach is Reach.PROGRAM]
    with httpx.Client(base_url=towns.site.address, headers=headers, verify=False) as client:
        client.get(f"/api/v1/workspaces/{standpoint.workspace.slug}/collaborations")
        before, heads_before = contents(towns.site), heads(towns)
        for request in (one for route in by_program for one in requests(route, towns)):
            allowed = expected_by_token(request, standpoint)
            # Only where something lies elsewhere, so that it is this that refuses.
            key = {} if 400 in allowed else {"idempotency-key": str(uuid4())}
            answer = client.request(request.route.method, request.path, json={"reason": "En grunn"}, headers=key)
            text = answer.text
            if answer.status_code not in allowed:
                wrong.append(f"{request.route.method} {request.path}: {answer.status_code}, not {sorted(allowed)}")
            wrong += [
                f"{request.path} tells of {word}" for word in Word if word in text and word not in standpoint.may_read
            ]
            tried += 1
        assert heads(towns) == heads_before
        assert changed(before, contents(towns.site)) == []
    count("calls with own, foreign and mixed ids were answered as the token's owner is", tried)
    assert tried
    assert not wrong, "\n".join(wrong)


def test_the_kinds_of_people_are_all_tried(towns: TwoTowns) -> None:
    assert set(WHO) == towns.standpoints.keys()


@pytest.mark.parametrize("who", ["somebody invited", "somebody invited elsewhere"])
def test_a_link_of_one_measurement_opens_no_other_in_whichever_town(
    towns: TwoTowns, table: list[Route], who: str
) -> None:
    """Whatever cookie it is put into by hand."""
    everything = (towns.alfa, towns.beta, towns.gamma)
    mine = next(ids for ids in everything if ids.under_way == towns.standpoints[who].invited_in)
    alone = [route for route in table if route.access.reach is Reach.INVITED]
    assert alone
    with client_of(towns, towns.standpoints[who]) as client:
        for other in (ids for ids in everything if ids is not mine):
            client.cookies.set(answer_cookie_of(other.under_way), mine.answer_link)
            for route in alone:
                path = route.path({**towns.plain, **other.values_under_way()})
                answer = client.request(route.method, path, data={"_csrf_token": client.cookies["samson-csrf"]})
                assert answer.status_code == 410, path


def test_a_route_that_does_not_say_who_may_reach_it_fails() -> None:
    @get("/open", sync_to_thread=False)
    def forgot() -> None: ...

    with pytest.raises(ImproperlyConfiguredException, match="does not say who may reach it"):
        list(routes(Litestar([forgot], openapi_config=None)))


def test_a_route_with_a_parameter_that_nothing_is_seeded_for_fails(towns: TwoTowns) -> None:
    template = "/w/{slug:str}/secrets/{secret:uuid}"
    route = next(iter(routes(app_for(towns.site.settings))))
    with pytest.raises(KeyError, match="secret"):
        requests(Route(method="GET", template=template, access=route.access), towns)


def test_the_words_are_where_they_belong_so_that_their_absence_means_something(towns: TwoTowns) -> None:
    with client_of(towns, towns.standpoints["an administrator"]) as client:
        text = client.get(towns.alfa.town.home).text
    assert {word for word in Word if word in text} == {Word.OURS, Word.ALFA, Word.BETA}
