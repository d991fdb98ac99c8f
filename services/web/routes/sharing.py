"""What KS sees of the municipality, and yes or no to it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from litestar import Response, get, post
from litestar.response import Template

from domain.errors import DomainError
from domain.ids import SubjectId
from domain.streams import workspace_stream
from domain.workspace.decisions import LONGEST_REASON, Command, DeclineSharing, StartSharing, StopSharing
from domain.workspace.events import Role
from domain.workspace.state import Stopped, fold
from projections.collaborations.queries import collaborations
from projections.contributions.queries import Sharing, sharing_of
from services.application.national.own_view import own_view
from services.application.workspaces import decide_workspace
from services.application.world import World
from services.reports.national_tables.published import PublishedIssues
from services.reports.national_tables.tables import OF_FIGURE
from services.reports.national_tables.words import Words
from services.web.access import members
from services.web.forms import Form
from services.web.given import GivenForm, GivenPlace, GivenPublished, GivenWorld
from services.web.opening import Opened
from services.web.pages import UNTOUCHED, AnyRequest, page, see_written, translator_of
from services.web.place import Place
from services.web.presenting.sharing import shown_groups, shown_quarter, unclassified
from services.web.problems import show_again

TEMPLATE: Final = "administration/sharing.html"

PATH: Final = "/w/{slug:str}/sharing"


NOT_KNOWN_YET: Final = Sharing(country="", number=None, shares_since=None, was_asked=True)
"""Of a workspace whose founding the read model has yet to take in."""


class Answer(StrEnum):
    YES = "yes"
    NOT_NOW = "not-now"
    STOP = "stop"


@get(PATH, opt=members(Role.ADMINISTRATOR))
async def show_sharing(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, published: GivenPublished
) -> Template:
    return page(request, TEMPLATE, **await _shown(request, world, place, published), **UNTOUCHED)


@post(PATH, opt=members(Role.ADMINISTRATOR))
async def answer_sharing(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, published: GivenPublished, form: GivenForm
) -> Response[Any]:
    try:
        command = _asked_for(place, form)
        written = await decide_workspace(world, place.caller, command, form.command_id())
    except DomainError as refusal:
        context = await _shown(request, world, place, published)
        return show_again(request, refusal, TEMPLATE, form, **context)
    next_page = place.home if isinstance(command, DeclineSharing) else f"{place.home}/sharing"
    return await see_written(world, place.caller, written, next_page)


def _asked_for(place: Place, form: Form) -> Command:
    match form.choice("answer", Answer):
        case Answer.YES:
            return StartSharing()
        case Answer.NOT_NOW:
            return DeclineSharing()
        case Answer.STOP:
            subject = SubjectId(workspace_stream(place.tenant))
            return StopSharing(workspace=subject, reason=form.words_if_any("reason", LONGEST_REASON))


async def _shown(request: AnyRequest, world: World, place: Place, published: PublishedIssues) -> Mapping[str, Any]:
    t = translator_of(request)
    async with world.database.reading(place.tenant) as connection:
        sharing = await sharing_of(connection, place.tenant) or NOT_KNOWN_YET
        view = await own_view(connection, place.tenant, sharing, world.clock)
        names = {one.id: one.state.name for one in await collaborations(connection, place.tenant)}
    stopped = await _stopped(world, place)
    newest = next(iter(await published.issues((await published.versions())[:1])), None)
    words = Words(t, world.instruments.newest()[0])
    return {
        "sharing": sharing,
        "view": view,
        "quarters": [shown_quarter(one, words, names, place.home) for one in view.quarters],
        "statistics": [t(f"national-table.statistic.{one}") for one in OF_FIGURE],
        "groups": shown_groups(view, words, newest),
        "release": newest,
        "release_quarter": words.quarter(newest.quarter) if newest else "",
        "unclassified": unclassified(view),
        "stopped": stopped,
        "opened": await Opened.of(world, place.tenant, [stopped.reason if stopped else None], t),
    }


async def _stopped(world: World, place: Place) -> Stopped | None:
    """When it was last stopped, where it has not been started again since."""
    recorded = await world.log.read_stream(place.tenant, workspace_stream(place.tenant))
    state = fold(record.event for record in recorded)
    return state.stopped if state is not None and state.shares_since is None else None


ROUTES = (show_sharing, answer_sharing)
