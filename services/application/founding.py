"""A new workspace: its place in the directory, its log, and the first administrator's invitation."""

import msgspec

from domain.event import Act
from domain.ids import SubjectId
from domain.streams import workspace_stream
from domain.workspace.decisions import FoundWorkspace, InviteMember, decide, found
from domain.workspace.events import Role
from domain.workspace.state import evolve
from infra.accounts.directory import Workspace, insert_workspace, next_tenant
from infra.accounts.invitations import PATH, issue_invitation
from infra.identity import new_stream_id, new_subject_id
from services.application.workspaces import work_following
from services.application.world import World
from services.application.writing import fingerprint, following


class Founded(msgspec.Struct, frozen=True):
    """The workspace, and its first administrator: invited, not yet there."""

    workspace: Workspace
    administrator: SubjectId


async def create_workspace(world: World, command: FoundWorkspace, email: str, name: str = "") -> Founded:
    """All of it or nothing. `world` is a worker's. Raises `WorkspaceNameIsTaken` and what the domain refuses."""
    tenant = await next_tenant(world.database)
    administrator = SubjectId(new_subject_id())
    act = Act(by=administrator, at=world.clock.now())
    invite = InviteMember(member=administrator, role=Role.ADMINISTRATOR, email=email, name=name)
    events = found(command, act)
    events += decide(evolve(None, events[0]), invite, act)
    workspace = Workspace(
        tenant=tenant,
        slug=command.slug,
        name=command.name,
        country=command.country,
        kind="municipality" if command.country == "NO" else "guest",
    )
    await world.log.open_tenant(tenant)
    stream = workspace_stream(tenant)
    async with world.database.tenant(tenant) as connection:
        await insert_workspace(connection, workspace)
        await world.log.append(
            tenant,
            new_stream_id(),
            fingerprint(world, stream, command),
            following(stream, (), events),
            outbox=work_following(invite, "nb"),
            connection=connection,
        )
    world.doorbell.ring()
    return Founded(workspace, administrator)


async def invitation_link(world: World, founded: Founded, email: str, base_url: str) -> str:
    """For who sits at the machine itself, and needs no mail."""
    tenant = founded.workspace.tenant
    token = await issue_invitation(world.database, tenant, founded.administrator, email, world.clock.now())
    return f"{base_url}{PATH}{token}"
