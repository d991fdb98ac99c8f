"""The letter to a group whose part of a round is closed: that it is, and where to see what has changed. No figures."""

from collections.abc import Iterable
from typing import Final

import msgspec

from domain.collaboration.state import Collaboration
from domain.collaboration.state import fold as fold_collaboration
from domain.group import people
from domain.ids import MeasurementId, SubjectId, TenantId
from domain.measurement.state import Status
from domain.measurement.state import fold as fold_measurement
from infra.eventlog.log import OutboxRow
from infra.outbox import TakenWork
from infra.translation import Translator
from projections.measurements.queries import closed_measurements
from services.application.letters import round_closed_letter
from services.application.posting import Post, post
from services.application.reminding.judging import read_workspace
from services.application.willing import willing_reader
from services.application.world import World

ROUND_CLOSED: Final = "mail.round-closed"
"""The kind of work that is one letter: of one measurement, to one member."""


class ClosedWork(msgspec.Struct, frozen=True):
    measurement: MeasurementId
    member: SubjectId


class Closed(msgspec.Struct, frozen=True):
    """Whose measurement it is, and how many there are to lay beside it."""

    collaboration: Collaboration
    earlier: int


def letters_of_closing(measurement: MeasurementId, readers: Iterable[SubjectId]) -> list[OutboxRow]:
    """For the append that closes it, or notes that it was closed."""
    return [OutboxRow(ROUND_CLOSED, {"measurement": str(measurement), "member": str(who)}) for who in readers]


async def tell_that_it_is_closed(office: Post, world: World, taken: TakenWork) -> None:
    """Handler of `mail.round-closed`. Nothing is sent of what was opened again or voided, or to who belongs no more."""
    work, tenant = msgspec.convert(taken.payload, ClosedWork), taken.tenant
    workspace, closed = await read_workspace(world, tenant), await _closed(world, tenant, work.measurement)
    if workspace is None or closed is None or work.member not in people(closed.collaboration, workspace):
        return
    reader = await willing_reader(office, world, tenant, workspace, work.member)
    if reader is None:
        return
    letter = round_closed_letter(
        Translator(reader.language),
        workspace.name,
        closed.collaboration.name,
        page=f"{office.base_url}/w/{workspace.slug}/measurements/{work.measurement}/profile",
        stop=reader.stop,
        is_first=not closed.earlier,
    )
    await post(office, taken, letter, reader.email, member=work.member)


async def _closed(world: World, tenant: TenantId, which: MeasurementId) -> Closed | None:
    """`None` where it is closed no longer, or does not count."""
    state = fold_measurement(one.event for one in await world.log.read_stream(tenant, which))
    if state is None or state.status is not Status.CLOSED or state.practice:
        return None
    formed = fold_collaboration(one.event for one in await world.log.read_stream(tenant, state.collaboration))
    if formed is None:
        return None
    async with world.database.reading(tenant) as connection:
        series = await closed_measurements(connection, tenant, state.collaboration)
    return Closed(formed, sum(one.state.started_at < state.started_at for one in series))
