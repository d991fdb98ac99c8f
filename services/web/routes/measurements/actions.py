"""Agreeing on what to do: which suggestions, who, when, and where in the matrix."""

from collections.abc import Mapping
from typing import Any

from litestar import get, post
from litestar.response import Redirect, Template

from domain.action_plan.events import Cell
from domain.action_plan.state import Action
from domain.errors import DomainError
from services.application.at_once import AtOnce, decide_at_once
from services.application.world import World
from services.web.access import LEADERS, READERS, members
from services.web.forms import Form
from services.web.given import GivenForm, GivenPlace, GivenWorld
from services.web.pages import AnyRequest, see_written, translator_of
from services.web.place import Place
from services.web.presenting.measuring import course
from services.web.presenting.measuring.plan_form import asked_for, choosable, refreshed, shown_fields
from services.web.problems import STATUS, words
from services.web.routes.measurements.loading import (
    measurement_page,
    opened_texts,
    place_by_log,
    plan_by_log,
    plan_of,
)

PATH = "/w/{slug:str}/measurements/{measurement:uuid}/actions"


@get(PATH, opt=members(*READERS))
async def show_actions(request: AnyRequest, world: GivenWorld, place: GivenPlace) -> Template:
    plan = await plan_of(world, place)
    return await _page(request, world, place, plan, shown_fields(plan))


@post(PATH, opt=members(*LEADERS))
async def agree_actions(
    request: AnyRequest, world: GivenWorld, place: GivenPlace, form: GivenForm
) -> Template | Redirect:
    plan = await plan_by_log(world, place)
    try:
        commands = AtOnce(actions=asked_for(form, plan, place.measurement.id))
        written = await decide_at_once(world, place.caller, place.measurement.id, commands, form.command_id())
    except DomainError as refusal:
        return await _refused(request, world, place, form, refusal)
    going = course.CLOSE if form.text("go") == "close" else f"{course.ACTIONS}#saved"
    return await see_written(world, place.caller, written, place.measurement_home + going)


async def _refused(request: AnyRequest, world: World, place: Place, form: Form, refusal: DomainError) -> Template:
    now = await place_by_log(world, place)
    plan = await plan_by_log(world, now)
    return await _page(
        request,
        world,
        now,
        plan,
        refreshed(form, plan),
        refusal=words(translator_of(request), refusal),
        refused_field=str(refusal.data.get("field", "")),
        status=STATUS[refusal.code],
        command_id=form.text("command_id"),
    )


async def _page(
    request: AnyRequest,
    world: World,
    place: Place,
    plan: list[Action],
    fields: Mapping[str, str],
    *,
    status: int = 200,
    **context: Any,
) -> Template:
    t, partners = translator_of(request), place.collaboration.state.partners
    _, suggested = await opened_texts(world, place, plan, [], t)
    choices = {action.id for action in choosable(plan)}
    here = [each for each in suggested if each.here]
    return measurement_page(
        request,
        place,
        "actions.html",
        status=status,
        fields=fields,
        choices=choices,
        by_field=[
            (field, [each for each in here if place.instrument.field_of.get(each.action.question) is field])
            for field in place.instrument.fields
        ],
        here=here,
        earlier=[each for each in suggested if not each.here],
        owners=[("", t("plan.owner.none")), *((str(key), one.name) for key, one in partners.items())],
        cells=[("", t("plan.cell.none")), *((cell.value, t(f"cell.{cell}")) for cell in Cell)],
        **({"refusal": None, "refused_field": ""} | context),
    )


ROUTES = (show_actions, agree_actions)
