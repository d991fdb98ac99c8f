"""What a group says at once: several commands on a measurement and on its action plan, all of them or none.

One page of a session is one form. Whatever is refused in it, nothing of it is written, so that a page can say so.
"""

from collections.abc import Sequence
from uuid import UUID, uuid5

import msgspec

from domain.action_plan import decisions as planned
from domain.action_plan.state import ActionPlan
from domain.action_plan.state import evolve as evolve_plan
from domain.action_plan.state import fold as fold_plan
from domain.event import Act, Event
from domain.ids import MeasurementId
from domain.measurement import commands as asked
from domain.measurement.decisions import decide
from domain.measurement.state import Measurement, evolve, fold
from domain.streams import action_plan_stream
from infra.dialogue.knocks import At
from infra.eventlog.log import NewEvent
from services.application.actions import must_belong_to, must_have_owners, must_take_actions
from services.application.dialogue.clearing import clearing
from services.application.world import Caller, World
from services.application.writing import Decision, NoSuchThing, Written, fingerprint, following, write


class AtOnce(msgspec.Struct, frozen=True, tag=True):
    """In the order in which they are carried out, those of the measurement first."""

    measurement: tuple[asked.Command, ...] = ()
    actions: tuple[planned.Command, ...] = ()


async def decide_at_once(
    world: World, caller: Caller, measurement: MeasurementId, commands: AtOnce, form_id: UUID
) -> Written:
    """Raises the first rule that is broken; then nothing was written.

    A form that is sent twice counts once. A form that was changed after its first answer got lost on the way is
    another request, judged by what it says it has seen: so its id is made of both.
    """
    request = fingerprint(world, measurement, commands)

    async def decision(act: Act) -> Decision:
        recorded = await world.log.read_stream(caller.tenant, measurement)
        state = fold(record.event for record in recorded)
        if state is None:
            raise NoSuchThing(what="measurement")
        events = await _decided(world, measurement, state, commands.measurement, act)
        appended = following(measurement, recorded, events)
        if commands.actions:
            appended += await _planned(world, caller, measurement, state, commands.actions, act=act)
        return Decision(appended, clearing(measurement, events))

    written = await write(world, caller, uuid5(form_id, request.hex()), request, decision)
    await world.knocks.knock(At(caller.tenant, measurement))
    return written


async def _decided(
    world: World, measurement: MeasurementId, state: Measurement, commands: Sequence[asked.Command], act: Act
) -> list[Event]:
    instrument = await world.instruments.by_hash(state.instrument_sha256)
    events: list[Event] = []
    for command in commands:
        for event in decide(measurement, state, command, instrument, act):
            state = evolve(state, event)
            events.append(event)
    return events


async def _planned(
    world: World,
    caller: Caller,
    measurement: MeasurementId,
    state: Measurement,
    commands: Sequence[planned.Command],
    *,
    act: Act,
) -> list[NewEvent]:
    must_take_actions(state)
    await must_have_owners(world, caller, state.collaboration, commands)
    stream = action_plan_stream(state.collaboration)
    recorded = await world.log.read_stream(caller.tenant, stream)
    plan: ActionPlan = fold_plan(record.event for record in recorded)
    events: list[Event] = []
    for command in commands:
        await must_belong_to(world, state, command)
        _must_be_of(measurement, plan, command)
        for event in planned.decide(plan, command, act):
            plan = evolve_plan(plan, event)
            events.append(event)
    return following(stream, recorded, events)


def _must_be_of(measurement: MeasurementId, plan: ActionPlan, command: planned.Command) -> None:
    """What was suggested in another measurement keeps the words that it has there."""
    match command:
        case planned.SuggestAction() | planned.AgreeAction() | planned.JudgeAction():
            if command.measurement != measurement:
                raise NoSuchThing(what="measurement")
        case planned.RewordAction() | planned.WithdrawSuggestion():
            action = plan.actions.get(command.action)
            if action is not None and action.measurement != measurement:
                raise planned.UnknownAction(action=command.action)
        case _:
            pass
