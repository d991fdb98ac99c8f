"""What became of the actions since last time, and whether they helped, as the group sees it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from litestar import get, post
from litestar.response import Redirect, Template

from domain.action_plan.decisions import VerdictIsMissing
from domain.action_plan.events import Verdict
from domain.action_plan.since import Meeting, since_last_time
from domain.action_plan.state import Action
from domain.errors import DomainError
from domain.ids import MeasurementId
from domain.measurement.state import Status
from domain.streams import action_plan_stream
from infra.translation.translator import Translator
from infra.translation.writing import day_of
from projections.measurements.queries import Measured, measurements_among
from services.application.at_once import AtOnce, decide_at_once
from services.application.world import World
from services.reports.aims import Beside, Scores
from services.reports.figures import before
from services.reports.origins import instruments_of, origin_of
from services.web.access import LEADERS, READERS, members
from services.web.forms import Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.opening import Opened
from services.web.pages import AnyRequest, see_written, translator_of
from services.web.place import Place
from services.web.presenting.acting.cards import Card, Cards
from services.web.presenting.acting.since import asked_for, moved, refreshed, shown_fields
from services.web.presenting.measuring import course
from services.web.problems import STATUS, words
from services.web.routes.measurements.loading import (
    comparison_with,
    measurement_page,
    place_by_log,
    series_of,
    take_along,
)

PATH: Final = f"/w/{{slug:str}}/measurements/{{measurement:uuid}}{course.SINCE}"


class LookedBack(msgspec.Struct, frozen=True):
    """`then` is when the action was agreed, none where there are no figures from then."""

    card: Card
    then: Measured | None
    scores: tuple[Beside, ...]


class LookingBack(msgspec.Struct, frozen=True):
    """`series` are the closed measurements, `last` the one before this."""

    series: Sequence[Measured]
    last: Measured | None
    actions: Sequence[Action]


async def look_back(world: World, place: Place) -> LookingBack:
    """By the log, so that a page that was just refused something shows what stands."""
    series = await series_of(world, place)
    this, last = place.measurement, before(place.measurement, series)
    if last is None:
        return LookingBack(series, None, ())
    recorded = await world.log.read_stream(place.tenant, action_plan_stream(place.collaboration.id))
    actions = since_last_time(
        [record.event for record in recorded],
        Meeting(last.id, last.state.first_closed_at),
        Meeting(this.id, this.state.closed_at),
    )
    return LookingBack(series, last, actions)


def invites(place: Place, back: LookingBack) -> bool:
    """Whether the group has still to look back: before its first answer, and before it has said anything of an action.

    An auditor is no group.
    """
    state, which = place.measurement.state, place.measurement.id
    is_new = state.status in {Status.OPEN, Status.PAUSED} and not state.answers
    said = any(which in one.verdicts for one in back.actions)
    return is_new and bool(back.actions) and not said and not place.audits


async def looks_back(world: World, place: Place) -> bool:
    """As `invites`, for pages that nothing more has to be read for once the group has begun to answer."""
    return not place.measurement.state.answers and invites(place, await look_back(world, place))


@get(PATH, opt=members(*READERS))
async def show_since_last_time(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    return await _page(request, world, place, await look_back(world, place))


@post(PATH, opt=members(*LEADERS))
async def judge_actions(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm
) -> Template | Redirect:
    back = await look_back(world, place)
    try:
        commands = AtOnce(actions=asked_for(form, back.actions, place.measurement.id))
        written = await decide_at_once(world, place.caller, place.measurement.id, commands, form.command_id())
    except DomainError as refusal:
        now = await place_by_log(world, place)
        stands = await look_back(world, now)
        return await _page(
            request,
            world,
            now,
            stands,
            form=form,
            missing=refusal.data.get("action") if refusal.code == VerdictIsMissing.code else None,
            gone={action.id: action for action in moved(form, stands.actions)},
            refusal=words(translator_of(request), refusal),
            status=STATUS[refusal.code],
            command_id=form.text("command_id"),
        )
    going = course.VALUES if form.text("go") == "values" else f"{course.SINCE}#saved"
    await take_along(world, place, course.SINCE, going)
    return await see_written(world, place.caller, written, place.measurement_home + going)


async def _page(
    request: AnyRequest,
    world: World,
    place: Place,
    back: LookingBack,
    *,
    form: Form | None = None,
    status: int = 200,
    **context: Any,
) -> Template:
    t, which = translator_of(request), place.measurement.id
    texts = [text for one in back.actions for text in (one.text, one.drop_reason, one.verdict_words.get(which))]
    opened = await Opened.of(world, place.tenant, texts, t)
    said = {
        str(one.id): opened(text)
        for one in back.actions
        if (text := one.verdict_words.get(which)) and not opened.is_erased(text)
    }
    fields = shown_fields(back.actions, which, said)
    return measurement_page(
        request,
        place,
        "since_last_time.html",
        status=status,
        is_first=back.last is None,
        looked_back=await _looked_back(world, place, back, opened, t),
        fields=refreshed(form, fields) if form else fields,
        verdicts=[(one.value, t(f"verdict.{one}"), "") for one in Verdict],
        is_open=place.measurement.state.status in {Status.OPEN, Status.PAUSED},
        opened=opened,
        **({"refusal": None, "gone": {}, "missing": None} | context),
    )


async def _looked_back(
    world: World, place: Place, back: LookingBack, opened: Opened, t: Translator
) -> list[LookedBack]:
    """Each earlier measurement is compared once, however many actions came from it."""
    scores = Scores(place.measurement.state, place.instrument, t)
    series = {one.id: one for one in back.series}
    agreed_in = {one.id: series.get(one.agreed_in or one.measurement) for one in back.actions}
    earlier = {one.id: one for one in agreed_in.values() if one is not None}
    compared = {which: await comparison_with(world, place, one) for which, one in earlier.items()}
    suggested_in = await _suggested_in(world, place, back.actions)
    instruments, today = await instruments_of(world.instruments, suggested_in), day_of(world.clock.now())
    cards, listed = Cards(place.collaboration.state.partners, instruments, opened, today, t), list[LookedBack]()
    for one in back.actions:
        then = agreed_in[one.id]
        origin = await origin_of(world.instruments, one, suggested_in.get(one.measurement), then)
        aims = tuple(scores.beside(origin.here, compared[then.id])) if then and origin.here else ()
        listed.append(LookedBack(card=cards.card(one), then=then, scores=aims))
    return listed


async def _suggested_in(world: World, place: Place, actions: Sequence[Action]) -> Mapping[MeasurementId, Measured]:
    async with world.database.reading(place.tenant) as connection:
        return await measurements_among(connection, place.tenant, {one.measurement for one in actions})


ROUTES = (show_since_last_time, judge_actions)
