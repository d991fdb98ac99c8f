"""A collaboration's actions between its measurements: all of them in three views, and each with its own page.

Whoever belongs to the collaboration may move its actions on; so may those who lead. Who did it stands in the history.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from domain.action_plan import decisions as asked
from domain.action_plan.events import Cell, Phase
from domain.action_plan.state import Action
from domain.errors import DomainError
from domain.ids import ActionId, MeasurementId
from domain.instrument.model import Instrument
from domain.streams import action_plan_stream
from infra.translation.translator import Translator
from infra.translation.writing import day_of
from projections.measurements.queries import Measured, measurements_among
from services.application.actions import decide_actions
from services.application.world import World
from services.reports.origins import instruments_of
from services.web.access import EVERY_ROLE, READERS, members
from services.web.forms import Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.opening import Opened, personal_texts
from services.web.pages import AnyRequest, page, see_written, translator_of
from services.web.place import NotFound, Place, there
from services.web.presenting.acting.cards import Cards, View, columns
from services.web.presenting.acting.history import history_of, told
from services.web.presenting.acting.one_form import agreement_of, place_of_action, refreshed, shown_fields
from services.web.presenting.who import names_of, numbered_by
from services.web.presenting.wording import Wordings
from services.web.problems import STATUS, words
from services.web.routes.measurements.loading import known_among, plan_by_log, plan_of

ALL: Final = "/w/{slug:str}/collaborations/{collaboration:uuid}/actions"
ONE: Final = f"{ALL}/{{action:uuid}}"


class Move(StrEnum):
    START = "start"
    FINISH = "finish"
    TAKE_UP = "take_up"


@get(ALL, opt=members(*READERS))
async def show_board(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    t, view = translator_of(request), _view(request.query_params.get("view"))
    planned = await plan_of(world, place)
    made = await _cards(request, world, place, planned)
    return page(
        request,
        "acting/board.html",
        view=view,
        views=list(View),
        columns=columns(view, [made.card(action) for action in planned], t),
        count=len(planned),
    )


def _view(wanted: str | None) -> View:
    """The board where none is named."""
    try:
        return View(wanted or View.BOARD)
    except ValueError:
        raise NotFound from None


@get(ONE, opt=members(*READERS))
async def show_action(request: AnyRequest, world: GivenWorld, place: GivenPlace, action: FromPath[UUID]) -> Template:
    shown = await _find(world, place, action)
    return await _page(request, world, place, shown, shown_fields(shown))


@post(ONE, opt=members(*EVERY_ROLE))
async def move_action(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm, action: FromPath[UUID]
) -> Template | Redirect:
    """Begun, done, or taken up again."""
    return await _decide(request, world, place, form, action=action, asking=_moved)


def _moved(form: Form, action: ActionId) -> asked.Command:
    match form.choice("move", Move):
        case Move.START:
            return asked.StartAction(action=action)
        case Move.FINISH:
            return asked.FinishAction(action=action)
        case Move.TAKE_UP:
            return asked.TakeUpAction(action=action)


@post(f"{ONE}/end", opt=members(*EVERY_ROLE))
async def drop_action(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm, action: FromPath[UUID]
) -> Template | Redirect:
    return await _decide(request, world, place, form, action=action, asking=_dropped)


def _dropped(form: Form, action: ActionId) -> asked.Command:
    return asked.DropAction(action=action, reason=form.words("reason", asked.LONGEST_ACTION))


@post(f"{ONE}/agreement", opt=members(*EVERY_ROLE))
async def revise_agreement(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm, action: FromPath[UUID]
) -> Template | Redirect:
    return await _decide(request, world, place, form, action=action, asking=agreement_of)


@post(f"{ONE}/place", opt=members(*EVERY_ROLE))
async def place_action(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm, action: FromPath[UUID]
) -> Template | Redirect:
    return await _decide(request, world, place, form, action=action, asking=place_of_action)


async def _decide(
    request: AnyRequest,
    world: World,
    place: Place,
    form: Form,
    *,
    action: UUID,
    asking: Callable[[Form, ActionId], asked.Command],
) -> Template | Redirect:
    """Back to the view where the button stood, or to the action. A refusal shows the action with what was typed."""
    shown = await _find(world, place, action)
    try:
        command = asking(form, shown.id)
        written = await decide_actions(world, place.caller, place.collaboration.id, command, form.command_id())
    except DomainError as refusal:
        now = await _find(world, place, action)
        said = words(translator_of(request), refusal)
        field = str(refusal.data.get("field", ""))
        return await _page(
            request,
            world,
            place,
            now,
            refreshed(form, now),
            errors={field: said} if field else {},
            refusal=None if field else said,
            command_id=form.text("command_id"),
            status=STATUS[refusal.code],
        )
    home = f"{place.collaboration_home}/actions"
    back = f"{home}?view={_view(form.text('view'))}#action-{shown.id}" if form.has("view") else f"{home}/{shown.id}"
    return await see_written(world, place.caller, written, back)


async def _find(world: World, place: Place, action: UUID) -> Action:
    """By the log, so that a page that was just refused something shows what stands. Raises `NotFound`."""
    return there(next((one for one in await plan_by_log(world, place) if one.id == action), None))


async def _page(
    request: AnyRequest,
    world: World,
    place: Place,
    action: Action,
    fields: Mapping[str, str],
    *,
    status: int = 200,
    **context: Any,
) -> Template:
    t = translator_of(request)
    recorded = await world.log.read_stream(place.tenant, action_plan_stream(place.collaboration.id))
    history = list(history_of([record.event for record in recorded], action.id))
    named = {action.measurement, *([action.agreed_in] if action.agreed_in else []), *action.verdicts}
    measured = await _measured(world, place, named)
    instrument = await world.instruments.by_hash(measured[action.measurement].state.instrument_sha256)
    numbers = numbered_by([one.event for one in history])
    people = await known_among(world, place, numbers)
    texts = [action.drop_reason, *action.verdict_words.values(), *(text for one in history for text in one.texts)]
    opened = await Opened.of(world, place.tenant, [action.text, *texts, *personal_texts(people.values())], t)
    partners = place.collaboration.state.partners
    return page(
        request,
        "acting/one.html",
        status=status,
        action=action,
        card=_makes_cards(world, place, {action.measurement: instrument}, opened, t).card(action),
        question=instrument.questions.get(action.question),
        said=Wordings(t.language),
        measured=measured,
        opened=opened,
        fields=fields,
        owners=[("", t("plan.owner.none")), *((str(key), one.name) for key, one in partners.items())],
        cells=[("", t("plan.cell.none")), *((cell.value, t(f"cell.{cell}")) for cell in Cell)],
        phases=[("", t("plan.cell.none")), *((phase.value, t(f"phase.{phase}")) for phase in Phase)],
        history=told(
            action,
            history,
            names_of(numbers, people, opened, place, t),
            t,
            instrument=instrument,
            partners={key: one.name for key, one in partners.items()},
        ),
        **({"errors": {}, "refusal": None} | context),
    )


async def _measured(world: World, place: Place, which: Collection[MeasurementId]) -> dict[MeasurementId, Measured]:
    async with world.database.reading(place.tenant) as connection:
        return await measurements_among(connection, place.tenant, which)


async def _cards(request: AnyRequest, world: World, place: Place, planned: Iterable[Action]) -> Cards:
    planned = list(planned)
    t = translator_of(request)
    opened = await Opened.of(world, place.tenant, [action.text for action in planned], t)
    measured = await _measured(world, place, {action.measurement for action in planned})
    return _makes_cards(world, place, await instruments_of(world.instruments, measured), opened, t)


def _makes_cards(
    world: World, place: Place, instruments: Mapping[MeasurementId, Instrument], opened: Opened, t: Translator
) -> Cards:
    today = day_of(world.clock.now())
    return Cards(place.collaboration.state.partners, instruments, opened, today, t)


ROUTES = (show_board, show_action, move_action, drop_action, revise_agreement, place_action)
