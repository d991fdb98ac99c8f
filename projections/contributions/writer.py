"""Keeps what a workspace contributes, a table for each kind of thing that takes part in it."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec
from asyncpg import Connection

from domain.action_plan import events as acting
from domain.collaboration import events as collaborating
from domain.ids import TenantId
from domain.measurement import events as measuring
from domain.wire import decode_exactly, encode_exactly
from domain.workspace import events as workspace
from infra.eventlog.log import Recorded
from projections.contributions.folding import (
    Action,
    Collaboration,
    Contributor,
    Measured,
    Moved,
    follow_action,
    follow_collaboration,
    follow_measurement,
    follow_workspace,
)
from projections.projection import Projection

MEASURED: msgspec.json.Decoder[Measured] = msgspec.json.Decoder(Measured, dec_hook=decode_exactly)
COLLABORATION: msgspec.json.Decoder[Collaboration] = msgspec.json.Decoder(Collaboration)
ACTION: msgspec.json.Decoder[Action] = msgspec.json.Decoder(Action)
ENCODER = msgspec.json.Encoder(enc_hook=encode_exactly)

WORKSPACE_EVENTS: Final = (
    workspace.WorkspaceFounded,
    workspace.SharingStarted,
    workspace.SharingDeclined,
    workspace.SharingStopped,
)

COLLABORATION_EVENTS: Final = (collaborating.CollaborationFormed, collaborating.PurposeReworded)

MEASUREMENT_EVENTS: Final = (
    measuring.MeasurementStarted,
    measuring.MeasurementClosed,
    measuring.MeasurementReopened,
    measuring.MeasurementNotCompleted,
    measuring.MeasurementVoided,
    measuring.MeasurementMarkedAsPractice,
    measuring.PracticeMarkLifted,
)


async def apply(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
    await _apply_workspace(connection, tenant, [one for one in records if isinstance(one.event, WORKSPACE_EVENTS)])
    await _apply_collaborations(
        connection, tenant, [one for one in records if isinstance(one.event, COLLABORATION_EVENTS)]
    )
    await _apply_measurements(connection, tenant, [one for one in records if isinstance(one.event, MEASUREMENT_EVENTS)])
    await _apply_actions(connection, tenant, [one for one in records if isinstance(one.event, acting.ActionEvent)])


WORKSPACES = """
select workspace_id, country, number, shares_since, was_asked from read_contributions.contributors
where tenant_id = $1 and workspace_id = any($2::uuid[])
order by workspace_id
"""

KEEP_WORKSPACE = """
insert into read_contributions.contributors
    (tenant_id, workspace_id, country, number, shares, shares_since, was_asked)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (tenant_id, workspace_id) do update
set country = excluded.country, number = excluded.number, shares = excluded.shares,
    shares_since = excluded.shares_since, was_asked = excluded.was_asked
"""


async def _apply_workspace(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
    rows = await connection.fetch(WORKSPACES, tenant, _touched(records)) if records else []
    states: dict[UUID, Contributor] = {row["workspace_id"]: Contributor(*list(row)[1:]) for row in rows}
    for record in records:
        states[record.originator_id] = follow_workspace(states.get(record.originator_id), record.event)
    await connection.executemany(
        KEEP_WORKSPACE,
        [
            (tenant, key, one.country, one.number, one.shares_since is not None, one.shares_since, one.was_asked)
            for key, one in states.items()
        ],
    )


COLLABORATIONS = """
select collaboration_id, state from read_contributions.contributed_collaborations
where tenant_id = $1 and collaboration_id = any($2::uuid[])
order by collaboration_id
"""

KEEP_COLLABORATION = """
insert into read_contributions.contributed_collaborations (tenant_id, collaboration_id, state)
values ($1, $2, $3)
on conflict (tenant_id, collaboration_id) do update set state = excluded.state
"""


async def _apply_collaborations(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
    rows = await connection.fetch(COLLABORATIONS, tenant, _touched(records)) if records else []
    states: dict[UUID, Collaboration] = {row["collaboration_id"]: COLLABORATION.decode(row["state"]) for row in rows}
    for record in records:
        match record.event:
            case collaborating.CollaborationFormed() | collaborating.PurposeReworded() as event:
                states[record.originator_id] = follow_collaboration(states.get(record.originator_id), event)
            case _:
                pass
    await connection.executemany(
        KEEP_COLLABORATION, [(tenant, key, msgspec.json.encode(one)) for key, one in states.items()]
    )


MEASUREMENTS = """
select measurement_id, state from read_contributions.contributed_measurements
where tenant_id = $1 and measurement_id = any($2::uuid[])
order by measurement_id
"""

KEEP_MEASUREMENTS = """
insert into read_contributions.contributed_measurements
    (tenant_id, measurement_id, collaboration_id, counts, first_closed_at, state)
select $1, k.measurement_id, k.collaboration_id, k.counts, k.first_closed_at, k.state
from unnest($2::uuid[], $3::uuid[], $4::boolean[], $5::timestamptz[], $6::bytea[])
    as k(measurement_id, collaboration_id, counts, first_closed_at, state)
on conflict (tenant_id, measurement_id) do update
set counts = excluded.counts, first_closed_at = excluded.first_closed_at, state = excluded.state
"""


async def _apply_measurements(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
    if not records:
        return
    rows = await connection.fetch(MEASUREMENTS, tenant, _touched(records))
    states: dict[UUID, Measured] = {row["measurement_id"]: MEASURED.decode(row["state"]) for row in rows}
    for record in records:
        states[record.originator_id] = follow_measurement(states.get(record.originator_id), record.event)
    kept = [
        (key, one.collaboration, one.counts, one.first_closed_at, ENCODER.encode(one)) for key, one in states.items()
    ]
    await connection.execute(KEEP_MEASUREMENTS, tenant, *(list(column) for column in zip(*kept, strict=True)))


ACTIONS = """
select action_id, state from read_contributions.contributed_actions
where tenant_id = $1 and action_id = any($2::uuid[])
order by action_id
"""

WITHDRAW = "delete from read_contributions.contributed_actions where tenant_id = $1 and action_id = any($2::uuid[])"

KEEP_ACTION = """
insert into read_contributions.contributed_actions (tenant_id, action_id, collaboration_id, state)
values ($1, $2, $3, $4)
on conflict (tenant_id, action_id) do update set state = excluded.state
"""


async def _apply_actions(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
    events = [record.event for record in records if isinstance(record.event, acting.ActionEvent)]
    if not events:
        return
    touched: list[UUID] = list({event.action for event in events})
    rows = await connection.fetch(ACTIONS, tenant, touched)
    states = _moved({row["action_id"]: ACTION.decode(row["state"]) for row in rows}, events)
    await connection.execute(WITHDRAW, tenant, [key for key in touched if key not in states])
    await connection.executemany(
        KEEP_ACTION, [(tenant, key, one.collaboration, msgspec.json.encode(one)) for key, one in states.items()]
    )


def _moved(states: Mapping[UUID, Action], events: Sequence[acting.ActionEvent]) -> dict[UUID, Action]:
    moved = dict(states)
    for event in events:
        if isinstance(event, Moved):
            moved[event.action] = follow_action(moved.get(event.action), event)
        elif isinstance(event, acting.SuggestionWithdrawn):
            moved.pop(event.action, None)
    return moved


def _touched(records: Sequence[Recorded]) -> list[UUID]:
    return list({record.originator_id for record in records})


PROJECTION = Projection(
    name="contributions",
    events=(
        *WORKSPACE_EVENTS,
        *COLLABORATION_EVENTS,
        *MEASUREMENT_EVENTS,
        acting.ActionSuggested,
        acting.SuggestionWithdrawn,
        acting.ActionPlaced,
        acting.ActionAgreed,
        acting.AgreementWithdrawn,
        acting.ActionStarted,
        acting.ActionDone,
        acting.ActionDropped,
        acting.ActionTakenUp,
    ),
    apply=apply,
)
