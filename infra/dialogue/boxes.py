"""The rows of private answers. Every call is part of the caller's transaction of the same tenant."""

from collections.abc import Iterable, Mapping

from asyncpg import Connection, ForeignKeyViolationError

from domain.errors import DomainError
from domain.ids import MeasurementId, QuestionId, TenantId
from infra.dialogue.ballot_seal import Ballots, BallotSeal, Box, SealedBallots


class SessionIsOver(DomainError):
    """The measurement takes no private answers any more, or never did."""

    code = "session_is_over"


LOCK = """
    select key_name, sealed, revealed
    from dialogue.ballot_boxes
    where tenant_id = $1 and measurement_id = $2 and question_id = $3
    for update
"""

PUT_UP = """
    insert into dialogue.ballot_boxes (tenant_id, measurement_id, question_id)
    values ($1, $2, $3)
    on conflict (tenant_id, measurement_id, question_id) do nothing
"""


async def lock(connection: Connection, seal: BallotSeal, box: Box) -> Ballots | None:
    """What is in the box, which nobody else can touch until the transaction ends; `None` once it was revealed.

    Raises `SessionIsOver` where there is no room for a box.
    """
    key = box.tenant, box.measurement, box.question
    # What somebody else put up meanwhile can be gone with the room before it is locked: then there is no room now.
    while (row := await connection.fetchrow(LOCK, *key)) is None:
        try:
            await connection.execute(PUT_UP, *key)
        except ForeignKeyViolationError:
            raise SessionIsOver from None
    if row["revealed"]:
        return None
    return seal.open(SealedBallots(row["key_name"], row["sealed"]), box) if row["sealed"] else {}


PUT_UP_ALL = """
    insert into dialogue.ballot_boxes (tenant_id, measurement_id, question_id)
    select rooms.tenant_id, rooms.measurement_id, question_id
    from dialogue.rooms, unnest($3::text[]) with ordinality as asked (question_id, number)
    where rooms.tenant_id = $1 and rooms.measurement_id = $2
    order by number
    on conflict (tenant_id, measurement_id, question_id) do nothing
"""

LOCK_ALL = """
    select question_id, key_name, sealed
    from dialogue.ballot_boxes
    where tenant_id = $1 and measurement_id = $2
    order by question_id collate "C"
    for update
"""


async def lock_all(
    connection: Connection, seal: BallotSeal, tenant: TenantId, measurement: MeasurementId, asked: Iterable[QuestionId]
) -> Mapping[QuestionId, Ballots]:
    """What waits in each box, of which nobody can touch one until the transaction ends; nothing where there is no room.

    All boxes that there can be are put up first, so that none is put up meanwhile; and in the order in which they are
    locked one by one, so that two never wait for each other.
    """
    await connection.execute(PUT_UP_ALL, tenant, measurement, sorted(asked))
    rows = await connection.fetch(LOCK_ALL, tenant, measurement)
    return {
        QuestionId(question): seal.open(SealedBallots(key_name, sealed), Box(tenant, measurement, QuestionId(question)))
        for question, key_name, sealed in rows
        if sealed is not None
    }


PUT_BACK = """
    update dialogue.ballot_boxes
    set number = $4, key_name = $5, sealed = $6
    where tenant_id = $1 and measurement_id = $2 and question_id = $3
"""


async def put_back(connection: Connection, seal: BallotSeal, box: Box, ballots: Ballots) -> None:
    sealed = seal.close(ballots, box)
    await connection.execute(
        PUT_BACK, box.tenant, box.measurement, box.question, len(ballots), sealed.key_name, sealed.sealed
    )


EMPTY = """
    update dialogue.ballot_boxes
    set number = 0, key_name = null, sealed = null, revealed = true
    where tenant_id = $1 and measurement_id = $2 and question_id = $3
"""


async def empty(connection: Connection, box: Box) -> None:
    """For good: its ballots are gone, and nothing more is put in."""
    await connection.execute(EMPTY, box.tenant, box.measurement, box.question)


NUMBERS = """
    select question_id, number
    from dialogue.ballot_boxes
    where tenant_id = $1 and measurement_id = $2 and number > 0
    order by question_id
"""


async def numbers(connection: Connection, tenant: TenantId, measurement: MeasurementId) -> Mapping[QuestionId, int]:
    """How many private answers wait to be revealed, by question."""
    rows = await connection.fetch(NUMBERS, tenant, measurement)
    return {QuestionId(row["question_id"]): row["number"] for row in rows}


READ = """
    select key_name, sealed
    from dialogue.ballot_boxes
    where tenant_id = $1 and measurement_id = $2 and question_id = $3 and sealed is not null
"""


async def read(connection: Connection, seal: BallotSeal, box: Box) -> Ballots:
    row = await connection.fetchrow(READ, box.tenant, box.measurement, box.question)
    return seal.open(SealedBallots(*row), box) if row else {}


READ_ALL = """
    select question_id, key_name, sealed
    from dialogue.ballot_boxes
    where tenant_id = $1 and measurement_id = $2 and sealed is not null
    order by question_id
"""


async def read_all(
    connection: Connection, seal: BallotSeal, tenant: TenantId, measurement: MeasurementId
) -> Mapping[QuestionId, Ballots]:
    """What waits in each box of a measurement."""
    rows = await connection.fetch(READ_ALL, tenant, measurement)
    found = {QuestionId(row["question_id"]): SealedBallots(row["key_name"], row["sealed"]) for row in rows}
    return {question: seal.open(sealed, Box(tenant, measurement, question)) for question, sealed in found.items()}
