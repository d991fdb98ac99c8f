"""One campaign: what is planned, what is open and how far the groups are, what has been; and changing its course."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from asyncpg import Connection
from litestar import Response, get, post
from litestar.response import Template

from domain.campaign.decisions import (
    LONGEST_REASON,
    CancelCampaign,
    Command,
    LiftSkip,
    PauseCampaign,
    ResumeCampaign,
    SkipRound,
)
from domain.errors import DomainError
from domain.ids import CollaborationId, MeasurementId, RoundId
from domain.planning.plan import planned_at, round_of
from projections.measurements.queries import courses_among, measurements_among
from services.application.campaigns.answering import progress as answering_alone
from services.application.campaigns.planning import decide_campaign
from services.application.world import World
from services.web.access import READERS, members
from services.web.forms import FieldIsUnreadable, Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.opening import Opened
from services.web.pages import UNTOUCHED, AnyRequest, page, see_written, translator_of
from services.web.place import Place
from services.web.presenting.campaigns.afterwards import (
    Afterwards,
    Since,
    changed_since,
    ended_parts,
    told_afterwards,
)
from services.web.presenting.campaigns.dates import coming
from services.web.presenting.campaigns.groups import groups_now
from services.web.presenting.campaigns.plan_form import YEARS
from services.web.presenting.campaigns.rounds import Told, left_out, opened_rounds, progress_of
from services.web.presenting.campaigns.rules import often
from services.web.presenting.campaigns.telling import for_whom, reminded
from services.web.problems import show_again
from services.web.proposed import origin_of
from services.web.routes.campaigns.loading import ADMINISTRATORS, ONE, visible


class Course(StrEnum):
    """What an administrator can do with a campaign as it stands."""

    SKIP = "skip"
    LIFT = "lift"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


@get(ONE, opt=members(*READERS))
async def show_campaign(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return page(request, "campaigns/one.html", **UNTOUCHED, **await _shown(request, world, place))


@post(ONE, opt=ADMINISTRATORS)
async def change_course(request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm) -> Response[Any]:
    """Leave a round out or take it in again, pause, go on, or end: `course` says which."""
    try:
        command = _asked_for(form)
        written = await decide_campaign(world, place.caller, place.campaign.id, (command,), form.command_id())
    except DomainError as refusal:
        context = await _shown(request, world, place)
        return show_again(request, refusal, "campaigns/one.html", form, **context)
    return await see_written(world, place.caller, written, place.campaign_home)


def _asked_for(form: Form) -> Command:
    match form.choice("course", Course):
        case Course.SKIP:
            round_ = _round(form)
            return SkipRound(round=round_, reason=form.words(f"skip-reason-{round_}", LONGEST_REASON))
        case Course.LIFT:
            return LiftSkip(round=_round(form))
        case Course.PAUSE:
            return PauseCampaign(reason=form.words("pause-reason", LONGEST_REASON))
        case Course.RESUME:
            return ResumeCampaign()
        case Course.CANCEL:
            return CancelCampaign(reason=form.words("cancel-reason", LONGEST_REASON))


def _round(form: Form) -> RoundId:
    """A civil moment, in the one way in which it names a round."""
    written = RoundId(form.text("round"))
    try:
        civil = planned_at(written)
    except ValueError:
        raise FieldIsUnreadable(field="round") from None
    if civil.tzinfo or civil.year not in YEARS or round_of(civil) != written:
        raise FieldIsUnreadable(field="round")
    return written


async def _shown(request: AnyRequest, world: World, place: Place) -> Mapping[str, Any]:
    state, now, t = place.campaign.state, world.clock.now(), translator_of(request)
    async with world.database.reading(place.tenant) as connection:
        seen = await visible(connection, place)
        measured = await measurements_among(connection, place.tenant, state.unended)
        afterwards = await _afterwards(connection, place, [one.id for one in seen])
    opened = await Opened.of(world, place.tenant, [state.standing_reason, *state.skip_reasons.values()], t)
    instruments = {one.state.instrument_sha256 for one in measured.values()}
    questions = {sha256: len((await world.instruments.by_hash(sha256)).questions) for sha256 in instruments}
    alone = await answering_alone(world, place.tenant, measured) if place.leads else {}
    rounds = opened_rounds(state, seen, Told(progress_of(measured, questions, alone), afterwards), now)
    return {
        "campaign": place.campaign,
        "often": often(state.plan, t),
        "for_whom": for_whom(state.plan, seen, t),
        "groups": len(groups_now(state, seen)),
        "reminded": reminded(state.plan, t),
        "dates": coming(state, world.recurrence, now),
        "open_rounds": [one for one in rounds if one.is_open],
        "past": sorted(
            [*(one for one in rounds if not one.is_open), *left_out(state, now)],
            key=lambda one: one.due_at,
            reverse=True,
        ),
        "opened": opened,
        "origin": await origin_of(request, world, place, place.campaign.id),
    }


async def _afterwards(
    connection: Connection, place: Place, seen: Sequence[CollaborationId]
) -> Mapping[MeasurementId, Afterwards]:
    """What became of the ended: only those that were closed anew are read whole."""
    state = place.campaign.state
    changed = changed_since(state.outcomes, await courses_among(connection, place.tenant, ended_parts(state, seen)))
    anew = [one for one, since in changed.items() if since is Since.CLOSED]
    return told_afterwards(changed, await measurements_among(connection, place.tenant, anew) if anew else {})


ROUTES = (show_campaign, change_course)
