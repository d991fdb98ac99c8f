"""The app's own route table, filled with ids, and what each route's declared access says about who asks.

Nothing here names a route: a new one falls under the tests by being served.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec
from litestar import Litestar

from domain.workspace.events import Role
from services.web.access import Access, Reach, declared
from tests.isolation.two_towns import Ids, Standpoint, TwoTowns

PARAMETER = re.compile(r"\{(\w+):\w+\}")

PLACES = ("collaboration", "measurement", "campaign")
"""What the guard looks up. A measurement names its collaboration, and the seeded campaigns are for one each."""

DETAILS = (
    "report",
    "sheet",
    "comparison",
    "meeting",
    "export",
    "member",
    "partner",
    "size",
    "text",
    "erasure",
    "auditor",
    "action",
)
"""What belongs to a workspace too, and is looked up by the handler itself."""

LET_IN: Mapping[str, frozenset[int]] = {
    "GET": frozenset({200, 303}),
    "POST": frozenset({200, 303, 409, 410, 422, 429}),
}
"""What a route answers to whom it is for: its page, or a refusal of an empty form. Never 403 or 404."""

OPEN: frozenset[int] = frozenset({410, 503})
"""An invented link is refused to everybody alike, and health is told while parts are not running."""


class Route(msgspec.Struct, frozen=True):
    method: str
    template: str
    access: Access

    @property
    def parameters(self) -> list[str]:
        return PARAMETER.findall(self.template)

    def path(self, values: Mapping[str, str]) -> str:
        """Raises `KeyError` for a parameter that the seeded world has nothing for: seed it."""
        return PARAMETER.sub(lambda found: values[found.group(1)], self.template)


class Request(msgspec.Struct, frozen=True):
    """One way to ask for a route. `whose` says where each id in the path is from."""

    route: Route
    path: str
    whose: Mapping[str, Ids]


def routes(app: Litestar) -> Iterator[Route]:
    """Raises where a route does not say who may reach it."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            for method in sorted(handler.http_methods - {"OPTIONS"}):
                yield Route(method=method, template=route.path, access=declared(handler))


def requests(route: Route, towns: TwoTowns) -> list[Request]:
    """With the ids of one collaboration after the other, and with each id in the path taken from elsewhere."""
    bound = [name for name in route.parameters if name in {"slug", *PLACES, *DETAILS}]
    found: dict[str, Request] = {}

    def ask(whose: Mapping[str, Ids], values: Mapping[str, str]) -> None:
        path = route.path({**towns.plain, **values})
        found.setdefault(path, Request(route=route, path=path, whose=whose))

    for ids in (towns.alfa, towns.beta, towns.gamma):
        for values in (ids.values(), ids.values_under_way()):
            ask(dict.fromkeys(bound, ids), {name: values[name] for name in bound})
    for here, elsewhere in ((towns.alfa, towns.gamma), (towns.gamma, towns.alfa)):
        for name in bound:
            whose = dict.fromkeys(bound, here) | {name: elsewhere}
            ask(whose, {each: ids.values()[each] for each, ids in whose.items()})
    return list(found.values())


def expected(request: Request, who: Standpoint) -> frozenset[int]:
    """The answers that the route's access allows: exactly one status wherever it refuses."""
    access = request.route.access
    match access.reach:
        case Reach.ANYONE | Reach.EMBEDDED:
            return _let_in(request) | OPEN
        case Reach.PUBLIC:
            # A program sends no form: an empty one is no selection.
            return frozenset({200}) if request.route.method == "GET" else frozenset({200, 400})
        case Reach.SIGNED_IN:
            return _let_in(request) if who.person else frozenset({303})
        case Reach.KS_ANALYST:
            return _let_in(request) if who.is_analyst else frozenset({404 if who.person else 303})
        case Reach.SEATED:
            return _let_in(request) if str(who.seated_in) in request.path.split("/") else frozenset({410})
        case Reach.INVITED:
            return _let_in(request) if str(who.invited_in) in request.path.split("/") else frozenset({410})
        case Reach.PROGRAM:
            return frozenset({401})
        case Reach.MEMBER:
            return _expected_of_member(request, who)


def expected_by_token(request: Request, who: Standpoint) -> frozenset[int]:
    """What a program with a member's token is answered: as the member, and no page leads it anywhere else."""
    member = _expected_of_member(request, who)
    if member != _let_in(request):
        return frozenset({404}) if 404 in member else member
    # A call without a key is refused for that; a measurement under way has no figures yet.
    return frozenset({400}) if request.route.method == "POST" else frozenset({200, 404})


def _expected_of_member(request: Request, who: Standpoint) -> frozenset[int]:
    whose = request.whose
    if who.person is None:
        return frozenset({303})
    if who.town is None or whose["slug"].town is not who.town:
        return frozenset({404})
    places = [whose[name] for name in PLACES if name in whose]
    if any(ids.town is not who.town for ids in places):
        return frozenset({404})
    if who.role is Role.PARTICIPANT and any(ids.collaboration not in who.collaborations for ids in places):
        return frozenset({404})
    if who.role not in request.route.access.roles:
        return frozenset({403})
    details = [whose[name] for name in DETAILS if name in whose]
    if any(ids.town is not who.town for ids in details):
        # Taking out somebody who is not in there is done already: the answer is that it is done.
        return frozenset({404}) if request.route.method == "GET" else frozenset({303, 404})
    return _let_in(request)


def _let_in(request: Request) -> frozenset[int]:
    return LET_IN[request.route.method]
