"""Keeps `measurements` by folding the events of each measurement.

The row holds the folded state; figures of an open measurement are computed when somebody looks, those of a
closed one are as published.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from asyncpg import Connection

from domain.ids import TenantId
from domain.measurement import events as happened
from domain.measurement.state import Measurement, evolve
from domain.wire import decode_exactly, encode_exactly
from infra.eventlog.log import Recorded
from projections.projection import Projection

STATE: msgspec.json.Decoder[Measurement] = msgspec.json.Decoder(Measurement, dec_hook=decode_exactly)
ENCODER = msgspec.json.Encoder(enc_hook=encode_exactly)

OWN: Final = ("own_questions", "own_answers", "own_added")

OF_PRIVATE_ANSWERS: Final = ("adopted", "dissents", "spreads", "tallies")


def encoded(state: Measurement) -> bytes:
    """Own questions are left out where there never was one, and of private answers what is empty.

    So rows that were written before there could be any are still what their events make, and so is every export that
    holds such rows.
    """
    left_out = {name for name in OF_PRIVATE_ANSWERS if not getattr(state, name)}
    if not state.own_added:
        left_out.update(OWN)
    return ENCODER.encode({name: kept for name, kept in msgspec.structs.asdict(state).items() if name not in left_out})


STATES = """
select measurement_id, state from read_measurements.measurements
where tenant_id = $1 and measurement_id = any($2::uuid[])
order by measurement_id
"""

KEEP = """
insert into read_measurements.measurements
    (tenant_id, measurement_id, collaboration_id, status, practice, started_at, closed_at, first_closed_at,
     version, changed_at, state)
select $1, k.measurement_id, k.collaboration_id, k.status, k.practice, k.started_at, k.closed_at,
       k.first_closed_at, k.version, k.changed_at, k.state
from unnest($2::uuid[], $3::uuid[], $4::text[], $5::boolean[], $6::timestamptz[], $7::timestamptz[],
            $8::timestamptz[], $9::bigint[], $10::timestamptz[], $11::bytea[])
    as k(measurement_id, collaboration_id, status, practice, started_at, closed_at, first_closed_at,
         version, changed_at, state)
on conflict (tenant_id, measurement_id) do update
set status = excluded.status, practice = excluded.practice, closed_at = excluded.closed_at,
    first_closed_at = excluded.first_closed_at, version = excluded.version, changed_at = excluded.changed_at,
    state = excluded.state
"""


async def apply(connection: Connection, tenant: TenantId, records: Sequence[Recorded]) -> None:
    last = {record.originator_id: record for record in records}
    states: dict[UUID, Measurement] = {
        row["measurement_id"]: STATE.decode(row["state"]) for row in await connection.fetch(STATES, tenant, list(last))
    }
    for record in records:
        states[record.originator_id] = evolve(states.get(record.originator_id), record.event)
    rows = [
        (
            key,
            state.collaboration,
            state.status,
            state.practice,
            state.started_at,
            state.closed_at,
            state.first_closed_at,
            last[key].originator_version,
            last[key].event.at,
            encoded(state),
        )
        for key, state in states.items()
    ]
    await connection.execute(KEEP, tenant, *(list(column) for column in zip(*rows, strict=True)))


PROJECTION = Projection(
    name="measurements",
    events=(
        happened.MeasurementStarted,
        happened.AttendanceNoted,
        happened.ModeSwitched,
        happened.ValueWeighed,
        happened.WeightingRevised,
        happened.QuestionAnswered,
        happened.AnswerRevised,
        happened.AnswerWithdrawn,
        happened.AnswerAdopted,
        happened.CommentNoted,
        happened.CommentReworded,
        happened.CommentWithdrawn,
        happened.AnswersRevealed,
        happened.DissentNoted,
        happened.DissentReworded,
        happened.DissentWithdrawn,
        happened.OwnQuestionAdded,
        happened.OwnQuestionReworded,
        happened.OwnQuestionRemoved,
        happened.OwnQuestionAnswered,
        happened.OwnAnswerRevised,
        happened.OwnAnswerWithdrawn,
        happened.MeasurementPaused,
        happened.MeasurementResumed,
        happened.MeasurementClosed,
        happened.MeasurementReopened,
        happened.MeasurementNotCompleted,
        happened.MeasurementVoided,
        happened.MeasurementMarkedAsPractice,
        happened.PracticeMarkLifted,
    ),
    apply=apply,
)
