"""The addresses of a workspace's pages, from the table of all routes: a new page is measured by being served."""

import re
from collections.abc import Mapping
from random import Random
from typing import Final

import msgspec
from litestar.handlers import HTTPRouteHandler

from domain.instrument.model import Instrument
from domain.scoring.figure_name import FigureName, Kind
from domain.workspace.events import Role
from infra.accounts.directory import Workspace
from projections.actions.queries import actions
from projections.collaborations.queries import collaborations
from projections.measurements.queries import closed_measurements
from projections.people.queries import people
from services.application.world import World
from services.cli.errors import CommandFailed
from services.web.access import declared
from services.web.routes import ROUTES
from services.web.routes.comparing import COMPARE

PARAMETER: Final = re.compile(r"\{(\w+):\w+\}")

NO_PAGES: Final = ("/events", "/export", "/shelf", ".csv", ".xlsx")
"""How the addresses of streams, downloads and parts of pages end."""


AT_THEIR_LARGEST: Final = (f"{COMPARE}?{{series:query}}",)
"""Pages that show more when they are asked for more: asked for so besides."""


class Pages(msgspec.Struct, frozen=True):
    """Patterns of routes. `left_out`: the made-up years have nothing that they could show."""

    asked: tuple[str, ...]
    left_out: tuple[str, ...]


def pages_of_a_workspace(known: frozenset[str]) -> Pages:
    """Every page that an administrator can open, with parameters among `known`."""
    every = [
        path
        for route in ROUTES
        if isinstance(route, HTTPRouteHandler)
        and "GET" in route.http_methods
        and Role.ADMINISTRATOR in declared(route).roles
        for path in route.paths
        if path.startswith("/w/") and not (path.endswith(NO_PAGES) and not path.endswith("/proof/events"))
    ]
    every += AT_THEIR_LARGEST
    asked = tuple(path for path in every if known.issuperset(PARAMETER.findall(path)))
    return Pages(asked=asked, left_out=tuple(path for path in every if path not in asked))


def address(pattern: str, values: Mapping[str, str]) -> str:
    return PARAMETER.sub(lambda found: values[found.group(1)], pattern)


async def place(world: World, workspace: Workspace, instrument: Instrument, draw: Random) -> Mapping[str, str]:
    """A way to fill the patterns, by lot. Its measurement has an earlier one to be compared with."""
    tenant = workspace.tenant
    async with world.database.reading(tenant) as connection:
        found = await collaborations(connection, tenant)
        members = await people(connection, tenant)
        series = {one.id: await closed_measurements(connection, tenant, one.id) for one in found}
        planned = {one.id: await actions(connection, tenant, one.id) for one in found}
    busy = [one for one in found if len(series[one.id]) > 1 and planned[one.id]]
    if not busy:
        raise CommandFailed(
            f"nothing in {workspace.slug} has been measured twice and acted on: seed more collaborations or quarters"
        )
    one, field = draw.choice(busy), draw.choice(instrument.fields)
    return {
        "slug": workspace.slug,
        "collaboration": str(one.id),
        "series": "&".join(f"measurement={closed.id}" for closed in series[one.id]),
        "action": str(draw.choice(planned[one.id]).id),
        "partner": str(draw.choice(list(one.state.partners))),
        "measurement": str(draw.choice(series[one.id][1:]).id),
        "member": str(draw.choice(members[1:]).subject),
        "question": draw.choice(list(instrument.questions)),
        "value": draw.choice(instrument.values).id,
        "field": field.id,
        "figure": str(FigureName(Kind.SCORE, field.id)),
    }
