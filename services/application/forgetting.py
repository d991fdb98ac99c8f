"""Carrying out an erasure, and repeating all of them after an older copy of the keys was restored.

Each step can be done again, and each that needs the address comes before the key that opens it is destroyed: whoever
is interrupted between any two begins from the first.
"""

import asyncio
from pathlib import Path
from uuid import UUID, uuid5

import msgspec

from domain.audit_access.events import AuditAccessGranted, AuditorInvited
from domain.erasure.decisions import carried_out
from domain.erasure.events import ErasureConfirmed, ErasureRequested, Forgotten, Person, TextKind, Wordings
from domain.erasure.state import Status, fold
from domain.ids import SubjectId, TenantId
from domain.streams import audit_access_stream, workspace_stream
from domain.text import Sealed
from domain.workspace.events import MemberInvited
from domain.workspace.state import fold as fold_workspace
from infra.accounts.directory import forget_account, forget_member
from infra.accounts.tidying import every_tenant
from infra.caught_mail import delete_caught_mail
from infra.outbox import TakenWork, forget_in_work
from infra.report_shelf import print_anew
from infra.translation import Language, Translator
from services.application.campaigns.leaving import revoke_of_leaver
from services.application.erasures import administrators_of
from services.application.letters import erasure_waits_letter
from services.application.posting import Post, post
from services.application.world import World
from services.application.writing import following
from services.application.written_texts import printed_about, sealed_at


class ErasureWork(msgspec.Struct, frozen=True):
    erasure: UUID


async def carry_out(world: World, mail: Path | None, taken: TakenWork) -> None:
    """Handler of `erasure.carry-out`. `mail` is the mail catcher's folder, where there is one."""
    erasure, tenant = msgspec.convert(taken.payload, ErasureWork).erasure, taken.tenant
    recorded = await world.log.read_stream(tenant, erasure)
    state = fold(record.event for record in recorded)
    events = carried_out(state, world.clock.now()) if state else ()
    if state is None or not events:
        return
    await forget(world, mail, tenant, state.what)
    command_id = uuid5(erasure, "carried out")
    await world.log.append(tenant, command_id, erasure.bytes, following(erasure, recorded, events))


async def repeat_erasures(world: World, mail: Path | None) -> int:
    """All that any log has recorded as confirmed. Returns how many that were. `world` is the worker's."""
    done = 0
    for tenant in await every_tenant(world.database):
        recorded = await world.log.read_kinds(tenant, [ErasureRequested, ErasureConfirmed])
        confirmed = {one.originator_id for one in recorded if isinstance(one.event, ErasureConfirmed)}
        for one in recorded:
            if isinstance(one.event, ErasureRequested) and one.originator_id in confirmed:
                await forget(world, mail, tenant, one.event.what)
                done += 1
    return done


async def forget(world: World, mail: Path | None, tenant: TenantId, what: Forgotten) -> None:
    match what:
        case Person(member=member):
            await _forget_person(world, mail, tenant, member)
        case Wordings():
            await _forget_text(world, mail, tenant, what)


async def _forget_person(world: World, mail: Path | None, tenant: TenantId, member: SubjectId) -> None:
    """No report is printed anew: none shows a name, nor any text that is sealed for a person."""
    email = await _address(world, tenant, member)
    await forget_member(world.database, tenant, member)
    await revoke_of_leaver(world, tenant, member)
    if email is not None:
        await forget_account(world.database, email)
    await forget_in_work(world.database, tenant, member, email)
    if email is not None:
        await asyncio.to_thread(delete_caught_mail, mail, email)
    await world.keyring.erase_subject(tenant, member)


async def _address(world: World, tenant: TenantId, member: SubjectId) -> str | None:
    """`None` when the key is destroyed, and everything before that was done."""
    recorded = await world.log.read_stream(tenant, workspace_stream(tenant))
    emails = [
        one.event.email for one in recorded if isinstance(one.event, MemberInvited) and one.event.member == member
    ]
    let_in = await world.log.read_stream(tenant, audit_access_stream(member))
    emails += [one.event.email for one in let_in if isinstance(one.event, AuditorInvited)]
    sealed = [email for email in emails if isinstance(email, Sealed)]
    opened = await world.keyring.open(tenant, sealed)
    return next((opened[text] for text in reversed(sealed)), None)


async def _forget_text(world: World, mail: Path | None, tenant: TenantId, what: Wordings) -> None:
    """The key first: a report that is printed, or a letter sent, afterwards no longer finds the text."""
    for text in await sealed_at(world, tenant, what.places):
        await world.keyring.erase_part(tenant, text.key_id)
    for stream in {place.stream for place in what.places}:
        about = await printed_about(world, tenant, stream)
        async with world.database.tenant(tenant) as connection:
            await print_anew(connection, tenant, about)
        if what.kind is TextKind.ACCESS_PURPOSE:
            await _forget_letters(world, mail, tenant, stream)
    if what.kind in {TextKind.ACTION, TextKind.LETTER}:
        await _forget_mail_to_all(world, mail, tenant)
    world.doorbell.ring()


async def _forget_letters(world: World, mail: Path | None, tenant: TenantId, access: UUID) -> None:
    """The letter that invites an auditor says what for."""
    recorded = await world.log.read_stream(tenant, access)
    for auditor in [one.event.auditor for one in recorded if isinstance(one.event, AuditAccessGranted)]:
        email = await _address(world, tenant, auditor)
        if email is not None:
            await asyncio.to_thread(delete_caught_mail, mail, email)


async def _forget_mail_to_all(world: World, mail: Path | None, tenant: TenantId) -> None:
    """A letter that reminds of an action has its words, one of a round the municipality's own.

    Anybody who ever belonged may have got one.
    """
    recorded = await world.log.read_stream(tenant, workspace_stream(tenant))
    emails = [one.event.email for one in recorded if isinstance(one.event, MemberInvited)]
    opened = await world.keyring.open(tenant, [email for email in emails if isinstance(email, Sealed)])
    for email in filter(None, opened.values()):
        await asyncio.to_thread(delete_caught_mail, mail, email)


class WaitsWork(msgspec.Struct, frozen=True):
    """`language` is that of who asked for the erasure."""

    erasure: UUID
    member: SubjectId
    language: Language = "nb"


async def tell_that_an_erasure_waits(office: Post, world: World, taken: TakenWork) -> None:
    """Handler of `mail.erasure-waits`: only while it waits, and to who is still an administrator."""
    work, tenant = msgspec.convert(taken.payload, WaitsWork), taken.tenant
    erasure = fold(one.event for one in await world.log.read_stream(tenant, work.erasure))
    recorded = await world.log.read_stream(tenant, workspace_stream(tenant))
    workspace = fold_workspace(one.event for one in recorded)
    if erasure is None or erasure.status is not Status.WAITING or workspace is None:
        return
    if work.member not in administrators_of(workspace):
        return
    email = await _address(world, tenant, work.member)
    if email is not None:
        link = f"{office.base_url}/w/{workspace.slug}/erasures"
        await post(
            office,
            taken,
            erasure_waits_letter(Translator(work.language), workspace.name, link),
            email,
            member=work.member,
        )
