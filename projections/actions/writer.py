"""Keeps `actions` by the events of action plans."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from asyncpg import Connection

from domain.action_plan import events as happened
from domain.action_plan.state import Action, ActionPlan, evolve
from domain.ids import ActionId, TenantId
from infra.eventlog.log import Recorded
from projections.projection import Projection

ACTION: msgspec.json.Decoder[Action] = msgspec.json.Decoder(Action)

JUDGED: Final = ("verdicts", "verdict_words", "judgings")


def encoded(action: Action) -> bytes:
    """What was said of whether it helped is left out where nothing ever was.

    So rows that were written before it could be are still what their events make, and so is every export that holds
    such rows.
    """
    left_out = () if action.judgings else JUDGED
    return msgspec.json.encode(
        {name: kept for name, kept in msgspec.structs.asdict(action).items() if name not in left_out}
    )


TOUCHED = """
select action_id, suggested_position, state from read_actions.actions
where tenant_id = $1 and action_id = any($2::uuid[])
order by action_id
"""

WITHDRAW = "delete from read_actions.actions where tenant_id = $1 and action_id = any($2::uuid[])"

KEEP = """
insert into read_actions.actions
    (tenant_id, action_id, collaboration_id, measurement_id, status, suggested_position, state)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (tenant_id, action_id) do update set status = excluded.status, state = excluded.state
"""


async def apply(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
    events = [(record.position, record.event) for record in records if isinstance(record.event, happened.ActionEvent)]
    touched: list[UUID] = list({event.action for _, event in events})
    rows = await connection.fetch(TOUCHED, tenant, touched)
    positions = {row["action_id"]: row["suggested_position"] for row in rows}
    plan = ActionPlan(actions={ActionId(row["action_id"]): ACTION.decode(row["state"]) for row in rows})
    for position, event in events:
        plan = evolve(plan, event)
        positions.setdefault(event.action, position)
    await connection.execute(WITHDRAW, tenant, [key for key in touched if key not in plan.actions])
    await connection.executemany(
        KEEP,
        [
            (
                tenant,
                key,
                action.collaboration,
                action.measurement,
                action.status,
                positions[key],
                encoded(action),
            )
            for key, action in plan.actions.items()
        ],
    )


PROJECTION = Projection(
    name="actions",
    events=(
        happened.ActionSuggested,
        happened.ActionReworded,
        happened.SuggestionWithdrawn,
        happened.ActionPlaced,
        happened.ActionAgreed,
        happened.AgreementRevised,
        happened.AgreementWithdrawn,
        happened.ActionStarted,
        happened.ActionDone,
        happened.ActionDropped,
        happened.ActionTakenUp,
        happened.ActionJudged,
        happened.VerdictRevised,
        happened.VerdictWithdrawn,
    ),
    apply=apply,
)
