"""Every read model there is: followed page by page or built anew from the same log, it shows the same."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeGuard
from uuid import UUID, uuid4

import asyncpg
import pytest
from msgspec import structs

from domain.action_plan import events as action_plan
from domain.audit_access import events as audit_access
from domain.campaign import events as campaign
from domain.erasure import events as erasure
from domain.event import Act, Event
from domain.ids import ActionId, CollaborationId, MeasurementId, QuestionId, SubjectId, TenantId
from domain.invitation import events as invitation
from domain.invitation.decisions import InvitePeople, invite
from domain.invitation.state import Invitations
from domain.measurement.events import (
    AnswerAdopted,
    CommentNoted,
    CommentReworded,
    MeasurementNotCompleted,
    OwnAnswerRevised,
    OwnQuestionAdded,
    OwnQuestionAnswered,
    OwnQuestionReworded,
)
from domain.national.quarter import Quarter
from domain.national_release.events import ReleasePublished
from domain.sectors import Side
from domain.streams import (
    action_plan_stream,
    audit_access_stream,
    invitation_stream,
    national_releases_stream,
    workspace_stream,
)
from domain.text import Clear
from domain.workspace import events as workspace
from infra.database import Database
from infra.eventlog.log import EventLog
from infra.eventlog.records import NewEvent
from infra.migrations.roles import PROJECTOR, WEB
from projections.follower import Follower
from projections.projection import Projection
from projections.rebuild import Comparison, Rebuild
from projections.registry import PROJECTIONS
from services.cli.bench.history import START, Chronicler
from tests.database_plugin import DatabaseCopy
from tests.support.campaigns import CAMPAIGN, planned, played
from tests.support.logs import NoKeys, append, new_tenant, versions

pytestmark = pytest.mark.anyio

BY = SubjectId(UUID(int=1))


def people(tenant: TenantId) -> list[NewEvent]:
    anna, bjorn = SubjectId(uuid4()), SubjectId(uuid4())
    events: list[Event] = [
        workspace.WorkspaceFounded(at=START, by=BY, slug="asker", name="Asker", country="NO"),
        *(
            workspace.MemberInvited(
                at=START, by=BY, member=who, role=workspace.Role.PARTICIPANT, email=Clear(who, "a@b.no")
            )
            for who in (anna, bjorn)
        ),
        workspace.MemberJoined(at=START, by=BY, member=anna),
        workspace.RoleGranted(at=START, by=BY, member=anna, role=workspace.Role.FACILITATOR),
        workspace.InvitationWithdrawn(at=START, by=BY, member=bjorn),
        workspace.SharingDeclined(at=START, by=BY),
        workspace.SharingStarted(at=START, by=BY),
        workspace.SharingStopped(at=START, by=BY),
        workspace.SharingStarted(at=START + timedelta(days=1), by=BY),
        workspace.MemberInvited(
            at=START, by=BY, member=bjorn, role=workspace.Role.PARTICIPANT, email=Clear(bjorn, "c@d.no")
        ),
    ]
    return versions(workspace_stream(tenant), events)


def actions(collaboration: CollaborationId, measurement: MeasurementId) -> list[NewEvent]:
    first, second = ActionId(uuid4()), ActionId(uuid4())
    events: list[Event] = [
        *(
            action_plan.ActionSuggested(
                at=START,
                by=BY,
                action=action,
                collaboration=collaboration,
                measurement=measurement,
                question=QuestionId("1-1"),
                text=Clear(SubjectId(measurement), "Vi spør"),
            )
            for action in (first, second)
        ),
        action_plan.ActionPlaced(at=START, by=BY, action=first, cell=action_plan.Cell.NEW_MORE, phase=None),
        action_plan.SuggestionWithdrawn(at=START, by=BY, action=second),
        action_plan.ActionAgreed(at=START, by=BY, action=first, measurement=measurement, owner=None, due=None),
        action_plan.ActionStarted(at=START, by=BY, action=first),
        *(
            kind(at=START + timedelta(days=days), by=BY, action=first, **said)
            for kind, days, said in (
                (action_plan.ActionDone, 10, {}),
                (action_plan.ActionTakenUp, 100, {}),
                (action_plan.ActionPlaced, 200, {"cell": None, "phase": None}),
                (action_plan.AgreementWithdrawn, 300, {}),
                (action_plan.ActionDropped, 301, {"reason": Clear(SubjectId(measurement), "Nei")}),
            )
        ),
    ]
    return versions(action_plan_stream(collaboration), events)


def audit_accesses() -> list[list[NewEvent]]:
    """One that was ended, one that is under way, and one that nobody has accepted."""
    streams = []
    for happened_then in (2, 1, 0):
        auditor = SubjectId(uuid4())
        stream, until = audit_access_stream(auditor), START + timedelta(days=14)
        purpose, reason = (Clear(SubjectId(stream), words) for words in ("Kontroll", "Ferdig"))
        name, email = (Clear(auditor, words) for words in ("Rita", "rita@example.org"))
        events: list[Event] = [
            audit_access.AuditAccessGranted(at=START, by=BY, auditor=auditor, until=until, purpose=purpose),
            audit_access.AuditorInvited(at=START, by=BY, auditor=auditor, name=name, email=email),
            audit_access.InvitationRepeated(at=START, by=BY),
            *[
                audit_access.AuditAccessAccepted(at=START, by=auditor),
                audit_access.AuditAccessEnded(at=START, by=BY, reason=reason),
            ][:happened_then],
        ]
        streams.append(versions(stream, events))
    return streams


def comments(stream: list[NewEvent]) -> list[NewEvent]:
    """What somebody wrote and asked, an answer without talk, and an end by time, in a measurement that was open."""
    measurement = stream[0].originator_id
    words = Clear(SubjectId(measurement), "Vi ler mer")
    said: list[Event] = [
        kind(at=START, by=BY, question=QuestionId("1-1"), text=words) for kind in (CommentNoted, CommentReworded)
    ]
    own = QuestionId("own-1")
    said += [kind(at=START, by=BY, question=own, statement=words) for kind in (OwnQuestionAdded, OwnQuestionReworded)]
    said += [kind(at=START, by=BY, question=own, answer=4) for kind in (OwnQuestionAnswered, OwnAnswerRevised)]
    said.append(AnswerAdopted(at=START, by=BY, question=QuestionId("1-2"), answer=5))
    said.append(MeasurementNotCompleted(at=START, by=BY, spreads=()))
    return versions(measurement, [*(new.event for new in stream[:-1]), *said])


def erasures() -> list[NewEvent]:
    """One of each end, and one that waits."""
    first, second, third = uuid4(), uuid4(), uuid4()
    person = erasure.Person(member=SubjectId(uuid4()))
    place = erasure.TextPlace(stream=uuid4(), version=3, part="text")
    text = erasure.Wordings(kind=erasure.TextKind.COMMENT, places=(place,))

    def asked(stream: UUID, what: erasure.Forgotten) -> erasure.ErasureRequested:
        return erasure.ErasureRequested(at=START, by=BY, what=what, reason=Clear(SubjectId(stream), "Ba om det"))

    confirmed, carried_out = (kind(at=START, by=BY) for kind in (erasure.ErasureConfirmed, erasure.ErasureCarriedOut))
    return [
        *versions(first, [asked(first, person), confirmed, carried_out]),
        *versions(second, [asked(second, text), erasure.ErasureWithdrawn(at=START, by=BY)]),
        *versions(third, [asked(third, text)]),
    ]


def campaigns() -> list[NewEvent]:
    """A year of one, as it goes by itself, and one that was cancelled before it began."""
    looks = (datetime(2027, month, 11, 12, tzinfo=UTC) for month in (1, 2, 4, 5, 7, 8, 10, 11))
    reason = Clear(SubjectId(CAMPAIGN), "Vi venter")
    cancelled = (*planned(), campaign.CampaignCancelled(at=START, by=BY, reason=reason))
    return [*versions(CAMPAIGN, played(planned(), looks, groups=3)), *versions(uuid4(), cancelled)]


def invitations() -> list[NewEvent]:
    """To the first measurement of the campaign: one was taken back and given again, one letter came back."""
    opened = next(one for one in played(planned(), iter([datetime(2027, 1, 11, 12, tzinfo=UTC)])) if is_opened(one))
    people = {SubjectId(UUID(int=number)): side for number, side in enumerate(Side)}
    command = InvitePeople(CAMPAIGN, opened.round, opened.collaboration, people)
    invited = invite(opened.measurement, Invitations(), command, Act(by=BY, at=START))
    first, second = (one.invitation for one in invited)
    reason = Clear(SubjectId(opened.measurement), "Feil person")
    return versions(
        invitation_stream(opened.measurement),
        [
            *invited,
            invitation.LetterSent(at=START, by=BY, invitation=first, number=1),
            invitation.LetterReturned(at=START, by=BY, invitation=first, permanent=True, code="5.1.1"),
            invitation.LetterRepeated(at=START, by=BY, invitation=first),
            invitation.RemindersWritten(at=START, by=BY, number=1, letters=1),
            invitation.InvitationRevoked(
                at=START, by=BY, invitation=second, cause=invitation.Cause.CHOSEN, reason=reason
            ),
            invitation.PersonInvitedAgain(at=START, by=BY, invitation=second, side=Side.PUBLIC),
        ],
    )


def releases() -> list[NewEvent]:
    """Two versions of a quarter, one after the other."""
    stored = ReleasePublished(
        at=START,
        by=BY,
        quarter=Quarter(2026, 1),
        version=1,
        ruleset=1,
        snapshot_sha256="0a" * 32,
        release_sha256="0b" * 32,
        report_sha256="0c" * 32,
    )
    return versions(national_releases_stream(), [stored, structs.replace(stored, version=2, release_sha256="0d" * 32)])


def is_opened(event: Event) -> TypeGuard[campaign.MeasurementOpened]:
    return isinstance(event, campaign.MeasurementOpened)


async def write_history(log: EventLog, tenant: TenantId) -> None:
    await append(log, tenant, people(tenant))
    await append(log, tenant, erasures())
    await append(log, tenant, campaigns())
    await append(log, tenant, invitations())
    await append(log, tenant, releases())
    for events in audit_accesses():
        await append(log, tenant, events)
    for seed in range(2):
        formed, *measured, last = list(Chronicler(seed).collaboration(measurements=2))
        for events in (formed, *measured, comments(last)):
            await append(log, tenant, events)
        collaboration, measurement = CollaborationId(formed[0].originator_id), MeasurementId(last[0].originator_id)
        await append(log, tenant, actions(collaboration, measurement))


@asynccontextmanager
async def projector(database: DatabaseCopy) -> AsyncIterator[Database]:
    async with Database.opened(database.url(PROJECTOR), size=6) as opened:
        yield opened


async def catch_up(follower: Follower) -> None:
    while await follower.catch_up():
        pass


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda projection: projection.name)
async def test_rebuilt_equals_grown_whatever_the_pages(projection: Projection, emptied_database: DatabaseCopy) -> None:
    """Grown in pages of all sizes, rebuilt in pages as large as they come."""
    pages, tenant = Random(projection.name), new_tenant(emptied_database)
    async with (
        Database.opened(emptied_database.url(WEB), size=1) as web,
        projector(emptied_database) as database,
    ):
        await write_history(EventLog(web, NoKeys()), tenant)
        while await Follower(database, [projection], page=pages.randint(1, 40)).catch_up():
            pass
        admin = await asyncpg.connect(emptied_database.admin_url)
        try:
            assert await admin.fetchval("select sum(position) from log.tracking where parked_at is null") > 0
            rebuild = Rebuild(admin, database, projection)
            await rebuild.stage()
            await rebuild.catch_up()
            assert await rebuild.compare() == Comparison(compared=1, moved_on=0, behind=0, differing_rows=0)
            assert await rows_of(admin, projection.schema) > 0
        finally:
            await admin.close()


async def rows_of(admin: asyncpg.Connection, schema: str) -> int:
    tables = await admin.fetch("select tablename from pg_tables where schemaname = $1", schema)
    return sum([await admin.fetchval(f"select count(*) from {schema}.{name}") for (name,) in tables])
